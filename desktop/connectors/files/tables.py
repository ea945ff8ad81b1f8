"""Customers and items from exported tables: columns by their headings, good rows read, bad ones told by row number and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from desktop.connectors.files.registers import HEADINGS, folded, read_table
from desktop.connectors.files.values import number_in
from desktop.errors import RecordRefused
from desktop.models.countries import country_code
from desktop.models.records import Customer, Item
from desktop.texts import Message

R = TypeVar("R")

ITEM_HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("itemno", "itemnumber", "productno", "productnumber", "varenr", "varenummer", "number", "nr", "no"),
    "name": ("name", "navn", "varenavn", "productname", "itemname", "description", "beskrivelse", "tekst"),
    "unit": ("unit", "enhed"),
    "price": ("price", "salesprice", "pris", "salgspris", "unitprice"),
    "group": ("group", "gruppe", "varegruppe", "productgroup", "itemgroup"),
}


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """What a file holds: its records, and the rows that are none with the reason; `columns` is our field -> the heading read."""

    records: tuple[R, ...]
    left_out: tuple[Message, ...]
    columns: Mapping[str, str]
    first_rows: tuple[tuple[str, ...], ...]  # as they stand there, headings first, for the preview


def customers_of(file: Path, chosen: Mapping[str, str]) -> Table[Customer]:
    """Every customer; its id is the system's own where the file has a column of ids, else its number.

    `chosen` names the headings of columns that are not recognised. `RecordRefused` when the file is none of customers.
    """

    def customer(values: dict[str, str]) -> Customer:
        id_ = values.pop("id", "") or values.get("number", "")
        if not id_:
            raise ValueError(Message("it has no customer number"))
        values["country"] = country_code(values.get("country", ""))
        return Customer(id=id_, **values)  # type: ignore[arg-type]  # HEADINGS names texts of a customer only

    return _table(file, HEADINGS, chosen, customer, lambda one: one.id)


def items_of(file: Path, chosen: Mapping[str, str]) -> Table[Item]:
    """Every item number; `RecordRefused` when the file is none of items."""

    def item(values: dict[str, str]) -> Item:
        if not values.get("number"):
            raise ValueError(Message("it has no item number"))
        price = values.pop("price", "")
        try:
            return Item(**values, price=number_in(price) if price else None)  # type: ignore[arg-type]  # the rest are texts
        except ValueError:
            raise ValueError(Message("{value} is not one clear number", value=price)) from None

    return _table(file, ITEM_HEADINGS, chosen, item, lambda one: one.number)


def _table(
    file: Path,
    headings: Mapping[str, tuple[str, ...]],
    chosen: Mapping[str, str],
    make: Callable[[dict[str, str]], R],
    key: Callable[[R], str],
) -> Table[R]:
    rows = read_table(file)
    heads = next(rows, [])
    places = _places(file, heads, headings, chosen)
    records: dict[str, R] = {}
    left_out: list[Message] = []
    first_rows = [tuple(heads)]
    for number, row in enumerate(rows, start=2):
        if len(first_rows) < PREVIEWED + 1:
            first_rows.append(tuple(row))
        values = {ours: row[place].strip() for ours, place in places.items() if place < len(row)}
        if not any(values.values()):
            continue
        try:
            record = make(values)
            if key(record) in records:
                raise ValueError(Message("the number {number} stands in an earlier row too", number=key(record)))
            records[key(record)] = record
        except ValueError as trouble:
            left_out.append(Message("Row {row} is left out: {reason}.", row=str(number), reason=trouble.args[0]))
    columns = {ours: heads[place] for ours, place in places.items()}
    return Table(tuple(records.values()), tuple(left_out), columns, tuple(first_rows))


PREVIEWED = 5  # rows


def _places(file: Path, heads: Sequence[str], headings: Mapping[str, tuple[str, ...]], chosen: Mapping[str, str]) -> dict[str, int]:
    known: dict[str, int] = {}
    for place, head in enumerate(heads):
        known.setdefault(folded(head), place)
    for ours, head in chosen.items():
        if ours in headings and folded(head) not in known:
            raise _no_column(file, head, heads)
    places: dict[str, int] = {}
    for ours, names in headings.items():
        wanted = (folded(chosen[ours]),) if ours in chosen else names
        if found := [known[name] for name in wanted if name in known]:
            places[ours] = found[0]
    if "number" not in places and "id" not in places:
        raise _no_column(file, "customer_no" if headings is HEADINGS else "item_no", heads)
    return places


def _no_column(file: Path, head: str, heads: Sequence[str]) -> RecordRefused:
    return RecordRefused(
        Message("{file} has no column {column}.", file=file.name, column=head),
        what_to_do=Message(
            "Name the columns in the first row, or say which column is meant. There are: {columns}.", columns=tuple(heads)
        ),
        technical=f"heads: {', '.join(heads)[:200]}",
    )


def columns_chosen(text: str) -> dict[str, str]:
    """`number=Nr.; name=Firma` as a mapping of our field to the heading; `RecordRefused` for a field that there is not."""
    return dict(_columns_chosen(text))


def _columns_chosen(text: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, map(str.strip, text.split(";"))):
        ours, sign, head = (piece.strip() for piece in part.partition("="))
        if not sign or not head or ours not in {**HEADINGS, **ITEM_HEADINGS}:
            raise RecordRefused(
                Message("{part} names no column.", part=part),
                what_to_do=Message("Write it as field=heading with one of: {fields}.", fields=tuple({**HEADINGS, **ITEM_HEADINGS})),
            )
        yield ours, head
