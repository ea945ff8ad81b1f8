"""The program's commands; `bindeled NAME` is in the file of that name."""

from __future__ import annotations

from gettext import gettext
from importlib import import_module

import click

from desktop import __version__
from desktop.cli.click_words import follow_language
from desktop.cli.exit_codes import EXIT_CODES

COMMANDS = {
    "gui": "Open the window.",
    "demo": "Try everything on a made-up company.",
    "sandbox": "Start one stand-in of an outside system.",
    "connect": "Connect a system, test the connection, or reset it.",
    "fetch": "Read the registers of both systems.",
    "settings": "Show or choose standard values and who owns customers.",
    "registers": "When the registers were read, and what is to be mended in them.",
    "suggest": "Work out which customers belong together.",
    "match": "Match the customers of two exported files.",
    "duplicates": "List customers that stand twice in one system.",
    "learned": "Show what was learned from your decisions, or forget it.",
    "accept": "Judge a sample of the suggestions, see what it proves, accept the rest.",
    "link": "Link customers, import them, set them aside, or undo that.",
    "updates": "Show and carry changes of linked customers, contacts and employees.",
    "customer": "Show one customer of both sides; create, link, unlink it, or send changes.",
    "items": "List item numbers, activate and deactivate them.",
    "activate": "Confirm the setup, so that invoices may be sent.",
    "transfer": "Transfer invoices and credit notes as drafts.",
    "judge": "Say whether a document over there is an invoice of ours, where that is not sure.",
    "reconcile": "Compare both sides of every invoice; accept differences, sign months off.",
    "expenses": "Import what suppliers charged onto projects.",
    "log": "Show the integration log; verify and export it.",
    "database": "Try a shared database, and keep its password in the keyring.",
    "doctor": "Check this computer, the database, the keyring and the connections.",
}
"""Each command, with what its file says of it in short: the list of all commands loads none of them."""


class Commands(click.Group):
    """Loads a command's file when the command is used: `match` and `--version` wait for no database, and for no connector."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, which tells what is wrong with them in the language asked for."""
        follow_language(args)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, if there is one."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"desktop.cli.{cmd_name}"), cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of all commands."""
        with formatter.section(gettext("Commands")):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=Commands, epilog=EXIT_CODES)
@click.version_option(__version__, prog_name="Bindeled")
def bindeled() -> None:
    """Bindeled joins a PSA to a finance system: link customers, activate items, transfer invoices, reconcile.

    Without a command the window opens.
    """
