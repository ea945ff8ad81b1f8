"""Reads a register of customers from a CSV or Excel file, whatever system it was exported from.

`headings` has what systems call the columns, `sheets` finds the row that names them. A row without a number, or with the number of
an earlier row, is left out and told, and so is a cell with a number that a spreadsheet shortened; all else is kept as it is.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType

from desktop.connectors.files.headings import HEADINGS, no_column
from desktop.connectors.files.ruined_numbers import NAMING, mended
from desktop.connectors.files.sheets import Sheet, find_sheet
from desktop.errors import RecordRefused
from desktop.models.countries import country_code
from desktop.models.records import CustomerFile, FileFault, ListedCustomer
from desktop.texts import Message


def read_customers(file: Path, columns: Mapping[str, str] = MappingProxyType({})) -> CustomerFile:
    """Every customer of the file; its id is the system's own where there is a column of ids, else its number.

    `columns` says what a field is read from, where the heading does not: our field -> heading, or `#3`, or empty for none.
    `RecordRefused` when the file cannot be read, lacks one of these columns, or has none that identifies customers.
    """
    sheet = find_sheet(file, HEADINGS, columns)
    if not sheet.has_a_number:
        raise no_customer_number(file, sheet.heads)
    customers, faults = customers_in(sheet)
    return CustomerFile(
        file=file,
        customers=customers,
        columns={ours: sheet.heads[place].strip() for ours, place in sheet.places.items()},
        unread=tuple(_unread(sheet)),
        faults=faults,
        sheet=sheet.name,
        other_sheets=sheet.others,
    )


def no_customer_number(file: Path, heads: Sequence[str]) -> RecordRefused:
    """Nothing in the file tells customers apart."""
    return no_column(Message("{file} has no column with a customer's number.", file=file.name), heads)


def _unread(sheet: Sheet) -> Iterator[str]:
    """The columns that mean no field: by heading, or by their place where something stands below none."""
    for place, head in enumerate(sheet.heads):
        if place not in sheet.places.values():
            if head.strip():
                yield head.strip()
            elif any(row[place].strip() for row in sheet.rows if place < len(row)):
                yield f"#{place + 1}"


def customers_in(sheet: Sheet) -> tuple[list[ListedCustomer], tuple[FileFault, ...]]:
    """The rows as customers, worked on column by column, which is many times faster; short rows are filled up.

    With them, row by row, what was left out and why.
    """
    cells = list(zip_longest(*sheet.rows, fillvalue=""))
    empty = [""] * len(sheet.rows)
    values = {
        ours: list(map(str.strip, cells[sheet.places[ours]])) if sheet.places.get(ours, len(cells)) < len(cells) else empty
        for ours in ListedCustomer._fields
    }
    lost: list[FileFault] = []
    for ours in filter(sheet.places.__contains__, NAMING):
        values[ours], whys = mended(values[ours])
        lost += [
            FileFault(sheet.first + place, sheet.heading(ours), why, keeps_row=ours != sheet.key) for place, why in whys.items()
        ]
    own = values["id"]
    values["id"] = [one or number for one, number in zip(own, values["number"], strict=True)]
    values["country"] = list(map(cache(country_code), values["country"]))
    customers = list(map(ListedCustomer._make, zip(*values.values(), strict=True)))
    unfit: list[FileFault] = []
    without_key = {fault.row for fault in lost if not fault.keeps_row}
    if without_key or "" in values["id"] or len(set(values["id"])) < len(customers):
        customers, unfit = _told_apart(sheet, customers, own, without_key)
    return customers, tuple(sorted((*sheet.faults, *lost, *unfit), key=lambda fault: fault.row))


def _told_apart(
    sheet: Sheet, customers: Sequence[ListedCustomer], own_ids: Sequence[str], without_key: Container[int]
) -> tuple[list[ListedCustomer], list[FileFault]]:
    """Those with an id of their own, and why the other rows are left out; empty ones are not worth a word, told ones no second."""
    known: dict[str, ListedCustomer] = {}
    faults: list[FileFault] = []
    for row, (one, own) in enumerate(zip(customers, own_ids, strict=True), start=sheet.first):
        if row in without_key:
            continue
        if not one.id and any(one):
            faults.append(FileFault(row, sheet.heading(sheet.key), Message("it has no customer number")))
        elif one.id and known.setdefault(one.id, one) is not one:
            why = Message("the number {number} stands in an earlier row too", number=one.id)
            faults.append(FileFault(row, sheet.heading("id" if own else "number"), why))
    return list(known.values()), faults
