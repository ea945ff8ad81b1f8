"""Quick search (Ctrl+K): customers, invoices, items, pages and actions by a part of what they are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QDialog, QLineEdit, QListView, QVBoxLayout, QWidget

from desktop.models.findable import Findable, FoundKind
from desktop.texts import _
from desktop.views.record_finder import RecordFinder
from desktop.views.shared.columns import Role
from desktop.views.shared.dialogs import room_for_dialog
from desktop.views.shared.labels import label
from desktop.views.shared.pick_list import ChoiceDelegate, PickChoice
from desktop.views.shared.row_search import fitting, search_key, wanted_words
from desktop.views.shared.theme import look

Index = QModelIndex | QPersistentModelIndex
PAGES = {FoundKind.CUSTOMER: "customer", FoundKind.INVOICE: "invoices", FoundKind.ITEM: "items"}
"""The page that shows a record."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be found and done. `key` is shown behind the text."""

    text: str
    do: Callable[[], object]
    key: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    shown: PickChoice
    do: Callable[[], object] | None = None  # `None`: a heading


class _Entries(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.entries: list[_Entry] = []

    def set_entries(self, entries: list[_Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.entries[index.row()].do is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        shown = self.entries[index.row()].shown
        if role == Role.RECORD:
            return shown
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{shown.text} {shown.note}".strip()
        return None


class _SearchLine(QLineEdit):
    def __init__(self, results: QListView) -> None:
        super().__init__()
        self._results = results

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ and ↓ move in the list while the field keeps the keyboard."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._results.keyPressEvent(event)
        else:
            super().keyPressEvent(event)


class QuickSearch(QDialog):
    """Type, ↑ ↓, Enter; Esc leaves. `on_record` gets the page and what it is to show; without `records` only actions are found."""

    def __init__(
        self,
        actions: Sequence[Choice],
        records: RecordFinder | None,
        integration_id: int | None,
        on_record: Callable[[str, object], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = list(actions)
        self._keys = [search_key([one.text]) for one in actions]
        self._records, self._integration_id, self._on_record = records, integration_id, on_record
        self.setWindowTitle(_("Search everywhere"))
        edge = look().px(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(edge, edge, edge, edge)
        self.list = QListView()
        self.list.setAccessibleName(_("Found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.entries = _Entries()
        self.list.setModel(self.entries)
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        self.field = _SearchLine(self.list)
        words = _("Name, number, CVR, e-mail, phone, invoice, item or action")
        self.field.setPlaceholderText(words)
        self.field.setAccessibleName(words)
        self.note = label(role="small", tone="ink2", wrap=True)
        for part in (self.field, self.list, self.note):
            column.addWidget(part)
        self.field.textChanged.connect(self._follow)
        self.field.returnPressed.connect(self._take)
        self.list.clicked.connect(lambda _index: self._take())
        self.list.selectionModel().currentChanged.connect(self._tell_current)
        self.resize(QSize(look().px(620), look().px(460)).boundedTo(room_for_dialog(self)))
        if records is not None and integration_id is not None:
            records.ready.connect(self._follow)
            records.prepare(integration_id)
        self._follow()

    def _follow(self) -> None:
        """Find again: something was typed, or records have come."""
        text = self.field.text()
        found = self._records.find(self._integration_id, text) if self._records is not None else []
        entries: list[_Entry] = []
        for kind in dict.fromkeys(one.kind for one in found):  # the kind that fits best comes first
            entries.append(_Entry(PickChoice("", _heading(kind), is_heading=True)))
            entries += [self._record(one) for one in found if one.kind is kind]
        actions = [self._actions[place] for place in fitting(self._keys, range(len(self._keys)), wanted_words(text))]
        if actions:
            entries.append(_Entry(PickChoice("", _("Pages and actions"), is_heading=True)))
            entries += [_Entry(PickChoice("", one.text, _native(one.key)), one.do) for one in actions]
        self.entries.set_entries(entries)
        first = next((row for row, one in enumerate(entries) if one.do is not None), -1)
        self.list.setCurrentIndex(self.entries.index(first))
        self._tell_note(is_empty=not entries)

    def _record(self, one: Findable) -> _Entry:
        return _Entry(PickChoice("", one.title, one.note), lambda: self._on_record(PAGES[one.kind], one.wanted))

    def _tell_note(self, *, is_empty: bool) -> None:
        if self._records is not None and self._records.is_reading:
            self.note.setText(_("Customers, invoices and items are being read …"))
        else:
            self.note.setText(_("Nothing was found.") if is_empty else "")
        self.note.setVisible(bool(self.note.text()))

    def _tell_current(self, current: QModelIndex) -> None:
        """The keyboard stays in the field, so a screen reader is told there what Enter would take."""
        self.field.setAccessibleDescription(str(self.entries.data(current)) if current.isValid() else "")

    def _take(self) -> None:
        index = self.list.currentIndex()
        if index.isValid() and (do := self.entries.entries[index.row()].do) is not None:
            self.accept()
            do()


def _heading(kind: FoundKind) -> str:
    return {FoundKind.CUSTOMER: _("Customers"), FoundKind.INVOICE: _("Invoices"), FoundKind.ITEM: _("Item numbers")}[kind]


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
