"""Registers of customers read from exported files."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from desktop.connectors.files.registers import read_customers
from desktop.errors import RecordRefused


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "customers.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_columns_are_recognised_by_what_english_exports_call_them(tmp_path: Path) -> None:
    file = written(tmp_path, "customer_no,name,cvr,phone,country\n1042,Havblik Ingeniører A/S,12345674,70 00 00 00,Denmark\n")

    (customer,) = read_customers(file).customers

    assert (customer.id, customer.number, customer.name) == ("1042", "1042", "Havblik Ingeniører A/S")
    assert (customer.vat_number, customer.phone, customer.country) == ("12345674", "70 00 00 00", "DK")


def test_a_danish_export_with_semicolons_and_windows_letters_is_read(tmp_path: Path) -> None:
    file = written(tmp_path, "Kundenr.;Navn;CVR-nr.;Postnr.;By\r\n7;Sølager Energi ApS;;2100;København Ø\r\n", "cp1252")

    (customer,) = read_customers(file).customers

    assert (customer.number, customer.name, customer.zip_code, customer.city) == ("7", "Sølager Energi ApS", "2100", "København Ø")


def test_an_id_of_its_own_stays_beside_the_customer_number(tmp_path: Path) -> None:
    (customer,) = read_customers(written(tmp_path, "id,customer_no,name\n37630,K10002,Kano Interiør\n")).customers

    assert (customer.id, customer.number) == ("37630", "K10002")


def test_numbers_in_excel_lose_the_point_that_excel_gives_them(tmp_path: Path) -> None:
    file = tmp_path / "customers.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Kundenummer", "Firmanavn", "CVR"])
        sheet.write_row(1, 0, [1057, "Brdr. Lindegaard Byg", 12345674])

    (customer,) = read_customers(file).customers

    assert (customer.number, customer.vat_number) == ("1057", "12345674")


def test_short_and_empty_rows_never_stop_the_good_ones(tmp_path: Path) -> None:
    found = read_customers(written(tmp_path, "customer_no,name,cvr\n1\n\n,,\n2,Svane & Birk,12345674\n")).customers

    assert [customer.number for customer in found] == ["1", "2"]


@pytest.mark.parametrize(
    ("heads", "fields"),
    [
        (
            "No.;Name;VAT Registration No.;Phone No.;E-Mail;Address;Post Code;City;Country/Region Code;Home Page;GLN",
            "number name vat_number phone email address zip_code city country website ean",
        ),
        ("Kundnr;Företagsnamn;Organisationsnummer;E-post;Adress;Ort", "number name vat_number email address city"),
        ("Kundennummer;Firma;USt-IdNr.;Straße;PLZ;Ort;Land", "number name vat_number address zip_code city country"),
        ("Kontonr.;Navn;CVR-/SE-nr.;Mobiltelefon;Lande-/områdekode", "number name vat_number phone country"),
        ("Kundenr;Navn;Orgnr;Poststed", "number name vat_number city"),
        ("Account code;Account name;Phone", "number name phone"),
        (
            "Asiakasnumero;Nimi;Y-tunnus;Paikkakunta;Postinumero;Osoite;Puhelin;Sähköposti;Maa",
            "number name vat_number city zip_code address phone email country",
        ),
    ],
)
def test_headings_of_other_systems_and_languages_are_recognised(tmp_path: Path, heads: str, fields: str) -> None:
    read = read_customers(written(tmp_path, f"{heads}\n"))

    assert {ours: read.columns[ours] for ours in fields.split()} == dict(zip(fields.split(), heads.split(";"), strict=True))
    assert not read.unread


def test_columns_that_mean_nothing_are_told_and_a_wrong_guess_is_corrected(tmp_path: Path) -> None:
    file = written(tmp_path, "no,name,Reference,phone,mobile\nx,Elmegaard Byg,1042,70121314,20121314\n")

    guessed, corrected = read_customers(file), read_customers(file, {"number": "Reference", "phone": ""})

    assert (guessed.columns["number"], guessed.unread) == ("no", ("Reference", "mobile"))
    assert (corrected.customers[0].number, corrected.customers[0].phone) == ("1042", "")
    assert corrected.unread == ("no", "phone", "mobile")
    with pytest.raises(RecordRefused, match="has no column Kode"):
        read_customers(file, {"number": "Kode"})


def test_rows_that_cannot_be_told_apart_are_left_out_by_row_and_reason(tmp_path: Path) -> None:
    read = read_customers(written(tmp_path, "kundenr,navn\n1,Elmegaard Byg\n,Svane & Birk\n\n1,Østerå Varme\n2,Kano\n"))

    assert [(one.number, one.name) for one in read.customers] == [("1", "Elmegaard Byg"), ("2", "Kano")]
    assert [(one.row, one.heading, str(one.why)) for one in read.faults] == [
        (3, "kundenr", "it has no customer number"),
        (5, "kundenr", "the number 1 stands in an earlier row too"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "prices.csv",
            b"Prices\n\nprice,weight\n1,2\n",
            "prices.csv has no column with a customer's number. Found were: price, weight. .* number=price",
        ),
        ("broken.xlsx", b"PK\x03\x04 and no more", "broken.xlsx cannot be read."),
        ("page.xls", b"\n<html><table><tr><td>Kundenr", "page.xls cannot be read. Save it as CSV"),
        ("odd.csv", b"name\n\x81\x8d\n", "Line 2 of odd.csv has letters that cannot be read. Save it as CSV UTF-8"),
        ("empty.csv", b"", "empty.csv has no column with a customer's number. It is empty."),
    ],
)
def test_a_file_that_is_no_register_is_refused_by_name(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)

    with pytest.raises(RecordRefused, match=sentence):
        read_customers(file)
