"""Rows of an export that are no customers although something stands in them, and numbers that a spreadsheet ruined."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from desktop.connectors.files.registers import read_customers
from desktop.connectors.files.tables import customers_of, items_of, preview_of, reading_in
from desktop.errors import RecordRefused
from desktop.models.records import CustomerFile, FileKind

REMARK = "it looks like a total or a remark below the list"


def read(folder: Path, text: str, encoding: str = "utf-8") -> CustomerFile:
    """The file as `match` reads it; a connection and the preview read the same of it."""
    file = folder / "export.csv"
    file.write_bytes(text.encode(encoding))
    found, table, preview = read_customers(file), customers_of(file), preview_of(file, FileKind.CUSTOMERS)
    assert [tuple(getattr(one, name) for name in one._fields) for one in found.customers] == [
        tuple(getattr(one, name) for name in found.customers[0]._fields) for one in table.records
    ]
    assert found.faults == table.faults == preview.faults
    return found


def told(found: CustomerFile) -> list[tuple[int, str, str]]:
    return [(one.row, one.heading, str(one.why)) for one in found.faults]


def test_a_row_with_more_cells_than_headings_is_left_out_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, "Kundenr.;Navn;Telefon\n1;Østerå; Byg;70121314\n2;Havblik;70121315;;\n3;Kano;70121316;note\n")

    assert [one.number for one in found.customers] == ["2"]
    assert [row for row, _heading, _why in told(found)] == [2, 4]
    assert "more cells than there are headings" in str(found.faults[0].sentence)


def test_totals_and_remarks_below_the_list_are_no_customers(tmp_path: Path) -> None:
    end = ";;;12,50\nI alt;;;12,50\n\nAntal: 2\nUdskrevet 01-10-2026 af Bo\n"
    found = read(tmp_path, f"Kundenr.;Navn;CVR;Saldo\n1;Kano;;10\nKANO;;;2,50\n2;Svane;;\n{end}")

    assert [one.number for one in found.customers] == ["1", "KANO", "2"]
    assert told(found) == [(6, "", REMARK), (8, "", REMARK), (9, "", REMARK)]


def test_a_list_of_numbers_only_has_no_remarks(tmp_path: Path) -> None:
    assert [one.number for one in read(tmp_path, "Kundenr.\nKano\nSvane\n").customers] == ["Kano", "Svane"]


def test_headings_on_every_page_and_in_two_languages_are_no_customers(tmp_path: Path) -> None:
    found = read(tmp_path, "Kundenr.;Navn\nCustomer no.;Name\n1;Kano\nKundenr.;Navn\n2;Svane\n;Uden\n")

    assert [one.number for one in found.customers] == ["1", "2"]
    assert told(found) == [(6, "Kundenr.", "it has no customer number")]


def test_item_files_have_totals_and_too_long_rows_too(tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_text("Varenr;Navn;Pris\n1;Råd;10\n2;Rejse;1;5\nVarenr;Navn;Pris\nI alt 2;;\n", "utf-8")

    assert [one.number for one in items_of(file).records] == ["1"]
    assert [one.row for one in items_of(file).faults] == [3, 5]


def test_a_shortened_number_counts_as_empty_and_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, "Kundenr.;Navn;CVR;EAN\n1;Kano;1.2345674e+07;5.79E+12\n2;Svane;12345674;\n1E+05;Østerå;;\n4E9;Birk;;\n")

    assert [(one.number, one.vat_number, one.ean) for one in found.customers] == [
        ("1", "", ""),
        ("2", "12345674", ""),
        ("4E9", "", ""),
    ]
    assert [(one.row, one.heading, one.keeps_row) for one in found.faults] == [
        (2, "CVR", True),
        (2, "EAN", True),
        (4, "Kundenr.", False),
    ]
    assert "Row 2 is read without CVR: a spreadsheet shortened the number to 1.2345674e+07" in str(found.faults[0].sentence)


def test_a_customer_whose_own_id_is_lost_never_takes_its_number_for_one(tmp_path: Path) -> None:
    found = read(tmp_path, "Id;Kundenr.;Navn\n1E+05;7;Kano\n100001;1,0E+05;Svane\n")

    assert [(one.id, one.number) for one in found.customers] == [("100001", "")]
    assert [(one.row, one.heading, one.keeps_row) for one in found.faults] == [(2, "Id", False), (3, "Kundenr.", True)]


def test_a_column_of_whole_numbers_with_decimals_loses_them_and_a_single_one_does_not(tmp_path: Path) -> None:
    found = read(tmp_path, "Kundenr.;Navn;CVR;Telefon;Postnr.\n1001.0;Kano;12345674,00;70121314.0;2100.0\n1002.0;Svane;;;DK-2100\n")

    first, _second = found.customers
    assert (first.id, first.number, first.vat_number, first.phone, first.zip_code) == (
        *("1001", "1001", "12345674", "70121314"),
        "2100.0",
    )


def test_a_column_of_numbers_with_points_between_thousands_is_kept_as_it_is(tmp_path: Path) -> None:
    found = read(tmp_path, "Kundenr.;Navn\n10.000;Kano\n11.000;Svane\n")

    assert [one.number for one in found.customers] == ["10.000", "11.000"]


def test_one_line_in_other_letters_spoils_no_other_one(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes("\ufeffKundenr.;Navn\n1;Sølager\n".encode() + "2;Østerå\n".encode("cp1252"))

    assert [one.name for one in read_customers(file).customers] == ["Sølager", "Østerå"]


def test_what_a_file_is_called_does_not_say_what_it_is(tmp_path: Path) -> None:
    text, book_file = tmp_path / "text.xls", tmp_path / "book.csv"
    text.write_text("Kundenr.\tNavn\n1\tKano\n", "utf-16")
    with xlsxwriter.Workbook(str(tmp_path / "book.xlsx")) as book:
        book.add_worksheet().write_column(0, 0, ["Kundenr.", 1])
    (tmp_path / "book.xlsx").rename(book_file)

    assert [[one.number for one in read_customers(file).customers] for file in (text, book_file)] == [["1"], ["1"]]


def test_what_is_not_read_of_a_workbook_is_told(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        for name in ("Danmark", "Sverige"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Kundenr.", "Navn"])
            sheet.write_row(1, 0, ["1", "Kano", "", "bemærkning"])

    found = read_customers(file)

    assert (found.sheet, found.other_sheets, found.unread) == ("Danmark", ("Sverige",), ("#4",))


@pytest.mark.parametrize("trouble", [PermissionError(13, "in use"), OSError(5, "disk")])
def test_a_file_that_another_program_holds_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: OSError
) -> None:
    file = tmp_path / "export.csv"
    file.write_text("Kundenr.;Navn\n1;Kano\n", "utf-8")

    def held(*_given: object, **_named: object) -> None:
        raise trouble

    monkeypatch.setattr(Path, "read_bytes", held)
    with pytest.raises(RecordRefused, match=r"export\.csv cannot be opened\. Close it if another program has it open"):
        read_customers(file)


def test_a_field_that_is_named_twice_is_refused() -> None:
    with pytest.raises(RecordRefused, match="number is named twice among the columns"):
        reading_in("number=Nr; name=Navn; number=Konto")


def test_signs_that_keep_zeros_in_a_spreadsheet_are_no_part_of_a_number(tmp_path: Path) -> None:
    found = read(tmp_path, '="Kundenr.";Navn;Telefon\n="0042";="Kano ""Byg""";\'+45 70121314\n\'0043;\'Svane;\n')

    assert [(one.number, one.phone) for one in found.customers] == [("0042", "+45 70121314"), ("0043", "")]


def test_a_file_that_can_be_read_only_once_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = tmp_path / "pipe.csv"
    pipe.write_text("Kundenr.;Navn\n1;Kano\n", "utf-8")

    def read_away(file: Path) -> bytes:
        with file.open("rb") as opened:
            raw = opened.read()
        file.unlink()
        return raw

    monkeypatch.setattr(Path, "read_bytes", read_away)
    assert [one.number for one in read_customers(pipe).customers] == ["1"]
