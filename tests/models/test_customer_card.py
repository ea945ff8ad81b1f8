"""The rules of the customer card: what is off and why, in every mode and state; and what counts as a difference."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from desktop.models.comparison import compare_customers
from desktop.models.customer_card import att_person, is_difference, why_off
from desktop.models.owner_rules import CardAction, Creation, OverThere, OwnerMode, OwnerRules, Step, by_hand, off_on_card
from desktop.models.records import Customer, DecidedBy, Link, LinkKind
from desktop.models.records.customers import PRIVATE_PERSON

SYSTEMS = ("TimeLog", "e-conomic")
OURS, THERE = Customer(id="1", name="Fjordbyg"), Customer(id="101", name="Fjordbyg")
LINK = Link(kind=LinkKind.CUSTOMER, psa_id="1", finance_id="101", decided_by=DecidedBy.PERSON, decided_at=dt.datetime.now(dt.UTC))
ALLOWED_BY = {
    CardAction.LINK: {OwnerMode.PSA, OwnerMode.BOTH},
    CardAction.UNLINK: set(OwnerMode),
    CardAction.CREATE_IN_FINANCE: {OwnerMode.PSA, OwnerMode.BOTH},
    CardAction.CREATE_IN_PSA: {OwnerMode.BOTH},
    CardAction.SEND_TO_FINANCE: {OwnerMode.PSA, OwnerMode.BOTH},
    CardAction.SEND_TO_PSA: {OwnerMode.BOTH},
}
STATES = {
    "linked": (OURS, THERE, LINK, {CardAction.UNLINK, CardAction.SEND_TO_FINANCE, CardAction.SEND_TO_PSA}),
    "in the PSA alone": (OURS, None, None, {CardAction.LINK, CardAction.CREATE_IN_FINANCE}),
    "over there alone": (None, THERE, None, {CardAction.LINK, CardAction.CREATE_IN_PSA}),
    "not read": (None, None, None, set[CardAction]()),
}


@pytest.mark.parametrize(
    ("status", "is_kept", "note"),
    [
        ("", False, "Each invoice writes its contact as the att. person."),
        ("", True, "Kept for this customer."),
        (PRIVATE_PERSON, False, "A private person has no att. person"),
    ],
)
def test_the_att_person_over_there_stands_on_the_card_and_is_no_difference(status: str, is_kept: bool, note: str) -> None:
    [line] = att_person(Customer(id="101", attention="Lise Dam", status=status), is_kept=is_kept)
    assert (line.finance, str(line.note).startswith(note), is_difference(line)) == ("Lise Dam", True, False)
    assert att_person(None, is_kept=is_kept) == ()


@pytest.mark.parametrize(("mode", "state"), list(product(OwnerMode, STATES)))
def test_what_is_allowed_on_the_card_follows_from_mode_and_link(mode: OwnerMode, state: str) -> None:
    psa, finance, link, possible = STATES[state]
    for creation, may_link in product(Creation, (False, True)):  # neither matters to what is done by hand
        off = why_off(OwnerRules(mode=mode, creation=creation, may_link=may_link), psa, finance, link, SYSTEMS)
        assert set(CardAction) - set(off) == {action for action in possible if mode in ALLOWED_BY[action]}
        assert all(str(reason) and "{" not in str(reason) for reason in off.values())


def test_nothing_is_sent_to_a_customer_that_is_gone() -> None:
    gone = Customer(id="101", name="Fjordbyg", is_gone=True)
    off = why_off(OwnerRules(), OURS, gone, LINK, SYSTEMS)
    assert str(off[CardAction.SEND_TO_FINANCE]) == "The customer is gone from e-conomic."
    assert CardAction.UNLINK not in off


@pytest.mark.parametrize(("mode", "same"), list(product(OwnerMode, (0, 1, 2))))
def test_by_hand_one_is_created_unless_the_owner_forbids_it_or_it_is_there(mode: OwnerMode, same: int) -> None:
    step = by_hand(OwnerRules(mode=mode), OURS, OverThere(same=[THERE] * same), *SYSTEMS)
    creates = mode is not OwnerMode.FINANCE and same == 0
    assert (step.step, step.reason is None) == (Step.CREATE if creates else Step.STOP, creates)


def test_both_own_customers_forbids_nothing() -> None:
    assert {off_on_card(OwnerRules(mode=OwnerMode.BOTH), action, *SYSTEMS) for action in CardAction} == {None}


def test_a_number_of_its_own_in_each_system_is_no_difference_and_a_missing_value_is() -> None:
    ours = Customer(number="1", name="Fjordbyg A/S", phone="70 10 20 30", email="a@example.com")
    there = Customer(number="101", name="Fjordbyg", phone="70102030")
    pairs = compare_customers(there, ours, "e-conomic", "TimeLog")
    assert {one.field for one in pairs if is_difference(one)} == {"name", "email"}
    assert not any(is_difference(one) for one in compare_customers(None, ours, "e-conomic", "TimeLog"))


def test_what_the_finance_system_has_no_place_for_is_not_missing_there() -> None:
    ours = Customer(number="1", name="Fjordbyg A/S", currency="DKK")
    pairs = compare_customers(Customer(name="Fjordbyg A/S"), ours, "Dinero", "TimeLog", {"number", "currency"})
    assert [(one.field, str(one.note)) for one in pairs if one.note] == [
        ("number", "No such field in Dinero"),
        ("currency", "No such field in Dinero"),
    ]
    assert not any(map(is_difference, pairs))
