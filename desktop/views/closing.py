"""When the window may close: not while what the user has seen as done is still on its way to the store."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from desktop.texts import Message
from desktop.views.background import Background
from desktop.views.messages import Messages

_PATIENCE = 60_000  # ms


class Closing(QObject):
    """Closes the window a second time once promises are kept, or the patience with them is at its end."""

    def __init__(self, window: QWidget, background: Background, messages: Messages) -> None:
        super().__init__(window)
        self._window, self._background, self._messages = window, background, messages
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE)
        self._patience.timeout.connect(window.close)
        self._is_wanted = False
        background.promises_kept.connect(self._close_if_wanted, Qt.ConnectionType.QueuedConnection)

    def may_be_now(self) -> bool:
        """Whether the window that is being closed may close now; if not, the user is told, and it closes later."""
        is_late = self._is_wanted and not self._patience.isActive()
        if is_late or not self._background.has_promises:
            self._is_wanted = False
            self._patience.stop()
            return True
        if not self._is_wanted:
            self._is_wanted = True
            self._patience.start()
            self._messages.say(Message("Your choices are being kept. The window closes as soon as that is done."))
        return False

    def _close_if_wanted(self) -> None:
        if self._is_wanted:
            self._window.close()
