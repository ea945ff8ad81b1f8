"""What every command shares: its options, the opened program, and how it ends."""

from __future__ import annotations

import errno
import functools
import io
import logging
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.core import ParameterSource

from desktop import texts
from desktop.cli.exit_codes import EXIT_CODES, EndsAtOnce, ExitCode, code_of
from desktop.cli.output import TerminalProgress, print_json, print_table
from desktop.errors import BindeledError, Cancelled, PassingTrouble, SettingsError
from desktop.paths import Paths
from desktop.texts import Message, _

if TYPE_CHECKING:
    from rich.table import Table

    from desktop.app import Bindeled
    from desktop.models.records import Integration

_log = logging.getLogger(__name__)


@dataclass
class Surroundings:
    """One command's options, and what it opened."""

    as_json: bool = False
    data_folder: Path | None = None
    practice: bool = False
    database: str = ""
    for_this_run: bool = False
    exits: ExitStack = field(default_factory=ExitStack)
    _program: Bindeled | None = None

    @property
    def program(self) -> Bindeled:
        """The program, opened at first use."""
        if self._program is None:
            from desktop.app import open_bindeled  # brings the store and the connectors, which not every command needs

            self._program = open_bindeled(
                self.data_folder, practice=self.practice, for_this_run=self.for_this_run, database=self.database
            )
            self.exits.callback(self._program.close)
        return self._program

    def integration(self, name: str | None) -> Integration:
        """The integration of that name, or else of that number; without a name, the only one there is. `SettingsError`."""
        known = self.program.connections.integrations()
        if name is not None:
            found = [one for one in known if one.name == name] or [one for one in known if str(one.id) == name]
        else:
            found = known
        if len(found) == 1:
            return found[0]
        if not known:
            raise SettingsError(Message("There is no integration yet."), what_to_do=Message("Make one with: bindeled connect"))
        if not found:
            raise SettingsError(
                Message("There is no integration {name}.", name=name),
                what_to_do=Message("There are: {names}.", names=_named(known)),
            )
        raise SettingsError(
            Message("Which integration is meant?"),
            what_to_do=Message("Name one with --integration: {names}.", names=_named(found)),
        )

    def may_write(self, out: Path) -> None:
        """`RecordRefused` when that is a file which an integration reads in place of a system."""
        from desktop.models.table_export import must_not_replace

        must_not_replace(out, self.program.connections.files_read())

    @property
    def logs(self) -> Path:
        """The folder of the technical log."""
        return Paths(self.data_folder).logs

    @property
    def bundle_command(self) -> str:
        """What packs that log for support."""
        where = f' --data-folder "{self.data_folder}"' if self.data_folder else ""
        return f"bindeled doctor --bundle bindeled.zip{where}"

    def tell(self, data: Any, table: Callable[[], Table | str]) -> None:
        """Print the data as JSON, or as the table that people read."""
        if self.as_json:
            print_json(data)
        else:
            print_table(table())

    def remark(self, sentence: Message | str) -> None:
        """Tell people something beside the result; JSON on standard output stays alone there."""
        click.echo(str(sentence), err=True)

    def progress(self) -> TerminalProgress:
        """A progress bar on a terminal, silent where nobody watches."""
        return self.exits.enter_context(TerminalProgress(is_shown=sys.stderr.isatty()))


def command(
    name: str, *, short_help: str, keeps_data: bool = True, has_json: bool = True, ends_at_once: bool = False
) -> Callable[..., click.Command]:
    """A command whose function gets the `Surroundings` first and gives an exit code.

    `keeps_data`: it works on the user's data, and has the options that say where they are. `ends_at_once`: when it has ended, no
    thread and no other process of it is left, and nothing that wants to do something at the end of the program.
    """
    options = [
        click.option(
            "--language",
            type=click.Choice(texts.LANGUAGES),
            default="en",
            is_eager=True,  # what is wrong with the other options is told in it
            expose_value=False,
            callback=lambda _context, _option, language: texts.set_language(language),
            help="Language of what is printed.",
        )
    ]
    if keeps_data:
        options += _DATA_OPTIONS
    if has_json:
        options.append(
            click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of tables for people.")
        )

    def decorated(work: Callable[..., int | None]) -> click.Command:
        @functools.wraps(work)
        def run(**given: Any) -> NoReturn:
            own = {key: given.pop(key) for key in tuple(given) if key in Surroundings.__dataclass_fields__}
            surroundings = Surroundings(**own)
            code = _exit_code(surroundings, functools.partial(work, surroundings, **given))
            raise EndsAtOnce(code) if ends_at_once else SystemExit(code)

        for option in options:
            option(run)
        return click.command(name, epilog=EXIT_CODES, short_help=short_help)(run)

    return decorated


def with_subcommands(plain: click.Command, *others: click.Command) -> click.Group:
    """A command that is also a group: alone it does what `plain` does; its own options stand behind the name of a subcommand."""

    @click.pass_context
    def run(context: click.Context, /, **given: Any) -> Any:
        if context.invoked_subcommand is None:
            return context.invoke(plain, **given)
        if any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in given):
            told = _("Options stand behind the subcommand: {command} {subcommand} ...")
            raise click.UsageError(told.format(command=plain.name, subcommand=context.invoked_subcommand))
        return None

    group = click.Group(
        plain.name,
        params=plain.params,
        callback=run,
        help=plain.help,
        epilog=plain.epilog,
        short_help=plain.short_help,
        invoke_without_command=True,
    )
    for one in others:
        group.add_command(one)
    return group


def with_words(plain: click.Command, *others: click.Command) -> click.Command:
    """A command whose first argument may be the name of another one; anything else stands for itself, as arguments of `plain`."""
    by_name = {one.name: one for one in others}

    class Either(click.Command):
        def make_context(
            self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
        ) -> click.Context:
            other = by_name.get(args[0]) if args else None
            if other is None:
                return plain.make_context(info_name, args, parent, **extra)
            return other.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)

    return Either(plain.name, params=plain.params, help=plain.help, epilog=plain.epilog, short_help=plain.short_help)


_DATA_OPTIONS = [
    click.option("--for-this-run", is_flag=True, hidden=True, help="Keep credentials in memory, not in the keyring."),
    click.option("--practice", is_flag=True, help="Do everything but the writes, on a copy of the database that is thrown away."),
    click.option("--database", default="", help="Address of a shared PostgreSQL database, postgresql://USER@SERVER/DATABASE."),
    click.option("--data-folder", type=click.Path(path_type=Path, file_okay=False), help="Where the database and the log lie."),
]

integration_option = click.option(
    "--integration", "name", help="Name or number of the integration; not needed when there is only one."
)


def _exit_code(surroundings: Surroundings, work: Callable[[], int | None]) -> int:
    with surroundings.exits:
        try:
            code = int(work() or ExitCode.DONE)
            if surroundings.practice:
                surroundings.remark(Message("This was practice: nothing was written, and nothing of it is kept."))
            return code
        except BindeledError as trouble:
            return _ended_by(surroundings, trouble)
        except (KeyboardInterrupt, click.Abort):
            return _ended_by(surroundings, Cancelled())
        except (click.ClickException, BrokenPipeError):
            raise  # click tells how the command is used, and ends quietly when nobody reads on
        except Exception as fault:
            if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
                sys.stdout = io.StringIO()  # nothing more fits where it went
                return _ended_by(surroundings, _no_room())
            from desktop.diagnostics import start_log, stop_log  # most commands on files never need it

            with suppress(OSError):  # else the fault is printed
                start_log(surroundings.logs)  # a command that keeps no data has not begun it yet
                surroundings.exits.callback(stop_log)
            _log.exception("a command ended by a fault of the program")
            sentence = Message("Something went wrong in Bindeled that should not: {fault}.", fault=type(fault).__name__)
            packed = Message("Please send us the file that this makes: {command}", command=surroundings.bundle_command)
            _ended_by(surroundings, BindeledError(sentence, what_to_do=packed))
            return ExitCode.FAULT


def _no_room() -> PassingTrouble:
    return PassingTrouble(
        Message("There is no room left for what is to be written or printed."),
        what_to_do=Message("Make room on the disk, or print it elsewhere, and run it again. What is done stays done."),
    )


def _ended_by(surroundings: Surroundings, trouble: BindeledError) -> int:
    if surroundings.as_json:
        told = {"error": type(trouble).__name__, "message": str(trouble.message), "what_to_do": str(trouble.what_to_do or "")}
        print_json(told)
    _log.info("the command ended by %s: %s %s", type(trouble).__name__, trouble.message, trouble.technical)
    surroundings.remark(str(trouble))
    return code_of(type(trouble))


def _named(integrations: list[Integration]) -> tuple[str, ...]:
    return tuple(f"{one.name} ({one.id})" for one in integrations)
