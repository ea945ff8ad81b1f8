"""`bindeled match` at a terminal."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner

from desktop.cli.exit_codes import ExitCode
from desktop.cli.match import match
from desktop.cli.surroundings import Surroundings

NEEDED_BY_OTHERS = {
    *(
        "PySide6",
        "sqlalchemy",
        "alembic",
        "requests",
        "zeep",
        "keyring",
        "rich",
        "python_calamine",
        "stdnum",
        "babel",
        "platformdirs",
    ),
    *("desktop.models.linking", "desktop.models.field_mapping", "desktop.models.records.transfers"),
}
PROGRAM = f"""
import atexit, sys
atexit.register(lambda: print(set(sys.modules) & {NEEDED_BY_OTHERS}, file=sys.stderr))
from desktop.cli import bindeled
bindeled(["match", *sys.argv[1:]])
"""


def test_matching_two_csv_files_loads_nothing_that_only_other_commands_need(tmp_path: Path) -> None:
    for name in ("finance", "psa"):
        (tmp_path / f"{name}.csv").write_text(
            "customer_no,name,cvr,country\n1042,Havblik Ingeniører A/S,12345674,Danmark\n", "utf-8"
        )
    files = [f"--{name}={tmp_path / name}.csv" for name in ("finance", "psa", "out")]

    answer = subprocess.run([sys.executable, "-c", PROGRAM, *files], capture_output=True, text=True, encoding="utf-8", check=True)

    assert answer.stderr.strip() == "set()"
    assert "One suggestion: 1 (100.00 %)" in answer.stdout


def test_the_program_ends_with_the_code_of_the_command_and_has_told_everything(tmp_path: Path) -> None:
    for name in ("finance", "psa"):
        (tmp_path / f"{name}.csv").write_text("customer_no,name\n1042,Havblik Ingeniører A/S\n,Uden Nummer\n", "utf-8")
    files = [f"--{name}={tmp_path / name}.csv" for name in ("finance", "psa", "out")]

    answer = subprocess.run(
        [sys.executable, "-m", "desktop", "match", *files, "--json"], capture_output=True, text=True, encoding="utf-8"
    )

    assert answer.returncode == ExitCode.SOME_REFUSED
    assert json.loads(answer.stdout)["lines"] == 1
    assert "psa.csv: Row 3 is left out" in answer.stderr


def test_the_summary_says_what_was_read_left_out_found_and_where_it_lies(tmp_path: Path) -> None:
    options = []
    for name in ("finance", "psa"):
        (tmp_path / f"{name}.csv").write_text("Kundnr,Namn,Rabatt\n1042,Havblik Ingeniører A/S,5\n,Uden Nummer,\n", "utf-8")
        options.append(f"--{name}={tmp_path / name}.csv")
    options.append(f"--out={tmp_path / 'out.csv'}")

    told = CliRunner().invoke(match, options)
    data = CliRunner().invoke(match, [*options, "--json"])

    for part in ("finance.csv: 1 customer read", "number = Kundnr, name = Namn", "left out: Rabatt", "1 row left out", "out.csv"):
        assert part in told.stdout
    assert "finance.csv: Row 3 is left out, Kundnr: it has no customer number." in told.stderr
    assert "100.00 %" in told.stdout
    assert told.exit_code == data.exit_code == 1
    answer = json.loads(data.stdout)
    assert (answer["cells_left_out"]["finance"], answer["sheets"]["psa"]) == ([], {"read": "", "left_out": []})
    assert answer["columns"]["psa"] == {"read": {"number": "Kundnr", "name": "Namn"}, "left_out": ["Rabatt"]}
    assert answer["rows_left_out"]["finance"] == [{"row": 3, "column": "Kundnr", "reason": "it has no customer number"}]


def test_cells_and_sheets_that_are_not_read_are_told_apart_from_rows(tmp_path: Path) -> None:
    finance, psa = tmp_path / "finance.csv", tmp_path / "psa.xlsx"
    finance.write_text("Kundenr.;Navn;EAN\n1;Kano;5,79E+12\n;Uden;\n", "utf-8")
    with xlsxwriter.Workbook(str(psa)) as book:
        for name in ("Danmark", "Sverige"):
            book.add_worksheet(name).write_column(0, 0, ["Kundenr.", 1])
    options = [f"--finance={finance}", f"--psa={psa}", f"--out={tmp_path / 'out.csv'}"]

    told = CliRunner().invoke(match, options)
    answer = json.loads(CliRunner().invoke(match, [*options, "--json"]).stdout)

    assert told.exit_code == ExitCode.SOME_REFUSED
    for part in ("1 row left out.", "1 cell left out.", "Only the sheet Danmark is read, not Sverige."):
        assert part in told.stdout
    assert "finance.csv: Row 2 is read without EAN: a spreadsheet shortened the number to 5,79E+12" in told.stderr
    assert [one["row"] for one in answer["rows_left_out"]["finance"]] == [3]
    assert [one["row"] for one in answer["cells_left_out"]["finance"]] == [2]
    assert answer["sheets"]["psa"] == {"read": "Danmark", "left_out": ["Sverige"]}


def test_an_answer_that_has_no_room_is_no_fault_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "customers.csv").write_text("no,name\n1,Kano\n", "utf-8")
    monkeypatch.setattr(Surroundings, "tell", full)
    files = [f"--{name}={tmp_path / 'customers.csv'}" for name in ("finance", "psa")]

    ended = CliRunner().invoke(match, [*files, f"--out={tmp_path / 'out.csv'}", "--json"])

    assert ended.exit_code == ExitCode.TRY_AGAIN
    assert ended.output.startswith("There is no room left for what is to be written or printed. Make room on the disk")
