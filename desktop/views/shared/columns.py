"""How a table is declared: columns, each a few small functions of the row's record, and what the delegate gets to draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt

from desktop.models.lamps import Lamp
from desktop.views.shared.chips import Chip, Sign, first_chips

R = TypeVar("R")
TICK = "tick"  # key of the column of tick boxes


class Role(IntEnum):
    """What our models hand out besides Qt's own roles."""

    CELL = Qt.ItemDataRole.UserRole + 1  # `Cell`
    ROW = Qt.ItemDataRole.UserRole + 2  # `RowLook`
    RECORD = Qt.ItemDataRole.UserRole + 3  # the record behind the row


class Tone(StrEnum):
    """Colour of a cell's text, by name of the token."""

    INK = "ink"
    QUIET = "ink2"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Tint(StrEnum):
    """Ground of a whole row."""

    PLAIN = ""
    RED = "red"
    AMBER = "amber"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as finished for drawing: no look-ups, no locale, no text building in `paint`."""

    text: str = ""
    lamp: Lamp | None = None
    sign: Sign | None = None
    icon: str = ""
    chips: tuple[Chip, ...] = ()
    marks: tuple[tuple[int, int], ...] = ()  # (start, length) of characters that differ from the other side
    tone: Tone = Tone.INK
    bold: bool = False
    radio: bool | None = None  # a round choice button, chosen or not
    dot: bool = False  # the filled dot of what is inactive or not linked
    caret: bool = False
    continues: bool = False  # no hairline below: the group goes on


@dataclass(frozen=True, slots=True)
class RowLook:
    """What all cells of a row share. `reason` is a second line, drawn across the row."""

    tint: Tint = Tint.PLAIN
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Column(Generic[R]):
    """One column. Everything but `key`, `title` and `text` may be left out.

    Filter and copy use `text`; sorting uses `value` (a number, date or text; `None` sorts last), or `text` when there is none.
    `width` is in pixels at 100 % text size; a right-aligned column grows when a number does not fit.
    """

    key: str
    title: str
    text: Callable[[R], str]
    value: Callable[[R], Any] | None = None
    width: int = 104
    right: bool = False  # numbers, amounts and document numbers
    stretch: bool = False  # takes the room that is left
    tone: Tone = Tone.INK
    tone_of: Callable[[R], Tone] | None = None
    bold: Callable[[R], bool] | None = None
    lamp: Callable[[R], Lamp | None] | None = None
    sign: Callable[[R], Sign | None] | None = None
    icon: Callable[[R], str] | None = None
    chips: Callable[[R], Sequence[Chip]] | None = None
    marks: Callable[[R], Sequence[tuple[int, int]]] | None = None
    radio: Callable[[R], bool | None] | None = None
    dot: Callable[[R], bool] | None = None
    tooltip: Callable[[R], str] | None = None
    spoken: Callable[[R], str] | None = None  # said by a screen reader after heading and text, for instance what a mark means
    caret: Callable[[R], bool] | None = None  # the cell chooses
    continues: Callable[[R], bool] | None = None
    side_line: bool = False  # begins the second side: a line at its left edge
    editable: Callable[[R], bool] | None = None
    shown: bool = True  # until the user chooses otherwise
    fixed: bool = False  # cannot be hidden in the column chooser
    held: bool = False  # says whose row it is: stays at the left edge when the table is scrolled sideways
    searched: bool = True

    def cell(self, row: R) -> Cell:
        """The finished cell of a row."""
        return Cell(
            text=self.text(row),
            lamp=self.lamp(row) if self.lamp else None,
            sign=self.sign(row) if self.sign else None,
            icon=self.icon(row) if self.icon else "",
            chips=first_chips(self.chips(row)) if self.chips else (),
            marks=tuple(self.marks(row)) if self.marks else (),
            tone=self.tone_of(row) if self.tone_of else self.tone,
            bold=self.bold(row) if self.bold else False,
            radio=self.radio(row) if self.radio else None,
            dot=self.dot(row) if self.dot else False,
            caret=self.caret(row) if self.caret else False,
            continues=self.continues(row) if self.continues else False,
        )

    def accessible_text(self, row: R) -> str:
        """Heading + value + mark, as a screen reader says the cell."""
        cell = self.cell(row)
        said = [cell.text or " ".join(chip.sentence or chip.shown for chip in cell.chips)]
        if self.spoken:
            said.append(self.spoken(row))
        return f"{self.title} {', '.join(part for part in said if part)}".strip()


def by_number(text: str) -> tuple[int, int, str]:
    """Sort value of a number that may hold letters: 9 before 10, digits before words."""
    return (0, int(text), "") if text.isdecimal() else (1, 0, text.casefold())
