"""The program's commands; `bindeled NAME` is in the file of that name."""

from __future__ import annotations

import click

from desktop import __version__
from desktop.cli.activate import activate
from desktop.cli.connect import connect
from desktop.cli.demo import demo
from desktop.cli.doctor import doctor
from desktop.cli.exit_codes import EXIT_CODES
from desktop.cli.fetch import fetch
from desktop.cli.gui import gui
from desktop.cli.items import items
from desktop.cli.link import link
from desktop.cli.log import log
from desktop.cli.match import match
from desktop.cli.reconcile import reconcile
from desktop.cli.sandbox import sandbox
from desktop.cli.settings import settings
from desktop.cli.suggest import suggest
from desktop.cli.transfer import transfer


@click.group(epilog=EXIT_CODES)
@click.version_option(__version__, prog_name="Bindeled")
def bindeled() -> None:
    """Bindeled joins TimeLog to a finance system: link customers, activate items, transfer invoices, reconcile.

    Without a command the window opens.
    """


for _one in (gui, demo, sandbox, connect, fetch, settings, suggest, match, link, items, activate, transfer, reconcile, log, doctor):
    bindeled.add_command(_one)
