"""The group of commands; each file beside this one adds its own."""

from __future__ import annotations

import click

from desktop import __version__
from desktop.cli.surroundings import EXIT_CODES


@click.group(epilog=EXIT_CODES)
@click.version_option(__version__, prog_name="Bindeled")
def bindeled() -> None:
    """Bindeled joins TimeLog to a finance system: link customers, activate items, transfer invoices, reconcile.

    Without a command the window opens.
    """


from desktop.cli import connecting, documents, linking, showing  # noqa: E402,F401  # they add their commands to the group
