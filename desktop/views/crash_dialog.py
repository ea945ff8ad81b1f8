"""What nobody expected: an honest sentence and the details to copy."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from desktop.texts import _
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.theme import look


class CrashDialog(DecisionDialog):
    """Says that Bindeled met an error of its own; the details can be read and copied."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Unexpected error"),
            _("Bindeled met an error it does not know"),
            _("What you did last may not be finished. Look at the list before you do it again, and send us the details below."),
            _("Close"),
            parent=parent,
        )
        self.cancel.hide()
        self._details = details
        shown = QPlainTextEdit(details)
        shown.setReadOnly(True)
        shown.setProperty("role", "raw")
        shown.setAccessibleName(_("Technical details"))
        shown.setTabChangesFocus(True)
        row = QHBoxLayout()
        row.setContentsMargins(look().px(20), 0, look().px(20), look().px(12))
        row.addWidget(shown)
        self.content.addLayout(row)
        copy = Button(_("Copy details"), Kind.QUIET, icon="copy", on_click=self.copy)
        tools = QHBoxLayout()
        tools.setContentsMargins(look().px(12), 0, look().px(20), look().px(8))
        tools.addWidget(copy)
        tools.addStretch()
        self.content.addLayout(tools)
        self.resize(look().px(720), look().px(440))

    def copy(self) -> None:
        """Put the details on the clipboard."""
        QGuiApplication.clipboard().setText(self._details)
