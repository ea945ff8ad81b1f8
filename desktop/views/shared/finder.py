"""Two small windows over the page: find an action by its name (Ctrl+K), and all keys (F1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from desktop.texts import _
from desktop.views.shared.key_caps import KeyHint, KeyHints
from desktop.views.shared.labels import label
from desktop.views.shared.row_search import folded, wanted_words
from desktop.views.shared.theme import look


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be found and done. `key` is shown behind the text."""

    text: str
    do: Callable[[], object]
    key: str = ""


class _FinderField(QLineEdit):
    def __init__(self, choices: QListWidget) -> None:
        super().__init__()
        self._choices = choices

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ and ↓ move in the list while the field keeps the keyboard."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._choices.event(event)
        else:
            super().keyPressEvent(event)


class Finder(QDialog):
    """A search field over a list: type, ↑ ↓, Enter. Used for actions, and for choosing one of many records."""

    def __init__(self, title: str, placeholder: str, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        shown = look()
        column = QVBoxLayout(self)
        column.setContentsMargins(shown.px(12), shown.px(12), shown.px(12), shown.px(12))
        self._choices = list(choices)
        self._keys = [folded(choice.text) for choice in choices]
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setStyleSheet(
            f"QListWidget::item {{ padding: {shown.px(6)}px; color: {shown.colours.ink.name()}; }}"
            f"QListWidget::item:selected {{ background: {shown.colours.sel.name()}; }}"
        )
        self.field = _FinderField(self.list)
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(placeholder)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.field.textChanged.connect(self._follow)
        self.field.returnPressed.connect(self._take)
        self.list.itemClicked.connect(lambda _item: self._take())
        self.resize(shown.px(460), shown.px(400))
        self._follow("")

    def _follow(self, text: str) -> None:
        words = wanted_words(text)
        self.list.clear()
        for place, key in enumerate(self._keys):
            if all(word in key for word in words):
                choice = self._choices[place]
                native = QKeySequence(choice.key).toString(QKeySequence.SequenceFormat.NativeText)
                item = QListWidgetItem(f"{choice.text}   {native}".rstrip())
                item.setData(Qt.ItemDataRole.UserRole, place)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accept()
            self._choices[item.data(Qt.ItemDataRole.UserRole)].do()


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
