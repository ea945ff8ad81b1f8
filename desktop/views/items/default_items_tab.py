"""The tab *Default items*: how each data type gets its item, and below it the item of each rate or type, in one grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QRect, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.models.item_rule_hits import DIMENSION_WORDS, Pasted
from desktop.models.lamps import Lamp
from desktop.models.records import DataType, Dimension, Integration, Principle, ValueKey
from desktop.texts import Message, _, in_a_row
from desktop.use_cases.choose_default_items import DefaultItemRegister, DefaultItems, ValueState
from desktop.views.background import Background, Job
from desktop.views.items.default_item_tables import (
    HOW,
    ITEM,
    PrincipleRow,
    item_choices,
    number_of,
    principle_choices,
    principle_key,
    principle_of,
    principle_rows,
    principle_table,
    value_choices,
    value_table,
)
from desktop.views.messages import Messages, NoticeLink
from desktop.views.shared.buttons import PickButton
from desktop.views.shared.fields import SearchField
from desktop.views.shared.labels import hairline
from desktop.views.shared.pick_list import PickList
from desktop.views.shared.row_count import RowCount
from desktop.views.shared.state_line import StateLine
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look
from desktop.views.shared.tools import ToolRow

_ALL = "all"
_TOLD = 3  # rows of a paste that do not fit, told in one sentence each
Items = Mapping[ValueKey, str | None]


class DefaultItemsTab(QWidget):
    """Enter or F2 chooses; Ctrl+D fills down, Ctrl+V takes columns from a spreadsheet, Delete empties, Ctrl+Z takes back."""

    changed = Signal()  # other lists of items count anew
    failed = Signal(object)  # BaseException

    def __init__(self, default_items: DefaultItems, background: Background, messages: Messages) -> None:
        super().__init__()
        self._default_items, self._background, self._messages = default_items, background, messages
        self._integration: Integration | None = None
        self._psa = ""
        self._register: DefaultItemRegister | None = None
        self.principles = principle_table(self)
        self.principle_view = TableView(self.principles, name=_("How data types get their item"), cell_focus=True)
        self.values = value_table(lambda: self._psa, self)
        self.view = TableView(self.values, name=_("Items of rates and types"), cell_focus=True)
        self.view.set_nothing_fits(lambda _total: _("No value fits."))
        for view, pick in ((self.principle_view, self._pick_principle), (self.view, self._pick_item)):
            view.pick_requested.connect(pick)
            view.opened.connect(partial(self._open, view))
        self.search = SearchField(view=self.view, over=self)
        choices = [(_ALL, _("All dimensions")), *((one.value, str(DIMENSION_WORDS[one])) for one in Dimension)]
        self.dimension = PickButton(choices, name=_("Dimension"))
        self.dimension.chosen.connect(self._show_dimension)
        self.values.filters_cleared.connect(lambda: self.dimension.choose(_ALL))
        self.warnings, self.told = StateLine(), StateLine()
        self.principle_view.setMinimumHeight(4 * look().row_height())
        self.view.setMinimumHeight(5 * look().row_height())
        whole = QWidget()
        whole.setProperty("ground", "page")
        scrolled = QScrollArea()  # where large type leaves no room for both tables
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setWidget(whole)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scrolled)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.principle_view, 3)
        column.addWidget(hairline())
        column.addWidget(ToolRow(self.search, [self.dimension], [RowCount(self.values)]))
        column.addWidget(self.view, 3)
        column.addWidget(self.warnings)
        column.addWidget(self.told)
        self._add_keys()

    def _add_keys(self) -> None:
        keys: list[tuple[TableView, str, Callable[[], object]]] = [
            (self.view, "Ctrl+D", self.fill_down),
            (self.view, "Ctrl+V", self.paste),
            (self.view, "Delete", lambda: self._set(dict.fromkeys(self.view.selected_ids(), ""))),
            (self.view, "Ctrl+Z", self.undo),
            (self.principle_view, "Ctrl+Z", self.undo),
        ]
        for view, key, act in keys:
            action = QAction(view)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(partial(_call, act))
            view.addAction(action)

    # what the page asks

    def choose(self, integration: Integration, psa: str, settings: QSettings) -> None:
        """Work for this integration from now on."""
        if self._integration is None or self._integration.id != integration.id:
            self._register = None
            self.principles.set_rows([])
            self.values.set_rows([])
            self.view.keep_state(settings, f"default_items/{integration.id}")
        self._integration, self._psa = integration, psa
        self.load()

    def load(self) -> None:
        """Read what the store has, and count anew."""
        integration = self._integration
        if integration is not None:
            self._background.run(
                lambda _job: self._default_items.register(integration),
                on_done=partial(self._show, integration.id),
                on_failed=self.failed.emit,
                owner=self,
            )

    def undo(self) -> None:
        """Take back the newest change, of principles or of items; once more takes back the one before."""
        integration = self._integration
        if integration is not None:
            self._background.run(
                lambda _job: self._default_items.undo(integration.id),
                on_done=self._changed,
                on_failed=self.failed.emit,
                owner=self,
            )

    # showing

    def _show(self, integration_id: int, register: DefaultItemRegister) -> None:
        if self._integration is None or self._integration.id != integration_id:
            return
        self._register = register
        self.principles.set_rows(principle_rows(register))
        self.principle_view.setMaximumHeight((self.principles.rowCount() + 1) * look().row_height() + 4)
        self.values.set_rows([one for dimension in Dimension for one in register.of_dimension(dimension)])
        warned = in_a_row(register.warnings) if register.warnings else None
        self.warnings.say(Lamp.UNKNOWN, str(warned or ""))
        self.told.say(Lamp.WAITING, self._what_is_told(register))

    def _what_is_told(self, register: DefaultItemRegister) -> str:
        hits = register.hits
        if not register.values:
            return _("No rates and types are read from {psa} yet: fetch the registers under Setup.").format(psa=self._psa)
        count = hits.open + hits.conflicts
        sentences = [Message("{open} of {count} lines to be sent still need an item.", open=count, count=hits.lines)]
        if register.not_told:
            sentences.append(Message("Where nothing is told of a line, every data type must give it the same item."))
        return str(in_a_row(sentences))

    def _show_dimension(self, key: str) -> None:
        self.values.set_filter("dimension", None if key == _ALL else lambda row: row.key.dimension.value == key)

    # choosing

    def _open(self, view: TableView, row_id: object) -> None:
        """Enter, or a double click: choose in the row, wherever in it the keyboard is."""
        key = HOW if view is self.principle_view else ITEM
        place = next(n for n, column in enumerate(view.table.columns) if column.key == key)
        index = view.table.index(view.table.row_of(row_id), place)
        rect = view.visualRect(index)
        view.pick_requested.emit(row_id, key, QRect(view.viewport().mapToGlobal(rect.topLeft()), rect.size()))

    def _pick_principle(self, data_type: DataType, _column: str, place: QRect) -> None:
        row = self.principles.record_of(data_type)
        if row is None or self._register is None:
            return
        choices = principle_choices(row, self._register.items)
        PickList(
            choices,
            partial(self._take_principle, row),
            placeholder=_("Search item"),
            now=principle_key(row),
            parent=self.principle_view,
        ).open_at(place)

    def _take_principle(self, row: PrincipleRow, key: str) -> None:
        integration, principle = self._integration, principle_of(key, row)
        if integration is not None and principle != row.principle:
            self._do(lambda: self._default_items.set_principle(integration.id, row.data_type, principle), _chosen(principle))

    def _pick_item(self, value: ValueKey, _column: str, place: QRect) -> None:
        row = self.values.record_of(value)
        if row is None or self._register is None:
            return
        choices = value_choices(row, self._register.items, self._psa)
        now = item_choices([one for one in self._register.items if one.number == row.item_number])
        PickList(
            choices,
            lambda key: self._set({value: number_of(key)}),
            placeholder=_("Search item"),
            now=now[0].key if now else "",
            parent=self.view,
        ).open_at(place)

    def fill_down(self) -> None:
        """The item of the first selected row goes to the others; with one row selected, that of the row above comes to it."""
        rows = [row for one in self.view.selected_ids() if (row := self.values.record_of(one)) is not None]
        if len(rows) == 1 and (at := self.values.row_of(rows[0].key)) > 0:
            rows.insert(0, self.values.record(at - 1))
        if len(rows) > 1:
            self._set(dict.fromkeys((row.key for row in rows[1:]), rows[0].item_number))

    def paste(self) -> None:
        """Item numbers from the current row on, or names with item numbers, as copied in a spreadsheet."""
        integration, current = self._integration, self.view.current_id()
        text = QGuiApplication.clipboard().text()
        if integration is None or current is None or not text.strip():
            return
        shown_rows: list[ValueState] = self.values.shown_rows()
        from_here = [row.value for row in shown_rows[self.values.row_of(current) :]]
        cells = [line.split("\t") for line in text.rstrip("\r\n").splitlines()]
        self._background.run(
            lambda _job: self._default_items.pasted(integration.id, cells, from_here),
            on_done=self._take_pasted,
            on_failed=self.failed.emit,
            owner=self,
        )

    def _take_pasted(self, pasted: Pasted) -> None:
        if pasted.items:
            self._set(dict(pasted.items), refused=pasted.refused)
        elif pasted.refused:
            self._messages.say(in_a_row(pasted.refused[:_TOLD]), lamp=Lamp.REFUSED)

    def _set(self, items: Items, *, refused: tuple[Message, ...] = ()) -> None:
        integration = self._integration
        if integration is None or not items:
            return
        said = Message("{count} default item chosen.", "{count} default items chosen.", count=len(items))
        self._do(
            lambda: self._default_items.set_items(integration.id, items),
            in_a_row((said, *refused[:_TOLD])),
            Lamp.REFUSED if refused else Lamp.DONE,
        )

    def _do(self, act: Callable[[], None], said: Message, lamp: Lamp = Lamp.DONE) -> None:
        def work(_job: Job[None]) -> None:
            act()

        def done(_nothing: None) -> None:
            self._changed(said, lamp, (NoticeLink(Message("Undo"), self.undo),))

        self._background.run(work, on_done=done, on_failed=self.failed.emit, owner=self)

    def _changed(self, said: Message, lamp: Lamp = Lamp.DONE, links: tuple[NoticeLink, ...] = ()) -> None:
        self._messages.say(said, lamp=lamp, links=links)
        self.load()
        self.changed.emit()


def _chosen(principle: Principle) -> Message:
    if principle == Principle():
        return Message("Items are chosen when invoicing.")
    return Message("The default is chosen.")


def _call(act: Callable[[], object], _checked: bool = False) -> None:
    act()
