"""Item numbers (Varenumre): which items of the finance system may stand on lines; product.md chapter 5.

A second tab holds the default items, which lines without a number get.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from desktop.errors import BindeledError
from desktop.models.item_use import stopping
from desktop.models.lamps import Lamp
from desktop.models.records import Side
from desktop.models.table_export import export_table
from desktop.texts import Message, _, ngettext, shown
from desktop.use_cases.activate_items import ItemActivation, ItemRegister, ItemState
from desktop.use_cases.choose_default_items import DefaultItems
from desktop.use_cases.connect_system import Connections
from desktop.use_cases.fetch_records import Fetched, RecordFetching, Register
from desktop.views.background import Background, Job
from desktop.views.items.badge import items_badge
from desktop.views.items.default_items_tab import DefaultItemsTab
from desktop.views.items.item_list import ItemList
from desktop.views.items.item_switch import ItemSwitch
from desktop.views.items.item_table import export_columns
from desktop.views.messages import Messages
from desktop.views.shared.action_bar import ActionBar
from desktop.views.shared.amounts import moment
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.empty import EmptyPage
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.page import Badge, Page
from desktop.views.shared.save_file import ask_for_file
from desktop.views.shared.state_line import StateLine
from desktop.views.shared.tabs import CountTabs
from desktop.views.shared.ticked_rows import TICKED_KEY
from desktop.views.shared.trouble_line import TroubleLine

ITEMS, DEFAULTS = "items", "defaults"  # keys of the tabs


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the page shows, as read from the store."""

    integration_id: int
    finance: str
    is_connected: bool
    register: ItemRegister
    fetched_at: dt.datetime | None


class ItemsPage(Page):
    """The items of the finance system: tick and activate, or switch one with its dot."""

    def __init__(
        self,
        connections: Connections,
        items: ItemActivation,
        default_items: DefaultItems,
        fetching: RecordFetching,
        *,
        background: Background,
        messages: Messages,
        settings: QSettings,
    ) -> None:
        super().__init__(_("Item numbers"))
        self._connections, self._items, self._fetching = connections, items, fetching
        self._background, self._messages, self._settings = background, messages, settings
        self._reading: _Reading | None = None
        self._wanted: tuple[str, ...] = ()  # asked for by another page, until the items are there
        self._switch = ItemSwitch(items, background, messages, self, self._switched)
        self._fetch_again = Button(_("Read again"), Kind.QUIET, icon="arrows-clockwise", on_click=self.refresh)
        self.add_tool(self._fetch_again)
        self.tabs = CountTabs(
            [(ITEMS, _("Item numbers")), (DEFAULTS, _("Default items"))], name=_("Item numbers and default items")
        )
        self.tabs.chosen.connect(self._show_tab)
        self.set_tabs(self.tabs)
        self.trouble = TroubleLine()
        self.body.addWidget(self.trouble)
        self.list = ItemList()
        self.list.toggle_requested.connect(self._toggle)
        for changed in (self.list.table.ticks_changed, self.list.table.rows_changed):
            changed.connect(self._name_buttons)
        self._parts = (self.list, self._make_not_read(), self._make_not_connected())
        for part in self._parts:
            self.body.addWidget(part, 1)
        self.defaults = DefaultItemsTab(default_items, background, messages)
        self.defaults.changed.connect(self._read)
        self.defaults.failed.connect(self._default_failed)
        self.defaults.hide()
        self.body.addWidget(self.defaults, 1)
        show = Button(_("Show the invoices"), on_click=lambda: self.page_requested.emit("invoices", None))
        self.missing = StateLine(show)
        self.body.addWidget(self.missing)
        self._make_bar()
        self._show_part(0)

    # building

    def _make_not_read(self) -> QWidget:
        self.first_fetch = Button(_("Fetch item numbers"), Kind.PRIMARY, on_click=self.refresh)
        text = _("They are read from the finance system and never changed there. Only the ones you activate can stand on lines.")
        return EmptyPage(_("No item numbers are read yet"), text, primary=self.first_fetch)

    def _make_not_connected(self) -> QWidget:
        self.to_setup = Button(_("Go to Setup"), Kind.PRIMARY, on_click=lambda: self.page_requested.emit("setup", None))
        text = _("Item numbers come from the finance system. Connect it under Setup, and they can be read.")
        return EmptyPage(_("The finance system is not connected"), text, primary=self.to_setup)

    def _make_bar(self) -> None:
        self.bar = ActionBar()
        self.deactivate = self.bar.add_button(Button(_("Deactivate"), on_click=lambda: self._switch_ticked(activate=False)))
        self.activate = self.bar.add_button(
            Button(_("Activate"), Kind.PRIMARY, on_click=lambda: self._switch_ticked(activate=True))
        )
        self.set_action_bar(self.bar)
        hints = [KeyHint("Space", _("tick")), KeyHint("D", _("active on and off")), KeyHint("Ctrl+Return", _("activate"))]
        self.bar.set_hints(hints)
        self.add_key("D", _("Active on and off"), self.list.toggle_selected, view=self.list.view)
        self.add_key("Ctrl+Return", _("Activate the ticked ones, or those in use"), lambda: self._switch_ticked(activate=True))
        self.add_key("Ctrl+Z", _("Undo"), lambda: (self._switch if self.tabs.key == ITEMS else self.defaults).undo())
        self.add_key("Ctrl+E", _("Export"), self.export)
        self.add_key(TICKED_KEY, _("Show only what is ticked, or all rows"), self.list.ticked.toggle)
        self._name_buttons()

    # what the window asks

    def on_shown(self, integration_id: int | None) -> None:
        """Read and show the items of this integration."""
        if integration_id != self.integration_id:
            self._reading = None
            self.trouble.clear()
            self.list.ticked.clear()
        super().on_shown(integration_id)
        self._choose_defaults()
        self._read()

    def on_requested(self, wanted: object) -> None:
        """Show these item numbers alone, ticked; those that are not there cannot be shown. Or the tab of that key."""
        if wanted in (ITEMS, DEFAULTS):
            self.tabs.choose(str(wanted))
        elif isinstance(wanted, tuple):
            self.tabs.choose(ITEMS)
            self._wanted = wanted
            self._take_wanted()

    def _take_wanted(self) -> None:
        if self._wanted and self.list.show_only(self._wanted):
            self._wanted = ()

    def refresh(self) -> None:
        """Fetch the items from the finance system again (F5)."""
        reading, id_ = self._reading, self.integration_id
        if id_ is None or reading is None or not reading.is_connected or self._job is not None:
            return
        self._fetch_again.set_enabled(False, _("They are being fetched."))
        self.first_fetch.set_enabled(False, _("They are being fetched."))
        self.trouble.clear()
        self.list.view.set_loading(True)

        def work(job: Job[list[Fetched]]) -> list[Fetched]:
            return self._fetching.fetch(self._connections.integration(id_), [Register.FINANCE_ITEMS], progress=job)

        self._job = self._background.run(
            work,
            on_done=lambda fetched: self._fetched(id_, fetched[0]),
            on_failed=lambda error: self._not_fetched(id_, error),
            queue=f"finance-{id_}",
            title=_("Fetching item numbers"),
            owner=self,
        )

    def first_focus(self) -> QWidget | None:
        """The list, or what there is to press."""
        if self.tabs.key == DEFAULTS:
            return self.defaults.principle_view
        return (self.list.view, self.first_fetch, self.to_setup)[self._part]

    def areas(self) -> list[QWidget]:
        """List and bar."""
        if self.tabs.key == DEFAULTS:
            return [self.defaults.principle_view, self.defaults.view]
        first = self.first_focus()
        return [one for one in (first, self.deactivate) if one is not None]

    # reading

    def _read(self) -> None:
        id_ = self.integration_id
        if id_ is None:
            self._show_part(2)
            self.set_state("")
            self.badge_changed.emit(Badge())
            return
        self._background.run(lambda _job: self._from_store(id_), on_done=self._show, owner=self)

    def _from_store(self, id_: int) -> _Reading:
        connection = self._connections.integration(id_).finance
        last = self._fetching.last(id_).get(Register.FINANCE_ITEMS)
        return _Reading(
            integration_id=id_,
            finance=self._connections.card(id_, Side.FINANCE).label,
            is_connected=connection.is_established,
            register=self._items.register(id_),
            fetched_at=last.fetched_at if last else None,
        )

    def _show(self, reading: _Reading) -> None:
        if reading.integration_id != self.integration_id:
            return  # another integration was chosen meanwhile
        is_first = self._reading is None
        self._reading = reading
        items = reading.register.items
        part = 0 if items else 1 if reading.is_connected else 2
        had_focus = is_first or any(one.isAncestorOf(self.focusWidget() or self) for one in self._parts)
        self._show_part(part)
        self.list.show_items(items, reading.finance)
        if is_first:
            self.list.keep_state(self._settings, reading.integration_id)
        self._take_wanted()
        reason = _("Connect {system} first.").format(system=reading.finance)
        self._fetch_again.set_enabled(reading.is_connected and self._job is None, reason)
        self.first_fetch.set_enabled(self._job is None, _("They are being fetched."))
        self._show_state()
        self._show_missing(reading.register)
        self._name_buttons()
        if had_focus and self.isVisible() and (first := self.first_focus()) is not None:
            first.setFocus()

    def _show_part(self, part: int) -> None:
        self._part = part
        has_items = self.tabs.key == ITEMS
        for number, one in enumerate(self._parts):
            one.setVisible(number == part and has_items)
        for one in (self.bar, self._fetch_again):
            one.setVisible(part == 0 and has_items)
        self.defaults.setVisible(not has_items)
        self.missing.setVisible(has_items and bool(self.missing.text))

    def _show_tab(self, key: str) -> None:
        self._show_part(self._part)
        if key == DEFAULTS:
            self._choose_defaults()
        if self.isVisible() and (first := self.first_focus()) is not None:
            first.setFocus()

    def _choose_defaults(self) -> None:
        id_ = self.integration_id
        if id_ is not None and self.tabs.key == DEFAULTS:
            psa = self._connections.card(id_, Side.PSA).label
            self.defaults.choose(self._connections.integration(id_), psa, self._settings)

    def _default_failed(self, error: BaseException) -> None:
        if isinstance(error, BindeledError):
            self.trouble.tell(error, None)
        else:
            self._messages.failed(error)

    def _show_state(self) -> None:
        assert self._reading is not None
        count = len(self._reading.register.items)
        said = _("{count} in {finance}, fetched {time}. Bindeled never changes them.")
        time = moment(self._reading.fetched_at) if self._reading.fetched_at else ""
        values = {"count": shown(count), "finance": self._reading.finance, "time": time}
        self.set_state(said.format(**values) if count else "")

    def _show_missing(self, register: ItemRegister) -> None:
        sentence = stopping(register.use)
        self.missing.say(Lamp.REFUSED, sentence.render() if sentence else "")
        self.missing.setVisible(bool(sentence) and self.tabs.key == ITEMS)
        self.badge_changed.emit(items_badge(len(register.use.unusable)))

    # fetching

    def _fetched(self, id_: int, fetched: Fetched) -> None:
        self._end_fetch()
        if fetched.reason is None:
            self._messages.say(fetched.sentence, lamp=Lamp.DONE)
        elif id_ == self.integration_id:
            what_to_do = fetched.reason.what_to_do
            self.trouble.tell(f"{fetched.reason.sentence} {what_to_do or ''}".strip(), self.refresh)
        self._read()

    def _not_fetched(self, id_: int, error: BaseException) -> None:
        self._end_fetch()
        if isinstance(error, BindeledError) and id_ == self.integration_id:
            self.trouble.tell(error, self.refresh)
        else:
            self._messages.failed(error)
        self._read()

    def _end_fetch(self) -> None:
        self._job = None
        self.list.view.set_loading(False)

    # switching

    def _toggle(self, numbers: list[str], activate: bool) -> None:
        rows = [row for number in numbers if (row := self.list.table.record_of(number)) is not None]
        if self.integration_id is not None:
            self._switch.switch(self.integration_id, rows, activate=activate)

    def _switch_ticked(self, *, activate: bool) -> None:
        button = self.activate if activate else self.deactivate
        if self.integration_id is not None and button.isEnabled():
            rows = self._to_activate() if activate else self.list.ticked.in_sight()
            self._switch.switch(self.integration_id, rows, activate=activate)

    def _to_activate(self) -> list[ItemState]:
        """The ticked items; with nothing ticked those on lines still to be sent, which is what most sites want at first.

        In either case only what is shown.
        """
        if self.list.table.ticks.ids:
            return self.list.ticked.in_sight()
        return [row for row in self.list.table.shown_rows() if row.waiting_lines and row.can_be_activated]

    def _switched(self, integration_id: int, numbers: tuple[str, ...], register: ItemRegister) -> None:
        if integration_id != self.integration_id:
            return
        self.list.put(register.items)
        self.list.table.set_ticked(numbers, False)
        self._show_missing(register)
        self._name_buttons()

    def _name_buttons(self) -> None:
        ticked = self.list.ticked
        self.bar.tell_ticked(ticked)
        rows = ticked.in_sight()
        on, off = sum(row.can_be_activated for row in self._to_activate()), sum(row.is_activated for row in rows)
        text = _("Activate {count}") if rows else ngettext("Activate the {count} in use", "Activate the {count} in use", on)
        self.activate.setText(text.format(count=shown(on)) if on else _("Activate"))
        self.deactivate.setText(_("Deactivate {count}").format(count=shown(off)) if off else _("Deactivate"))
        nothing = ticked.why_none(_("Tick items with Space first."))
        self.activate.set_enabled(on > 0, _("None of the ticked ones can be activated.") if rows else nothing)
        self.deactivate.set_enabled(off > 0, _("None of the ticked ones is active.") if rows else nothing)

    def export(self) -> None:
        """Write the rows shown to a file."""
        if self._reading is None or (file := ask_for_file(self, _("Item numbers"))) is None:
            return
        rows, columns = self.list.table.shown_rows(), export_columns(self._reading.finance)
        self._background.run(
            lambda _job: export_table(file, columns, rows),
            on_done=lambda count: self._messages.say(
                Message("{count} item exported to {file}.", "{count} items exported to {file}.", count=count, file=file.name),
                lamp=Lamp.DONE,
            ),
            queue="export",
            owner=self,
        )
