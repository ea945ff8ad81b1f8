"""The program's commands; `bindeled NAME` is in the file of that name."""

from __future__ import annotations

from importlib import import_module

import click

from desktop import __version__
from desktop.cli.click_words import follow_language
from desktop.cli.exit_codes import EXIT_CODES

NAMES = (
    "gui",
    "demo",
    "sandbox",
    "connect",
    "fetch",
    "settings",
    "registers",
    "suggest",
    "match",
    "duplicates",
    "learned",
    "link",
    "updates",
    "customer",
    "items",
    "activate",
    "transfer",
    "reconcile",
    "expenses",
    "log",
    "doctor",
)


class Commands(click.Group):
    """Loads a command's file when the command is used: `match` and `--version` wait for no database, and for no connector."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, which tells what is wrong with them in the language asked for."""
        follow_language(args)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, if there is one."""
        if cmd_name not in NAMES:
            return None
        found: click.Command = getattr(import_module(f"desktop.cli.{cmd_name}"), cmd_name)
        return found


@click.group(cls=Commands, epilog=EXIT_CODES)
@click.version_option(__version__, prog_name="Bindeled")
def bindeled() -> None:
    """Bindeled joins a PSA to a finance system: link customers, activate items, transfer invoices, reconcile.

    Without a command the window opens.
    """
