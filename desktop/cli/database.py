"""`bindeled database`: try a shared database, and keep its password in the keyring."""

from __future__ import annotations

import sys

import click

from desktop.app import keep_shared_database
from desktop.cli.surroundings import Surroundings, command
from desktop.texts import Message, _


@command("database", short_help="Try a shared database, and keep its password in the keyring.", keeps_data=False)
@click.argument("address")
def database(surroundings: Surroundings, address: str) -> None:
    """Open the shared database at ADDRESS, postgresql://USER@SERVER/DATABASE, and keep its password in the keyring.

    Tables are made in it when it has none. The password is asked for on a terminal, and is the first line of standard input
    otherwise; it is never part of the address. Afterwards every command takes --database ADDRESS.
    """
    if sys.stdin.isatty():
        password = click.prompt(_("Password"), hide_input=True, default="", show_default=False, err=True)
    else:
        password = sys.stdin.readline().lstrip("\ufeff").rstrip("\r\n")
    place = keep_shared_database(address, password)
    sentence = Message("The database {place} can be used.", place=place)
    surroundings.tell({"database": place}, sentence.render)
