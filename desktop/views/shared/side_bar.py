"""The side bar: integrations with two lamps each, the pages of the chosen one, settings; folds to a rail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from desktop.models.lamps import WORDS, Lamp
from desktop.texts import _
from desktop.views.shared.columns import Role
from desktop.views.shared.page import Badge
from desktop.views.shared.side_bar_delegate import SideBarDelegate
from desktop.views.shared.theme import look

Index = QModelIndex | QPersistentModelIndex


class EntryKind(Enum):
    """What an entry of the side bar is."""

    HEADING = auto()
    INTEGRATION = auto()
    PAGE = auto()
    UNFOLD = auto()
    SETTINGS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationEntry:
    """An integration in the side bar. The words are told by tooltip and screen reader: `Established`, `Not active`."""

    id: int
    name: str
    systems: str  # both, as people write them
    connection: Lamp = Lamp.WAITING
    connection_word: str = ""
    activity: Lamp = Lamp.WAITING
    activity_word: str = ""

    @property
    def initials(self) -> str:
        """Two letters for the rail."""
        words = [word for word in self.name.split() if word[0].isalpha()]
        return "".join(word[0] for word in words[:2]).upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the side bar, as its delegate draws it."""

    kind: EntryKind
    key: str = ""
    text: str = ""
    icon: str = ""
    badge: Badge = field(default_factory=Badge)
    integration: IntegrationEntry | None = None
    chosen: bool = False
    reason: str = ""  # why the page can do nothing here; it is shown grey

    @property
    def is_choosable(self) -> bool:
        """Whether the keyboard stops here."""
        return self.kind is not EntryKind.HEADING

    @property
    def spoken(self) -> str:
        """Text and state for tooltip and screen reader."""
        if (one := self.integration) is not None:
            connection = one.connection_word or WORDS[one.connection].render()
            activity = one.activity_word or WORDS[one.activity].render()
            told = _("{name}, {systems}. Connection: {connection}. Integration: {activity}")
            return told.format(name=one.name, systems=one.systems, connection=connection, activity=activity)
        lamp = WORDS[self.badge.lamp].render() if self.badge.lamp else ""
        return " ".join(part for part in (self.text, lamp, self.badge.text, self.reason) if part)


class SideBarModel(QAbstractListModel):
    """The entries."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these."""
        if len(entries) == len(self.entries):
            self.entries = list(entries)
            self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))
            return
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        """How many entries."""
        return 0 if parent.isValid() else len(self.entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if index.isValid() and self.entries[index.row()].is_choosable:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The entry for the delegate, texts for everybody else."""
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        match role:
            case Role.RECORD:
                return entry
            case Qt.ItemDataRole.DisplayRole:
                return entry.text
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return entry.spoken
            case _:
                return None


class _EntryList(QListView):
    """Arrow keys move, Enter, Space or a click chooses."""

    taken = Signal(object)  # Entry

    def __init__(self, name: str) -> None:
        super().__init__()
        self.list_model = SideBarModel(self)
        self.setModel(self.list_model)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # wheel and arrow keys still scroll
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setStyleSheet("QListView { background: transparent; }")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space choose the entry the keyboard is on."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            self.taken.emit(index.data(Role.RECORD))
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        index = self.indexAt(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            entry: Entry = index.data(Role.RECORD)
            if entry.is_choosable:
                self.taken.emit(entry)


class SideBar(QWidget):
    """236 wide, or a rail of 56. The window tells it what to show; it tells what was chosen."""

    page_chosen = Signal(str)
    integration_chosen = Signal(int)
    settings_requested = Signal()
    unfold_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.is_rail = False
        self._integrations: list[IntegrationEntry] = []
        self._pages: list[Entry] = []
        self._page = ""
        self._integration: int | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look().px(6), 0, look().px(8))
        column.setSpacing(0)
        self.list = _EntryList(_("Integrations and pages"))
        self._settings = _EntryList(_("Settings"))
        for part in (self.list, self._settings):
            part.setItemDelegate(SideBarDelegate(self))
            part.taken.connect(self._take)
        column.addWidget(self.list, 1)
        column.addWidget(self._settings)
        self._show()

    def set_integrations(self, integrations: Sequence[IntegrationEntry], chosen: int | None) -> None:
        """The integrations, and which one is chosen."""
        self._integrations, self._integration = list(integrations), chosen
        self._show()

    def set_pages(self, pages: Sequence[tuple[str, str, str]]) -> None:
        """The pages: key, title, icon."""
        self._pages = [Entry(kind=EntryKind.PAGE, key=key, text=title, icon=icon) for key, title, icon in pages]
        self._show()

    def set_badge(self, page: str, badge: Badge) -> None:
        """What stands behind a page's name."""
        self._pages = [replace(one, badge=badge) if one.key == page else one for one in self._pages]
        self._show()

    def set_reason(self, page: str, reason: str) -> None:
        """Why a page can do nothing for this integration, which turns it grey; empty: it can."""
        self._pages = [replace(one, reason=reason) if one.key == page else one for one in self._pages]
        self._show()

    def choose_page(self, page: str) -> None:
        """Show this page as chosen."""
        self._page = page
        self._show()

    def set_rail(self, rail: bool) -> None:
        """Fold to icons, or unfold."""
        self.is_rail = rail
        self._show()

    def _show(self) -> None:
        self.list.list_model.set_entries(self._rail_entries() if self.is_rail else self._entries())
        self._settings.list_model.set_entries([Entry(kind=EntryKind.SETTINGS, text=_("Settings"), icon="gear-six")])
        self._settings.setFixedHeight(look().px(32))
        self.setFixedWidth(look().px(56 if self.is_rail else 236))
        self.list.doItemsLayout()
        self.list.viewport().update()

    def _entries(self) -> list[Entry]:
        chosen = next((one for one in self._integrations if one.id == self._integration), None)
        entries = [Entry(kind=EntryKind.HEADING, text=_("Integrations"))] if self._integrations else []
        entries += [self._integration_entry(one) for one in self._integrations]
        if chosen is not None:
            entries.append(Entry(kind=EntryKind.HEADING, text=chosen.name))
        return entries + self._page_entries()

    def _rail_entries(self) -> list[Entry]:
        chosen = [self._integration_entry(one) for one in self._integrations if one.id == self._integration]
        return [
            Entry(kind=EntryKind.UNFOLD, text=_("Unfold the side bar"), icon="caret-double-right"),
            *chosen,
            *self._page_entries(),
        ]

    def _integration_entry(self, one: IntegrationEntry) -> Entry:
        return Entry(kind=EntryKind.INTEGRATION, text=one.name, integration=one, chosen=one.id == self._integration)

    def _page_entries(self) -> list[Entry]:
        return [replace(one, chosen=one.key == self._page) for one in self._pages]

    def _take(self, entry: Entry) -> None:
        match entry.kind:
            case EntryKind.PAGE:
                self.page_chosen.emit(entry.key)
            case EntryKind.INTEGRATION if entry.integration is not None:
                self.integration_chosen.emit(entry.integration.id)
            case EntryKind.SETTINGS:
                self.settings_requested.emit()
            case EntryKind.UNFOLD:
                self.unfold_requested.emit()
            case _:
                pass

    def place_of(self, page: str) -> QRect:
        """Where a page's entry stands, in the list's own coordinates."""
        for row, entry in enumerate(self.list.list_model.entries):
            if entry.kind is EntryKind.PAGE and entry.key == page:
                return self.list.visualRect(self.list.list_model.index(row))
        return QRect()

    def sizeHint(self) -> QSize:
        """As wide as its form asks."""
        return QSize(look().px(56 if self.is_rail else 236), look().px(400))
