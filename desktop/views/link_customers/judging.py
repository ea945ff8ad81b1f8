"""Judging by keyboard and mouse: what is decided about which rows, ticks that follow, candidates and comparison of the row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.linking import Tab
from desktop.models.records import Action, Decision
from desktop.texts import Message, _
from desktop.views.link_customers.choices import ICONS, KEYS, long_name
from desktop.views.link_customers.jobs import Reading
from desktop.views.link_customers.linking_body import LinkingBody
from desktop.views.link_customers.pair_facets import PairFacets
from desktop.views.link_customers.pair_table import CHOICE
from desktop.views.link_customers.rows import Row
from desktop.views.link_customers.session import LinkingSession
from desktop.views.messages import Messages
from desktop.views.shared import icons
from desktop.views.shared.pick_list import PickList
from desktop.views.shared.theme import look

_MANY = 500  # rows changed at once: the list is set anew, which is faster than one by one


class Judging(QObject):
    """The list of one integration under the user's hands. `tab` is the tab shown; each tab keeps its ticks and its place."""

    def __init__(self, content: LinkingBody, session: LinkingSession, messages: Messages) -> None:
        super().__init__(content)
        self._content, self._session, self._messages = content, session, messages
        self._table, self._view = content.table, content.view
        self._facets: PairFacets | None = None
        self._ticks: dict[Tab, set[str]] = {}
        self._places: dict[Tab, str] = {}
        self.tab: Tab | None = None
        session.rows_changed.connect(self._put_rows)
        session.nobody_for.connect(self._tell_nobody)
        session.plans_kept.connect(lambda: messages.say(Message("Your choices are kept. Nothing is written yet.")))
        self._view.current_changed.connect(self.show_row)
        self._view.pick_requested.connect(self._pick)
        content.candidates.chosen.connect(self.choose)
        content.candidates.another_wanted.connect(self.pick_another)
        content.candidates.import_wanted.connect(lambda: self.decide(Action.IMPORT))
        content.facets.changed.connect(self._narrow)
        self._table.filters_cleared.connect(content.facets.clear)
        content.for_ticked.clicked.connect(self._open_actions)

    # showing

    def show_tab(self, tab: Tab) -> None:
        """The rows of a tab as they were read last; ticks and place are those the tab had."""
        reading = self._session.reading
        if reading is None:
            return
        if self._facets is None:
            self._ticks = {one: set(ids) for one, ids in reading.rows.planned_ids.items()}
        is_other = self.tab is not tab
        if self.tab is not None and is_other:
            self._ticks[self.tab] = self._table.ticked_ids
            self._places[self.tab] = self._view.current_id() or ""
        self.tab = tab
        self._table.set_rows(reading.rows.by_tab[tab])
        if is_other:
            self._table.set_ticked(self._ticks.get(tab, set()))
            self._view.go_to(self._places.get(tab, ""))
        self.take_up(reading)
        self.show_row(self._view.current_id())

    def take_up(self, reading: Reading) -> None:
        """Count the facets among the rows of this reading from now on."""
        self._facets = PairFacets(reading.rows)
        self.count_facets()

    def show_row(self, finance_id: str | None) -> None:
        """Candidates and comparison of a row."""
        row = self._table.record_of(finance_id)
        self._content.candidates.show_row(row, self._session.reading.rows if self._session.reading else None)
        self._content.comparison.show_row(row)

    def count_facets(self) -> None:
        """The counts of the facets in the tab."""
        if self._facets is not None and self.tab is not None:
            self._content.facets.set_groups(self._facets.groups(self.tab))

    def _narrow(self, chosen: dict[str, frozenset[str]]) -> None:
        if self._facets is not None:
            self._table.set_filter("facets", self._facets.keeps(chosen))

    # which rows

    def rows_meant(self) -> list[Row]:
        """The selected rows."""
        return [row for one in self._view.selected_ids() if (row := self._table.record_of(one)) is not None]

    def ticked_or_meant(self) -> list[Row]:
        """The ticked rows, else the selected ones."""
        return self._table.ticked_rows() or self.rows_meant()

    def ticked_decisions(self) -> list[Decision]:
        """What writing would do."""
        return [row.decision for row in self._table.ticked_rows() if row.is_open and row.decision is not None and row.is_planned]

    def current_decision(self) -> Decision | None:
        """What is decided about the row that the keyboard is on."""
        row = self._current()
        return row.decision if row is not None and row.is_open else None

    def _current(self) -> Row | None:
        return self._table.record_of(self._view.current_id())

    # deciding

    def decide(self, action: Action, rows: Sequence[Row] | None = None) -> None:
        """Plan the same for these rows, else for the selected ones."""
        self._session.decide(self.rows_meant() if rows is None else rows, action)

    def _tell_nobody(self, count: int) -> None:
        said = Message(
            "{count} customer has nobody to link to. Choose one with A, or import with I.",
            "{count} customers have nobody to link to. Choose one with A, or import with I.",
            count=count,
        )
        self._messages.say(said)

    def choose(self, psa_id: str) -> None:
        """Plan to link the current row to this PSA customer."""
        row = self._current()
        if row is not None:
            self._session.choose(row, psa_id)
        self._view.setFocus()

    def choose_candidate(self, number: int) -> None:
        """Plan to link the current row to a candidate, counted from 1."""
        ids = self._content.candidates.ids
        if number <= len(ids):
            self.choose(ids[number - 1])

    def withdraw(self) -> None:
        """Plan nothing for the selected rows any more."""
        self._session.withdraw(self.rows_meant())

    def next_open(self) -> None:
        """Go to the next row without a choice; on a small screen show the detail in place of the list."""
        if self._content.split.is_small:
            self._content.split.open_detail()
            return
        rows = self._table.shown_rows()
        now = self._table.row_of(self._view.current_id())
        following = [*rows[now + 1 :], *rows[: max(now, 0)]]
        wanted = next((row for row in following if row.is_open and row.decision is None), None)
        if wanted is not None:
            self._view.go_to(wanted.id)
        else:
            self._messages.say(Message("Something is chosen for every customer in this list."))

    def _put_rows(self, rows: list[Row]) -> None:
        """Rows were decided about: they change in place, and what will be written is ticked."""
        here = [row for row in rows if row.pair.tab is self.tab]
        if len(here) > _MANY:
            new = {row.id: row for row in here}
            self._table.set_rows([new.get(row.id, row) for row in self._table.rows()])
        else:
            self._table.update_rows(here)
        for is_planned in (True, False):
            if ids := [row.id for row in here if row.is_planned is is_planned]:
                self._table.set_ticked(ids, is_planned)
        for row in rows:
            if row.pair.tab is not self.tab:
                ticks = self._ticks.setdefault(row.pair.tab, set())
                (ticks.add if row.is_planned else ticks.discard)(row.id)
        self.show_row(self._view.current_id())
        self.count_facets()

    def mark_written(self, decisions: Sequence[Decision]) -> list[Decision]:
        """After a write: what the store has as done stays in its place, marked and not ticked; gives those decisions."""
        reading = self._session.reading
        changed, done = [], []
        for decision in decisions:
            row = self._table.record_of(decision.finance_id)
            fresh = reading.rows.row(decision.finance_id) if reading is not None else None
            if row is None or fresh is None:
                continue
            if fresh.pair.tab is (Tab.IGNORED if decision.action is Action.IGNORE else Tab.LINKED):
                done.append(decision)
                changed.append(replace(row, psa=fresh.psa or row.psa, written=decision.action, reason=""))
            else:
                changed.append(fresh)
        self._table.set_ticked([one.finance_id for one in done], False)
        self._table.update_rows(changed)
        self._view.set_loading(False)
        if reading is not None:
            self.take_up(reading)
        self.show_row(self._view.current_id())
        return done

    # lists that open

    def pick_another(self) -> None:
        """The pick list of the current row, over the candidates."""
        if (finance_id := self._view.current_id()) is not None:
            panel = self._content.candidates
            self._pick(finance_id, "", QRect(panel.mapToGlobal(panel.rect().topLeft()), panel.size()))

    def _pick(self, finance_id: str, column: str, place: QRect) -> None:
        reading, row = self._session.reading, self._table.record_of(finance_id)
        if reading is None or row is None or not row.is_open:
            return
        if column == CHOICE:
            self._action_menu(self.rows_meant()).popup(place.bottomLeft())
            return
        choices = self._content.candidates.choices(reading.others)
        now = row.psa.id if row.psa is not None else ""
        PickList(choices, self.choose, placeholder=_("Search customer"), now=now, parent=self._content).open_at(place)

    def _open_actions(self) -> None:
        below: QWidget = self._content.for_ticked
        self._action_menu(self._table.ticked_rows()).popup(below.mapToGlobal(below.rect().bottomLeft()))

    def _action_menu(self, rows: Sequence[Row]) -> QMenu:
        menu = QMenu(self._content)
        for action, key in KEYS.items():
            text = f"{long_name(action, self._session.systems)}\t{key}"
            icon = icons.icon(ICONS[action], look().colours.ink2, look().px(16), look().colours.ink3)
            menu.addAction(icon, text).triggered.connect(lambda _checked, action=action: self.decide(action, rows))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu
