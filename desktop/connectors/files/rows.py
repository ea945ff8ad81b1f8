"""The rows of an exported file as texts: a CSV file, or the sheets of a workbook."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from desktop.connectors.files.text_rows import FileRows, never_closed, text_rows, unreadable
from desktop.connectors.files.values import WorkbookNumber
from desktop.errors import RecordRefused
from desktop.texts import Message

_WORKBOOK_BEGINS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # a zip, of .xlsx and .ods; a compound file, of .xls
HEADS_WITHIN = 10
"""Rows: the headings stand in one of these, perhaps below a title."""


def sheets_of(file: Path) -> Iterator[FileRows]:
    """The one table of a CSV file, or every sheet of a workbook, hidden ones last; `RecordRefused` when it cannot be read.

    What is in it tells which it is: many systems call a text an Excel file, and people rename files.
    """
    try:
        raw = file.read_bytes()
    except OSError as trouble:
        raise RecordRefused(
            Message("{file} cannot be opened.", file=file.name),
            what_to_do=Message("Close it if another program has it open, see that you are allowed to read it, and try again."),
            technical=str(trouble),
        ) from trouble
    return _workbook(file, raw) if raw.startswith(_WORKBOOK_BEGINS) else iter([text_rows(file, raw)])


def read_table(file: Path, is_heading: Callable[[Sequence[str]], bool] = any) -> list[list[str]]:
    """All rows of the first sheet with such a heading row near its top, else of the first one that is not empty.

    `RecordRefused` when the file cannot be read, or a row opens a cell that is never closed.
    """
    first: list[list[str]] = []
    for sheet in sheets_of(file):
        if sheet.torn:
            raise never_closed(file, sheet.torn[0])
        if any(map(is_heading, sheet.rows[:HEADS_WITHIN])):
            return sheet.rows
        first = first or (sheet.rows if any(map(any, sheet.rows)) else [])
    return first


def _workbook(file: Path, raw: bytes) -> Iterator[FileRows]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # only Excel files wait for it

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = [one for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
        for sheet in sorted(sheets, key=lambda one: one.visible is not SheetVisibleEnum.Visible):
            cells = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            others = tuple(one.name for one in sheets if one.name != sheet.name)
            yield FileRows([list(map(_shown, row)) for row in cells], sheet=sheet.name, other_sheets=others)
    except (CalamineError, OSError) as trouble:
        raise unreadable(file, str(trouble)) from trouble


def _shown(cell: object) -> str:
    """Excel keeps numbers as floating point: 12345678.0 is the number 12345678, other ones have 15 digits at most."""
    if isinstance(cell, float):
        return WorkbookNumber(int(cell) if cell.is_integer() else f"{cell:.15g}")
    return str(cell)
