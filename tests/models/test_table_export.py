from __future__ import annotations

import csv
import datetime as dt
import os
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from desktop import texts
from desktop.errors import RecordRefused
from desktop.models import table_export
from desktop.models.records import Customer
from desktop.models.table_export import RUN_AS_FORMULA, Column, Kind, export_table, harmless, must_not_replace
from desktop.texts import Message

DANGEROUS = [
    "=1+1",
    "+45 12 34 56 78",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://x.invalid";"click")',
    "=cmd|' /C calc'!A0",
]
same_folder = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def column(kind: Kind = Kind.TEXT, title: str = "Value") -> Column[Any]:
    return Column(title=title, value=lambda value: value, kind=kind)


def read_csv(file: Path, separator: str = ",") -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened, delimiter=separator))


def read_excel(file: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(file)).get_sheet_by_name(table_export.SHEET).to_python(skip_empty_area=False)


def in_csv(folder: Path, values: Sequence[Any], kind: Kind = Kind.TEXT, separator: str = ",") -> list[str]:
    file = folder / "out.csv"
    assert export_table(file, [column(kind), column(kind)], values, separator=separator) == len(values)
    rows = read_csv(file, separator)
    assert rows[0] == ["Value", "Value"]
    assert all(first == second for first, second in rows)
    return [first for first, _second in rows[1:]]


def in_excel(folder: Path, values: Sequence[Any], kind: Kind = Kind.TEXT) -> list[Any]:
    file = folder / "out.xlsx"
    assert export_table(file, [column(kind), Column(title="n", value=lambda _value: "n")], values) == len(values)
    rows = read_excel(file)
    assert rows[0] == ["Value", "n"]
    return [first for first, _n in rows[1:]]


def sheet_xml(file: Path) -> str:
    with zipfile.ZipFile(file) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_records_become_rows_of_a_csv_file(tmp_path: Path) -> None:
    columns: list[Column[Customer]] = [
        Column(title="Number", value=lambda customer: customer.number),
        Column(title="Name", value=lambda customer: customer.name),
        Column(title="Active", value=lambda customer: customer.is_active),
    ]
    file = tmp_path / "customers.CSV"

    assert export_table(file, columns, iter([Customer(number="42", name="Æble, Bær & Co"), Customer(number="007")])) == 2

    assert file.read_bytes().startswith(b"\xef\xbb\xbfNumber,Name,Active\r\n")
    assert read_csv(file) == [["Number", "Name", "Active"], ["42", "Æble, Bær & Co", "True"], ["007", "", "True"]]


def test_danish_excel_gets_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    assert in_csv(tmp_path, [Decimal("-1234.50"), 7], Kind.AMOUNT, ";") == ["-1234,50", "7"]
    assert in_csv(tmp_path, [Decimal("-1234.50"), 7], Kind.AMOUNT, ",") == ["-1234.50", "7"]


@pytest.mark.parametrize(("language", "content"), [("da", b"Value;n\r\n1,5;n\r\n"), ("en", b"Value,n\r\n1.5,n\r\n")])
def test_the_language_shown_chooses_the_form_of_a_csv_file(tmp_path: Path, language: str, content: bytes) -> None:
    texts.set_language(language)
    export_table(tmp_path / "a.csv", [column(), Column(title="n", value=lambda _: "n")], [Decimal("1.5")])

    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf" + content


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_run_as_a_formula(tmp_path: Path, text: str) -> None:
    assert in_csv(tmp_path, [text]) == [f"'{text}"]
    # Excel takes the cell as a text; calamine reads a line break of Windows as the XML standard says.
    assert in_excel(tmp_path, [text]) == [text]
    assert "<f>" not in sheet_xml(tmp_path / "out.xlsx")


def test_no_heading_is_run_as_a_formula(tmp_path: Path) -> None:
    for name in ("a.csv", "a.xlsx"):
        export_table(tmp_path / name, [column(title="=1+1")], ["x"])

    assert read_csv(tmp_path / "a.csv")[0] == ["'=1+1"]
    assert "<f>" not in sheet_xml(tmp_path / "a.xlsx")


def test_a_text_that_looks_like_a_formula_stays_a_text_when_it_is_edited_in_excel(tmp_path: Path) -> None:
    in_excel(tmp_path, ["=1+1", "plain"])

    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        assert book.read("xl/styles.xml").decode().count('quotePrefix="1"') == 1


@given(st.text())
def test_what_is_harmless_begins_with_nothing_that_runs(text: str) -> None:
    assert not harmless(text).startswith(RUN_AS_FORMULA)
    assert harmless(text).removeprefix("'") == text.removeprefix("'")


@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=5), st.sampled_from(",;"))
@same_folder
def test_a_text_is_read_back_from_csv_as_it_was(tmp_path: Path, values: list[str], separator: str) -> None:
    assert in_csv(tmp_path, values, separator=separator) == [harmless(value) for value in values]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]), min_size=1), max_size=5))
@same_folder
def test_a_text_is_read_back_from_excel_as_it_was(tmp_path: Path, values: list[str]) -> None:
    assert in_excel(tmp_path, values) == values


@given(
    st.lists(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30), max_size=5),
    st.sampled_from(",;"),
)
@same_folder
def test_an_amount_is_exact_in_csv_and_stays_a_number(tmp_path: Path, values: list[Decimal], separator: str) -> None:
    read = in_csv(tmp_path, values, Kind.AMOUNT, separator)

    assert [Decimal(one.replace("," if separator == ";" else ".", ".")) for one in read] == values
    assert not any(one.startswith("'") for one in read)


@given(
    st.lists(st.decimals(-(10**12), 10**12, places=2) | st.integers(-(10**20), 10**20) | st.decimals(allow_nan=False), max_size=5)
)
@same_folder
def test_an_amount_is_exact_in_excel(tmp_path: Path, values: list[Any]) -> None:
    for value, read in zip(values, in_excel(tmp_path, values, Kind.AMOUNT), strict=True):
        exact = Decimal(read) if isinstance(read, str) else Decimal(f"{read:.15g}")
        assert exact == value
        if isinstance(value, Decimal) and value.is_finite() and abs(value) <= 10**12 and -2 <= value.as_tuple().exponent <= 0:
            assert isinstance(read, float)  # an amount of money stays a number


@given(st.lists(st.dates(min_value=dt.date(1900, 3, 1)), min_size=1, max_size=5))
@same_folder
def test_a_date_stays_a_date(tmp_path: Path, values: list[dt.date]) -> None:
    assert in_excel(tmp_path, values, Kind.DATE) == values
    assert in_csv(tmp_path, values, Kind.DATE) == [value.isoformat() for value in values]


@given(st.dates(max_value=dt.date(1900, 2, 28)))
@same_folder
def test_a_date_that_excel_does_not_know_is_a_text(tmp_path: Path, day: dt.date) -> None:
    assert in_excel(tmp_path, [day], Kind.DATE) == [str(day)]


def test_a_time_is_on_the_clock_of_this_machine(tmp_path: Path) -> None:
    time = dt.datetime(2026, 7, 14, 10, 5, 30, tzinfo=dt.UTC)
    here = time.astimezone().replace(tzinfo=None)

    assert in_excel(tmp_path, [time], Kind.TIME) == [here]
    assert in_csv(tmp_path, [time], Kind.TIME) == [here.isoformat(" ")]


@pytest.mark.parametrize("kind", Kind)
def test_any_value_may_stand_in_any_column(tmp_path: Path, kind: Kind) -> None:
    values = [None, "-", "", Decimal("1.5"), dt.date(2026, 7, 14), True, ("a", Message("b")), Decimal("NaN"), 0.25, "\ud800"]

    assert in_csv(tmp_path, values, kind) == ["", "'-", "", "1.5", "2026-07-14", "True", "a, b", "NaN", "0.25", "?"]
    assert in_excel(tmp_path, values, kind) == ["", "-", "", 1.5, dt.date(2026, 7, 14), "True", "a, b", "NaN", "0.25", "?"]


def test_a_text_too_long_for_excel_ends_in_a_sign_that_says_so(tmp_path: Path) -> None:
    (read,) = in_excel(tmp_path, ["x" * 40_000])

    assert read == "x" * 32_766 + "…"
    assert in_csv(tmp_path, ["x" * 40_000]) == ["x" * 40_000]


def test_an_empty_list_is_a_file_with_headings(tmp_path: Path) -> None:
    assert in_csv(tmp_path, []) == []
    assert in_excel(tmp_path, []) == []


def test_more_rows_than_excel_takes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_export, "MOST_ROWS", 3)

    assert export_table(tmp_path / "a.xlsx", [column()], ["x"] * 3) == 3
    with pytest.raises(RecordRefused, match=r"Excel takes 3 rows at most in a sheet\. Filter the list, or export it as CSV\."):
        export_table(tmp_path / "b.xlsx", [column()], ["x"] * 4)
    assert export_table(tmp_path / "b.csv", [column()], ["x"] * 4) == 4
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.xlsx", "b.csv"]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_file_is_replaced_when_the_new_one_is_whole_and_not_before(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("old", "utf-8")

    def fail(value: int) -> int:
        if value == 2:
            raise KeyError("bug")
        return value

    with pytest.raises(KeyError, match="bug"):
        export_table(file, [Column(title="Value", value=fail)], range(5))
    assert file.read_text("utf-8") == "old"

    export_table(file, [column()], range(5))
    assert b"old" not in file.read_bytes()
    assert [one.name for one in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_file_that_another_program_has_open_says_so(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any) -> None:
        raise PermissionError(13, "Adgang nægtet")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(RecordRefused) as refused:
        export_table(tmp_path / name, [column()], ["x"])

    assert str(refused.value) == (
        f"The file {tmp_path / name} cannot be written. Close it if another program has it open, or choose another name or folder."
    )
    assert refused.value.code == "file_not_written"
    assert "Adgang nægtet" in refused.value.technical
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["missing/a.csv", "missing/a.xlsx", "taken.csv", "taken.xlsx", f"{'x' * 300}.csv"])
def test_a_place_that_cannot_be_written_says_so(tmp_path: Path, name: str) -> None:
    for folder in ("taken.csv", "taken.xlsx"):
        (tmp_path / folder).mkdir()

    with pytest.raises(RecordRefused, match="cannot be written"):
        export_table(tmp_path / name, [column()], ["x"])
    assert sorted(one.name for one in tmp_path.iterdir()) == ["taken.csv", "taken.xlsx"]


@pytest.mark.parametrize("name", ["a.xls", "a", "a.csv.txt"])
def test_another_kind_of_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RecordRefused, match="is neither a CSV file nor an Excel file") as refused:
        export_table(tmp_path / name, [column()], ["x"])

    assert refused.value.code == "unknown_ending"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_looked_into_is_told_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_given: object, **_named: object) -> None:
        raise PermissionError(13, "forbidden")

    read = tmp_path / "read.csv"
    read.touch()
    for door in ("stat", "open", "unlink"):
        monkeypatch.setattr(Path, door, forbidden)
    monkeypatch.setattr(os, "stat", forbidden)

    must_not_replace(tmp_path / "out.csv", [read])
    with pytest.raises(RecordRefused, match=r"out\.csv cannot be written"):
        export_table(tmp_path / "out.csv", [Column(title="Name", value=str)], ["x"])
