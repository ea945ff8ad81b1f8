"""How long work tells how far it is, and learns that it should stop."""

from __future__ import annotations

from typing import Protocol

from desktop.texts import Message


class Progress(Protocol):
    """Handed into every long piece of work by whoever shows it: the window, the command line, a test."""

    def step(self, done: int, total: int | None, text: Message) -> None:
        """Tell how many of how many are done (`None`: nobody knows); raises `Cancelled` when the user asked to stop."""


class Silent:
    """Progress that nobody watches."""

    def step(self, done: int, total: int | None, text: Message) -> None:
        """Nothing to tell, nobody stops it."""
