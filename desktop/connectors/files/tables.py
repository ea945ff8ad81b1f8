"""Customers and items from exported tables: columns by their headings, good rows read, bad ones told by row, column and reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from desktop.connectors.files.fields import FIELDS
from desktop.connectors.files.headings import HEADINGS, folded, no_column
from desktop.connectors.files.registers import customers_in, no_customer_number
from desktop.connectors.files.sheets import Sheet, find_sheet
from desktop.connectors.files.values import is_ambiguous, number_in, sign_told_by
from desktop.errors import RecordRefused
from desktop.models.records import Customer, FileColumn, FileFault, FileKind, FilePreview, FileReading, Item
from desktop.texts import Message

R = TypeVar("R")
AS_RECOGNISED = FileReading()
PREVIEWED = 5  # rows

ITEM_HEADINGS: dict[str, tuple[str, ...]] = {
    "number": (
        *("itemno", "itemnumber", "itemcode", "productno", "productnumber", "productcode", "varenr", "varenummer"),
        *("artikelnr", "artikelnummer", "produktnr", "produktnummer", "tuotenumero", "tuotekoodi", "number", "nummer", "nr", "no"),
    ),
    "name": (
        *("name", "navn", "namn", "varenavn", "varunamn", "productname", "itemname", "produktnavn", "description", "beskrivelse"),
        *(
            "beskrivning",
            "benamning",
            "artikel",
            "artikelnamn",
            "bezeichnung",
            "beschreibung",
            "tekst",
            "nimi",
            "tuotenimi",
            "nimike",
        ),
    ),
    "unit": ("unit", "enhed", "enhet", "einheit", "yksikko"),
    "price": ("price", "salesprice", "pris", "salgspris", "forsaljningspris", "unitprice", "preis", "verkaufspreis", "hinta"),
    "group": ("group", "gruppe", "varegruppe", "varugrupp", "artikelgruppe", "productgroup", "itemgroup", "tuoteryhma"),
}
_HEADINGS = {FileKind.CUSTOMERS: HEADINGS, FileKind.ITEMS: ITEM_HEADINGS}


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """What a file holds: its records, and the rows that are none or lack a cell that cannot be read, with why."""

    records: tuple[R, ...]
    faults: tuple[FileFault, ...]


class _Fault(Exception):
    """Why a row is no record, and the field at fault."""

    def __init__(self, field: str, why: Message) -> None:
        super().__init__(field)
        self.field, self.why = field, why


def customers_of(file: Path, reading: FileReading = AS_RECOGNISED) -> Table[Customer]:
    """Every customer; its id is the system's own where the file has a column of ids, else its number.

    `RecordRefused` when the file is none of customers.
    """
    sheet = find_sheet(file, HEADINGS, reading.columns)
    if not sheet.has_a_number:
        raise no_customer_number(file, sheet.heads)
    return _customers(sheet)


def items_of(file: Path, reading: FileReading = AS_RECOGNISED) -> Table[Item]:
    """Every item number; `RecordRefused` when the file is none of items."""
    sheet = find_sheet(file, ITEM_HEADINGS, reading.columns)
    if not sheet.has_a_number:
        raise no_column(Message("{file} has no column with an item number.", file=file.name), sheet.heads)
    return _items(sheet, reading.decimal)


def preview_of(file: Path, kind: FileKind, columns: str = "", decimal: str = "") -> FilePreview:
    """What the file would be read as; `RecordRefused` when it cannot be read, or a column is named that is not there."""
    reading = reading_in(columns, decimal)
    sheet = find_sheet(file, _HEADINGS[kind], reading.columns)
    has_number = sheet.has_a_number
    table = (_customers(sheet) if kind is FileKind.CUSTOMERS else _items(sheet, reading.decimal)) if has_number else Table((), ())
    meanings = {place: ours for ours, place in sheet.places.items()}
    prices = list(sheet.cells("price"))
    return FilePreview(
        reading=reading,
        columns=tuple(
            FileColumn(
                name=_name_of(sheet.heads, place),
                heading=head,
                meaning=meanings.get(place, ""),
                cells=tuple(row[place] if place < len(row) else "" for row in sheet.rows[:PREVIEWED]),
            )
            for place, head in enumerate(sheet.heads)
        ),
        fields={name: label for name, label in FIELDS[kind].items() if name in _HEADINGS[kind]},
        count=len(table.records),
        faults=table.faults,
        lacks=None if has_number else Message("Choose which column holds the number."),
        is_ambiguous=not (reading.decimal or sign_told_by(prices)) and any(map(is_ambiguous, prices)),
    )


def reading_in(columns: str, decimal: str = "") -> FileReading:
    """`number=Nr.; name=Firma; phone=` as a reading; `RecordRefused` for a field or a sign that there is not, or a field twice."""
    if decimal not in ("", ",", "."):
        raise RecordRefused(
            Message("{sign} cannot stand before decimals.", sign=decimal), what_to_do=Message("Write a comma or a point.")
        )
    chosen = list(_columns_in(columns))
    if twice := [ours for ours, count in Counter(ours for ours, _head in chosen).items() if count > 1]:
        raise RecordRefused(
            Message("{fields} is named twice among the columns.", fields=tuple(twice)), what_to_do=Message("Name each field once.")
        )
    return FileReading(columns=dict(chosen), decimal=decimal)


def _customers(sheet: Sheet) -> Table[Customer]:
    customers, faults = customers_in(sheet)
    return Table(tuple(Customer(**one._asdict()) for one in customers), faults)


def _items(sheet: Sheet, decimal: str) -> Table[Item]:
    sign = decimal or sign_told_by(sheet.cells("price"))
    items: dict[str, Item] = {}
    faults = list(sheet.faults)
    for number, row in enumerate(sheet.rows, start=sheet.first):
        values = {ours: row[place].strip() for ours, place in sheet.places.items() if place < len(row)}
        if not any(values.values()):
            continue
        try:
            item = _item(values, sign)
            if item.number in items:
                raise _Fault("number", Message("the number {number} stands in an earlier row too", number=item.number))
            items[item.number] = item
        except _Fault as fault:
            faults.append(FileFault(number, sheet.heading(fault.field), fault.why))
    faults.sort(key=lambda fault: fault.row)
    return Table(tuple(items.values()), tuple(faults))


def _item(values: dict[str, str], sign: str) -> Item:
    if not values.get("number"):
        raise _Fault("number", Message("it has no item number"))
    price = values.pop("price", "")
    try:
        return Item(**values, price=number_in(price, sign) if price else None)  # type: ignore[arg-type]  # the rest are texts
    except ValueError:
        raise _Fault("price", Message("{value} is not one clear number", value=price)) from None


def _name_of(heads: Sequence[str], place: int) -> str:
    """How a reading names a column: by its heading where that is clear and can be written, else by its place."""
    same = Counter(map(folded, heads))[folded(heads[place])]
    is_clear = same == 1 and folded(heads[place]) and not set(heads[place]) & set(";=#\n")
    return heads[place].strip() if is_clear else f"#{place + 1}"


def _columns_in(text: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, map(str.strip, text.split(";"))):
        ours, sign, head = (piece.strip() for piece in part.partition("="))
        if not sign or ours not in {**HEADINGS, **ITEM_HEADINGS}:
            raise RecordRefused(
                Message("{part} names no column.", part=part),
                what_to_do=Message("Write it as field=heading with one of: {fields}.", fields=tuple({**HEADINGS, **ITEM_HEADINGS})),
            )
        yield ours, head
