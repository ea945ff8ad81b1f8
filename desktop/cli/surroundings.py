"""What every command shares: its options, the opened program, how it prints, and its exit code."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from desktop import texts
from desktop.app import Bindeled, open_bindeled
from desktop.errors import (
    BindeledError,
    Cancelled,
    OutcomeUnknown,
    PassingTrouble,
    RecordError,
    SettingsError,
    StoreUnusable,
)
from desktop.models.records import Integration
from desktop.texts import Message


class ExitCode(IntEnum):
    """What a scheduler can go by; `--help` of the program prints this list."""

    DONE = 0
    SOME_REFUSED = 1  # done, but some records were refused or differ; the output names them
    USAGE = 2
    SETTINGS = 3  # credentials, rights, company, keyring: a person must fix the settings
    TRY_AGAIN = 4  # network, time-out, system down: the same command can work later
    UNKNOWN = 5  # the outcome of at least one write is not known; run `transfer --settle`
    STORE = 6  # the database cannot be used
    STOPPED = 130


EXIT_CODES = (
    "Exit codes: 0 done; 1 done, but some records were refused or differ; 2 wrong usage; 3 the settings must be fixed "
    "(credentials, rights, company, keyring); 4 passing trouble, try again later; 5 the outcome of a write is not known, run "
    "transfer --settle; 6 the database cannot be used; 130 stopped."
)


@dataclass
class Surroundings:
    """One command's options and what it opened."""

    as_json: bool
    data_folder: Path | None
    practice: bool
    database: str
    for_this_run: bool
    exits: ExitStack = field(default_factory=ExitStack)
    _program: Bindeled | None = None

    @property
    def program(self) -> Bindeled:
        """The program, opened at first use."""
        if self._program is None:
            self._program = open_bindeled(
                self.data_folder, practice=self.practice, for_this_run=self.for_this_run, database=self.database
            )
            self.exits.callback(self._program.close)
        return self._program

    def integration(self, name: str | None) -> Integration:
        """The integration of that name or number; without one, the only one there is."""
        known = self.program.connections.integrations()
        found = [one for one in known if name is None or name in (one.name, str(one.id))]
        if len(found) == 1:
            return found[0]
        if not known:
            raise SettingsError(Message("There is no integration yet."), what_to_do=Message("Make one with: bindeled connect"))
        names = tuple(one.name for one in known)
        raise SettingsError(
            Message("Which integration? There are {names}.", names=names), what_to_do=Message("Name one with --integration.")
        )

    def tell(self, data: Any, table: Callable[[], Table | str] | None = None) -> None:
        """Print the data as JSON, or as the table that people read."""
        if self.as_json:
            click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=_plain))
        elif table is not None:
            Console().print(table())

    def progress(self) -> TerminalProgress:
        """A progress bar on a terminal; nothing where nobody watches."""
        return self.exits.enter_context(TerminalProgress(is_shown=sys.stderr.isatty() and not self.as_json))


class TerminalProgress:
    """Draws progress on standard error."""

    def __init__(self, *, is_shown: bool) -> None:
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not is_shown,
            transient=True,
        )
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> TerminalProgress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def step(self, done: int, total: int | None, text: Message) -> None:
        """See `desktop.progress.Progress`; Ctrl+C raises by itself."""
        name = text.render()
        if name not in self._tasks:
            self._tasks[name] = self._bar.add_task(name, total=total)
        self._bar.update(self._tasks[name], completed=done, total=total)


def command(group: click.Group, name: str, **settings: Any) -> Callable[[Callable[..., int | None]], click.Command]:
    """A command with the options that all have, whose function gets the `Surroundings` first and gives an exit code."""

    def decorated(work: Callable[..., int | None]) -> click.Command:
        @group.command(name, epilog=EXIT_CODES, **settings)
        @click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of tables for people.")
        @click.option("--data-folder", type=click.Path(path_type=Path, file_okay=False), help="Where the database and the log lie.")
        @click.option("--database", default="", help="Address of a shared PostgreSQL database.")
        @click.option("--practice", is_flag=True, help="Read everything, write nothing to the outside systems.")
        @click.option("--language", type=click.Choice(texts.LANGUAGES), default="en", help="Language of what is printed.")
        @click.option("--for-this-run", is_flag=True, hidden=True, help="Keep credentials in memory, not in the keyring.")
        @functools.wraps(work)
        def run(
            as_json: bool,
            data_folder: Path | None,
            database: str,
            practice: bool,
            language: str,
            for_this_run: bool,
            **rest: Any,
        ) -> NoReturn:
            texts.set_language(language)
            surroundings = Surroundings(as_json, data_folder, practice, database, for_this_run)
            sys.exit(_exit_code(surroundings, functools.partial(work, surroundings, **rest)))

        return run

    return decorated


def integration_option(work: Callable[..., Any]) -> Callable[..., Any]:
    """The option that names the integration."""
    return click.option("--integration", "name", help="Name or number of the integration; not needed when there is only one.")(work)


def table_of(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Table:
    """A table for people; numbers to the right."""
    table = Table(box=None, pad_edge=False)
    listed = [tuple(rows_) for rows_ in rows]
    for index, column in enumerate(columns):
        numbers = bool(listed) and all(isinstance(row[index], int) and not isinstance(row[index], bool) for row in listed)
        table.add_column(column, justify="right" if numbers else "left", overflow="fold")
    for row in listed:
        table.add_row(*("" if cell is None else texts.shown(cell) for cell in row))
    return table


def _exit_code(surroundings: Surroundings, work: Callable[[], int | None]) -> int:
    with surroundings.exits:
        try:
            return int(work() or ExitCode.DONE)
        except BindeledError as trouble:
            _tell_trouble(surroundings, trouble)
            return code_of(trouble)
        except KeyboardInterrupt:
            _tell_trouble(surroundings, Cancelled())
            return ExitCode.STOPPED


def _tell_trouble(surroundings: Surroundings, trouble: BindeledError) -> None:
    if surroundings.as_json:
        surroundings.tell({"error": type(trouble).__name__, "message": trouble.message, "what_to_do": trouble.what_to_do or ""})
    click.echo(str(trouble), err=True)


def code_of(trouble: BindeledError) -> ExitCode:
    """The exit code of a trouble that ended a command."""
    match trouble:
        case StoreUnusable():
            return ExitCode.STORE
        case SettingsError():
            return ExitCode.SETTINGS
        case PassingTrouble():
            return ExitCode.TRY_AGAIN
        case OutcomeUnknown():
            return ExitCode.UNKNOWN
        case Cancelled():
            return ExitCode.STOPPED
        case RecordError():
            return ExitCode.SOME_REFUSED
        case _:
            return ExitCode.SOME_REFUSED


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
