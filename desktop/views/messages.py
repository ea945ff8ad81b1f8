"""Results and troubles on their way to the status bar: handed to whoever has something to say, never global."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from PySide6.QtCore import QObject, Signal

from desktop.errors import BindeledError
from desktop.models.lamps import Lamp
from desktop.texts import Message, in_a_row


@dataclass(frozen=True, slots=True)
class NoticeLink:
    """What can be done about a notice: `Show`, `Undo`."""

    said: Message | str
    on_click: Callable[[], object]

    @property
    def text(self) -> str:
        """Its words in the language shown now."""
        return str(self.said)


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the status bar; it stays until the next one."""

    said: Message | str
    lamp: Lamp | None = None
    links: tuple[NoticeLink, ...] = ()

    @property
    def text(self) -> str:
        """The sentence in the language shown now."""
        return str(self.said)


class Messages(QObject):
    """The bridge between what happens and the window.

    `said` carries a `Notice` for the status bar, `crashed` the technical details of what nobody expected. `clean` strikes secrets
    out of those details (`app` hands in the one of the technical log).
    """

    said = Signal(object)
    crashed = Signal(str)

    def __init__(self, clean: Callable[[str], str] = str) -> None:
        super().__init__()
        self._clean = clean
        self.last: Notice | None = None

    def say(self, text: Message | str, *, lamp: Lamp | None = None, links: tuple[NoticeLink, ...] = ()) -> None:
        """A result: `312 linked, 14 imported`, with what can be done next."""
        self.last = Notice(text, lamp, links)
        self.said.emit(self.last)

    def trouble(self, error: BindeledError) -> None:
        """A known trouble: its sentence and the next step."""
        parts = [error.message, error.what_to_do]
        self.say(in_a_row(part for part in parts if part is not None), lamp=Lamp.REFUSED)

    def unexpected(self, error: BaseException) -> None:
        """A bug of ours: the details go to the crash dialog."""
        self.crashed.emit(self._clean("".join(traceback.format_exception(error))))

    def failed(self, error: BaseException) -> None:
        """Whatever went wrong: known trouble and our own bugs part ways here."""
        if isinstance(error, BindeledError):
            self.trouble(error)
        else:
            self.unexpected(error)


def catch_unexpected(messages: Messages) -> None:
    """From now on every error nobody caught, on any thread, goes to `messages`."""

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            messages.unexpected(error)

    def caught_in_thread(what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None:
            messages.unexpected(what.exc_value)

    sys.excepthook = caught
    threading.excepthook = caught_in_thread
