"""Reads a register of customers from a CSV or Excel file, whatever system it was exported from.

`headings` has what systems call the columns, `sheets` finds the row that names them. A row without a number, or with the number of
an earlier row, is left out and told; every other one is kept as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType

from desktop.connectors.files.headings import HEADINGS, no_column
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
    customers, faults = _customers(sheet)
    return CustomerFile(
        file=file,
        customers=customers,
        columns={ours: sheet.heads[place].strip() for ours, place in sheet.places.items()},
        unread=tuple(head.strip() for place, head in enumerate(sheet.heads) if head.strip() and place not in sheet.places.values()),
        faults=tuple(sorted((*sheet.torn_faults, *faults), key=lambda fault: fault.row)),
    )


def no_customer_number(file: Path, heads: Sequence[str]) -> RecordRefused:
    """Nothing in the file tells customers apart."""
    return no_column(Message("{file} has no column with a customer's number.", file=file.name), heads)


def _customers(sheet: Sheet) -> tuple[list[ListedCustomer], list[FileFault]]:
    """The rows as customers, worked on column by column, which is many times faster; short rows are filled up."""
    cells = list(zip_longest(*sheet.rows, fillvalue=""))
    empty = [""] * len(sheet.rows)
    values = {
        ours: list(map(str.strip, cells[sheet.places[ours]])) if sheet.places.get(ours, len(cells)) < len(cells) else empty
        for ours in ListedCustomer._fields
    }
    own = values["id"]
    values["id"] = [one or number for one, number in zip(own, values["number"], strict=True)]
    values["country"] = list(map(cache(country_code), values["country"]))
    customers = list(map(ListedCustomer._make, zip(*values.values(), strict=True)))
    if "" not in values["id"] and len(set(values["id"])) == len(customers):
        return customers, []
    return _told_apart(sheet, customers, own)


def _told_apart(
    sheet: Sheet, customers: Sequence[ListedCustomer], own_ids: Sequence[str]
) -> tuple[list[ListedCustomer], list[FileFault]]:
    """Those with an id of their own, and why the other rows are left out; empty rows are not worth a word."""
    known: dict[str, ListedCustomer] = {}
    faults: list[FileFault] = []
    for row, (one, own) in enumerate(zip(customers, own_ids, strict=True), start=sheet.first):
        if not one.id and any(one):
            faults.append(FileFault(row, sheet.heading(sheet.key), Message("it has no customer number")))
        elif one.id and known.setdefault(one.id, one) is not one:
            why = Message("the number {number} stands in an earlier row too", number=one.id)
            faults.append(FileFault(row, sheet.heading("id" if own else "number"), why))
    return list(known.values()), faults
