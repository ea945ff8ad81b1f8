"""The table in an exported file: its heading row, wherever it stands among the first rows and sheets, and what lies below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.connectors.files.headings import ZIP_AND_CITY, folded, places_of
from desktop.connectors.files.rows import HEADS_WITHIN, sheets_of
from desktop.connectors.files.text_rows import FileRows
from desktop.connectors.files.unfit_rows import without_unfit_rows
from desktop.errors import RecordRefused
from desktop.models.records import FileFault
from desktop.texts import Message

Headings = Mapping[str, tuple[str, ...]]
_DUTCH = r"\d{4} ?[A-Z]{2}(?=[\s,]+[^\W\d])"  # a town follows: else 2400 NV would have none
_ZIP_AND_CITY = re.compile(rf"((?:[A-Za-z]{{1,2}} ?[-–]? ?)?(?:{_DUTCH}|\d[\d -]+\d))(?:(?:\s*,\s*|\s+)(\D.*))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The heading row, the rows below it (`first` is the number of the first one), and our field -> its column.

    Rows that are no records are empty; `faults` says why. `name` and `others` are the sheets of a workbook: the one that was read
    and those that were not.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    first: int
    places: Mapping[str, int]
    faults: Sequence[FileFault]
    name: str = ""
    others: tuple[str, ...] = ()

    @property
    def has_a_number(self) -> bool:
        """Whether something tells its rows apart."""
        return "number" in self.places or "id" in self.places

    @property
    def key(self) -> str:
        """The field that tells its rows apart: the system's own ids where there are such, else the numbers."""
        return "id" if "id" in self.places else "number"

    def heading(self, field: str) -> str:
        """What the column of a field is called, empty where there is none."""
        return self.heads[self.places[field]].strip() if field in self.places else ""

    def cells(self, field: str) -> Iterator[str]:
        """What stands in the column of a field."""
        place = self.places.get(field, -1)
        return (row[place].strip() for row in self.rows if 0 <= place < len(row))


def find_sheet(file: Path, headings: Headings, chosen: Mapping[str, str]) -> Sheet:
    """The first sheet with a heading row, that is one of its first rows in which a number and another column are recognised.

    Without any, the first row of several cells has to do. `RecordRefused` when the file cannot be read, or lacks a chosen column.
    """
    filled: FileRows | None = None
    for table in sheets_of(file):
        for place, heads in enumerate(table.rows[:HEADS_WITHIN]):
            if _is_heading(file, heads, headings, chosen):
                return _below(file, table, place, headings, chosen)
        filled = filled or (table if any(map(any, table.rows)) else None)
    table = filled or FileRows([])
    return _below(file, table, _likeliest(table.rows[:HEADS_WITHIN]), headings, chosen)


def _is_heading(file: Path, heads: Sequence[str], headings: Headings, chosen: Mapping[str, str]) -> bool:
    try:
        places = places_of(file, heads, headings, chosen)
    except RecordRefused:
        return False
    by_words = [ours for ours in places if not chosen.get(ours, "").startswith("#")]
    return len(by_words) > 1 and ("number" in places or "id" in places)


def _likeliest(rows: Sequence[Sequence[str]]) -> int:
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    return next((place for least in (2, 1) for place, cells in enumerate(filled) if cells >= least), 0)


def _below(file: Path, table: FileRows, place: int, headings: Headings, chosen: Mapping[str, str]) -> Sheet:
    heads = table.rows[place] if table.rows else []
    places = places_of(file, heads, headings, chosen)
    first = place + 1
    while first < len(table.rows) and _is_heading(file, table.rows[first], headings, {}):  # the same in another language
        first += 1
    torn = [FileFault(row, "", Message("a quotation mark in it is never closed")) for row in table.torn]
    rows, unfit = without_unfit_rows(heads, table.rows[first:], first + 1, places)
    if "zip_code" in headings and not {"zip_code", "city"} & (places.keys() | chosen.keys()):
        heads, rows, places = _with_zip_and_city_apart(heads, rows, places)
    return Sheet(
        heads=heads,
        rows=rows,
        first=first + 1,
        places=places,
        faults=[*torn, *unfit],
        name=table.sheet,
        others=table.other_sheets,
    )


def _with_zip_and_city_apart(
    heads: list[str], rows: list[Sequence[str]], places: dict[str, int]
) -> tuple[list[str], list[Sequence[str]], dict[str, int]]:
    """The same table, where one column has both with the postcode in it and the town in another column behind the last one."""
    both = next((place for place, head in enumerate(heads) if folded(head) in ZIP_AND_CITY and place not in places.values()), None)
    if both is None:
        return heads, rows, places
    apart: list[Sequence[str]] = []
    for row in rows:
        cells = [*row[: len(heads)], *[""] * (len(heads) - len(row))]
        found = _ZIP_AND_CITY.fullmatch(cells[both].strip())
        cells[both], city = found.groups("") if found else ("", cells[both])
        apart.append([*cells, city])
    return [*heads, heads[both]], apart, {**places, "zip_code": both, "city": len(heads)}
