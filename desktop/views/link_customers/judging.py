"""Judging by keyboard and mouse: what is decided about which rows, candidates and comparison of the row.

Ticks are the user's alone: they say which rows the next key is about. What is planned stands in the column Choice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QRect, QTimer, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.alike import in_words
from desktop.models.judging import ChoiceFacet
from desktop.models.linking import Tab
from desktop.models.records import Action, Decision
from desktop.texts import Message, _, in_a_row
from desktop.views.link_customers.choices import ICONS, KEYS, decided_meanwhile, long_name, too_late
from desktop.views.link_customers.jobs import Reading
from desktop.views.link_customers.kept_places import KeptPlaces, PlaceKeeping
from desktop.views.link_customers.linking_body import LinkingBody
from desktop.views.link_customers.pair_facets import PairFacets
from desktop.views.link_customers.pair_table import CHOICE
from desktop.views.link_customers.planning import LeftOut
from desktop.views.link_customers.rows import LinkingRows, Row
from desktop.views.link_customers.session import Kept, LinkingSession
from desktop.views.link_customers.tick_change import TickChange
from desktop.views.messages import Messages, NoticeLink
from desktop.views.shared import icons
from desktop.views.shared.pick_list import PickList
from desktop.views.shared.theme import look


class Judging(QObject):
    """The list of one integration under the user's hands. `tab` is the tab shown; each tab keeps its ticks and its place."""

    outdated = Signal()  # a colleague decided something: the store is to be read again

    def __init__(self, content: LinkingBody, session: LinkingSession, messages: Messages, kept: KeptPlaces) -> None:
        super().__init__(content)
        self._content, self._session, self._messages, self._kept = content, session, messages, kept
        self._table, self._view = content.table, content.view
        self._facets: PairFacets | None = None
        self._next_ticks: TickChange | None = None  # worked out for rows that are on their way
        self._on_their_way: set[str] = set()  # finance ids: something is chosen, though the rows do not show it yet
        self._spent: frozenset[str] = frozenset()  # finance ids: their ticks were for what is on its way
        self.tab: Tab | None = None
        session.prepare = self._prepare
        session.rows_changed.connect(self._put_rows)
        session.many_changed.connect(self._show_many)
        session.ticks_back.connect(self._tick_again)
        session.busy_changed.connect(self._follow_steps)
        self.destroyed.connect(lambda: session.end())
        session.left_out.connect(self._tell_left_out)
        session.plans_kept.connect(self._tell_kept)
        self._view.current_changed.connect(self.show_row)
        self._view.pick_requested.connect(self._pick)
        content.candidates.chosen.connect(self.choose)
        content.candidates.another_wanted.connect(self.pick_another)
        content.candidates.import_wanted.connect(lambda: self.decide(Action.IMPORT, self._current_rows()))
        content.candidates.alike_wanted.connect(self.same_for_alike)
        content.facets.changed.connect(self._narrow)
        self._table.ticks_changed.connect(self._forget_unticked)
        self._table.filters_cleared.connect(content.facets.clear)
        content.for_ticked.clicked.connect(self._open_actions)
        work_out = partial(session.jobs.work_out, session.integration)
        self._keeping = PlaceKeeping(self._view, kept, work_out)
        content.left_sight.connect(self._keeping.keep_all_now)

    # showing

    def show_tab(self, tab: Tab) -> None:
        """The rows of a tab as they were read last; ticks and place are those that the tab had."""
        reading = self._session.reading
        if reading is None:
            return
        if self.tab is tab:
            self._set_rows(reading.rows, tab)
        else:
            self._keeping.keep()
            self.tab = self._keeping.tab = tab
            self._set_rows(reading.rows, tab, self._kept.ticks(tab))
            self._view.place.go_to(self._kept.place(tab))
        self.take_up(reading)
        self.show_row(self._view.current_id())

    def _set_rows(self, rows: LinkingRows, tab: Tab, ticks: frozenset[str] | None = None) -> None:
        self._table.set_rows(rows.prepared[tab], ticks)

    def _prepare(self, rows: LinkingRows, decided: frozenset[str], again: frozenset[str]) -> None:
        """Work out for the list what other rows need, on the thread that made them."""
        rows.prepared = {tab: self._table.prepared(found) for tab, found in rows.by_tab.items()}
        self._next_ticks = TickChange(rows, self._ticks_of_tabs(), decided, again)

    def _ticks_of_tabs(self) -> dict[Tab, frozenset[str]]:
        return {tab: self._table.ticked_ids if tab is self.tab else self._kept.ticks(tab) for tab in Tab}

    def take_up(self, reading: Reading) -> None:
        """Count the facets among the rows of this reading from now on."""
        self._facets = PairFacets(reading.rows)
        painted = partial(QTimer.singleShot, 1, self, self.count_facets)  # ms; two turns on: the next one paints the list
        QTimer.singleShot(1, self, painted)

    def show_row(self, finance_id: str | None) -> None:
        """Candidates and comparison of a row."""
        row = self._table.record_of(finance_id)
        rows = self._session.reading.rows if self._session.reading else None
        last = self._session.model(self.tab)
        model = row if row is not None and last is not None and row.id == last.id else None
        alike = rows.count_alike(model) if rows is not None and model is not None else 0
        self._content.candidates.show_row(row, rows, alike, str(in_words(model.traits.pattern)) if model is not None else "")
        self._content.comparison.show_row(row)

    def count_facets(self) -> None:
        """The counts of the facets in the tab."""
        if self._facets is not None and self.tab is not None:
            self._content.facets.set_groups(self._facets.groups(self.tab))

    def _narrow(self, chosen: dict[str, frozenset[str]]) -> None:
        if self._facets is not None:
            self._table.set_filters(self._facets.tests(chosen))

    # which rows

    def rows_meant(self) -> list[Row]:
        """The rows that a key is about: the ticked ones that are shown if there are any, else the selected ones."""
        return self.newly_ticked() or self._selected()

    def newly_ticked(self) -> list[Row]:
        """The ticked rows that are shown, without those whose ticks were for what is on its way."""
        return [row for row in self.ticked() if row.id not in self._spent]

    def _ids_meant(self) -> Collection[str]:
        """The same by id; ticks that were for what is on its way are no longer for the next."""
        return self.ticked_ids() - self._spent or self._view.selected_ids()

    def _forget_unticked(self) -> None:
        """Who is ticked anew is meant anew."""
        reading = self._session.reading
        if self._spent and reading is not None and self.tab is not None:
            elsewhere = self._spent - reading.rows.prepared[self.tab].tickable
            self._spent = self._spent & self._table.ticked_ids | elsewhere

    def _follow_steps(self, is_busy: bool) -> None:
        self._view.set_loading(is_busy)
        if not is_busy:
            self._on_their_way, self._spent = set(), frozenset()

    def ticked_ids(self) -> frozenset[str]:
        """The ids of the ticked rows that are shown: nothing is done with rows out of sight."""
        return self._table.ticked_in_sight

    def ticked(self) -> list[Row]:
        """Those rows."""
        shown = self.ticked_ids()
        return [row for row in self._table.ticked_rows() if row.id in shown]

    def _selected(self) -> list[Row]:
        return [row for one in self._view.selected_ids() if (row := self._table.record_of(one)) is not None]

    def planned_decisions(self) -> list[Decision]:
        """What writing would do: everything that is planned, in all tabs."""
        reading = self._session.reading
        rows = reading.rows.planned.values() if reading is not None else ()
        return [row.decision for row in rows if row.decision is not None]

    def planned_actions(self) -> Mapping[Action, int]:
        """How many customers each action is planned for."""
        return self._session.reading.rows.planned_actions if self._session.reading is not None else {}

    def _current(self) -> Row | None:
        return self._table.record_of(self._view.current_id())

    def _current_rows(self) -> list[Row]:
        row = self._current()
        return [] if row is None else [row]

    # deciding

    def decide(self, action: Action, rows: Sequence[Row] | None = None) -> None:
        """Plan the same for these rows, else for those that are meant."""
        wanted = self._ids_meant() if rows is None else [row.id for row in rows]
        self._session.decide(wanted, action, self._table.ticked_ids)
        self._note_on_their_way(wanted)

    def _note_on_their_way(self, finance_ids: Collection[str], *, is_choice: bool = True) -> None:
        if self._session.is_busy:
            (self._on_their_way.update if is_choice else self._on_their_way.difference_update)(finance_ids)
            if ticked := self._table.ticked_ids:
                self._spent |= ticked.intersection(finance_ids)

    def link(self) -> None:
        """Plan to link the rows that are meant, as the user did last, else with the owner's data."""
        self.decide(self._session.link_action)

    def link_and_next(self) -> None:
        """The same, and on to the next row without a choice; where nobody can be linked to the user stays, once that is known."""
        self.link()
        row = self._current()
        if row is not None and (row.decision is not None or row.id in self._on_their_way):
            self._go_to_next()

    def same_for_alike(self) -> None:
        """Plan what was decided about last for every undecided row with the same evidence in this tab."""
        first = Message("Decide about a customer first. Then M does the same for others with the same evidence.")
        self._session.decide_alike(self.tab, self._table.ticked_ids, partial(self._messages.say, first))

    def _tell_kept(self, kept: Kept) -> None:
        if kept.others:
            self._messages.say(decided_meanwhile(len(kept.others)))
            self.outdated.emit()
            return
        if kept.late:
            self._messages.say(too_late(len(kept.late)))
            return
        if kept.told is not None:
            self._messages.say(kept.told)
            return
        said = [Message("Your choices are kept. Nothing is written yet.")]
        reading, model = self._session.reading, self._session.model(self.tab)
        if reading is not None and model is not None and (count := reading.rows.count_alike(model)):
            said += [Message("M does the same for {count} like this.", count=count), in_words(model.traits.pattern)]
        self._messages.say(in_a_row(said))

    def _tell_left_out(self, left_out: LeftOut) -> None:
        parts = []
        if left_out.nobody:
            nobody = Message(
                "{count} customer has nobody to link to. Choose one with A, or import with I.",
                "{count} customers have nobody to link to. Choose one with A, or import with I.",
                count=left_out.nobody,
            )
            parts.append(nobody)
        if left_out.by is not None:
            by = Message(
                "This customer in {system} is chosen for {customer} already. Take that back first, or choose another one.",
                system=self._session.systems.psa,
                customer=left_out.by.pair.finance.name,
            )
            parts.append(by)
        elif left_out.taken:
            taken = Message(
                "{count} customer was left out: its counterpart in {system} is chosen for another one.",
                "{count} customers were left out: their counterpart in {system} is chosen for another one.",
                count=left_out.taken,
                system=self._session.systems.psa,
            )
            parts.append(taken)
        self._messages.say(in_a_row(parts))

    def choose(self, psa_id: str) -> None:
        """Plan to link the current row to this PSA customer."""
        if (finance_id := self._view.current_id()) is not None:
            self._choose(finance_id, psa_id)

    def _choose(self, finance_id: str, psa_id: str) -> None:
        self._session.choose(finance_id, psa_id)
        self._note_on_their_way([finance_id])
        self._view.setFocus()

    def choose_candidate(self, number: int) -> None:
        """Plan to link the current row to a candidate, counted from 1."""
        ids = self._content.candidates.ids
        if number <= len(ids):
            self.choose(ids[number - 1])
        else:
            self._messages.say(Message("There is no number {number} among those who may be the customer.", number=number))

    def withdraw(self) -> None:
        """Plan nothing any more for the rows that are meant."""
        wanted = self._ids_meant()
        self._session.withdraw(wanted, self._table.ticked_ids)
        self._note_on_their_way(wanted, is_choice=False)

    def next_open(self) -> None:
        """Go to the next row without a choice; on a small screen show the detail in place of the list."""
        if self._content.split.is_small:
            self._content.split.open_detail()
        else:
            self._go_to_next()

    def _go_to_next(self) -> None:
        count, now = self._table.rowCount(), self._view.currentIndex().row()
        following = (self._table.record((now + 1 + step) % count) for step in range(count))
        chosen = self._on_their_way
        wanted = next((row for row in following if row.pair.decision is None and row.is_open and row.id not in chosen), None)
        if wanted is not None:
            self._view.go_to(wanted.id)
            return
        later = [row.id for row in self._table.shown_rows() if row.pair.decision is not None and row.step is ChoiceFacet.LATER]
        said = Message("Something is chosen for every customer in this list.")
        if later:
            put_off = Message("{count} is put off.", "{count} are put off.", count=len(later))
            again = NoticeLink(Message("Take up again"), lambda: self._session.withdraw(later))
            self._messages.say(in_a_row([said, put_off]), links=(again,))
        else:
            self._messages.say(said)

    def _put_rows(self, rows: list[Row]) -> None:
        """Rows were decided about: they change in place, and lose their ticks, which were for this."""
        here = [row for row in rows if row.pair.tab is self.tab]
        self._table.update_rows(here)
        self._change_ticks(frozenset(row.id for row in rows), frozenset())
        self.show_row(self._view.current_id())
        self.count_facets()

    def _show_many(self, decided: frozenset[str], again: frozenset[str]) -> None:
        """The same for very many rows: the list is set anew, and some are `again` ticked."""
        reading = self._session.reading
        if reading is None or self.tab is None:
            return
        self._set_rows(reading.rows, self.tab)
        self._change_ticks(decided, again)
        self.take_up(reading)
        self.show_row(self._view.current_id())

    def _tick_again(self, ids: frozenset[str]) -> None:
        """Ticks that were for a change which was taken back."""
        if ids:
            self._change_ticks(frozenset(), ids)

    def _change_ticks(self, decided: frozenset[str], again: frozenset[str]) -> None:
        reading = self._session.reading
        if reading is None:
            return
        now, known = self._ticks_of_tabs(), self._next_ticks
        change = known if known is not None and known.fits(reading.rows, now) else TickChange(reading.rows, now, decided, again)
        self._next_ticks = None
        for tab, ticks in change.after.items():
            if ticks is now[tab]:
                continue
            if tab is self.tab:
                self._table.replace_ticks(ticks)
            else:
                self._keeping.keep_ticks(tab, ticks)

    def mark_written(self, decisions: Sequence[Decision]) -> list[Decision]:
        """After a write: what the store has as done stays in its place, marked and not ticked; gives those decisions."""
        reading = self._session.reading
        changed, done = [], []
        for decision in decisions:
            row = self._table.record_of(decision.finance_id)
            fresh = reading.rows.row(decision.finance_id) if reading is not None else None
            if row is None or fresh is None:
                continue
            wanted = Tab.IGNORED if decision.action is Action.IGNORE else Tab.LINKED
            if fresh.pair.tab is wanted and not fresh.pair.is_broken_off:
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
            is_ticked = finance_id in self._table.ticks.ids
            self._action_menu(self.rows_meant() if is_ticked else self._selected()).popup(place.bottomLeft())
            return
        choices = self._content.candidates.choices(reading.others)
        now = row.psa.id if row.psa is not None else ""
        PickList(
            choices, partial(self._choose, finance_id), placeholder=_("Search customer"), now=now, parent=self._content
        ).open_at(place)

    def _open_actions(self) -> None:
        below: QWidget = self._content.for_ticked
        self._action_menu(self.ticked()).popup(below.mapToGlobal(below.rect().bottomLeft()))

    def _action_menu(self, rows: Sequence[Row]) -> QMenu:
        menu = QMenu(self._content)
        for action, keys in KEYS.items():
            text = f"{long_name(action, self._session.systems)}\t{keys[0]}"
            icon = icons.icon(ICONS[action], look().colours.ink2, look().px(16), look().colours.ink3)
            menu.addAction(icon, text).triggered.connect(lambda _checked, action=action: self.decide(action, rows))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu
