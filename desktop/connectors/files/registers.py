"""Reads a register of customers from a CSV or Excel file, whatever system it was exported from.

The first row names the columns; they are recognised by what Danish and English systems call them. Delimiter and encoding of a CSV
file are found out; a row without any name and number is left out, every other one is kept as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path

from desktop.errors import RecordRefused
from desktop.models.countries import country_code
from desktop.models.records import ListedCustomer
from desktop.texts import Message

# Our field -> what a column of it is called, folded as `folded` does; the first name that a file has wins.
HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("id", "customerid", "kundeid", "guid", "internid"),
    "number": (
        "customerno",
        "customernumber",
        "kundenr",
        "kundenummer",
        "debitornr",
        "debitornummer",
        "account",
        "no",
        "nr",
        "number",
    ),
    "name": ("name", "navn", "firmanavn", "kundenavn", "companyname", "company", "customername", "firma"),
    "vat_number": (
        "cvr",
        "cvrnr",
        "cvrnummer",
        "vatno",
        "vatnumber",
        "vat",
        "momsnr",
        "corporateidentificationnumber",
        "legalident",
    ),
    "ean": ("ean", "eannr", "eannummer", "gln", "eanno"),
    "phone": ("phone", "telefon", "tlf", "telefonnr", "telephone", "phonenumber", "telefonnummer", "telephoneandfaxnumber"),
    "email": ("email", "mail", "fakturaemail", "emailadresse", "emailaddress"),
    "address": ("address", "adresse", "adresse1", "address1", "vej", "street"),
    "zip_code": ("zip", "postnr", "postnummer", "zipcode", "postalcode", "postcode"),
    "city": ("city", "by", "bynavn", "town"),
    "country": ("country", "land", "countrycode", "landekode"),
    "website": ("website", "hjemmeside", "web", "homepage"),
}
ENCODINGS = ("utf-8-sig", "cp1252")
EXCEL = {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"}


def read_customers(file: Path) -> list[ListedCustomer]:
    """Every customer of the file; `RecordRefused` when it cannot be read or has no column that names customers."""
    rows = read_table(file)
    heads = next(rows, [])
    columns = _columns(heads)
    if "name" not in columns and "number" not in columns:
        raise RecordRefused(
            Message("{file} has no column with a customer's name or number.", file=file.name),
            what_to_do=Message("Name the columns in the first row, for instance: customer_no, name, cvr, phone, email."),
            technical=f"heads: {', '.join(heads)[:200]}",
        )
    return _customers(columns, rows)


def read_table(file: Path) -> Iterator[list[str]]:
    """The rows of a CSV file, or of the first sheet of a workbook, as texts; `RecordRefused` when it cannot be read."""
    return _excel(file) if file.suffix.casefold() in EXCEL else _text(file)


def _columns(heads: Sequence[str]) -> dict[str, int]:
    known: dict[str, int] = {}
    for place, head in enumerate(heads):
        known.setdefault(folded(head), place)
    found = {ours: next((known[name] for name in names if name in known), None) for ours, names in HEADINGS.items()}
    return {ours: place for ours, place in found.items() if place is not None}


def _customers(columns: dict[str, int], rows: Iterator[Sequence[str]]) -> list[ListedCustomer]:
    """The rows as customers, worked on column by column, which is many times faster; short rows are filled up."""
    cells = list(zip_longest(*rows, fillvalue=""))
    empty = [""] * len(cells[0]) if cells else []
    values = {
        ours: list(map(str.strip, cells[columns[ours]])) if columns.get(ours, len(cells)) < len(cells) else empty
        for ours in ListedCustomer._fields
    }
    values["id"] = [own or number for own, number in zip(values["id"], values["number"], strict=True)]
    values["country"] = list(map(cache(country_code), values["country"]))
    customers = map(ListedCustomer._make, zip(*values.values(), strict=True))
    return [customer for customer in customers if customer.name or customer.number]


def folded(head: str) -> str:
    """A heading without case, signs and spaces: `Kunde-nr.` is `kundenr`."""
    return re.sub(r"[^a-zæøå0-9]", "", head.casefold())


def _text(file: Path) -> Iterator[list[str]]:
    try:
        raw = file.read_bytes()
    except OSError as trouble:
        raise _unreadable(file, str(trouble)) from trouble
    for encoding in ENCODINGS:
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _unreadable(file, "neither UTF-8 nor Windows-1252")
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t|", key=first.count)
    return iter(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _excel(file: Path) -> Iterator[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # only Excel files wait for it

    try:
        sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
    except (CalamineError, OSError) as trouble:
        raise _unreadable(file, str(trouble)) from trouble
    return _cells(sheet.to_python())


def _cells(rows: Iterable[Sequence[object]]) -> Iterator[list[str]]:
    """Excel keeps numbers as floating point: 12345678.0 is the number 12345678."""
    for row in rows:
        yield [str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell) for cell in row]


def _unreadable(file: Path, technical: str) -> RecordRefused:
    return RecordRefused(
        Message("{file} cannot be read.", file=file.name),
        what_to_do=Message("Save it as CSV or as an Excel workbook, and try again."),
        technical=technical,
    )
