"""The page between tabs and action bar: facets, the list with its tools, and below it candidates and comparison."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.models.lamps import Lamp
from desktop.texts import Message, _, ngettext
from desktop.texts import shown as as_text
from desktop.views.link_customers.candidates_panel import CandidatesPanel
from desktop.views.link_customers.choices import Systems
from desktop.views.link_customers.comparison import ComparisonPanel
from desktop.views.link_customers.notices import Notices
from desktop.views.link_customers.pair_table import EVIDENCE, FINANCE_NUMBER, PSA_NUMBER, pair_table
from desktop.views.link_customers.rows import Row
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.facets import FacetPanel
from desktop.views.shared.fields import SearchField
from desktop.views.shared.header import Band
from desktop.views.shared.labels import hairline, label
from desktop.views.shared.list_detail import ListDetail
from desktop.views.shared.state_line import StateLine
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look
from desktop.views.shared.tools import ToolRow
from desktop.views.shared.trouble_line import TroubleLine

_ROOM_FOR_FACETS = 900  # under this width the list needs the room more
_ROOM_FOR_EVIDENCE = 830  # under this one the choice would stand out of sight; Enter shows the evidence there
_ROOM_FOR_NOTICES = 440  # under this height too
_LEAST = 240  # of the candidates and of the comparison


class LinkingBody(QWidget):
    """The parts for one integration; the page connects them."""

    left_sight = Signal()

    def __init__(self, systems: Systems, settings: QSettings, integration_id: int) -> None:
        super().__init__()
        self.table = pair_table(systems)
        self.view = TableView(self.table, name=_("Customers to link"))
        self.view.set_nothing_fits(
            lambda total: ngettext("The only customer does not fit.", "None of {count} customers fits.", total).format(
                count=as_text(total)
            )
        )
        self.facets = FacetPanel(_("Narrow the list"))
        self.candidates = CandidatesPanel(systems)
        self.comparison = ComparisonPanel(systems)
        self.trouble = TroubleLine()
        close_hint = Button(_("Close"), Kind.QUIET)
        self.hint = StateLine(close_hint)
        close_hint.clicked.connect(self._close_hint)
        self.table.filters_cleared.connect(self.hint.hide)
        self.count = label(tone="ink2")
        self.for_ticked = Button(_("For the ticked …"), Kind.QUIET, icon="check-square")
        self.views = Button(_("Views"), Kind.QUIET, icon="bookmarks", on_click=self.open_views)
        self.views.setToolTip("V")
        self.columns = Button(_("Columns"), Kind.QUIET, icon="columns", on_click=self._open_columns)
        self.more = Button(_("More …"), Kind.QUIET, on_click=self._open_more)
        self.search = SearchField(_("Search all fields"), view=self.view, over=self)
        tools = ToolRow(self.search, right=[self.count, self.for_ticked, self.views, self.columns, self.more])
        upper = QWidget()
        rows = QVBoxLayout(upper)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for part in (tools, self.trouble, self.hint, Band(self.view, {FINANCE_NUMBER: systems.finance, PSA_NUMBER: systems.psa})):
            rows.addWidget(part)
        rows.addWidget(self.view, 1)
        self._rows = rows
        self.split = ListDetail(upper, self._make_lower(), self.view, settings=settings, name="link-customers", beside=False)
        self._make_view_menu: Callable[[], QMenu] = lambda: QMenu(self)
        self._make_more_menu: Callable[[], QMenu] = lambda: QMenu(self)
        self.notices = Notices(())
        self.stack = QStackedWidget()
        self.stack.addWidget(self.split)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.facets)
        self._edge = hairline(upright=True)
        whole.addWidget(self._edge)
        whole.addWidget(self.stack, 1)
        self.view.keep_state(settings, f"link-customers/{integration_id}")
        head = self.view.horizontalHeader()
        for signal in (head.sectionResized, head.sectionMoved, head.geometriesChanged):
            signal.connect(self._align_lower)
        self.view.horizontalScrollBar().valueChanged.connect(self._align_lower)

    def set_view_menu(self, make: Callable[[], QMenu]) -> None:
        """Who makes the menu of saved views."""
        self._make_view_menu = make

    def set_aids(self, make: Callable[[], QMenu], notices: Notices) -> None:
        """Who makes the menu *More*, and the lines above the list."""
        self._make_more_menu, self.notices = make, notices
        self._rows.insertWidget(self._rows.indexOf(self.hint) + 1, notices)
        notices.changed.connect(self._count_folded)

    def _count_folded(self) -> None:
        count = len(self.notices.folded)
        self.more.setText(str(Message("More … ({count})", count=count)) if count else _("More …"))

    def more_menu(self) -> QMenu:
        """What the button *More* opens."""
        menu = self._make_more_menu()
        self.notices.put_into(menu)
        if self.views.isHidden():  # where there is little room they stand here
            menu.addSeparator()
            for button, opens in ((self.views, self.open_views), (self.columns, self._open_columns)):
                menu.addAction(button.text()).triggered.connect(opens)
        return menu

    def _open_more(self) -> None:
        self.more_menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def open_views(self) -> None:
        """Open the menu of saved views, with the keyboard on its first entry."""
        menu = self._make_view_menu()
        self._popup(menu, self.views)
        menu.setActiveAction(next((one for one in menu.actions() if one.isEnabled()), menu.actions()[0]))

    def show_counts(self, ticked: int, *, can_choose: bool) -> None:
        """How many customers there are and are shown, how many of these are `ticked`; whether something can be chosen for them."""
        seen, total = self.table.rowCount(), self.table.total
        every = len(self.table.ticks.ids)
        text = Message("{count} customer", "{count} customers", count=total)
        if seen < total:
            text = Message("{seen} of {count} customer", "{seen} of {count} customers", seen=seen, count=total)
        parts = [text]
        if every:
            parts.append(Message("{ticked} ticked", ticked=every))
        if ticked < every:
            parts.append(Message("{hidden} hidden", hidden=every - ticked))
        self.count.setText(as_text(tuple(parts)))
        self.count.setToolTip(_("Keys and buttons are about the ticked customers that are shown.") if ticked < every else "")
        reason = _("Tick customers first, with Space or in the first column.")
        self.for_ticked.set_enabled(can_choose and ticked > 0, reason)

    def show_only(self, keeps: Callable[[Row], bool], sentence: str) -> None:
        """Only the rows that another page asked for, until the line that says so is closed."""
        self.table.set_filter("wanted", keeps)
        self.hint.say(Lamp.WAITING, sentence)

    def _close_hint(self) -> None:
        self.hint.hide()
        self.table.set_filter("wanted", None)

    def show_empty(self, page: QWidget | None) -> None:
        """Something in place of the list; `None` brings the list back."""
        while (old := self.stack.widget(1)) is not None:
            self.stack.removeWidget(old)
            old.deleteLater()
        if page is not None:
            self.stack.addWidget(page)
        self.stack.setCurrentIndex(self.stack.count() - 1)
        self.facets.setEnabled(page is None)

    def show_facets(self) -> None:
        """Bring the facets to sight, also where the window is narrow, and give them the keyboard."""
        self.facets.show()
        self._edge.show()
        if (first := self.facets.findChild(QPushButton)) is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _make_lower(self) -> QWidget:
        lower = QWidget()
        row = QHBoxLayout(lower)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.candidates)
        row.addWidget(hairline(upright=True, strong=True))
        row.addWidget(self.comparison, 1)
        lower.setFocusProxy(self.candidates)
        return lower

    def _align_lower(self) -> None:
        """The divider below continues the line between the two sides."""
        section = next(n for n, column in enumerate(self.table.columns) if column.key == PSA_NUMBER)
        line = self.view.viewport().x() + self.view.columnViewportPosition(section)
        least = look().px(_LEAST)
        self.candidates.setFixedWidth(max(min(line, self.view.width() - least), least))

    def _open_columns(self) -> None:
        self._popup(self.view.columns_menu(), self.columns)

    def _popup(self, menu: QMenu, button: Button) -> None:
        below = self.more if button.isHidden() else button
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page is shown, or the window is closed."""
        super().hideEvent(event)
        self.left_sight.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Facets and all tools only where there is room."""
        super().resizeEvent(event)
        self.notices.set_room(event.size().height() >= look().px(_ROOM_FOR_NOTICES))
        if event.oldSize().width() != event.size().width():
            has_room = event.size().width() >= look().px(_ROOM_FOR_FACETS)
            for tool in (self.views, self.columns):
                tool.setVisible(has_room)
            self.facets.setVisible(has_room)
            self._edge.setVisible(has_room)
            is_wide = event.size().width() >= look().px(_ROOM_FOR_EVIDENCE)
            self.view.layout_of_columns.step_aside(() if is_wide else (EVIDENCE,))
