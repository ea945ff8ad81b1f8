"""A small window over the page: all keys (F1)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QBoxLayout, QDialog, QScrollArea, QVBoxLayout, QWidget

from desktop.texts import _
from desktop.views.shared.dialogs import room_for_dialog
from desktop.views.shared.key_caps import KeyHint, KeyHints
from desktop.views.shared.labels import label
from desktop.views.shared.theme import look


class KeysOverlay(QDialog):
    """All keys, those of the page first."""

    def __init__(self, groups: Sequence[tuple[str, Sequence[KeyHint]]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("All keys"))
        shown = look()
        inner = QWidget()
        inner.setProperty("ground", "page")
        beside = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        beside.setContentsMargins(shown.px(20), shown.px(16), shown.px(20), shown.px(16))
        beside.setSpacing(shown.px(36))
        for title, hints in groups:
            column = QVBoxLayout()
            column.addWidget(label(title, "heading"))
            for hint in hints:
                line = KeyHints([hint])
                line.setMinimumWidth(line.sizeHint().width())
                column.addWidget(line)
            column.addStretch()
            beside.addLayout(column)
        room = room_for_dialog(self) - QSize(shown.px(20), shown.px(4))  # beside the scroll bars
        if inner.sizeHint().width() > room.width():
            beside.setDirection(QBoxLayout.Direction.TopToBottom)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self.resize(inner.sizeHint().boundedTo(room) + QSize(shown.px(20), shown.px(4)))


def keys_in_lists() -> list[KeyHint]:
    """What every list answers to."""
    return [
        KeyHint("Space", _("tick")),
        KeyHint("Ctrl+A", _("select all")),
        KeyHint("Enter", _("open")),
        KeyHint("Esc", _("back, close, stop")),
        KeyHint("F2", _("choose in the cell")),
        KeyHint("Ctrl+F", _("search")),
        KeyHint("Ctrl+C", _("copy")),
        KeyHint("Ctrl+Shift+C", _("copy with heads")),
    ]
