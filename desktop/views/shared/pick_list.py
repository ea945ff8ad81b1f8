"""The list that opens from a cell that chooses: search, headings, one line per choice; Enter takes, Esc leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.texts import _
from desktop.views.shared.chips import Chip, chip_boxes, first_chips, paint_chips
from desktop.views.shared.columns import Role
from desktop.views.shared.row_search import fitting, search_key, wanted_words
from desktop.views.shared.theme import look

Index = QModelIndex | QPersistentModelIndex
MOST_SHOWN = 200  # of a long list: the rest is a matter of typing more


@dataclass(frozen=True, slots=True)
class PickChoice:
    """One choice: `note` stands right of the text (its number), `chips` below say why. A heading cannot be taken."""

    key: str
    text: str
    note: str = ""
    chips: tuple[Chip, ...] = ()
    is_heading: bool = False


class _Choices(QAbstractListModel):
    def __init__(self, choices: Sequence[PickChoice]) -> None:
        super().__init__()
        self._all = list(choices)
        self._keys: list[str] = []  # made when something is searched for
        self.shown: list[PickChoice] = []
        self.search("")

    def search(self, text: str) -> None:
        words = wanted_words(text)
        if words and not self._keys:
            self._keys = [search_key((choice.text, choice.note)) for choice in self._all]
        found = self._all
        if words:
            fits = set(fitting(self._keys, range(len(self._all)), words))
            found = [choice for place, choice in enumerate(self._all) if choice.is_heading or place in fits]
        followed = (
            choice
            for place, choice in enumerate(found)
            if not choice.is_heading or (place + 1 < len(found) and not found[place + 1].is_heading)
        )
        self.beginResetModel()
        self.shown = list(islice(followed, MOST_SHOWN))
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.shown)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.shown[index.row()].is_heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        choice = self.shown[index.row()]
        if role == Role.RECORD:
            return choice
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            why = " ".join(chip.sentence or chip.shown for chip in choice.chips)
            return f"{choice.text} {choice.note} {why}".strip()
        return None


class ChoiceDelegate(QStyledItemDelegate):
    """Draws a `PickChoice` in one line, with its chips below."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Higher with chips."""
        choice: PickChoice = index.data(Role.RECORD)
        return QSize(look().px(200), look().row_height() + (look().px(20) if choice.chips else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Text left, note right; a heading is small and quiet."""
        choice: PickChoice = index.data(Role.RECORD)
        shown = look()
        is_on = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, shown.colours.sel if is_on else shown.colours.page)
        line = QRect(option.rect.left(), option.rect.top(), option.rect.width(), shown.row_height())
        room = line.adjusted(shown.px(10), 0, -shown.px(10), 0)
        painter.setFont(shown.font("small"))
        painter.setPen(shown.colours.ink2)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, choice.note)
        room.setRight(room.right() - shown.metrics("small").horizontalAdvance(choice.note) - shown.px(8))
        role = "small" if choice.is_heading else "body"
        painter.setFont(shown.font(role))
        painter.setPen(shown.colours.ink2 if choice.is_heading else shown.colours.ink)
        text = shown.metrics(role).elidedText(choice.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        if choice.chips:
            paint_chips(painter, first_chips(choice.chips), room.left(), line.bottom() + shown.px(6), option.rect.right())
        painter.restore()


class _SearchLine(QLineEdit):
    moved = Signal(QKeyEvent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.moved.emit(event)
        else:
            super().keyPressEvent(event)


class PickList(QFrame):
    """Opens below a cell: `PickList(choices, on_taken, parent=view).open_at(place)`, with the place from `pick_requested`."""

    def __init__(
        self,
        choices: Sequence[PickChoice],
        on_taken: Callable[[str], object],
        *,
        placeholder: str = "",
        now: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("popup", "true")
        self._on_taken = on_taken
        column = QVBoxLayout(self)
        column.setContentsMargins(look().px(6), look().px(6), look().px(6), look().px(6))
        self.search = _SearchLine()
        self.search.setPlaceholderText(placeholder or _("Search"))
        self.search.setAccessibleName(placeholder or _("Search"))
        self.list = QListView()
        self.list.setAccessibleName(_("Choices"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.choices = _Choices(choices)
        self.list.setModel(self.choices)
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        column.addWidget(self.search)
        column.addWidget(self.list)
        self.search.textChanged.connect(self._follow)
        self.search.moved.connect(self.list.keyPressEvent)
        self.search.returnPressed.connect(self.take)
        self.list.clicked.connect(lambda _index: self.take())
        self._go_to(now)

    def open_at(self, place: QRect) -> None:
        """Open below `place` (on the screen), above it where there is no room."""
        shown = look()
        widest = max((self._width(choice) for choice in self.choices.shown[:50]), default=0)
        width = max(place.width(), min(widest, shown.px(520)), shown.px(260))
        height = min(
            shown.px(60) + sum(self.list.sizeHintForRow(n) for n in range(min(self.choices.rowCount(), 12))), shown.px(420)
        )
        screen = QGuiApplication.screenAt(place.center()) or QGuiApplication.primaryScreen()
        free = screen.availableGeometry()
        below = place.bottom() + 1 + height <= free.bottom()
        corner = QPoint(place.left(), place.bottom() + 1 if below else place.top() - height)
        corner.setX(max(min(corner.x(), free.right() - width), free.left()))
        self.setGeometry(QRect(corner, QSize(width, height)))
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def take(self) -> None:
        """Take the choice the keyboard is on."""
        index = self.list.currentIndex()
        if index.isValid() and not self.choices.shown[index.row()].is_heading:
            key = self.choices.shown[index.row()].key
            self.close()
            self._on_taken(key)

    def _follow(self, text: str) -> None:
        self.choices.search(text)
        self._go_to("")

    def _go_to(self, key: str) -> None:
        rows = [row for row, choice in enumerate(self.choices.shown) if not choice.is_heading]
        wanted = next((row for row in rows if self.choices.shown[row].key == key), rows[0] if rows else -1)
        if wanted >= 0:
            self.list.setCurrentIndex(self.choices.index(wanted))

    def _width(self, choice: PickChoice) -> int:
        shown = look()
        line = shown.metrics().horizontalAdvance(choice.text) + shown.metrics("small").horizontalAdvance(choice.note)
        chips = chip_boxes(first_chips(choice.chips), 0, 0)
        return max(line, round(chips[-1].right()) if chips else 0) + shown.px(60)
