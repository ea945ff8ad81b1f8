"""What a key plans for rows: for each one the decision, and who is left out; no Qt, so that a thread works it out for very many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.models.linking import Tab
from desktop.models.records import LINKING, Action, Decision
from desktop.views.link_customers.rows import LinkingRows, Row


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many rows got no plan: there is nobody to link to, or that PSA customer is chosen for another one.

    `by` is that other one, when a single row was decided about.
    """

    nobody: int = 0
    taken: int = 0
    by: Row | None = None


def plan_nothing(_known: LinkingRows, rows: Sequence[Row]) -> tuple[dict[str, Decision | None], LeftOut]:
    """Nothing is planned any more."""
    return {row.id: None for row in rows if row.is_unlinked and row.decision is not None}, LeftOut()


def plan_action(known: LinkingRows, rows: Sequence[Row], action: Action) -> tuple[dict[str, Decision | None], LeftOut]:
    """What an action plans for each row, where that is new; many rows at once never get the same PSA customer twice."""
    plans: dict[str, Decision | None] = {}
    if action in LINKING and len(rows) == 1 and (other := _planned_already(known, rows[0], action)) is not None:
        return {}, LeftOut(taken=1, by=other)
    nobody = taken = 0
    links = action in LINKING and len(rows) > 1
    planned = list(known.planned.values()) if links else []  # in one go: the window's thread may plan meanwhile
    in_use = {row.decision.psa_id: row.id for row in planned if row.decision is not None}
    for row in rows:
        if not row.is_open or (action is Action.IGNORE and row.pair.tab is Tab.IGNORED):
            continue
        decision = known.plan_for(row, action)
        if decision is None:
            nobody += 1
        elif links and in_use.setdefault(decision.psa_id, row.id) != row.id:
            taken += 1
        elif decision != row.decision:
            plans[row.id] = decision
    return plans, LeftOut(nobody, taken)


def _planned_already(known: LinkingRows, row: Row, action: Action) -> Row | None:
    decision = known.plan_for(row, action) if row.is_open else None
    return None if decision is None else known.planned_for(decision.psa_id, but=row.id)
