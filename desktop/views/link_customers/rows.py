"""The rows of the page: a finance customer with the PSA customer shown beside it, by tab; no Qt, so that a thread builds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from desktop.models.judging import EvidenceFacet, evidence_facets
from desktop.models.linking import CustomerPair, LinkingRegister, Tab
from desktop.models.records import Action, Customer, Decision
from desktop.models.records.suggestions import Suggestion

LINKING = (Action.USE_PSA, Action.USE_FINANCE, Action.LINK_ONLY)
_STEP = 2000  # rows built between two looks at whether to stop

_facets = lru_cache(maxsize=4096)(lambda facets: facets)  # few combinations: rows share them


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `psa` is the customer chosen or linked, else the best suggestion, with its evidence in `suggestion`."""

    pair: CustomerPair
    psa: Customer | None = None
    suggestion: Suggestion | None = None
    facets: frozenset[EvidenceFacet] = frozenset()
    refusal: str = ""  # why the system, or our own check, said no at the last write
    written: Action | None = None  # done a moment ago: the row stays until the list is read again

    @property
    def id(self) -> str:
        """The finance customer's id."""
        return self.pair.finance.id

    @property
    def decision(self) -> Decision | None:
        """What the user planned."""
        return self.pair.decision

    @property
    def is_open(self) -> bool:
        """Whether something can be decided about it."""
        return self.written is None and self.pair.tab not in (Tab.LINKED, Tab.NOT_LOOKED_UP)


class LinkingRows:
    """Every row of the page, by tab and by id."""

    def __init__(self, register: LinkingRegister, check: Callable[[], object] = lambda: None) -> None:
        self.register = register
        self.by_tab: dict[Tab, list[Row]] = {tab: [] for tab in Tab}
        self._places: dict[str, tuple[Tab, int]] = {}
        self.countries = Counter[str]()
        for number, pair in enumerate(register.pairs):
            if number % _STEP == 0:
                check()
            rows = self.by_tab[pair.tab]
            self._places[pair.finance.id] = (pair.tab, len(rows))
            rows.append(self._row(pair))
            self.countries[pair.finance.country] += 1
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
        self.by_tab[tab][place] = row

    def decide(self, finance_id: str, decision: Decision | None) -> Row | None:
        """Plan something else for a customer; an earlier refusal is forgotten."""
        old = self.row(finance_id)
        if old is None:
            return None
        row = self._row(replace(old.pair, decision=decision))
        self.put(row)
        return row

    def candidates(self, row: Row) -> list[Suggestion]:
        """The suggestions that can still be chosen, best first."""
        register = self.register
        found = row.pair.suggestions.suggestions if row.pair.suggestions else ()
        return [one for one in found if one.psa_id not in register.linked_psa_ids and one.psa_id in register.psa]

    def counts(self) -> dict[Tab, int]:
        """How many customers stand in each tab."""
        return {tab: len(rows) for tab, rows in self.by_tab.items()}

    def planned_ids(self, tab: Tab) -> set[str]:
        """The customers of a tab for which something is planned that will be written."""
        return {row.id for row in self.by_tab[tab] if row.decision is not None and row.decision.action is not Action.LATER}

    def _row(self, pair: CustomerPair) -> Row:
        register, decision = self.register, pair.decision
        suggestions = pair.suggestions.suggestions if pair.suggestions else ()
        if pair.link is not None:
            return Row(pair, register.psa.get(pair.link.psa_id))
        if decision is not None and decision.psa_id:
            chosen = next((one for one in suggestions if one.psa_id == decision.psa_id), None)
            return Row(pair, register.psa.get(decision.psa_id), chosen, _facets(evidence_facets(chosen)))
        best = next((one for one in suggestions if one.psa_id not in register.linked_psa_ids and one.psa_id in register.psa), None)
        facets = _facets(evidence_facets(best))
        if decision is not None and decision.action is Action.IMPORT:
            return Row(pair, None, None, facets)
        return Row(pair, register.psa[best.psa_id] if best else None, best, facets)


def decision_for(row: Row, action: Action, psa_id: str = "") -> Decision | None:
    """The plan that an action makes of a row; `None` when it needs a PSA customer and there is none to link to.

    Fields that the user kept stay kept as long as the action and the customer stay the same.
    """
    now = row.decision
    if action not in LINKING:
        return Decision(finance_id=row.id, action=action)
    wanted = psa_id or (row.psa.id if row.psa else "")
    if not wanted and row.pair.suggestions and row.pair.suggestions.suggestions:
        wanted = row.pair.suggestions.suggestions[0].psa_id
    if not wanted:
        return None
    if now is not None and (now.action, now.psa_id) == (action, wanted):
        return now
    return Decision(finance_id=row.id, action=action, psa_id=wanted)


def choosing(row: Row, psa_id: str) -> Decision | None:
    """The plan after choosing a PSA customer: the action stays if it links, else it becomes link only, which overwrites nothing."""
    now = row.decision
    action = now.action if now is not None and now.action in LINKING else Action.LINK_ONLY
    return decision_for(row, action, psa_id)
