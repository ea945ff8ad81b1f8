"""The rows of the page: a finance customer with the PSA customer shown beside it, by tab; no Qt, so that a thread builds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from heapq import merge
from operator import attrgetter
from typing import Any

from desktop.models.alike import Pattern, only_difference, pattern_of
from desktop.models.judging import ChoiceFacet, EvidenceFacet, ScoreBand, choice_facet, evidence_facets, score_band
from desktop.models.linking import CustomerPair, LinkingRegister, Tab, marked_to_link
from desktop.models.records import LINKING, Action, Customer, Decision
from desktop.models.records.suggestions import EvidenceField, Suggestion
from desktop.texts import Message, _
from desktop.views.shared.row_search import gapless, search_key
from desktop.views.shared.table_rows import PreparedRows

_STEP = 2000  # rows built between two looks at whether to stop
_NOT_MARKED = Message("Linked here, but not marked in the PSA yet.")
_BROKEN_OFF = Message("Linked, but its values were not overwritten as planned: that was broken off. Write again to finish it.")
_SEARCHED = attrgetter(
    *("number", "name", "vat_number", "organisation_number", "ean", "phone", "email", "website"),
    *("address", "address2", "address3", "zip_code", "city", "country"),
)
_NUMBERS = attrgetter("vat_number", "organisation_number", "ean", "phone")  # found without gaps too


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """What the evidence of a suggestion comes to. There are few combinations: rows share them, and they are told apart by `is`.

    `is_tied`: another suggestion of the same customer says exactly the same.
    """

    pattern: Pattern = ()
    is_tied: bool = False
    facets: frozenset[EvidenceFacet] = frozenset()
    only_difference: EvidenceField | None = None


NO_TRAITS = Traits()


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `psa` is the customer chosen or linked, else the best suggestion, with its evidence in `suggestion`."""

    id: str  # of the finance customer
    pair: CustomerPair
    psa: Customer | None = None
    suggestion: Suggestion | None = None
    traits: Traits = NO_TRAITS
    reason: str = ""  # the second line: why the last write was refused, or who of a linked pair is gone
    written: Action | None = None  # done a moment ago: the row stays until the list is read again
    is_failed: bool = False  # nobody was looked for, because the last look-up failed
    band: ScoreBand | None = None  # how much speaks for the suggestion
    found_by: str = ""  # the search key: every field of both sides, folded

    @property
    def decision(self) -> Decision | None:
        """What the user planned."""
        return self.pair.decision

    @property
    def step(self) -> ChoiceFacet:
        """How far the user is with it."""
        return choice_facet(self.pair.decision, is_refused=bool(self.reason))

    @property
    def is_planned(self) -> bool:
        """Whether something is planned that will be written."""
        return self.pair.decision is not None and self.pair.decision.action is not Action.LATER

    @property
    def is_unlinked(self) -> bool:
        """Whether a plan for it can be written: it is not linked, or only half."""
        return self.written is None and (self.pair.tab is not Tab.LINKED or self.pair.is_broken_off)

    @property
    def is_open(self) -> bool:
        """Whether the user can choose for it: who was not looked up gets only what the PSA says."""
        return self.is_unlinked and self.pair.tab not in (Tab.NOT_LOOKED_UP, Tab.LINKED)


@dataclass(slots=True)
class TabCounts:
    """By what the rows of a tab can be narrowed, and how many there are of each."""

    evidence: Counter[EvidenceFacet] = field(default_factory=Counter)
    bands: Counter[ScoreBand | None] = field(default_factory=Counter)
    only: Counter[EvidenceField | None] = field(default_factory=Counter)
    choices: Counter[ChoiceFacet] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)


class LinkingRows:
    """Every row of the page, by tab and by id."""

    def __init__(self, register: LinkingRegister, check: Callable[[], object] = lambda: None) -> None:
        self.register = register
        self.by_tab: dict[Tab, list[Row]] = {tab: [] for tab in Tab}
        self.puts = 0  # how often a row was put: what was worked out about the rows before that is out of date
        self._places: dict[str, tuple[Tab, int]] = {}
        self._traits: dict[tuple[Pattern, bool], Traits] = {((), False): NO_TRAITS}
        for number, pair in enumerate(register.pairs):
            if number % _STEP == 0:
                check()
            rows = self.by_tab[pair.tab]
            self._places[pair.finance.id] = (pair.tab, len(rows))
            rows.append(self._row(pair))
        self._count(check)
        taken = register.linked_psa_ids
        self.unlinked_psa = _by_name([one for one in register.psa.values() if not one.is_gone and one.id not in taken])

    def _count(self, check: Callable[[], object] = lambda: None) -> None:
        self.tab_counts: dict[Tab, TabCounts] = {}
        self._undecided: Counter[tuple[Tab, Traits]] = Counter()
        for tab, rows in self.by_tab.items():
            check()
            self.tab_counts[tab] = _counted(rows)
            undecided = Counter(row.traits for row in rows if _is_undecided(row))
            self._undecided.update({(tab, traits): count for traits, count in undecided.items()})
        self.planned = {row.id: row for rows in self.by_tab.values() for row in rows if row.is_planned and row.is_unlinked}
        self.planned_actions = Counter(row.decision.action for row in self.planned.values() if row.decision is not None)
        self.marked_undecided = set(self.marked_plans())  # finance ids: what the PSA says is linked, and nobody decided about
        self.prepared: dict[Tab, PreparedRows[Row]] = {}  # for the table, by tab

    def row(self, finance_id: str) -> Row | None:
        """One row."""
        place = self._places.get(finance_id)
        return None if place is None else self.by_tab[place[0]][place[1]]

    def rows_of_psa(self, psa_ids: Collection[str]) -> list[Row]:
        """The rows in which these PSA customers stand, linked or as the one shown."""
        wanted = frozenset(psa_ids)
        if not wanted:
            return []
        return [row for rows in self.by_tab.values() for row in rows if row.psa is not None and row.psa.id in wanted]

    def rows(self, finance_ids: Iterable[str]) -> list[Row]:
        """Those that are there, in the order asked for."""
        return [row for one in finance_ids if (row := self.row(one)) is not None]

    def in_order(self, finance_ids: Collection[str]) -> list[Row]:
        """Those that are there, in their own order."""
        if len(finance_ids) > _STEP:  # to sort very many in one go would stop all threads
            wanted = frozenset(finance_ids)
            return [row for tab in sorted(self.by_tab) for row in self.by_tab[tab] if row.id in wanted]
        places = sorted(place for one in finance_ids if (place := self._places.get(one)) is not None)
        return [self.by_tab[tab][place] for tab, place in places]

    def put(self, row: Row) -> None:
        """Another row in the place of the one with the same id."""
        self.puts += 1
        tab, place = self._places[row.id]
        if (prepared := self.prepared.get(tab)) is not None:
            prepared.put(row)
        choices, before = self.tab_counts[tab].choices, self.by_tab[tab][place]
        choices[before.step] -= 1
        choices[row.step] += 1
        self._undecided[tab, before.traits] -= _is_undecided(before)
        self._undecided[tab, row.traits] += _is_undecided(row)
        self.by_tab[tab][place] = row
        if (old := self.planned.pop(row.id, None)) is not None and old.decision is not None:
            self.planned_actions[old.decision.action] -= 1
        if row.is_planned and row.is_unlinked and row.decision is not None:
            self.planned[row.id] = row
            self.planned_actions[row.decision.action] += 1
        if row.id in self.register.marked:
            (self.marked_undecided.add if row.pair.is_undecided else self.marked_undecided.discard)(row.id)

    def changed(self, plans: Mapping[str, Decision | None]) -> LinkingRows:
        """Rows of their own, with these plans: for very many another thread makes them, while the window shows the old ones."""
        other = copy(self)
        other.by_tab = {tab: list(rows) for tab, rows in self.by_tab.items()}
        for finance_id, decision in plans.items():
            if (found := self._places.get(finance_id)) is not None:
                tab, place = found
                other.by_tab[tab][place] = self.decided(other.by_tab[tab][place], decision)
        other._count()
        return other

    def decided(self, row: Row, decision: Decision | None) -> Row:
        """The row with something else planned; an earlier refusal is forgotten. `put` puts it in its place."""
        pair = CustomerPair(
            finance=row.pair.finance, tab=row.pair.tab, suggestions=row.pair.suggestions, decision=decision, link=row.pair.link
        )
        if decision is not None and decision.psa_id and row.psa is not None and row.psa.id == decision.psa_id:
            return Row(row.id, pair, row.psa, row.suggestion, row.traits, band=row.band, found_by=row.found_by)
        return self._row(pair)

    def plan_for(self, row: Row, action: Action, psa_id: str = "") -> Decision | None:
        """The plan that an action makes of a row; `None` when it needs a PSA customer and there is none to link to.

        Fields that the user kept stay kept as long as the action and the customer stay the same.
        """
        now = row.decision
        if action not in LINKING:
            return Decision(finance_id=row.id, action=action)
        best = self._best(row.pair) if not psa_id and row.psa is None else None
        wanted = psa_id or (row.psa.id if row.psa else best.psa_id if best else "")
        if not wanted:
            return None
        if now is not None and (now.action, now.psa_id) == (action, wanted):
            return now
        return Decision(finance_id=row.id, action=action, psa_id=wanted)

    def planned_for(self, psa_id: str, *, but: str) -> Row | None:
        """The row for which this PSA customer is planned, if it is another than `but`."""
        planned = list(self.planned.values())  # in one go: the window's thread may plan meanwhile
        found = (row for row in planned if row.decision is not None and row.decision.psa_id == psa_id and row.id != but)
        return next(found, None)

    def marked_plans(self) -> dict[str, Decision]:
        """Links, overwriting nothing, for the undecided rows that the PSA says are linked, whether they were looked up or not."""
        marked = self.register.marked
        planned = list(self.planned.values())  # in one go: the window's thread may plan meanwhile
        found = marked_to_link(marked, (row.pair for row in self.rows(marked)), (row.decision for row in planned))
        return {
            finance_id: Decision(finance_id=finance_id, action=Action.LINK_ONLY, psa_id=psa_id)
            for finance_id, psa_id in found.items()
        }

    def choosing(self, row: Row, psa_id: str) -> Decision | None:
        """The plan after choosing a PSA customer: an action that links stays, else it becomes link only."""
        now = row.decision
        action = now.action if now is not None and now.action in LINKING else Action.LINK_ONLY
        return self.plan_for(row, action, psa_id)

    def candidates(self, row: Row) -> list[Suggestion]:
        """The suggestions that can still be chosen, best first."""
        register = self.register
        found = row.pair.suggested
        return [one for one in found if one.psa_id not in register.linked_psa_ids and one.psa_id in register.psa]

    def count_alike(self, row: Row) -> int:
        """How many undecided rows of the same tab have the same evidence as a row that is decided about.

        None when the evidence does not tell why this PSA customer was chosen: it is not the best one, or it has an equal.
        """
        return self._undecided[row.pair.tab, row.traits] if self._is_model(row) else 0

    def alike(self, row: Row) -> list[Row]:
        """Those rows."""
        if not self._is_model(row):
            return []
        return [one for one in self.by_tab[row.pair.tab] if one.traits is row.traits and _is_undecided(one)]

    def _is_model(self, row: Row) -> bool:
        decision = row.decision
        if decision is None or not row.is_open:
            return False
        best = self._best(row.pair)
        return not decision.psa_id or (best is not None and best.psa_id == decision.psa_id and not row.traits.is_tied)

    def let_go(self, *others: list[Any]) -> None:
        """Forget everything, and `others`, bit by bit: freeing 100,000 rows at once would stop all threads for half a second."""
        self.let_go_of_rows()
        every: list[list[Any]] = [self.register.pairs, self.unlinked_psa, *others]
        for rows in every:
            while rows:
                del rows[-_STEP:]
        while self.register.psa:
            self.register.psa.popitem()

    def let_go_of_rows(self) -> None:
        """Forget the rows alone, bit by bit: others with the same register have taken their place."""
        self.planned.clear()
        for prepared in self.prepared.values():
            prepared.let_go()
        self.prepared.clear()
        for rows in self.by_tab.values():
            while rows:
                del rows[-_STEP:]

    def counts(self) -> dict[Tab, int]:
        """How many customers stand in each tab."""
        return {tab: len(rows) for tab, rows in self.by_tab.items()}

    def _row(self, pair: CustomerPair) -> Row:
        register, decision, id_ = self.register, pair.decision, pair.finance.id
        if pair.link is not None:
            psa = register.psa.get(pair.link.psa_id)
            reason = _who_is_gone(pair.finance, psa) or self._what_is_left(pair)
            return Row(id_, pair, psa, reason=reason, found_by=_found_by(pair.finance, psa))
        if decision is not None and decision.psa_id:
            shown = next((one for one in pair.suggested if one.psa_id == decision.psa_id), None)
            psa = register.psa.get(decision.psa_id)
        else:
            shown = self._best(pair)
            is_import = decision is not None and decision.action is Action.IMPORT
            psa = register.psa[shown.psa_id] if shown is not None and not is_import else None
        return Row(
            id_,
            pair,
            psa,
            shown if psa is not None else None,
            self._traits_of(pair, shown),
            is_failed=pair.tab is Tab.NOT_LOOKED_UP and bool(register.troubles),
            band=score_band(shown),
            found_by=_found_by(pair.finance, psa),
        )

    def _what_is_left(self, pair: CustomerPair) -> str:
        """What a link still lacks."""
        id_, register = pair.finance.id, self.register
        if pair.is_broken_off:
            return _BROKEN_OFF.render()
        if (other := register.marked_otherwise.get(id_)) is not None:
            return Message(
                "Linked here, but marked in the PSA as linked to {customer}. To replace that mark, remove the link and link again.",
                customer=other,
            ).render()
        return _NOT_MARKED.render() if id_ in register.unmarked else ""

    def _traits_of(self, pair: CustomerPair, suggestion: Suggestion | None) -> Traits:
        pattern = pattern_of(suggestion)
        found = pair.suggested
        is_tied = any(one is not suggestion and pattern_of(one) == pattern for one in found)
        known = self._traits.get((pattern, is_tied))
        if known is None:
            known = Traits(pattern, is_tied, evidence_facets(suggestion), only_difference(pattern))
            self._traits[pattern, is_tied] = known
        return known

    def _best(self, pair: CustomerPair) -> Suggestion | None:
        linked, psa = self.register.linked_psa_ids, self.register.psa
        return next((one for one in pair.suggested if one.psa_id not in linked and one.psa_id in psa), None)


def _found_by(*customers: Customer | None) -> str:
    texts: tuple[str, ...] = ()
    for one in customers:
        if one is not None:
            texts += _SEARCHED(one)
            texts += tuple(gapless(number) for number in _NUMBERS(one) if number and not number.isalnum())
    return search_key(dict.fromkeys(texts))


def _counted(rows: list[Row]) -> TabCounts:
    """The counts of a tab."""
    counts = TabCounts(
        bands=Counter(row.band for row in rows),
        choices=Counter(row.step for row in rows if row.is_unlinked),
        groups=Counter(row.pair.finance.group for row in rows),
        countries=Counter(row.pair.finance.country for row in rows),
    )
    for traits, count in Counter(row.traits for row in rows).items():
        counts.only[traits.only_difference] += count
        for facet in traits.facets:
            counts.evidence[facet] += count
    return counts


def _by_name(customers: list[Customer]) -> list[Customer]:
    """Sorted in parts that are merged: sorting 100,000 in one go would stop all threads for a tenth of a second."""
    parts = (customers[start : start + _STEP] for start in range(0, len(customers), _STEP))
    return list(merge(*(sorted(part, key=_name_key) for part in parts), key=_name_key))


def _name_key(customer: Customer) -> str:
    return customer.name.casefold()


def _is_undecided(row: Row) -> bool:
    return row.is_open and row.decision is None and not row.reason


def _who_is_gone(finance: Customer, psa: Customer | None) -> str:
    if finance.is_gone:
        return _("The finance customer was deleted over there; the link stays until you remove it.")
    if psa is None or psa.is_gone:
        return _("The PSA customer was deleted over there; the link stays until you remove it.")
    return ""
