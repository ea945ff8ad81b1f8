"""How a command prints: JSON for programs and tables for people on standard output, everything else on standard error."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from desktop import texts
from desktop.errors import Cancelled
from desktop.progress import Waiting
from desktop.texts import Message, _

if TYPE_CHECKING:  # rich takes a while to load: only where something is shown to people
    from rich.progress import Progress as Bar
    from rich.progress import TaskID
    from rich.table import Table

    from desktop.models.records import Reason

UNFOLDED = 10_000  # width of what is not printed on a terminal: programs read whole lines


def print_json(data: Any) -> None:
    """Print data for programs: amounts and times as text, so that no digit is lost."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=_plain))


def print_table(table: Table | str) -> None:
    """Print for people, as wide as their terminal; sentences are printed as they are."""
    if isinstance(table, str):
        click.echo(table)
        return
    from rich.console import Console

    width = None if sys.stdout.isatty() else UNFOLDED
    Console(width=width, markup=False, emoji=False, highlight=False).print(table)


def table_of(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Table:
    """A table for people: values in the form of their language, numbers to the right."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    listed = list(rows)
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if _are_numbers(row[index] for row in listed) else "left", overflow="fold")
    for row in listed:
        table.add_row(*(Text(texts.shown(cell)) for cell in row))
    return table


def reason_data(reason: Reason) -> dict[str, Any]:
    """A reason as JSON has it; `kind` is the stable name for scripts."""
    return {
        "kind": reason.kind,
        "sentence": str(reason.sentence),
        "what_to_do": str(reason.what_to_do or ""),
        "line": reason.line,
    }


class TerminalProgress:
    """Shows progress on a terminal, and turns the first Ctrl+C into a stop between two records; the second ends at once."""

    def __init__(self, *, is_shown: bool) -> None:
        self.is_stopped = False
        self._bar = _bar() if is_shown else None
        self._lines: dict[str, TaskID] = {}  # by what is done there
        self._line: TaskID | None = None  # of what is under way
        self._before: Any = None

    def __enter__(self) -> TerminalProgress:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._stop)
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def step(self, done: int, total: int | None, text: Message) -> None:
        """See `desktop.progress.Progress`."""
        if self.is_stopped:
            raise Cancelled
        if not self._bar:
            return
        words = text.render()
        is_waiting = isinstance(text, Waiting)
        line = self._line if is_waiting or not self._lines else self._lines.get(words)
        if line is None:
            line = self._bar.add_task(words, total=total)
        if not is_waiting:
            self._lines[words] = line
        self._bar.update(line, description=words, completed=done, total=total)
        self._line = line

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        if self.is_stopped:
            raise KeyboardInterrupt
        self.is_stopped = True
        click.echo(_("Stopping when the record at hand is done. Press Ctrl+C again to stop at once."), err=True)


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    whole = Column(ratio=1)  # a long sentence takes two lines, and leaves the numbers their room
    columns = (
        TextColumn("{task.description}", markup=False, table_column=whole),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),  # what is left is told in words where a limit of calls decides it
    )
    return Progress(*columns, console=Console(stderr=True), transient=True, expand=True)


def _are_numbers(cells: Iterable[Any]) -> bool:
    kinds = {type(cell) for cell in cells if cell is not None and cell != ""}
    return bool(kinds) and kinds <= {int, Decimal}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Decimal):
        return _plain_amount(value)
    return str(value)


def _plain_amount(value: Decimal) -> str:
    """Digits with a point and at least two decimals, whatever scale the amount was computed with."""
    whole, _point, decimals = f"{value:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
