"""The technical log tells what happened and never a secret."""

from __future__ import annotations

import base64
import json
import logging
import re
import time
import urllib.parse
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import diagnostics
from desktop.diagnostics import (
    LOG_FILE,
    register_secret,
    start_log,
    stop_log,
    struck_out,
    write_support_bundle,
)

# The sign that stands for a secret is not part of one here, since "a" + "***" would then look like the secret "a***".
secrets = st.text(st.characters(exclude_characters="*", exclude_categories=["Cs"]), min_size=4, max_size=60)
around = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.fixture(autouse=True)
def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnostics, "_forms", frozenset())


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    level = logging.getLogger().level
    yield start_log(tmp_path / "logs")
    stop_log()
    logging.getLogger().setLevel(level)


@given(secret=secrets, before=around, after=around)
def test_no_registered_secret_survives(secret: str, before: str, after: str) -> None:
    register_secret(secret)

    for text in (
        before + secret + after,
        f"{before}{urllib.parse.quote(secret, safe='')}{after}",
        f"{before}{urllib.parse.quote_plus(secret)}{after}",
        before + urllib.parse.urlencode({"a": secret}) + after,
        json.dumps({"a": [before, secret, after]}),
        json.dumps({"a": before + secret + after}, ensure_ascii=False),
        json.dumps(json.dumps({"a": secret})),
        f"<a>{escape(before)}{escape(secret)}</a>",
        repr({"a": before + secret + after}),
        base64.b64encode(f"user:{secret}".encode()).decode(),
        base64.urlsafe_b64encode(secret.encode()).decode(),
    ):
        shown = struck_out(text)
        assert secret not in shown
        assert secret not in urllib.parse.unquote_plus(shown)
        assert "***" in shown


@given(one=secrets, other=secrets)
def test_secrets_that_overlap_are_struck_out_whole(one: str, other: str) -> None:
    register_secret(one + other[:2])
    register_secret(one[-2:] + other)

    assert struck_out(f"<{one}{other}>") == "<***>"


@given(st.text(max_size=200))
def test_any_text_can_be_struck_out_twice_with_the_same_result(text: str) -> None:
    once = struck_out(text)

    assert struck_out(once).replace('"', "") == once.replace('"', "")


@pytest.mark.parametrize(
    "text",
    [
        "X-AppSecretToken: {}",
        "X-AgreementGrantToken: {}",
        "Authorization: Bearer {}",
        "GET /\r\nauthorization: Basic {} {}\r\nAccept: */*",
        "refused: token={}&x=1",
        "POST /oauth grant_type=refresh&client_secret={}&refresh_token={}",
        '{{"password": "{}", "name": "Peter"}}',
        '{{"password" : "a\\"{}"}}',
        '{{"accessToken":"{}',
        '{{"hash": {}, "name": "x"}}',
        '{{"tokens": ["{}", "{}"]}}',
        '{{"secret": {{"value": "{}"}}}}',
        '"{{\\"password\\": \\"{}\\"}}"',
        "{{'password': '{}'}}",
        "{{'Authorization': b'{}'}}",
        "[('password', '{}')]",
        "<t:Initials>ALU</t:Initials><t:Hash>{}</t:Hash>",
        '<Password xmlns="urn:x">{}</Password>',
        '<login password="{}"/>',
        "sent Bearer {}0123456789abcdef",
        "postgresql://bindeled:{}@127.0.0.1/store".replace("{}", "s3cr-t%2FValue"),
        "Password={};Host=x",
        "token: {}",
    ],
)
def test_what_stands_behind_the_name_of_a_secret_is_struck_out(text: str) -> None:
    shown = struck_out(text.replace("{}", "s3cr-t/Value").replace("{{", "{").replace("}}", "}"))

    assert "s3cr-t" not in shown
    assert "Value" not in shown
    assert "***" in shown


@pytest.mark.parametrize(
    "text",
    [
        "Read 400 customers from e-conomic in 3.2 s",
        "X-RateLimiting: token-limit-10000-per-60-seconds: 147/10000",
        '{"customerNumber": 1001, "name": "Nordlys Revision ApS", "Idempotency-Key": "b3-1"}',
        "<token><t:Initials>ALU</t:Initials></token>",
        "https://restapi.example/customers?skippages=1&pagesize=1000",
        "The token was refused.",
    ],
)
def test_what_is_no_secret_stays_readable(text: str) -> None:
    assert struck_out(text) == text


def test_the_rest_of_a_document_stays_readable() -> None:
    assert struck_out('{"password": "x1", "name": "Peter"}') == '{"password": "***", "name": "Peter"}'
    assert struck_out("<Hash>x1</Hash><Name>Peter</Name>") == "<Hash>***</Hash><Name>Peter</Name>"
    assert struck_out("GET /?token=x1&page=2") == "GET /?token=***&page=2"


def test_a_text_too_short_to_be_a_secret_does_not_empty_the_log() -> None:
    register_secret("")
    register_secret("e")

    assert struck_out("Read the customers") == "Read the customers"


@pytest.mark.parametrize("piece", ["a", '{"token', "<", '"', "hash", "\\", "token=", '"token": {', "<token ", "://a:", "\n-"])
def test_striking_out_takes_time_in_proportion_to_the_text(piece: str) -> None:
    def seconds(pieces: int) -> float:
        text = 'token: \\"' + piece * pieces
        start = time.thread_time()
        struck_out(text)
        return time.thread_time() - start

    assert seconds(80_000) < 12 * max(seconds(20_000), 0.01)


def test_the_log_file_holds_the_message_the_arguments_and_the_traceback_without_secrets(log: Path) -> None:
    register_secret("correct horse")
    try:
        raise RuntimeError("signed in as correct horse")
    except RuntimeError:
        logging.getLogger("desktop.test").exception("trouble with %s and %r", "correct%20horse", {"token": "t-1"})

    text = log.read_text("utf-8")
    assert "trouble with *** and" in text
    assert "RuntimeError: signed in as ***" in text
    assert "correct" not in text
    assert "t-1" not in text


def test_the_log_file_counts_time_in_utc(log: Path) -> None:
    first = log.read_text("utf-8").splitlines()[0]

    stamp = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{3}Z INFO ", first)
    assert stamp is not None
    assert stamp[1][:13] in {time.strftime("%Y-%m-%dT%H", time.gmtime(time.time() - back)) for back in (0, 60)}


def test_the_log_goes_on_in_a_new_file_when_it_is_full(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(diagnostics, "LOG_BYTES", 2000)
    file = start_log(tmp_path)
    for number in range(200):
        logging.getLogger("desktop.test").warning("line %d", number)
    stop_log()

    assert len(list(tmp_path.glob(LOG_FILE + "*"))) == diagnostics.LOG_FILES
    assert file.read_text("utf-8").splitlines()[-1].endswith("line 199")


def test_the_log_goes_on_when_another_process_holds_the_file(log: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(diagnostics, "LOG_BYTES", 100)
    start_log(tmp_path / "logs")

    def refuse(*_: object) -> None:
        raise PermissionError("the file is open elsewhere")

    monkeypatch.setattr(logging.handlers.RotatingFileHandler, "rotate", refuse)
    logging.getLogger("desktop.test").warning("first line that fills the file %s", "x" * 100)
    logging.getLogger("desktop.test").warning("second line")

    assert "second line" in log.read_text("utf-8")


def test_starting_the_log_again_leaves_the_file_before(log: Path, tmp_path: Path) -> None:
    second = start_log(tmp_path / "other")
    logging.getLogger("desktop.test").warning("only once")

    assert "only once" in second.read_text("utf-8")
    assert "only once" not in log.read_text("utf-8")


def test_the_support_bundle_holds_logs_versions_and_what_was_found_without_secrets(log: Path, tmp_path: Path) -> None:
    logging.getLogger("desktop.test").warning("written before it was known: late secret")
    register_secret("late secret")

    count = write_support_bundle(
        tmp_path / "bundle.zip", log.parent, [{"check": "e-conomic", "detail": "late secret", "token": "t-1"}]
    )

    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        contents = {name: bundle.read(name).decode() for name in bundle.namelist()}
    assert set(contents) == {"versions.json", "doctor.json", f"logs/{LOG_FILE}"}
    assert count == len(contents)
    assert "written before it was known: ***" in contents[f"logs/{LOG_FILE}"]
    assert json.loads(contents["doctor.json"]) == [{"check": "e-conomic", "detail": "***", "token": "***"}]
    assert "SQLAlchemy" in json.loads(contents["versions.json"])
