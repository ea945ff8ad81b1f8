"""A list whose entries have two lines: a name with a note, and below it a small text or evidence chips; drawn, no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.models.lamps import Lamp
from desktop.views.shared.chips import Chip, paint_chips
from desktop.views.shared.columns import Role
from desktop.views.shared.lamp import lamp_pixmap
from desktop.views.shared.row_search import fitting, search_key, wanted_words
from desktop.views.shared.theme import SEMIBOLD, look

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class TwoLines:
    """One entry. `cap` is the key that takes it; `is_chosen` is drawn as selected, whoever has the keyboard."""

    key: str
    text: str
    note: str = ""
    below: str = ""
    chips: tuple[Chip, ...] = ()
    cap: str = ""
    lamp: Lamp | None = None
    is_chosen: bool = False
    has_line: bool = False  # a hairline above: the entries of another kind begin


class _Entries(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._all: list[TwoLines] = []
        self._keys: list[str] = []
        self._words: list[str] = []
        self.shown: list[TwoLines] = []

    def set_entries(self, entries: Sequence[TwoLines]) -> None:
        self._all = list(entries)
        self._keys = [search_key((entry.text, entry.below, entry.note)) for entry in entries]
        self._narrow()

    def put(self, entry: TwoLines) -> None:
        """Another entry in the place of the one with the same key."""
        for entries in (self._all, self.shown):
            for place, one in enumerate(entries):
                if one.key == entry.key:
                    entries[place] = entry
        self.dataChanged.emit(self.index(0), self.index(len(self.shown) - 1))

    def search(self, text: str) -> None:
        self._words = wanted_words(text)
        self._narrow()

    def _narrow(self) -> None:
        self.beginResetModel()
        self.shown = [self._all[place] for place in fitting(self._keys, range(len(self._all)), self._words)]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.shown[index.row()]
        match role:
            case Role.RECORD:
                return entry
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                why = " ".join(chip.sentence or chip.shown for chip in entry.chips)
                return " ".join(part for part in (entry.cap, entry.text, entry.note, entry.below, why) if part)
            case Qt.ItemDataRole.ToolTipRole:
                why = "\n".join(chip.sentence or chip.shown for chip in entry.chips)
                return why or "\n".join(part for part in (entry.text, entry.below) if part)
            case _:
                return None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: TwoLines = index.data(Role.RECORD)
        return QSize(look().px(120), look().row_height() + (look().px(16) if entry.below or entry.chips else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: TwoLines = index.data(Role.RECORD)
        shown, rect = look(), option.rect
        view = option.widget
        has_keys = isinstance(view, QListView) and view.hasFocus()
        is_current = isinstance(view, QListView) and index == view.currentIndex()
        is_chosen = entry.is_chosen or (is_current and isinstance(view, TwoLineList) and view.chooses_current)
        painter.save()
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        ground = shown.colours.sel if is_chosen else shown.colours.hover if hovered else shown.colours.page
        painter.fillRect(rect, ground)
        if is_chosen:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), shown.colours.accent)
        left = rect.left() + shown.px(20)
        if entry.cap:
            self._paint_cap(painter, QRectF(left, rect.top() + shown.px(5), shown.px(18), shown.px(18)), entry.cap)
            left += shown.px(28)
        if entry.lamp is not None:
            painter.drawPixmap(left, rect.top() + shown.px(6), lamp_pixmap(entry.lamp, shown.px(16), view.devicePixelRatioF()))
            left += shown.px(22)
        right = rect.right() - shown.px(16)
        line = QRect(left, rect.top(), right - left, shown.row_height())
        painter.setFont(shown.font("small"))
        painter.setPen(shown.colours.ink2)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, entry.note)
        if entry.below:
            low = QRect(left, line.bottom() - shown.px(5), line.width(), shown.px(18))
            below = shown.metrics("small").elidedText(entry.below, Qt.TextElideMode.ElideRight, low.width())
            painter.drawText(low, Qt.AlignmentFlag.AlignVCenter, below)
        if entry.chips:
            paint_chips(painter, entry.chips, left, line.bottom() + shown.px(4), right)
        weight = SEMIBOLD if is_chosen else 400
        painter.setFont(shown.font("body", weight))
        painter.setPen(shown.colours.ink)
        room = line.width() - shown.metrics("small").horizontalAdvance(entry.note) - shown.px(8)
        text = shown.metrics("body", weight).elidedText(entry.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, text)
        if entry.has_line:
            painter.fillRect(rect.left() + shown.px(20), rect.top(), rect.width() - shown.px(36), 1, shown.colours.line)
        if is_current and has_keys:
            painter.setPen(QPen(shown.colours.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_cap(self, painter: QPainter, box: QRectF, cap: str) -> None:
        shown = look()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(shown.colours.line2, 1))
        painter.setBrush(shown.colours.raised)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), shown.px(3), shown.px(3))
        painter.setFont(shown.font("small"))
        painter.setPen(shown.colours.ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


class TwoLineList(QListView):
    """The list. `taken` carries the key of an entry that was clicked or taken with Enter, `moved` the one the keyboard is on."""

    taken = Signal(str)
    moved = Signal(str)

    def __init__(self, *, name: str, chooses_current: bool = False) -> None:
        super().__init__()
        self.chooses_current = chooses_current  # the entry the keyboard is on is drawn as chosen
        self.entries = _Entries()
        self.setModel(self.entries)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(name)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.clicked.connect(lambda index: self.taken.emit(self.entries.shown[index.row()].key))
        self.selectionModel().currentChanged.connect(self._tell)

    def set_entries(self, entries: Sequence[TwoLines]) -> None:
        """Show these; the keyboard stays on its entry."""
        now = self.key
        selection = self.selectionModel()
        selection.blockSignals(True)  # an entry that comes back is no news
        self.entries.set_entries(entries)
        self.go_to(now)
        selection.blockSignals(False)
        self.viewport().update()

    def put(self, entry: TwoLines) -> None:
        """Another entry in the place of the one with the same key."""
        self.entries.put(entry)

    def search(self, text: str) -> None:
        """Show only entries that hold every word; the keyboard stays on its entry or goes to the first."""
        now = self.key
        self.entries.search(text)
        self.go_to(now)
        if not self.key and self.entries.shown:
            self.go_to(self.entries.shown[0].key)

    @property
    def key(self) -> str:
        """The key of the entry the keyboard is on; empty when there is none."""
        index = self.currentIndex()
        return self.entries.shown[index.row()].key if index.isValid() else ""

    def go_to(self, key: str) -> None:
        """Put the keyboard on an entry."""
        row = next((row for row, entry in enumerate(self.entries.shown) if entry.key == key), -1)
        if row >= 0:
            self.setCurrentIndex(self.entries.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.key:
            self.taken.emit(self.key)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of the page here, not type-to-find."""

    def _tell(self, now: QModelIndex) -> None:
        if now.isValid():
            self.moved.emit(self.entries.shown[now.row()].key)
