"""Reads a register of customers from a CSV or Excel file, whatever system it was exported from.

The first row names the columns; `headings` has what systems call them. Delimiter and encoding of a CSV file are found out. A row
without a number, or with the number of an earlier row, is left out and told; every other one is kept as it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType

from desktop.connectors.files.headings import HEADINGS, places_of
from desktop.errors import RecordRefused
from desktop.models.countries import country_code
from desktop.models.records import CustomerFile, FileFault, ListedCustomer
from desktop.texts import Message

ENCODINGS = ("utf-8-sig", "cp1252")
EXCEL = {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"}


def read_customers(file: Path, columns: Mapping[str, str] = MappingProxyType({})) -> CustomerFile:
    """Every customer of the file; its id is the system's own where there is a column of ids, else its number.

    `columns` says what a field is read from, where the heading does not: our field -> heading, or `#3`, or empty for none.
    `RecordRefused` when the file cannot be read, lacks one of these columns, or has none that identifies customers.
    """
    rows = read_table(file)
    heads = next(rows, [])
    places = places_of(file, heads, HEADINGS, columns)
    if "id" not in places and "number" not in places:
        raise RecordRefused(
            Message("{file} has no column with a customer's number.", file=file.name),
            what_to_do=Message("Name the columns in the first row, for instance: customer_no, name, cvr, phone, email."),
            technical=f"heads: {', '.join(heads)[:200]}",
        )
    customers, faults = _customers(heads, places, rows)
    return CustomerFile(
        file=file,
        customers=customers,
        columns={ours: heads[place].strip() for ours, place in places.items()},
        unread=tuple(head.strip() for place, head in enumerate(heads) if head.strip() and place not in places.values()),
        faults=faults,
    )


def read_table(file: Path) -> Iterator[list[str]]:
    """The rows of a CSV file, or of the first sheet of a workbook, as texts; `RecordRefused` when it cannot be read."""
    return _excel(file) if file.suffix.casefold() in EXCEL else _text(file)


def _customers(
    heads: Sequence[str], places: Mapping[str, int], rows: Iterator[Sequence[str]]
) -> tuple[list[ListedCustomer], tuple[FileFault, ...]]:
    """The rows as customers, worked on column by column, which is many times faster; short rows are filled up."""
    cells = list(zip_longest(*rows, fillvalue=""))
    empty = [""] * len(cells[0]) if cells else []
    values = {
        ours: list(map(str.strip, cells[places[ours]])) if places.get(ours, len(cells)) < len(cells) else empty
        for ours in ListedCustomer._fields
    }
    values["id"] = [own or number for own, number in zip(values["id"], values["number"], strict=True)]
    values["country"] = list(map(cache(country_code), values["country"]))
    customers = list(map(ListedCustomer._make, zip(*values.values(), strict=True)))
    if "" not in values["id"] and len(set(values["id"])) == len(customers):
        return customers, ()
    heading = heads[places["number"] if "number" in places else places["id"]]
    return _told_apart(customers, heading)


def _told_apart(customers: Sequence[ListedCustomer], heading: str) -> tuple[list[ListedCustomer], tuple[FileFault, ...]]:
    """Those with an id of their own, and why the other rows are left out; empty rows are not worth a word."""
    known: dict[str, ListedCustomer] = {}
    faults: list[FileFault] = []
    for row, one in enumerate(customers, start=2):
        if not one.id and any(one):
            faults.append(FileFault(row, heading, Message("it has no customer number")))
        elif one.id and known.setdefault(one.id, one) is not one:
            faults.append(FileFault(row, heading, Message("the number {number} stands in an earlier row too", number=one.id)))
    return list(known.values()), tuple(faults)


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
