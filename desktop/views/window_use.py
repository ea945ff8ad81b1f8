"""Tells when the window is in front again: after another program, or after one of its own dialogs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget


class WindowUse(QObject):
    """Watches one window, and ends with it."""

    began = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only looks on."""
        if event.type() is QEvent.Type.ActivationChange and self._window.isActiveWindow():
            self.began.emit()
        return super().eventFilter(watched, event)
