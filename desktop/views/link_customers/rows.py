"""The rows of the page: a finance customer with the PSA customer shown beside it, by tab; no Qt, so that a thread builds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from desktop.models.judging import ChoiceFacet, EvidenceFacet, choice_facet, evidence_facets
from desktop.models.linking import CustomerPair, LinkingRegister, Tab
from desktop.models.records import Action, Customer, Decision
from desktop.models.records.suggestions import Suggestion
from desktop.texts import _

LINKING = (Action.USE_PSA, Action.USE_FINANCE, Action.LINK_ONLY)
_STEP = 2000  # rows built between two looks at whether to stop

_facets = lru_cache(maxsize=4096)(lambda facets: facets)  # few combinations: rows share them


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `psa` is the customer chosen or linked, else the best suggestion, with its evidence in `suggestion`."""

    id: str  # of the finance customer
    pair: CustomerPair
    psa: Customer | None = None
    suggestion: Suggestion | None = None
    facets: frozenset[EvidenceFacet] = frozenset()
    reason: str = ""  # the second line: why the last write was refused, or who of a linked pair is gone
    written: Action | None = None  # done a moment ago: the row stays until the list is read again

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
    def is_open(self) -> bool:
        """Whether something can be decided about it."""
        return self.written is None and self.pair.tab not in (Tab.LINKED, Tab.NOT_LOOKED_UP)


@dataclass(slots=True)
class TabCounts:
    """By what the rows of a tab can be narrowed, and how many there are of each."""

    evidence: Counter[EvidenceFacet] = field(default_factory=Counter)
    choices: Counter[ChoiceFacet] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)


class LinkingRows:
    """Every row of the page, by tab and by id."""

    def __init__(self, register: LinkingRegister, check: Callable[[], object] = lambda: None) -> None:
        self.register = register
        self.by_tab: dict[Tab, list[Row]] = {tab: [] for tab in Tab}
        self.tab_counts = {tab: TabCounts() for tab in Tab}
        self._places: dict[str, tuple[Tab, int]] = {}
        for number, pair in enumerate(register.pairs):
            if number % _STEP == 0:
                check()
            rows = self.by_tab[pair.tab]
            self._places[pair.finance.id] = (pair.tab, len(rows))
            row = self._row(pair)
            rows.append(row)
            counts = self.tab_counts[pair.tab]
            counts.evidence.update(row.facets)
            counts.countries[pair.finance.country] += 1
            counts.choices[row.step] += row.is_open
        self.planned_ids = {tab: {row.id for row in rows if row.is_planned} for tab, rows in self.by_tab.items()}
        taken = register.linked_psa_ids
        self.unlinked_psa = sorted(
            (one for one in register.psa.values() if not one.is_gone and one.id not in taken),
            key=lambda one: one.name.casefold(),
        )

    def row(self, finance_id: str) -> Row | None:
        """One row."""
        place = self._places.get(finance_id)
        return None if place is None else self.by_tab[place[0]][place[1]]

    def rows(self, finance_ids: Iterable[str]) -> list[Row]:
        """Those that are there, in the order asked for."""
        return [row for one in finance_ids if (row := self.row(one)) is not None]

    def put(self, row: Row) -> None:
        """Another row in the place of the one with the same id."""
        tab, place = self._places[row.id]
        choices = self.tab_counts[tab].choices
        choices[self.by_tab[tab][place].step] -= 1
        choices[row.step] += 1
        self.by_tab[tab][place] = row

    def decided(self, row: Row, decision: Decision | None) -> Row:
        """The row with something else planned; an earlier refusal is forgotten. `put` puts it in its place."""
        pair = CustomerPair(
            finance=row.pair.finance, tab=row.pair.tab, suggestions=row.pair.suggestions, decision=decision, link=row.pair.link
        )
        if decision is not None and decision.psa_id and row.psa is not None and row.psa.id == decision.psa_id:
            return Row(row.id, pair, row.psa, row.suggestion, row.facets)
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

    def choosing(self, row: Row, psa_id: str) -> Decision | None:
        """The plan after choosing a PSA customer: an action that links stays, else it becomes link only."""
        now = row.decision
        action = now.action if now is not None and now.action in LINKING else Action.LINK_ONLY
        return self.plan_for(row, action, psa_id)

    def candidates(self, row: Row) -> list[Suggestion]:
        """The suggestions that can still be chosen, best first."""
        register = self.register
        found = row.pair.suggestions.suggestions if row.pair.suggestions else ()
        return [one for one in found if one.psa_id not in register.linked_psa_ids and one.psa_id in register.psa]

    def counts(self) -> dict[Tab, int]:
        """How many customers stand in each tab."""
        return {tab: len(rows) for tab, rows in self.by_tab.items()}

    def _row(self, pair: CustomerPair) -> Row:
        register, decision, id_ = self.register, pair.decision, pair.finance.id
        if pair.link is not None:
            psa = register.psa.get(pair.link.psa_id)
            return Row(id_, pair, psa, reason=_who_is_gone(pair.finance, psa))
        if decision is not None and decision.psa_id:
            suggestions = pair.suggestions.suggestions if pair.suggestions else ()
            chosen = next((one for one in suggestions if one.psa_id == decision.psa_id), None)
            return Row(id_, pair, register.psa.get(decision.psa_id), chosen, _facets(evidence_facets(chosen)))
        best = self._best(pair)
        facets = _facets(evidence_facets(best))
        if best is None or (decision is not None and decision.action is Action.IMPORT):
            return Row(id_, pair, facets=facets)
        return Row(id_, pair, register.psa[best.psa_id], best, facets)

    def _best(self, pair: CustomerPair) -> Suggestion | None:
        linked, psa = self.register.linked_psa_ids, self.register.psa
        suggestions = pair.suggestions.suggestions if pair.suggestions else ()
        return next((one for one in suggestions if one.psa_id not in linked and one.psa_id in psa), None)


def _who_is_gone(finance: Customer, psa: Customer | None) -> str:
    if finance.is_gone:
        return _("The finance customer was deleted over there; the link stays until you remove it.")
    if psa is None or psa.is_gone:
        return _("The PSA customer was deleted over there; the link stays until you remove it.")
    return ""
