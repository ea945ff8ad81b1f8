"""What all commands share: JSON alone on standard output, exit codes, languages; and fetch, settings, items, log."""

from __future__ import annotations

import ast
import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from desktop import texts
from desktop.cli import bindeled
from desktop.cli.click_words import WORDS
from desktop.cli.commands import COMMANDS
from desktop.cli.exit_codes import EXIT_CODES, ExitCode
from desktop.use_cases.fetch_records import RecordFetching

READING = [
    ["fetch", "--only", "finance_items"],
    ["settings"],
    ["suggest"],
    ["suggest", "--tab", "none"],
    ["link", "--tab", "one", "--action", "use_finance", "--preview"],
    ["items"],
    ["transfer", "--all", "--check"],
    ["reconcile"],
    ["log"],
    ["log", "--entry", "1"],
    ["doctor"],
    ["connect", "timelog", "--test"],
]


def test_with_json_nothing_but_json_stands_on_standard_output(office: Any) -> None:
    for arguments in READING:
        answer = office.run(*arguments, "--json")

        assert answer.code in (0, 1), (arguments, answer)
        assert answer.data or answer.data == [], arguments


def test_every_table_can_be_printed_in_danish(office: Any) -> None:
    for arguments in READING:
        answer = office.run(*arguments, "--language", "da")

        assert answer.code in (0, 1), (arguments, answer)
        assert answer.out.strip(), arguments
        assert texts.language() == "da"


def test_what_is_wrong_with_an_option_is_told_in_the_language_asked_for(office: Any) -> None:
    answer = office.run("reconcile", "--month", "2026-13", "--language", "da")
    assert answer.code == 2
    assert "2026-13 er ikke en måned" in answer.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--as-raed"], "Fejl: Valgmuligheden '--as-raed' findes ikke. Mente du '--as-read'?"),
        (["--month"], "Fejl: Valgmuligheden '--month' skal have en værdi."),
        (["one"], "Fejl: Et argument for meget (one)"),
        (["--help"], "Valgmuligheder:"),
    ],
)
def test_the_words_of_the_command_line_itself_are_in_the_language_asked_for(
    arguments: list[str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "")
    runner = CliRunner()
    assert told in runner.invoke(bindeled, ["reconcile", "--language=da", *arguments]).output
    assert told not in runner.invoke(bindeled, ["reconcile", *arguments]).output


def test_every_word_of_the_command_line_is_one_of_click() -> None:
    ours = {text for one in WORDS for text in (one.text, one.many) if text}
    found = set()
    for file in Path(click.__file__).parent.glob("*.py"):
        strings = (node.value for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Constant))
        found |= {one for one in strings if isinstance(one, str)}
    assert ours <= found


@pytest.mark.parametrize(
    "arguments",
    [["fetch"], ["settings"], ["suggest"], ["link", "1"], ["items"], ["transfer", "--all"], ["reconcile"], ["log"]],
    ids=" ".join,
)
def test_without_an_integration_every_command_says_how_to_make_one(newcomer: Any, arguments: list[str]) -> None:
    answer = newcomer.run(*arguments, "--json")

    assert answer.code == 3
    assert answer.data["what_to_do"] == "Make one with: bindeled connect"


def test_help_lists_the_commands_and_every_exit_code() -> None:
    answer = CliRunner().invoke(bindeled, ["--help"])
    words = " ".join(answer.output.split())

    assert EXIT_CODES in words
    assert all(re.search(rf"\b{code.value} ", EXIT_CODES) for code in ExitCode)
    for command in (
        "gui",
        "demo",
        "sandbox",
        "connect",
        "fetch",
        "suggest",
        "link",
        "items",
        "transfer",
        "reconcile",
        "log",
        "doctor",
    ):
        assert command in COMMANDS
        assert CliRunner().invoke(bindeled, [command, "--help"]).exit_code == 0


@pytest.mark.parametrize("command", ["sandbox", "demo"])
def test_a_system_that_is_files_has_no_stand_in(command: str) -> None:
    answer = CliRunner().invoke(bindeled, [command, "--system", "files"])

    assert answer.exit_code == ExitCode.USAGE
    assert "'economic'" in answer.stderr
    assert answer.stdout == ""


@pytest.mark.parametrize("command", ["match", "sandbox", "demo"])
def test_what_opens_no_data_promises_nothing_about_them(command: str) -> None:
    words = CliRunner().invoke(bindeled, [command, "--help"]).output

    assert "--language" in words
    assert [one for one in ("--practice", "--database", "--data-folder") if one in words] == []


def test_the_list_of_commands_says_of_each_what_its_file_says() -> None:
    context = click.Context(bindeled)
    assert {name: found.short_help for name in COMMANDS if (found := bindeled.get_command(context, name))} == COMMANDS


def test_a_damaged_database_ends_with_6_and_is_left_alone(newcomer: Any) -> None:
    newcomer.folder.mkdir()
    database = newcomer.folder / "bindeled.sqlite3"
    database.write_bytes(b"this is no database " * 100)

    answer = newcomer.run("fetch", "--json")

    assert answer.code == 6
    assert "is damaged" in answer.data["message"]
    assert database.read_bytes() == b"this is no database " * 100


def test_a_data_folder_that_cannot_be_made_ends_with_6(newcomer: Any) -> None:
    newcomer.folder.write_text("a file stands where the folder should be")
    newcomer.folder = newcomer.folder / "below"

    answer = newcomer.run("log")

    assert answer.code == 6
    assert "cannot be made or written" in answer.err


def test_practice_does_not_work_on_a_shared_database(newcomer: Any) -> None:
    answer = newcomer.run("log", "--practice", "--database", "postgresql://anna@127.0.0.1/shared")

    assert answer.code == 1
    assert "a shared database is not copied" in answer.err


def test_a_fault_of_the_program_ends_with_70_and_its_traceback_is_in_the_log_file_alone(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("made up")

    monkeypatch.setattr(RecordFetching, "fetch", broken)

    answer = office.run("fetch", "--json")

    assert answer.code == 70
    assert f'bindeled doctor --bundle bindeled.zip --data-folder "{office.folder}"' in answer.data["what_to_do"]
    assert "Traceback" not in answer.out + answer.err
    assert "ZeroDivisionError: made up" in (office.folder / "logs" / "bindeled.log").read_text("utf-8")


def test_a_fault_of_a_command_that_opens_nothing_is_in_the_log_file_too(newcomer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.app.open_bindeled", lambda *_given, **_more: 1 / 0)

    assert newcomer.run("log").code == 70
    assert "ZeroDivisionError" in (newcomer.folder / "logs" / "bindeled.log").read_text("utf-8")


def test_a_table_in_a_pipe_has_one_line_a_row(office: Any) -> None:
    rows = office.run("transfer", "--all", "--check", "--json").data
    lines = office.run("transfer", "--all", "--check").out.splitlines()

    assert len(lines) == 1 + sum(len(one["reasons"]) for one in rows)


def test_a_pipe_gets_utf8_whatever_the_system_speaks(office: Any) -> None:
    process = office.process("connect", "economic", "--test", "--json")
    out, err = process.communicate(timeout=60)

    assert process.returncode == 0, err
    assert "Nordlys Rådgivning" in out


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo terminal on Windows")
def test_progress_is_drawn_on_a_terminal_and_json_stays_alone(office: Any) -> None:
    import pty

    ours, theirs = pty.openpty()
    process = office.process("fetch", "--json", stderr=theirs)
    os.close(theirs)
    drawn = b""
    with contextlib.suppress(OSError):  # Linux says so when the other end is closed
        while piece := os.read(ours, 100_000):
            drawn += piece
    os.close(ours)
    out, _err = process.communicate(timeout=60)

    assert process.returncode == 0
    assert out.startswith("[")
    assert "Customers in e-conomic" in drawn.decode("utf-8", "replace")
    assert "Customers in" not in out


def test_fetch_counts_every_register(office: Any) -> None:
    answer = office.run("fetch", "--json")

    assert answer.code == 0
    assert {one["register"]: one["count"] > 0 for one in answer.data} == dict.fromkeys(
        (
            "finance_choices",
            "finance_items",
            "finance_employees",
            "finance_customers",
            "psa_employees",
            "psa_customers",
            "psa_contacts",
            "psa_invoices",
            "psa_dimensions",
        ),
        True,
    )


def test_a_register_that_cannot_be_read_does_not_stop_the_others(office: Any) -> None:
    office.company.economic.faults.replace([{"kind": "wrong_type", "path": "^/products"}])

    answer = office.run("fetch", "--json")
    reasons = {one["register"]: one["reason"] for one in answer.data}

    assert answer.code == 1
    assert reasons.pop("finance_items")
    assert not any(reasons.values())


def test_what_to_do_about_a_register_stands_once_under_the_table(office: Any) -> None:
    office.company.economic.faults.replace([{"kind": "wrong_type", "path": "^/(products|customers)"}])

    answer = office.run("fetch")

    assert answer.out.count("The answer of e-conomic is not as documented, at /") == 2
    assert "Expected" not in answer.out + answer.err
    assert answer.err.count("Check the address of the connection.") == 1


def test_a_revoked_grant_while_fetching_ends_with_3(office: Any) -> None:
    office.company.economic.faults.replace([{"kind": "expired_token"}])

    assert office.run("fetch").code == 3


def test_settings_are_chosen_by_name_and_shown(office: Any) -> None:
    answer = office.run("settings", "--set", "payment_terms=1", "--creation", "manual", "--may-not-link", "--json")

    assert answer.code == 0
    assert answer.data["standard_values"]["payment_terms"] == "1"
    assert answer.data["customer_owner"] == {"mode": "psa", "creation": "manual", "may_link": False}
    assert office.run("settings", "--json").data == answer.data


def test_choosing_the_most_careful_owner_rules_counts_as_a_choice(newcomer: Any) -> None:
    newcomer.connect()
    before = newcomer.run("log", "--json").data
    newcomer.run("settings", "--json")
    assert newcomer.run("log", "--json").data == before
    assert newcomer.run("settings", "--owner", "psa", "--creation", "manual").code == 0
    assert len(newcomer.run("log", "--json").data) == len(before) + 1


@pytest.mark.parametrize(("given", "code"), [("payment_terms=4711", 1), ("nonsense=1", 2), ("payment_terms", 2)])
def test_settings_that_do_not_exist_are_refused_and_change_nothing(office: Any, given: str, code: int) -> None:
    before = office.run("settings", "--json").data

    assert office.run("settings", "--set", given).code == code
    assert office.run("settings", "--json").data == before


def test_customers_are_not_owned_by_both_where_the_finance_system_cannot(office: Any) -> None:
    answer = office.run("settings", "--owner", "both")

    assert answer.code == 1
    assert office.run("settings", "--json").data["customer_owner"]["mode"] == "psa"


def test_items_are_activated_deactivated_and_filtered(office: Any) -> None:
    active = [one["number"] for one in office.run("items", "--show", "active", "--json").data["items"]]

    deactivated = office.run("items", active[0], "--deactivate", "--json").data
    assert [(one["number"], one["is_active"]) for one in deactivated["items"]] == [(active[0], False)]
    assert active[0] in deactivated["missing"]

    office.run("items", active[0], "--activate")
    assert [one["number"] for one in office.run("items", "--show", "active", "--json").data["items"]] == active


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--activate"], 2),
        (["--activate", "--deactivate", "1010"], 2),
        (["--activate-in-use", "1010"], 2),
        (["nix", "--activate"], 1),
    ],
)
def test_items_wants_known_numbers_and_one_action(office: Any, arguments: list[str], code: int) -> None:
    assert office.run("items", *arguments).code == code


def test_the_log_is_filtered_and_limited(office: Any) -> None:
    entries = office.run("log", "--activity", "fetch", "--outcome", "done", "--limit", "3", "--json").data

    assert len(entries) == 3
    assert {(one["activity"], one["outcome"]) for one in entries} == {("fetch", "done")}
    assert office.run("log", "--entry", "4711").code == 1


def test_the_sandbox_prints_its_address_and_stops_on_ctrl_c() -> None:
    command = [sys.executable, "-m", "desktop", "sandbox", "--system", "economic"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    process.send_signal(2)
    process.communicate(timeout=30)

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
    assert process.returncode == 0
