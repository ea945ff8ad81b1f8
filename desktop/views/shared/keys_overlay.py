"""A small window over the page: all keys (F1)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.texts import _
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
        grid = QGridLayout(inner)
        grid.setContentsMargins(shown.px(20), shown.px(16), shown.px(20), shown.px(16))
        grid.setHorizontalSpacing(shown.px(36))
        for column, (title, hints) in enumerate(groups):
            grid.addWidget(label(title, "heading"), 0, column)
            for row, hint in enumerate(hints, start=1):
                line = KeyHints([hint])
                line.setMinimumWidth(line.sizeHint().width())
                grid.addWidget(line, row, column)
        grid.setRowStretch(max((len(hints) for _title, hints in groups), default=0) + 1, 1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self.resize(shown.px(760), shown.px(480))


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
