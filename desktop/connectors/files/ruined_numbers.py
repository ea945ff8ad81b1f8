"""Numbers that name something (customer no., CVR, EAN, phone, postcode), as spreadsheets and data frames ruin them in CSV files.

12345674.0 in a whole column of such is 12345674 again, and '0042 is 0042. 1.23E+07 has lost its digits, and nobody gets them back.
"""

from __future__ import annotations

import re

from desktop.texts import Message

NAMING = ("id", "number", "vat_number", "organisation_number", "ean", "phone", "zip_code")
"""The fields that hold such numbers."""
_SHORTENED = re.compile(r"-?\d(?:[.,]\d+)?[Ee]\+\d+")
_WITH_DECIMALS = re.compile(r"(\d+)[.,]0{1,2}")  # three are thousands: 10.000


def mended(cells: list[str]) -> tuple[list[str], dict[int, Message]]:
    """A column of such numbers, with those that are lost empty; and why, by their place in it."""
    together = "".join(cells)
    if "'" in together:
        cells = [cell.removeprefix("'") for cell in cells]
    lost = {}
    if "E+" in together or "e+" in together:
        lost = {place: _lost(cell) for place, cell in enumerate(cells) if _SHORTENED.fullmatch(cell)}
    if lost:
        cells = ["" if place in lost else cell for place, cell in enumerate(cells)]
    return _whole(cells), lost


def _lost(cell: str) -> Message:
    return Message("a spreadsheet shortened the number to {value}; let it show all digits there, and export again", value=cell)


def _whole(cells: list[str]) -> list[str]:
    """Without decimals, where every cell has such that are none: one alone may be part of a number, as in 8000.0."""
    first = next(filter(None, cells), "")
    if not _WITH_DECIMALS.fullmatch(first) or not all(map(_is_whole_with_decimals, cells)):
        return cells
    return [_WITH_DECIMALS.sub(r"\1", cell) for cell in cells]


def _is_whole_with_decimals(cell: str) -> bool:
    return not cell or _WITH_DECIMALS.fullmatch(cell) is not None
