"""What an exported file would be read as, before anything is kept: its columns with their meaning, and the rows left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from desktop.models.records.customers import ListedCustomer
from desktop.texts import Message


class FileKind(StrEnum):
    """What a file holds; also the name of the sign-in field that takes it."""

    CUSTOMERS = "customers"
    ITEMS = "items"


COLUMNS_SETTING = {FileKind.CUSTOMERS: "columns", FileKind.ITEMS: "item_columns"}
DECIMAL_SETTING = "decimal"
"""The settings of a connection that hold how its files are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReading:
    """How a file is read: our field -> the column that is meant (empty: none), and the sign before decimals (empty: not said).

    A column is named by its heading, or as `#3` by its place. What is not among `columns` is recognised by its heading.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    decimal: str = ""

    @property
    def columns_text(self) -> str:
        """The columns as they are typed and kept: `number=Nr.; name=Firma; phone=`."""
        return "; ".join(f"{ours}={column}" for ours, column in self.columns.items())

    def with_meaning(self, column: FileColumn, meaning: str) -> FileReading:
        """The same with another meaning (our field, or empty) of one column."""
        columns = {
            **self.columns,
            **({column.meaning: ""} if column.meaning else {}),
            **({meaning: column.name} if meaning else {}),
        }
        return replace(self, columns=columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileColumn:
    """A column as it stands there: `name` is how a reading names it, `meaning` our field or empty, `cells` its first rows."""

    name: str
    heading: str
    meaning: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileFault:
    """A row that is left out, by its number in the file; `heading` is the column at fault, empty where it is the whole row.

    `keeps_row`: only the cell in that column is left out. `is_remark`: a total or a remark, so that no record is missing.
    """

    row: int
    heading: str
    why: Message
    keeps_row: bool = False
    is_remark: bool = False

    @property
    def sentence(self) -> Message:
        """All of it in one sentence."""
        if self.keeps_row:
            return Message("Row {row} is read without {column}: {reason}.", row=str(self.row), column=self.heading, reason=self.why)
        if self.heading:
            return Message("Row {row} is left out, {column}: {reason}.", row=str(self.row), column=self.heading, reason=self.why)
        return Message("Row {row} is left out: {reason}.", row=str(self.row), reason=self.why)


def counted(faults: Collection[FileFault]) -> Iterator[Message]:
    """How many rows, and how many cells of rows that are read, were left out; nothing where none was."""
    cells = sum(fault.keeps_row for fault in faults)
    if rows := len(faults) - cells:
        yield Message("{count} row left out.", "{count} rows left out.", count=rows)
    if cells:
        yield Message("{count} cell left out.", "{count} cells left out.", count=cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePreview:
    """`fields` are the meanings that a column can have; `lacks` says which column must still be chosen.

    `is_ambiguous`: some number could be two (1.234), and nobody has said which sign stands before decimals.
    """

    reading: FileReading
    columns: tuple[FileColumn, ...]
    fields: Mapping[str, Message]
    count: int
    faults: tuple[FileFault, ...] = ()
    lacks: Message | None = None
    is_ambiguous: bool = False

    @property
    def shape(self) -> str:
        """What files of the same export have in common: their headings, in order."""
        return "\n".join(one.heading.strip().casefold() for one in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """A register as it was read from a file: `columns` is our field -> its heading, `unread` the headings that mean no field.

    `other_sheets` are those of a workbook that were not read, beside `sheet`.
    """

    file: Path
    customers: list[ListedCustomer]
    columns: Mapping[str, str]
    unread: tuple[str, ...] = ()
    faults: tuple[FileFault, ...] = ()
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
