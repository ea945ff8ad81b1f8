"""Over real HTTP against a small server that does what each test scripts."""

from __future__ import annotations

import datetime as dt
import http.server
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from email.utils import format_datetime
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from desktop.connectors.api_session import ApiSession, Recorder, to_json
from desktop.connectors.recording import KEPT_CHARACTERS
from desktop.errors import (
    BindeledError,
    Cancelled,
    NoConnection,
    OutcomeUnknown,
    SettingsError,
    SystemDown,
    TimedOut,
    TooManyCalls,
    UnexpectedAnswer,
)
from desktop.progress import heeding

Work = Callable[[http.server.BaseHTTPRequestHandler], None]


class Server(http.server.ThreadingHTTPServer):
    """Does the next piece of work of `script` at each request, the last one for ever; `seen` holds what came."""

    def __init__(self, *script: Work) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = list(script)
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.has_come, self.is_over = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def stop(self) -> None:
        self.is_over.set()
        self.shutdown()
        self.server_close()
        self.thread.join()


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def work(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append((self.command, self.path, dict(self.headers), content))
        self.server.has_come.set()
        work = self.server.script.pop(0) if len(self.server.script) > 1 else self.server.script[0]
        work(self)

    do_GET = do_POST = work  # noqa: N815  # the standard library calls them by these names

    def log_message(self, *args: Any) -> None:
        pass


def answer(status: int, content: bytes = b"{}", **headers: str) -> Work:
    def work(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return work


def cut(handler: http.server.BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def cut_during(handler: http.server.BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b'{"half":')


def silent(handler: http.server.BaseHTTPRequestHandler) -> None:
    cast(Server, handler.server).is_over.wait(60)


def stalls_in_the_content(handler: http.server.BaseHTTPRequestHandler) -> None:
    cut_during(handler)
    silent(handler)


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def start(*script: Work) -> Server:
        servers.append(Server(*script))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def connect() -> Iterator[Callable[..., ApiSession]]:
    sessions: list[ApiSession] = []

    def session(address: str, **settings: Any) -> ApiSession:
        settings = {"backoff": 0.01, "timeouts": (60.0, 60.0), **settings}
        sessions.append(ApiSession(address, "e-conomic", **settings))
        return sessions[-1]

    yield session
    for one in sessions:
        one.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_sends_headers_parameters_and_content_and_gives_the_answer(serve: Any, connect: Any) -> None:
    server = serve(answer(201, b'{"number": 12.50}', X_CallCost="3"))
    session = connect(server.address + "/", headers={"X-Name": "one"})
    found = session.write(
        "POST", "/drafts", params={"filter": "a$eq:b c"}, content=to_json({"price": Decimal("9.10")}), headers={"X-Key": "k"}
    )
    assert (found.status, found.is_success, found.headers["x-callcost"]) == (201, True, "3")
    assert found.decoded(dict[str, Decimal]) == {"number": Decimal("12.50")}
    method, path, headers, content = server.seen[0]
    assert (method, path, content) == ("POST", "/drafts?filter=a%24eq%3Ab+c", b'{"price":9.10}')
    assert (headers["X-Name"], headers["X-Key"], headers["User-Agent"]) == ("one", "k", "Bindeled")


def test_numbers_with_decimals_are_decimals_also_where_no_type_is_declared(serve: Any, connect: Any) -> None:
    found = connect(serve(answer(200, b'{"a": 0.1, "b": 3}')).address).read("GET", "/").decoded(dict[str, Any])
    assert (found, type(found["a"])) == ({"a": Decimal("0.1"), "b": 3}, Decimal)


@pytest.mark.parametrize("trouble", [answer(503), answer(502), answer(504), cut, cut_during])
def test_a_read_is_tried_three_times(trouble: Work, serve: Any, connect: Any) -> None:
    server = serve(trouble, trouble, answer(200))
    assert connect(server.address).read("GET", "/").is_success
    assert len(server.seen) == 3


@pytest.mark.parametrize(
    ("trouble", "error", "calls"),
    [(answer(503), SystemDown, 3), (answer(500), SystemDown, 1), (answer(501), SystemDown, 1), (cut, NoConnection, 3)],
)
def test_a_read_gives_up_with_a_sentence_that_names_the_system(
    trouble: Work, error: type[BindeledError], calls: int, serve: Any, connect: Any
) -> None:
    server = serve(trouble)
    with pytest.raises(error) as caught:
        connect(server.address).read("GET", "/")
    assert len(server.seen) == calls
    assert "e-conomic" in str(caught.value)
    assert caught.value.what_to_do


@pytest.mark.parametrize("trouble", [silent, stalls_in_the_content])
def test_a_read_without_an_answer_in_time_is_timed_out_and_not_tried_for_ever(trouble: Work, serve: Any, connect: Any) -> None:
    server = serve(trouble)
    with pytest.raises(TimedOut):
        connect(server.address, timeouts=(60.0, 0.2)).read("GET", "/")
    assert server.has_come.wait(60)
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [400, 401, 404, 409])
def test_what_a_4xx_means_is_left_to_the_client(status: int, serve: Any, connect: Any) -> None:
    session = connect(serve(answer(status, b"no")).address)
    assert session.read("GET", "/").status == session.write("POST", "/").status == status


def test_an_accepted_status_is_an_answer(serve: Any, connect: Any) -> None:
    session = connect(serve(answer(500, b"<fault/>")).address)
    assert session.read("POST", "/soap", content=b"<x/>", accepted={500}).text == "<fault/>"
    assert session.write("POST", "/soap", content=b"<x/>", accepted={500}).text == "<fault/>"


@pytest.mark.parametrize("trouble", [cut, cut_during, silent, answer(500), answer(503, Retry_After="0"), answer(302, Location="/")])
def test_a_write_without_a_clear_answer_is_sent_once_and_its_outcome_unknown(trouble: Work, serve: Any, connect: Any) -> None:
    server = serve(trouble)
    with pytest.raises(OutcomeUnknown):
        connect(server.address, timeouts=(60.0, 0.3)).write("POST", "/drafts")
    assert server.has_come.wait(60)
    assert len(server.seen) == 1


def test_a_write_whose_success_cannot_be_read_has_an_unknown_outcome(serve: Any, connect: Any) -> None:
    found = connect(serve(answer(201, b'{"draftInvoiceNumber": ')).address).write("POST", "/drafts")
    with pytest.raises(OutcomeUnknown):
        found.decoded(dict[str, Any])


def test_a_write_that_never_got_a_connection_did_nothing(connect: Any) -> None:
    with pytest.raises(NoConnection) as caught:
        connect(f"http://127.0.0.1:{free_port()}").write("POST", "/drafts")
    assert "127.0.0.1" in str(caught.value)


def test_a_host_that_does_not_exist_is_no_connection(connect: Any) -> None:
    with pytest.raises(NoConnection) as caught:
        connect("https://restapi.invalid").read("GET", "/")
    assert "restapi.invalid" in str(caught.value)


def test_a_proxy_that_is_not_there_is_no_connection_and_never_an_unknown_outcome(
    connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(NoConnection):
        connect("https://restapi.invalid").write("POST", "/drafts")


def test_a_proxy_that_breaks_after_it_took_a_write_leaves_its_outcome_unknown(
    serve: Any, connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve(cut)
    monkeypatch.setenv("HTTP_PROXY", proxy.address)
    monkeypatch.setenv("http_proxy", proxy.address)
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    session = connect(f"http://127.0.0.1:{free_port()}")  # only there may a call go without TLS, through which nobody can look
    session._requests.trust_env = True  # else no proxy leads to this machine
    with pytest.raises(OutcomeUnknown):
        session.write("POST", "/drafts", content=b"{}")
    assert len(proxy.seen) == 1


def test_after_a_429_a_write_is_sent_again_when_the_wait_is_over(serve: Any, connect: Any) -> None:
    server = serve(answer(429, Retry_After="0.05"), answer(429), answer(201))
    session = connect(server.address, rate_window=0.05)
    waits: list[float] = []
    with session.on_wait(waits.append):
        assert session.write("POST", "/drafts").status == 201
    assert len(server.seen) == 3
    assert [0 < seconds <= 0.05 for seconds in waits] == [True, False] * 2
    assert waits[1] == waits[3] == 0  # each wait is told to be over


def test_retry_after_may_be_a_date(serve: Any, connect: Any) -> None:
    past = format_datetime(dt.datetime.now(dt.UTC) - dt.timedelta(seconds=5), usegmt=True)
    assert connect(serve(answer(429, Retry_After=past), answer(200)).address).read("GET", "/").is_success


def test_a_wait_that_is_too_long_is_left_to_the_caller(serve: Any, connect: Any) -> None:
    server = serve(answer(429, Retry_After="3600"))
    with pytest.raises(TooManyCalls) as caught:
        connect(server.address).read("GET", "/")
    assert caught.value.wait == 3600
    assert len(server.seen) == 1


def test_a_wait_is_cancelled_by_closing_and_by_the_listener(serve: Any, connect: Any) -> None:
    session = connect(serve(answer(429, Retry_After="30")).address)
    threading.Timer(0.1, session.close).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        session.read("GET", "/")
    assert time.monotonic() - started < 20

    def stop(seconds: float) -> None:
        raise Cancelled

    other = connect(serve(answer(429, Retry_After="30")).address)
    with other.on_wait(stop), pytest.raises(Cancelled):
        other.read("GET", "/")


def test_a_wait_heeds_whoever_began_the_work(serve: Any, connect: Any) -> None:
    session = connect(serve(answer(429, Retry_After="60")).address)

    def stop() -> None:
        raise Cancelled

    with heeding(stop), pytest.raises(Cancelled):
        session.write("POST", "drafts")


def test_no_more_calls_are_under_way_than_a_system_takes_at_once(serve: Any, connect: Any) -> None:
    under_way: list[int] = []
    now = 0
    counting, pair = threading.Lock(), threading.Barrier(2, timeout=60)

    def work(handler: http.server.BaseHTTPRequestHandler) -> None:
        nonlocal now
        with counting:
            now += 1
            under_way.append(now)
        pair.wait()  # one comes only while another is under way
        time.sleep(0.02)  # a third would come now
        with counting:
            now -= 1
        answer(200)(handler)

    session = connect(serve(work).address, at_once=2)
    threads = [threading.Thread(target=session.read, args=("GET", "customers")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(under_way), max(under_way)) == (8, 2)


def test_closing_ends_the_pause_before_another_try(serve: Any, connect: Any) -> None:
    session = connect(serve(answer(503)).address, backoff=30)
    threading.Timer(0.1, session.close).start()
    with pytest.raises(Cancelled):
        session.read("GET", "/")


def test_a_redirect_is_not_followed_so_that_no_secret_travels(serve: Any, connect: Any) -> None:
    other = serve(answer(200))
    with pytest.raises(UnexpectedAnswer) as caught:
        connect(serve(answer(302, Location=other.address)).address).read("GET", "/customers")
    assert other.seen == []
    assert "/customers" in str(caught.value)


def test_an_answer_that_is_no_json_names_its_path(serve: Any, connect: Any) -> None:
    found = connect(serve(answer(200, b"<html>")).address).read("GET", "/customers", params={"a": "b"})
    with pytest.raises(UnexpectedAnswer) as caught:
        found.decoded(dict[str, Any])
    assert "/customers" in str(caught.value)


def test_a_missing_field_is_named_with_its_place_in_the_answer(serve: Any, connect: Any) -> None:
    class Row(msgspec.Struct):
        number: int

    found = connect(serve(answer(200, b'[{"number": 1}, {"number": "two"}]')).address).read("GET", "/rows")
    with pytest.raises(UnexpectedAnswer) as caught:
        found.decoded(list[Row])
    assert caught.value.message.render() == "The answer of e-conomic is not as documented, at /rows $[1].number."
    assert "Expected `int`, got `str`" in caught.value.technical


@pytest.mark.parametrize(
    "address",
    [
        "",
        "restapi.e-conomic.com",
        "ftp://restapi.invalid",
        "https://",
        "https://a:port",
        "https://exa mple.test",
        "https://.example.test",
        "https://a..b",
        "https://[::1",
        f"https://{'a' * 64}.test",
        "https://*.example.test",
    ],
)
def test_a_wrong_address_is_refused_before_anything_is_sent(address: str) -> None:
    with pytest.raises(SettingsError) as caught:
        ApiSession(address, "e-conomic")
    assert "https://example.com" in str(caught.value)


@pytest.mark.parametrize(
    "address", ["https://sub_1.example.test:8443/acme/", "https://rødgrød.test", "https://[::1]:8443", "http://127.0.0.1:1"]
)
def test_any_address_a_call_can_be_made_from_is_taken(address: str) -> None:
    with closing(ApiSession(address, "e-conomic")) as session:
        assert session.base_address == address.rstrip("/")


def test_an_address_without_encryption_is_refused_unless_it_is_this_machine() -> None:
    with pytest.raises(SettingsError, match="not encrypted"):
        ApiSession("http://restapi.invalid", "e-conomic")
    ApiSession("http://localhost:1", "e-conomic").close()


def test_recordings_hold_every_exchange_without_secrets(serve: Any, connect: Any) -> None:
    server = serve(cut, answer(200, b'{"echo": "grant-token-4711"}'))
    session = connect(server.address, secrets=["grant-token-4711"])
    with session.recorded() as outer, session.recorded() as exchanges:
        session.read("POST", "/search", params={"q": "grant-token-4711"}, content=b'{"password": "hunter2-other"}')
    session.read("GET", "/not-recorded")
    assert outer == exchanges
    first, second = exchanges
    assert (first.method, first.status, second.status) == ("POST", None, 200)
    assert first.answered
    assert second.seconds >= 0
    assert second.started_at.tzinfo is dt.UTC
    for text in (repr(exchange) for exchange in exchanges):
        assert "4711" not in text
        assert "hunter2" not in text


def test_recordings_belong_to_their_thread_and_may_be_shared_by_sessions(serve: Any, connect: Any) -> None:
    server = serve(answer(200))
    recorder = Recorder()
    one, two = connect(server.address, recorder=recorder), connect(server.address, recorder=recorder)
    with recorder.recorded() as exchanges:
        thread = threading.Thread(target=lambda: one.read("GET", "/elsewhere"))
        thread.start()
        thread.join()
        one.read("GET", "/one")
        two.read("GET", "/two")
    assert [exchange.address.rsplit("/", 1)[1] for exchange in exchanges] == ["one", "two"]


def test_long_and_binary_bodies_are_recorded_short(serve: Any, connect: Any) -> None:
    session = connect(serve(answer(200, b"\xff\xfe\x00"), answer(200, b"x" * 30_000)).address)
    with session.recorded() as exchanges:
        session.read("GET", "/pdf")
        session.read("GET", "/long")
    assert exchanges[0].answered == "(3 bytes)"
    assert len(exchanges[1].answered) == KEPT_CHARACTERS + 4


def test_errors_hold_no_secret(serve: Any, connect: Any) -> None:
    session = connect(serve(answer(500, b"you sent app-secret-0815")).address, secrets=["app-secret-0815"])
    with pytest.raises(SystemDown) as caught:
        session.read("GET", "/", params={"token": "app-secret-0815"})
    assert "0815" not in caught.value.technical + str(caught.value)


def test_cookies_and_netrc_are_left_out(serve: Any, connect: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server = serve(answer(200, Set_Cookie="a=b"))
    session = connect(server.address)
    session.read("GET", "/")
    session.read("GET", "/")
    for _, _, headers, _ in server.seen:
        assert not {"Cookie", "Authorization"} & set(headers)


@pytest.fixture
def tls_server(serve: Any, tmp_path: Path) -> tuple[str, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = serve(answer(200))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return f"https://localhost:{server.server_port}", file


def test_a_certificate_that_the_system_does_not_trust_is_refused_before_anything_is_sent(
    tls_server: tuple[str, Path], connect: Any
) -> None:
    with pytest.raises(NoConnection, match="certificate"):
        connect(tls_server[0]).write("POST", "/drafts")


def test_a_certificate_that_the_system_trusts_is_accepted(
    tls_server: tuple[str, Path], connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tls_server[1]))
    assert connect(tls_server[0]).read("GET", "/").is_success
