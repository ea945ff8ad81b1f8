"""`bindeled connect` and `bindeled doctor`."""

from __future__ import annotations

import copy
import json
import re
import socket
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from desktop.sandbox import demo_company

ROOT = Path(__file__).resolve().parents[2]
SECRETS = (
    demo_company.TIMELOG_TOKEN,
    demo_company.TIMELOG_PASSWORD,
    demo_company.ECONOMIC_SECRET,
    demo_company.ECONOMIC_GRANT,
)


def site(newcomer: Any) -> list[str]:
    return [
        *("--other", "economic"),
        *("--address", f"{newcomer.company.addresses['timelog']}/{demo_company.ACCOUNT}"),
        *("--set", f"user_name={demo_company.TIMELOG_USER}"),
    ]


def timelog_secrets(token: str = demo_company.TIMELOG_TOKEN, password: str = demo_company.TIMELOG_PASSWORD) -> str:
    return f"password={password}\npersonal_access_token={token}\n"


def test_secrets_come_from_standard_input_and_stay_for_the_next_command(newcomer: Any) -> None:
    connected = newcomer.run("connect", "timelog", *site(newcomer), "--json", stdin=timelog_secrets())
    tested = newcomer.run("connect", "timelog", "--test", "--json")

    assert connected.code == tested.code == 0
    assert connected.data["company"]["name"] == tested.data["company"]["name"] == demo_company.COMPANY_NAME
    assert connected.data["integration"] == "TimeLog - e-conomic"


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(newcomer: Any) -> None:
    secrets = "\ufeff" + timelog_secrets().replace("\n", "\r\n")

    assert newcomer.run("connect", "timelog", *site(newcomer), stdin=secrets).code == 0


@pytest.mark.parametrize(
    ("secrets", "said"),
    [
        (timelog_secrets(token="wrong"), "did not accept the personal access token"),
        (timelog_secrets(password="wrong"), "did not accept the user name or the password"),
        (f"personal_access_token={demo_company.TIMELOG_TOKEN}\n", "Password must be filled in"),
    ],
)
def test_wrong_or_missing_credentials_end_with_3_and_the_next_step(newcomer: Any, secrets: str, said: str) -> None:
    answer = newcomer.run("connect", "timelog", *site(newcomer), "--json", stdin=secrets)

    assert answer.code == 3
    assert said in answer.err
    assert said in answer.data["message"]
    assert answer.data["error"] in ("SignInRefused", "SettingsError")


def test_the_sandbox_prints_the_address_that_connect_takes(newcomer: Any) -> None:
    load = str(ROOT / "resources" / "demo" / "timelog.json")
    command = [sys.executable, "-m", "desktop", "sandbox", "--system", "timelog", "--load", load]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            address, told = process.stdout.readline().strip(), process.stderr.readline().strip()
            user = f"user_name={demo_company.TIMELOG_USER}"
            answer = newcomer.run(
                "connect", "timelog", "--other", "economic", "--address", address, "--set", user, stdin=timelog_secrets()
            )
        finally:
            process.terminate()

    assert answer.code == 0, answer
    assert demo_company.TIMELOG_TOKEN in Path(told.rpartition(" ")[2].rstrip(".")).read_text("utf-8")


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("http://127.0.0.1:9/nordlys", 4, "No connection to TimeLog"),
        ("nonsense", 3, "nonsense is not a web address"),
        ("http://nobody.invalid/nordlys", 3, "not encrypted"),
        ("https://nobody.invalid/nordlys", 4, "No connection to TimeLog"),
        ("", 3, "The address of TimeLog must be filled in"),
    ],
)
def test_a_wrong_address_is_told_apart_from_a_silent_one(newcomer: Any, address: str, code: int, said: str) -> None:
    user = f"user_name={demo_company.TIMELOG_USER}"
    answer = newcomer.run("connect", "timelog", "--other", "economic", "--address", address, "--set", user, stdin=timelog_secrets())

    assert (answer.code, said in answer.err) == (code, True), answer


def test_the_credentials_of_another_company_are_refused(office: Any) -> None:
    data = copy.deepcopy(office.company.economic.state())
    data["self"]["agreementNumber"] = 7777777
    data["self"]["company"]["name"] = "Sydlys ApS"
    office.company.economic.load(data)

    tested = office.run("connect", "economic", "--test")
    sent = office.run("transfer", "--all")

    assert tested.code == sent.code == 3
    assert "Sydlys ApS" in tested.err
    assert office.company.drafts() == []


def test_a_secret_is_never_taken_as_an_argument(newcomer: Any) -> None:
    answer = newcomer.run("connect", "timelog", "--set", f"password={demo_company.TIMELOG_PASSWORD}", stdin=timelog_secrets())

    assert answer.code == 2
    assert demo_company.TIMELOG_PASSWORD not in answer.err + answer.out


def test_a_bare_secret_on_standard_input_is_refused_and_not_repeated(newcomer: Any) -> None:
    answer = newcomer.run("connect", "timelog", *site(newcomer), stdin=f"{demo_company.TIMELOG_PASSWORD}\n")

    assert answer.code == 2
    assert "personal_access_token, password" in answer.err
    assert demo_company.TIMELOG_PASSWORD not in answer.err + answer.out


def test_new_credentials_need_no_address_and_no_settings_again(office: Any) -> None:
    assert office.run("connect", "timelog", stdin=timelog_secrets()).code == 0
    assert office.run("connect", "timelog", stdin=timelog_secrets(token="revoked")).code == 3
    assert office.run("connect", "timelog", "--test").code == 0


def test_reset_forgets_the_credentials_and_keeps_the_integration(office: Any) -> None:
    assert office.run("connect", "economic", "--reset").code == 0

    answer = office.run("fetch")

    assert answer.code == 3
    assert "e-conomic is not connected" in answer.out
    assert office.run("connect", "timelog", "--test").code == 0


def test_practice_resets_nothing(office: Any) -> None:
    practised = office.run("connect", "economic", "--reset", "--practice")

    assert practised.code == 0
    assert "This was practice" in practised.err
    assert office.run("connect", "economic", "--test").code == 0


def test_an_integration_can_have_an_odd_name(newcomer: Any) -> None:
    name = "[bold]Øst & Vest :smile: 100 %"
    connected = newcomer.run("connect", "timelog", *site(newcomer), "--integration", name, stdin=timelog_secrets())
    log = newcomer.run("log", "--integration", name, "--json")
    doctor = newcomer.run("doctor")

    assert connected.code == log.code == 0
    assert name in doctor.out


def test_an_integration_that_is_not_there_is_answered_with_those_that_are(office: Any) -> None:
    answer = office.run("fetch", "--integration", "Nowhere")

    assert answer.code == 3
    assert "There is no integration Nowhere. There are: TimeLog - e-conomic (1)." in answer.err


def test_with_several_integrations_one_must_be_named(office: Any) -> None:
    office.run("connect", "timelog", *site(office), "--integration", "Second", stdin=timelog_secrets())

    assert office.run("suggest").code == 3
    assert "TimeLog - e-conomic (1), Second (2)" in office.run("suggest").err
    assert office.run("suggest", "--integration", "1").code == 0


def test_the_companies_behind_credentials_can_be_listed(newcomer: Any) -> None:
    answer = newcomer.run("connect", "timelog", *site(newcomer), "--companies", "--json", stdin=timelog_secrets())

    assert answer.code == 0
    assert demo_company.COMPANY_NAME in [one["name"] for one in answer.data]
    assert newcomer.run("connect", "timelog", "--test").code == 3


def test_no_secret_is_left_in_output_log_or_data(office: Any, tmp_path: Path) -> None:
    printed = [office.run("doctor"), office.run("log", "--limit", "500", "--json")]
    printed += [office.run("log", "--entry", str(one["id"])) for one in printed[1].data]
    left = b"".join(file.read_bytes() for file in office.folder.rglob("*") if file.is_file())

    for secret in SECRETS:
        assert all(secret not in answer.out + answer.err for answer in printed)
        assert secret.encode() not in left


def test_without_a_keyring_that_is_said(newcomer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends import fail

    keyring.set_keyring(fail.Keyring())
    connected = newcomer.run("connect", "timelog", *site(newcomer), stdin=timelog_secrets())
    doctor = newcomer.run("doctor", "--json")

    assert connected.code == 0
    assert "no usable keyring" in connected.err
    assert doctor.code == 3
    assert [one["is_fine"] for one in doctor.data if one["check"] == "Keyring"] == [False]


def test_doctor_finds_everything_fine(office: Any) -> None:
    answer = office.run("doctor", "--json")

    assert answer.code == 0
    assert all(one["is_fine"] for one in answer.data)
    assert {"check", "detail", "code", "technical", "is_fine"} == set(answer.data[0])


def test_the_support_bundle_holds_neither_secrets_nor_registers(office: Any, tmp_path: Path) -> None:
    with sqlite3.connect(office.folder / "bindeled.sqlite3") as database:
        names = [name for (name,) in database.execute("SELECT name FROM customers WHERE length(name) > 8")]
    assert len(names) > 100
    file = tmp_path / "support.zip"
    office.run("customer", "no such number")

    answer = office.run("doctor", "--bundle", str(file), "--json")

    assert (answer.code, str(file) in answer.err) == (0, True)
    with zipfile.ZipFile(file) as bundle:
        assert sorted(bundle.namelist()) == ["doctor.json", "logs/bindeled.log", "versions.json"]
        packed = "".join(bundle.read(name).decode() for name in bundle.namelist())
        assert json.loads(bundle.read("doctor.json")) == answer.data
    assert "there is no customer no such number" in packed.lower()
    assert [one for one in (*SECRETS, *names) if one in packed] == []


def test_a_bundle_is_made_where_the_database_cannot_be_opened(newcomer: Any, tmp_path: Path) -> None:
    newcomer.folder.mkdir()
    (newcomer.folder / "bindeled.sqlite3").write_bytes(b"this is no database " * 100)

    answer = newcomer.run("doctor", "--bundle", str(tmp_path / "support.zip"), "--json")

    assert answer.code == 6
    (database,) = [one for one in answer.data if not one["is_fine"]]
    assert "is damaged" in database["detail"]
    with zipfile.ZipFile(tmp_path / "support.zip") as bundle:
        assert json.loads(bundle.read("doctor.json")) == answer.data


def test_a_bundle_has_a_name_and_a_place(newcomer: Any, tmp_path: Path) -> None:
    register = tmp_path / "customers.csv"
    register.write_text("keep me")

    assert newcomer.run("doctor", "--bundle", str(register)).code == 2
    assert register.read_text() == "keep me"
    assert newcomer.run("doctor", "--bundle", str(tmp_path / "nowhere" / "support.zip")).code == 1


def test_doctor_names_the_connection_that_is_broken(office: Any) -> None:
    office.company.economic.faults.replace([{"kind": "expired_token"}])

    answer = office.run("doctor")

    assert answer.code == 3
    assert re.search(r"✗ .*e-conomic did not accept the tokens", answer.out)


def test_secrets_stand_in_no_process_list(newcomer: Any) -> None:
    process = newcomer.process("connect", "timelog", *site(newcomer))
    assert isinstance(process, subprocess.Popen)
    seen = Path(f"/proc/{process.pid}/cmdline").read_text() if Path("/proc").is_dir() else " ".join(map(str, process.args))
    out, err = process.communicate(timelog_secrets(), timeout=60)

    assert process.returncode == 0, err
    assert not any(secret in seen + out + err for secret in SECRETS)


def test_exported_files_are_connected_fetched_and_looked_up_without_any_access(newcomer: Any, tmp_path: Path) -> None:
    finance, psa, items = tmp_path / "debitorer.csv", tmp_path / "kunder.csv", tmp_path / "varer.csv"
    finance.write_text("Kundenr;Navn;CVR\n101;Fjordbyg A/S;44200023\n;Uden nummer;\n", encoding="utf-8")
    psa.write_text("Kundenr;Navn;CVR\n1001;Fjordbyg;44200023\n", encoding="utf-8")
    items.write_text("Varenr;Navn\n1010;Timer\n", encoding="utf-8")
    made = newcomer.run("connect", "files", "--other", "psa_files", "--customers", str(finance), "--items", str(items))
    assert made.code == 0, made
    assert newcomer.run("connect", "psa_files", "--customers", str(psa)).code == 0
    read = newcomer.run("fetch")
    assert read.code == 1
    assert "1 row left out." in read.out
    assert "Customers in Excel/CSV: Row 3 is left out, Kundenr: it has no customer number." in read.err
    again = newcomer.run("fetch", "--only", "finance_customers", "--json")
    [told] = again.data
    assert (again.code, told["count"], told["cells_left_out"]) == (1, 1, [])
    assert told["rows_left_out"] == [{"row": 3, "column": "Kundenr", "reason": "it has no customer number"}]
    finance.write_text(finance.read_text(encoding="utf-8-sig").rsplit("\n", 2)[0] + "\nI alt 1\n", encoding="utf-8")
    with_total = newcomer.run("fetch", "--only", "finance_customers")
    assert (with_total.code, "it looks like a total" in with_total.err) == (0, True)
    found = newcomer.run("suggest", "--tab", "one", "--json")
    assert [(one["finance_id"], one["suggestions"][0]["psa_id"]) for one in found.data["customers"]] == [("101", "1001")]
    refused = newcomer.run("link", "--tab", "one")
    assert refused.code != 0
    assert "Connect the system itself" in refused.err
    before = finance.read_bytes()
    for command in (("suggest", "--out"), ("duplicates", "--out"), ("registers", "--check", "--out"), ("log", "export")):
        assert "is read, so it is not written over" in newcomer.run(*command, str(finance)).err
    assert finance.read_bytes() == before


def test_files_are_previewed_with_the_meaning_of_each_column_and_nothing_is_kept(newcomer: Any, tmp_path: Path) -> None:
    items = tmp_path / "varer.csv"
    items.write_text("Varenr;Title;Pris\n1010;Timer;1.234\n;Uden;1\n", encoding="utf-8")
    ask = ("connect", "files", "--items", str(items), "--preview", "--json")
    shown = newcomer.run(*ask)
    assert shown.code == 1
    assert [one["meaning"] for one in shown.data["items"]["columns"]] == ["number", "", "price"]
    assert "1.234" in shown.err
    shown = newcomer.run(*ask, "--set", "item_columns=name=Title", "--set", "decimal=,")
    assert [one["meaning"] for one in shown.data["items"]["columns"]] == ["number", "name", "price"]
    assert [(one["row"], one["column"]) for one in shown.data["items"]["left_out"]] == [(3, "Varenr")]


def test_a_system_that_never_answers_is_given_up_in_time_and_nothing_is_kept(
    newcomer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.cli.time_limit.TIME_LIMIT", 0.4)
    secrets = f"app_secret_token={demo_company.ECONOMIC_SECRET}\nagreement_grant_token={demo_company.ECONOMIC_GRANT}\n"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        told = newcomer.run("connect", "economic", "--other", "timelog", "--address", address, stdin=secrets)
    assert told.code == 4
    assert "e-conomic did not answer within 0 s. Check the address and the network, and connect again." in told.err
    assert newcomer.run("fetch").code == 3
