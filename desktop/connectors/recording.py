"""Who listens to what is said to a system: exchanges for the integration log, secrets struck out, long bodies cut."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from desktop.diagnostics import struck_out
from desktop.models.records import Exchange

KEPT_CHARACTERS = 20_000  # of each body


class Recorder(threading.local):
    """Who listens to the exchanges of this thread; several sessions of one connector share one."""

    def __init__(self) -> None:
        self.listening: list[list[Exchange]] = []

    @contextmanager
    def recorded(self) -> Iterator[list[Exchange]]:
        """Collects every exchange that this thread makes inside the `with`."""
        exchanges: list[Exchange] = []
        self.listening.append(exchanges)
        try:
            yield exchanges
        finally:
            # By identity: two lists that are still empty are equal.
            self.listening = [one for one in self.listening if one is not exchanges]


def kept(content: bytes) -> str:
    """What a recording keeps of a body; struck out before it is cut, so that no half of a secret is left at the end."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return f"({len(content)} bytes)"
    kept = struck_out(text[: 2 * KEPT_CHARACTERS])
    return kept if len(kept) <= KEPT_CHARACTERS and len(text) <= KEPT_CHARACTERS else f"{kept[:KEPT_CHARACTERS]} ..."
