"""Any list of records as a file for a spreadsheet, CSV or Excel; cells that it would run as a formula are made harmless."""

from __future__ import annotations

import csv
import datetime as dt
import os
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

from desktop import texts
from desktop.errors import RecordRefused
from desktop.texts import Message, shown

R = TypeVar("R")

RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would run: OWASP, CSV Injection."""

MOST_ROWS = 1_048_575  # of a sheet in Excel, below the headings
MOST_CHARACTERS = 32_767  # of a cell in Excel
EXACT_DIGITS = 15  # of a number in Excel
LARGEST_EXPONENT = 300  # of a number in Excel, about
FIRST_DAY = dt.date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was
SHEET = "Bindeled"


class Kind(StrEnum):
    """How a column's values look in Excel; what a value is says its type."""

    TEXT = "text"
    NUMBER = "number"  # as many decimals as it has
    AMOUNT = "amount"  # two decimals, thousands apart
    DATE = "date"
    TIME = "time"  # date and time of day, on the clock of this machine


_FORMATS = {Kind.TEXT: "@", Kind.NUMBER: "0.##########", Kind.AMOUNT: "#,##0.00", Kind.DATE: "yyyy-mm-dd"}
_FORMATS[Kind.TIME] = "yyyy-mm-dd hh:mm:ss"
_WIDTHS = {Kind.TEXT: 28, Kind.NUMBER: 12, Kind.AMOUNT: 16, Kind.DATE: 12, Kind.TIME: 20}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[R]):
    """One column: its heading, and the value of a record.

    A value is a `Decimal` or `int` (stays a number), a `date` or aware `datetime`, or a text; `None` leaves the cell empty.
    Numbers that are names (invoice numbers, CVR numbers) are texts. Any other value is shown as in a sentence.
    `allowed` are the only words that Excel takes in this column, offered in a drop-down; together 255 characters at most.
    """

    title: str
    value: Callable[[R], Any]
    kind: Kind = Kind.TEXT
    allowed: tuple[str, ...] = ()


def export_table(file: Path, columns: Sequence[Column[R]], records: Iterable[R], *, separator: str | None = None) -> int:
    """Write the records to a file ending in `.csv` or `.xlsx`, and give their number. Any file of that name is replaced.

    `separator` is that of CSV: `;` (with decimal comma, as Excel wants it in Danish) or `,` (with decimal point); without it
    the language shown now decides. An existing file stays as it was until the new one is whole.
    Raises `RecordRefused` when the file cannot be written, its ending is another one, or Excel takes fewer rows.
    """
    match file.suffix.lower():
        case ".csv":
            chosen = separator or (";" if texts.language() == "da" else ",")
            return written_whole(file, lambda part: _write_csv(part, columns, records, chosen))
        case ".xlsx":
            return written_whole(file, lambda part: _write_excel(part, [Sheet(SHEET, columns, records)]))
        case _:
            raise RecordRefused(
                Message("{file} is neither a CSV file nor an Excel file.", file=file.name),
                code="unknown_ending",
                what_to_do=Message("Choose a name that ends in .csv or .xlsx."),
            )


@dataclass(frozen=True, slots=True)
class Sheet(Generic[R]):
    """One sheet of an Excel file."""

    title: str
    columns: Sequence[Column[R]]
    records: Iterable[R]


def export_book(file: Path, sheets: Sequence[Sheet[Any]]) -> int:
    """Write several lists as the sheets of one Excel file, and give the number of all records; as `export_table` otherwise."""
    if file.suffix.lower() != ".xlsx":
        raise RecordRefused(
            Message("{file} is no Excel file.", file=file.name),
            code="unknown_ending",
            what_to_do=Message("Choose a name that ends in .xlsx."),
        )
    return written_whole(file, lambda part: _write_excel(part, sheets))


def written_whole(file: Path, write: Callable[[Path], int]) -> int:
    """Let `write` fill a file beside it, and put that in its place only when it is whole; `RecordRefused` when it cannot be."""
    part = file.with_name(f".{uuid.uuid4().hex}.part")
    try:
        count = write(part)
        os.replace(part, file)
    except OSError as trouble:
        raise RecordRefused(
            Message("The file {file} cannot be written.", file=str(file)),
            code="file_not_written",
            what_to_do=Message("Close it if another program has it open, or choose another name or folder."),
            technical=str(trouble),
        ) from trouble
    finally:
        with suppress(OSError):  # where nothing could be written, nothing can be taken away either
            part.unlink()
    return count


def must_not_replace(out: Path, read: Iterable[Path]) -> None:
    """`RecordRefused` when the file to be written is one that is read, by whatever name, link or case of letters."""
    for file in read:
        if os.path.exists(out) and os.path.exists(file) and out.samefile(file):  # false, too, where a folder may not be looked into
            raise RecordRefused(
                Message("{file} is read, so it is not written over.", file=str(out)),
                code="file_is_read",
                what_to_do=Message("Choose another name for what is to be written."),
            )


def harmless(text: str) -> str:
    """The text, behind an apostrophe when a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(RUN_AS_FORMULA) else text


def _plain(value: Any) -> Any:
    """A value in one of the types that a file can hold."""
    match value:
        case bool():
            return shown(value)
        case dt.datetime():
            return value.astimezone().replace(tzinfo=None)
        case Decimal() if not value.is_finite():
            return str(value)
        case None | Decimal() | int() | dt.date():
            return value
        case str():
            return value.encode("utf-8", "replace").decode()  # half a surrogate pair fits in no file
        case _:
            return shown(value)


def _write_csv(file: Path, columns: Sequence[Column[R]], records: Iterable[R], separator: str) -> int:
    point = "," if separator == ";" else "."
    count = 0
    with file.open("x", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened, delimiter=separator)
        writer.writerow([harmless(column.title) for column in columns])
        for record in records:
            writer.writerow([_in_csv(_plain(column.value(record)), point) for column in columns])
            count += 1
    return count


def _in_csv(value: Any, point: str) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:f}".replace(".", point)
        case dt.datetime():
            return value.isoformat(" ", "seconds")
        case int() | dt.date():
            return str(value)
        case _:
            return harmless(value)


def _write_excel(file: Path, sheets: Sequence[Sheet[Any]]) -> int:
    import xlsxwriter  # takes a while to load, and most runs write no Excel file
    from xlsxwriter.exceptions import XlsxWriterException

    try:
        with file.open("xb") as opened, closing(xlsxwriter.Workbook(opened, {"constant_memory": True})) as book:
            return _write_sheets(book, sheets)
    except XlsxWriterException as trouble:
        raise OSError(str(trouble)) from trouble


def _write_sheets(book: Any, sheets: Sequence[Sheet[Any]]) -> int:
    formats = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
    looks = _Looks(
        heading=book.add_format({"bold": True, "bottom": 1}),
        kinds=formats,
        like_a_formula=book.add_format({"num_format": "@", "quote_prefix": True}),  # stays a text also after it was edited
    )
    return sum(_write_sheet(book.add_worksheet(sheet.title), sheet, looks) for sheet in sheets)


@dataclass(frozen=True, slots=True)
class _Looks:
    heading: Any
    kinds: dict[Kind, Any]
    like_a_formula: Any


def _write_sheet(page: Any, sheet: Sheet[Any], looks: _Looks) -> int:
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, _WIDTHS[column.kind])
        page.write_string(0, place, column.title, looks.heading)
    page.freeze_panes(1, 0)
    count = 0
    for count, record in enumerate(sheet.records, 1):
        if count > MOST_ROWS:
            raise RecordRefused(
                Message("Excel takes {count} rows at most in a sheet.", count=MOST_ROWS),
                code="too_many_rows",
                what_to_do=Message("Filter the list, or export it as CSV."),
            )
        for place, column in enumerate(sheet.columns):
            match _in_excel(_plain(column.value(record))):
                case None:
                    pass
                case str() as text:
                    look = looks.kinds[Kind.TEXT] if harmless(text) == text else looks.like_a_formula
                    page.write_string(count, place, text, look)
                case dt.datetime() as time:
                    page.write_datetime(count, place, time, looks.kinds[Kind.TIME])
                case dt.date() as day:
                    page.write_datetime(count, place, day, looks.kinds[Kind.DATE])
                case number:
                    kind = Kind.AMOUNT if column.kind is Kind.AMOUNT else Kind.NUMBER
                    page.write_number(count, place, number, looks.kinds[kind])
    for place, column in enumerate(sheet.columns):
        if column.allowed and count:
            page.data_validation(1, place, count, place, {"validate": "list", "source": list(column.allowed)})
    page.autofilter(0, 0, count, max(0, len(sheet.columns) - 1))
    return count


def _in_excel(value: Any) -> Any:
    """The value as Excel holds it without loss; what it would round or cannot hold becomes a text."""
    match value:
        case Decimal() | int() if not _is_exact_in_excel(Decimal(value)):
            return str(value)
        case dt.date() if (value.date() if isinstance(value, dt.datetime) else value) < FIRST_DAY:
            return str(value)
        case str() if len(value) > MOST_CHARACTERS:
            return f"{value[: MOST_CHARACTERS - 1]}…"
        case _:
            return value


def _is_exact_in_excel(number: Decimal) -> bool:
    return len(number.normalize().as_tuple().digits) <= EXACT_DIGITS and abs(number.adjusted()) <= LARGEST_EXPONENT
