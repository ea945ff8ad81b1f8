"""PostgreSQL keeps every character in a text but NUL, which outside systems and files may hold: there it is kept as U+FFFD.

Loaded only where the store is a server: psycopg costs a start a tenth of a second.
"""

from __future__ import annotations

from typing import Any

from psycopg.abc import Buffer
from psycopg.types.string import StrDumperUnknown


class WithoutNul(StrDumperUnknown):
    """Every text on its way to the server, also one that is looked for."""

    def dump(self, obj: str) -> Buffer | None:
        """The text as the server takes it."""
        return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)


def use_for(connection: Any) -> None:
    """From now on for all texts of this connection."""
    connection.adapters.register_dumper(str, WithoutNul)
