"""Files as programs really write them: encodings, titles above the headings, torn rows, workbooks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from desktop.connectors.files.registers import read_customers
from desktop.connectors.files.rows import read_table
from desktop.connectors.files.tables import customers_of, items_of
from desktop.errors import RecordRefused
from desktop.models.records import FileFault

TORN = "a quotation mark in it is never closed"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "export.csv"
    file.write_bytes(text.encode(encoding))
    return file


def told(faults: tuple[FileFault, ...]) -> list[tuple[int, str, str]]:
    return [(one.row, one.heading, str(one.why)) for one in faults]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Kundenr.\tNavn\r\n7\tSølager\r\n\tUden\r\n", "utf-16"),
        ("\ufeffKundenr.\tNavn\r\n7\tSølager\r\n\tUden\r\n", "utf-16-be"),
        ("Kundenr.;Navn\r\n7;Sølager\r\n;Uden\r\n", "utf-16-le"),
        ("Kundenr.;Navn\r\n7;Sølager\r\n;Uden\r\n", "utf-16-be"),
        ("sep=;\r\nKundenr.;Navn\r\n7;Sølager\r\n;Uden\r\n", "cp1252"),
        ("sep=^\nKundenr.^Navn\n7^Sølager\n^Uden\n", "utf-8-sig"),
    ],
)
def test_unicode_text_and_a_first_line_that_names_the_delimiter_are_read(tmp_path: Path, text: str, encoding: str) -> None:
    file = written(tmp_path, text, encoding)
    for read in (read_customers(file).customers, customers_of(file).records):
        assert [(one.number, one.name) for one in read] == [("7", "Sølager")]
    assert [one.row for one in read_customers(file).faults] == [3]


@pytest.mark.parametrize("title", ["Debitorliste, pr. 1, januar\n\n", "Debitorliste;;\n;;\n", "\n\nKunder\n"])
def test_headings_below_a_title_are_found_and_rows_count_on(tmp_path: Path, title: str) -> None:
    file = written(tmp_path, f"{title}Kundenr.;Navn;Adresse\n7;Sølager;Vej 1, 2. sal, th\n;Uden;\n")
    read = read_customers(file)
    assert [(one.number, one.address) for one in read.customers] == [("7", "Vej 1, 2. sal, th")]
    row = 3 + title.count("\n")
    assert told(read.faults) == told(customers_of(file).faults) == [(row, "Kundenr.", "it has no customer number")]


def test_a_word_in_a_row_of_data_makes_it_no_heading(tmp_path: Path) -> None:
    file = written(tmp_path, "Reference;Title;Land\n7;Skovly;NO\n")
    assert read_customers(file, {"number": "#1", "name": "#2"}).customers[0].name == "Skovly"
    with pytest.raises(RecordRefused, match="Reference, Title, Land"):
        read_customers(file)


@pytest.mark.parametrize(
    "rows",
    [
        '8,Kano,,\n9,"Uafsluttet,,,\n10,Carlsberg,,\n',
        '8,Kano,,\n9,"Uafsluttet,,,\n10,Carlsberg,"Vej 1, 2. sal",\n',
        '8,Kano,,\n9,"Uafsluttet,,,\n10,Carlsberg,,\n11,"Skærm 24",,\n',
    ],
)
def test_a_quote_that_is_never_closed_costs_its_own_row_only(tmp_path: Path, rows: str) -> None:
    file = written(tmp_path, f"customer_no,name,address,city\n{rows}")
    for numbers, faults in (
        ([one.number for one in read_customers(file).customers], read_customers(file).faults),
        ([one.number for one in customers_of(file).records], customers_of(file).faults),
    ):
        assert numbers[:2] == ["8", "10"]
        assert told(faults) == [(3, "", TORN)]
    with pytest.raises(RecordRefused, match="Row 3 of export"):
        read_table(file)


def test_the_last_row_may_be_torn_too_and_a_large_file_is_no_crash(tmp_path: Path) -> None:
    many = "".join(f"{number},Kunde {number},\n" for number in range(1, 12_000))
    read = read_customers(written(tmp_path, f'no,name,city\n0,"Åben,x\n{many}99999,"Åben,'))
    assert len(read.customers) == 11_999
    assert [one.row for one in read.faults] == [2, 12_002]


def test_where_the_next_row_begins_is_never_guessed(tmp_path: Path) -> None:
    file = written(tmp_path, 'no,name,address,city\n9,Kano,"Vej 1\n2100 Kbh\n10,Carlsberg,,\n')
    with pytest.raises(RecordRefused, match=r"Row 2 of export\.csv has a quotation mark that is never closed"):
        read_customers(file)


def test_cells_over_several_lines_and_marks_inside_of_cells_are_no_fault(tmp_path: Path) -> None:
    text = 'no,name,address,city\n1,"Kano" ApS,"Vej 1, 2. sal\n2100, Kbh",A\n2,Skærm 24",,B\n3,"Bo ""B"" Bo",,C\n'
    read = read_customers(written(tmp_path, text))
    assert [one.name for one in read.customers] == ["Kano ApS", 'Skærm 24"', 'Bo "B" Bo']
    assert read.customers[0].address == "Vej 1, 2. sal\n2100, Kbh"
    assert read.faults == ()


def test_a_fault_names_the_column_that_tells_rows_apart(tmp_path: Path) -> None:
    file = written(tmp_path, "Kundenr;Kundeid;Navn\n1;a;A\n2;a;B\n;;C\n3;;D\n3;;E\n")
    expected = [(3, "Kundeid"), (4, "Kundeid"), (6, "Kundenr")]
    for faults in (read_customers(file).faults, customers_of(file).faults):
        assert [(one.row, one.heading) for one in faults] == expected


def test_a_workbook_is_read_from_the_sheet_with_the_headings_whatever_stands_around_them(tmp_path: Path) -> None:
    file = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        book.add_chartsheet()
        book.add_worksheet("Forside").write(2, 1, "Eksport fra økonomi")
        old, sheet = book.add_worksheet("Gamle"), book.add_worksheet("Kunder")
        old.write_row(0, 0, ["Kundenr", "Navn"])
        old.hide()
        sheet.merge_range(1, 0, 1, 2, "Debitorliste")
        sheet.write_row(3, 0, ["Kundenr", "Navn", "Oprettet", "CVR"])
        sheet.write_row(4, 0, [7, "Sølager"])
        sheet.write_datetime(4, 2, dt.date(2026, 1, 2))
        sheet.write_string(4, 3, "12345674 ")
        sheet.write_formula(5, 0, "=A5+1", None, 8)
        sheet.write_string(5, 1, "Kano")
        sheet.write_string(6, 1, "Uden")
        sheet.set_row(5, None, None, {"hidden": True})
    read = read_customers(file)
    assert [(one.number, one.name, one.vat_number) for one in read.customers] == [("7", "Sølager", "12345674"), ("8", "Kano", "")]
    assert told(read.faults) == told(customers_of(file).faults) == [(7, "Kundenr", "it has no customer number")]
    assert len(read_table(file, lambda row: "Kundenr" in row)) == 7


def test_a_number_that_a_workbook_holds_as_one_is_clear(tmp_path: Path) -> None:
    file = tmp_path / "items.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([["Varenr", "Pris"], [1, 1.234], [2, 0.1 + 0.2], [3, "1,5"], [4, "1.234"], [5, 1e-7]]):
            sheet.write_row(row, 0, cells)
    table = items_of(file)
    assert [one.price for one in table.records] == [*map(Decimal, ("1.234", "0.3", "1.5", "1234", "1E-7"))]


def test_item_files_have_titles_wide_letters_and_torn_rows_too(tmp_path: Path) -> None:
    table = items_of(written(tmp_path, 'Vareliste\t\nVarenr\tNavn\tPris\n1\t"Råd\t12\n2\tRejse\t1,5\n', "utf-16"))
    assert [(one.number, one.price) for one in table.records] == [("2", Decimal("1.5"))]
    assert told(table.faults) == [(3, "", TORN)]


@pytest.mark.parametrize("heading", ["Postnr. og by", "Postnr/By", "PLZ / Ort", "Postnummer och ort", "Zip code & city"])
def test_postcode_and_town_in_one_column_are_read_apart(tmp_path: Path, heading: str) -> None:
    cells = {
        "4300 Holbæk": ("4300", "Holbæk"),
        "DK-8000 Aarhus C": ("DK-8000", "Aarhus C"),
        "DK4300 Holbæk": ("DK4300", "Holbæk"),
        "DK - 4300 Holbæk": ("DK - 4300", "Holbæk"),
        "111 20 Stockholm": ("111 20", "Stockholm"),
        "00-123 Warszawa": ("00-123", "Warszawa"),
        "1012 AB Amsterdam": ("1012 AB", "Amsterdam"),
        "NL-1012AB, Amsterdam": ("NL-1012AB", "Amsterdam"),
        "2400 NV": ("2400", "NV"),
        "4300": ("4300", ""),
        "Kerteby": ("", "Kerteby"),
        "By 12": ("", "By 12"),
        "": ("", ""),
        "5000, Odense": ("5000", "Odense"),
    }
    rows = "".join(f"{number};{cell};Navn {number}\n" for number, cell in enumerate(cells, 1)) + "15\n"
    file = written(tmp_path, f"Kundenr.;{heading};Navn\n{rows}", "utf-8")

    for read in (read_customers(file).customers, customers_of(file).records):
        assert [(one.zip_code, one.city) for one in read] == [*cells.values(), ("", "")]
        assert [one.name for one in read][-2:] == ["Navn 14", ""]
    assert read_customers(file).unread == ()
    assert read_customers(file, {"city": ""}).unread == (heading,)
