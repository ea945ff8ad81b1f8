"""The rows of the page, made from a hand-made register: what is planned, and what a row says of itself."""

from __future__ import annotations

import datetime as dt

import pytest

from desktop.models.linking import CustomerPair, LinkingRegister, Tab
from desktop.models.records import Action, Customer, DecidedBy, Decision, Link, LinkKind
from desktop.texts import set_language
from desktop.views.link_customers.rows import LinkingRows

LINK = Link(
    kind=LinkKind.CUSTOMER,
    psa_id="p",
    finance_id="f",
    decided_by=DecidedBy.PERSON,
    decided_at=dt.datetime(2026, 7, 14, 10, 5, tzinfo=dt.UTC),
)


@pytest.mark.parametrize(
    ("action", "psa_id", "is_left"),
    [(Action.USE_PSA, "p", True), (Action.USE_FINANCE, "p", True), (Action.LINK_ONLY, "p", False), (Action.USE_PSA, "q", False)],
)
def test_a_linked_pair_whose_values_are_still_planned_says_so_and_can_be_written(
    action: Action, psa_id: str, is_left: bool
) -> None:
    set_language("en")
    plan = Decision(finance_id="f", action=action, psa_id=psa_id)
    pair = CustomerPair(finance=Customer(id="f", name="Havblik"), tab=Tab.LINKED, decision=plan, link=LINK)
    register = LinkingRegister(pairs=[pair], psa={"p": Customer(id="p", name="Havblik")}, linked_psa_ids=frozenset("p"))
    rows = LinkingRows(register)
    (row,) = rows.by_tab[Tab.LINKED]
    assert (set(rows.planned), "broken off" in row.reason, row.is_open) == ({"f"} if is_left else set(), is_left, False)
