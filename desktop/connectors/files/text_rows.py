"""The rows of a CSV file, whatever program exported it: encoding and delimiter are found out, and no row swallows others unnoticed.

Rows count as a spreadsheet shows them, from 1: a cell over several lines is one row, and the line `sep=;` is none.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from desktop.errors import RecordRefused
from desktop.texts import Message

_LOOKED_AT = 20  # lines that tell the delimiter
_BYTES_LOOKED_AT = 1000  # that tell how many a letter has
_SEPARATOR = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n|$)', re.IGNORECASE)  # a first line that only spreadsheets read
_MOST_ALIKE = 3  # delimiters in a line of a text (an address, say) before it looks like a row of its own


@dataclass(frozen=True, slots=True)
class FileRows:
    """The rows of a file, or of one sheet; those in `torn` (by number) are left empty: they open a cell and never close it."""

    rows: list[list[str]]
    torn: tuple[int, ...] = ()
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()


def text_rows(file: Path, raw: bytes) -> FileRows:
    """The rows of a CSV file, from its bytes; `RecordRefused` when it is no text, or it cannot be told where a row begins."""
    text = _decoded(file, raw)
    found = _rows_in(file, text)
    return replace(found, rows=[list(map(_without_formula, row)) for row in found.rows]) if '="' in text else found


def _without_formula(cell: str) -> str:
    """Some systems write ="0042", so that a spreadsheet shows the zeros."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell


def _rows_in(file: Path, text: str) -> FileRows:
    separator = _SEPARATOR.match(text)
    if separator:
        text = text[separator.end() :]
    delimiter = separator[1] if separator else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(reader)
        if reader.line_num == len(rows):  # every row is one line, so none has swallowed another
            return FileRows(rows)
    except csv.Error:
        pass
    return _row_by_row(file, [*io.StringIO(text, newline=""), ""], delimiter)


def never_closed(file: Path, row: int) -> RecordRefused:
    """A quotation mark begins a cell and nothing ends it, so nobody knows where the next row begins."""
    return RecordRefused(
        Message("Row {row} of {file} has a quotation mark that is never closed.", row=str(row), file=file.name),
        what_to_do=Message("Close the quotation mark or take it out, and try again. Nothing of the file was read."),
    )


def unreadable(file: Path, technical: str) -> RecordRefused:
    """The file is none that can be read."""
    return RecordRefused(
        Message("{file} cannot be read.", file=file.name),
        what_to_do=Message("Save it as CSV or as an Excel workbook, and try again."),
        technical=technical,
    )


def _decoded(file: Path, raw: bytes) -> str:
    wide = _wide_encoding(raw)
    try:
        text = raw.decode(wide or "utf-8-sig")
    except UnicodeDecodeError as trouble:
        if wide:
            raise unreadable(file, str(trouble)) from trouble
        text = _line_by_line(file, raw)
    if text.lstrip()[:1] == "<":
        raise unreadable(file, "a page of HTML or XML")
    return text


def _line_by_line(file: Path, raw: bytes) -> str:
    """Windows-1252, where a line is not UTF-8: one such line among many, pasted from elsewhere, spoils no other one."""
    lines = []
    for number, line in enumerate(raw.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True), start=1):
        try:
            lines.append(line.decode())
        except UnicodeDecodeError:
            try:
                lines.append(line.decode("cp1252"))
            except UnicodeDecodeError as trouble:
                raise RecordRefused(
                    Message("Line {line} of {file} has letters that cannot be read.", line=str(number), file=file.name),
                    what_to_do=Message("Save it as CSV UTF-8 or as an Excel workbook, and try again."),
                    technical="neither UTF-8, UTF-16 nor Windows-1252",
                ) from trouble
    return "".join(lines)


def _wide_encoding(raw: bytes) -> str:
    """The encoding of a file with two bytes a letter, as "Unicode text" of Excel has; empty for others.

    Without the mark at its beginning it is told by the empty half of nearly every letter of the headings.
    """
    if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    first = raw[:_BYTES_LOOKED_AT]
    for encoding, half in (("utf-16-le", first[1::2]), ("utf-16-be", first[::2])):
        if half.count(0) > len(half) / 2:
            return encoding
    return ""


def _delimiter(text: str) -> str:
    """The sign that stands equally often in most of the first lines, outside of quotes; a title above them has none."""
    first = "".join(islice(io.StringIO(text, newline=""), _LOOKED_AT))
    lines = re.sub(r'"[^"]*"', "", first).splitlines()

    def lines_alike(sign: str) -> tuple[int, int]:
        counts = Counter(filter(None, (line.count(sign) for line in lines)))
        return max(((lines, count) for count, lines in counts.items()), default=(0, 0))

    return max(";,\t|", key=lines_alike)


def _row_by_row(file: Path, lines: Sequence[str], delimiter: str) -> FileRows:
    """The same where some cell goes over several lines, or a quotation mark stands where none should; the last line is empty.

    A row that would swallow others is torn. `RecordRefused` where the line after it is no row by itself.
    """
    signs = [line.count(delimiter) for line in lines]
    usual = Counter(filter(None, signs)).most_common(1)[0][0] if any(signs) else 0
    rows: list[list[str]] = []
    torn: list[int] = []
    place = 0
    while place < len(lines) - 1:
        row, taken = _row_at(lines, place, delimiter)
        if taken > 1 and _has_swallowed(lines, place, taken, signs, usual, delimiter):
            if lines[place + 1].strip() and signs[place + 1] < usual:
                raise never_closed(file, len(rows) + 1)
            row, taken = [], 1
            torn.append(len(rows) + 1)
        rows.append(row)
        place += taken
    return FileRows(rows, tuple(torn))


def _has_swallowed(lines: Sequence[str], place: int, taken: int, signs: Sequence[int], usual: int, delimiter: str) -> bool:
    """Whether a cell over several lines was never meant: it goes on to the end of the file, or over what looks like rows."""
    if place + taken == len(lines):
        return True
    looks_like_a_row = [signs[line] >= usual for line in range(place + 1, place + taken)]
    is_closed_well = bool(_row_at(lines, place, delimiter, strict=True)[0])
    return usual >= _MOST_ALIKE and any(looks_like_a_row[:-1]) if is_closed_well else any(looks_like_a_row)


def _row_at(lines: Sequence[str], place: int, delimiter: str, *, strict: bool = False) -> tuple[list[str], int]:
    """The row that begins at a line, and how many lines it takes; none, and all lines, where it is no row."""
    reader = csv.reader(map(lines.__getitem__, range(place, len(lines))), delimiter=delimiter, strict=strict)
    try:
        return next(reader), reader.line_num
    except csv.Error:
        return [], len(lines) - place
