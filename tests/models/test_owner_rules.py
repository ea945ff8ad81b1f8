from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest

from desktop.models.customer_card import why_off
from desktop.models.field_mapping import Field, FieldTable
from desktop.models.owner_change import Standing, consequences
from desktop.models.owner_rules import CardAction, Creation, OwnerMode, OwnerRules, Step, before_invoice, by_hand, off_on_card
from desktop.models.records import CarriedValues, Customer, DecidedBy, Link, LinkKind, Side
from desktop.models.updates import LinkedPair, field_updates, targets, unseen_decision, why_not_carried, why_not_to
from desktop.texts import Message

CUSTOMER = Customer(id="p1", number="42", name="Æble ApS")
THERE = Customer(id="f1", number="7", name="Æble")


def test_the_one_customer_with_the_same_cvr_number_is_linked_when_that_is_allowed() -> None:
    step = before_invoice(OwnerRules(may_link=True), CUSTOMER, [THERE], "e-conomic")

    assert (step.step, step.customer) == (Step.LINK, THERE)


@pytest.mark.parametrize("mode", [OwnerMode.PSA, OwnerMode.BOTH])
def test_a_new_customer_is_created_at_its_first_invoice_when_that_was_chosen(mode: OwnerMode) -> None:
    rules = OwnerRules(mode=mode, creation=Creation.FIRST_INVOICE)

    assert before_invoice(rules, CUSTOMER, [], "e-conomic").step is Step.CREATE


@pytest.mark.parametrize(
    "rules",
    [
        OwnerRules(),
        OwnerRules(creation=Creation.MANUAL, may_link=True),
        OwnerRules(mode=OwnerMode.FINANCE, creation=Creation.FIRST_INVOICE, may_link=True),
    ],
)
def test_otherwise_a_person_links_it(rules: OwnerRules) -> None:
    step = before_invoice(rules, CUSTOMER, [], "e-conomic")

    assert step.step is Step.STOP
    assert step.reason is not None
    assert step.reason.sentence.render() == "Customer 42 Æble ApS is not linked to a customer in e-conomic."


@pytest.mark.parametrize(
    "rules",
    [
        OwnerRules(mode=mode, creation=creation, may_link=may_link)
        for mode, creation, may_link in itertools.product(OwnerMode, Creation, (True, False))
    ],
)
def test_nothing_is_guessed_between_several_and_nothing_made_beside_the_same_number(rules: OwnerRules) -> None:
    several = before_invoice(rules, CUSTOMER, [THERE, Customer(id="f2")], "e-conomic")
    one = before_invoice(rules, CUSTOMER, [THERE], "e-conomic")

    assert several.step is Step.STOP
    assert several.reason is not None
    assert several.reason.sentence.render().startswith("2 customers in e-conomic have the CVR number of")
    assert one.step is (Step.LINK if rules.may_link else Step.STOP)


# the whole table: mode x creation choice x permission x link state x event (product.md chapter 2)

ALL_RULES = [
    OwnerRules(mode=mode, creation=creation, may_link=may_link)
    for mode, creation, may_link in itertools.product(OwnerMode, Creation, (False, True))
]
NONE, ONE, SEVERAL = 0, 1, 2  # unlinked customers over there that are the same one
STOP, LINK, CREATE = Step.STOP, Step.LINK, Step.CREATE
FIRST_INVOICE = {
    # mode, creation, may link: what an invoice does with none, one, several of them
    ("psa", "manual", False): (STOP, STOP, STOP),
    ("psa", "manual", True): (STOP, LINK, STOP),
    ("psa", "first_invoice", False): (CREATE, STOP, STOP),
    ("psa", "first_invoice", True): (CREATE, LINK, STOP),
    ("finance", "manual", False): (STOP, STOP, STOP),
    ("finance", "manual", True): (STOP, LINK, STOP),
    ("finance", "first_invoice", False): (STOP, STOP, STOP),
    ("finance", "first_invoice", True): (STOP, LINK, STOP),
    ("both", "manual", False): (STOP, STOP, STOP),
    ("both", "manual", True): (STOP, LINK, STOP),
    ("both", "first_invoice", False): (CREATE, STOP, STOP),
    ("both", "first_invoice", True): (CREATE, LINK, STOP),
}
ON_CARD = {  # what can be done by hand, whatever the other choices are
    OwnerMode.PSA: {CardAction.LINK, CardAction.UNLINK, CardAction.CREATE_IN_FINANCE, CardAction.SEND_TO_FINANCE},
    OwnerMode.FINANCE: {CardAction.UNLINK},
    OwnerMode.BOTH: set(CardAction),
}
CARRIED_TO = {OwnerMode.PSA: {Side.FINANCE}, OwnerMode.FINANCE: set(), OwnerMode.BOTH: {Side.FINANCE, Side.PSA}}


@pytest.mark.parametrize("rules", ALL_RULES)
@pytest.mark.parametrize("matches", [NONE, ONE, SEVERAL])
def test_every_choice_says_what_happens_to_an_unlinked_customer_at_its_first_invoice(rules: OwnerRules, matches: int) -> None:
    same = [Customer(id=f"f{number}", name="Æble") for number in range(matches)]

    step = before_invoice(rules, CUSTOMER, same, "e-conomic")

    assert step.step is FIRST_INVOICE[str(rules.mode), str(rules.creation), rules.may_link][matches]
    assert (step.reason is None, step.customer) == (step.step is not STOP, same[0] if step.step is LINK else None)


@pytest.mark.parametrize("rules", ALL_RULES)
def test_every_choice_says_what_the_card_of_a_customer_offers_and_why_the_rest_is_off(rules: OwnerRules) -> None:
    reasons = {action: off_on_card(rules, action, "TimeLog", "e-conomic") for action in CardAction}

    assert {action for action, reason in reasons.items() if reason is None} == ON_CARD[rules.mode]
    assert all("e-conomic" in one.render() or "TimeLog" in one.render() for one in reasons.values() if one is not None)


@pytest.mark.parametrize("rules", ALL_RULES)
@pytest.mark.parametrize("matches", [NONE, ONE, SEVERAL])
def test_every_choice_says_whether_a_customer_is_created_by_hand(rules: OwnerRules, matches: int) -> None:
    same = [Customer(id=f"f{number}", name="Æble") for number in range(matches)]

    step = by_hand(rules, CUSTOMER, same, "TimeLog", "e-conomic")

    assert step.step is (CREATE if matches == NONE and CardAction.CREATE_IN_FINANCE in ON_CARD[rules.mode] else STOP)


@pytest.mark.parametrize("rules", ALL_RULES)
def test_every_choice_says_where_changes_of_a_linked_customer_go_and_whether_people_are_created(rules: OwnerRules) -> None:
    is_carried = why_not_carried(rules, "TimeLog", "e-conomic") is None

    assert (set(targets(rules.mode)) if is_carried else set()) == CARRIED_TO[rules.mode]
    assert rules.may_create_people is (rules.mode is not OwnerMode.FINANCE)


CREATE_THERE, CREATE_HERE = CardAction.CREATE_IN_FINANCE, CardAction.CREATE_IN_PSA
SEND_THERE, SEND_HERE = CardAction.SEND_TO_FINANCE, CardAction.SEND_TO_PSA
LINKED = Link(kind=LinkKind.CUSTOMER, psa_id="p1", finance_id="f1", decided_by=DecidedBy.PERSON, decided_at=dt.datetime.now(dt.UTC))
GONE = Customer(id="f1", number="7", name="Æble", is_gone=True)
STATES = {
    # the PSA's customer, the one over there, the link
    "in the PSA only": (CUSTOMER, None, None),
    "over there only": (None, THERE, None),
    "linked": (CUSTOMER, THERE, LINKED),
    "linked, gone over there": (CUSTOMER, GONE, LINKED),
    "read on neither side": (None, None, None),
}
BY_HAND = {
    # mode, link state: what a person can do on the card, whatever the other choices are
    ("psa", "in the PSA only"): {CardAction.LINK, CREATE_THERE},
    ("psa", "over there only"): {CardAction.LINK},
    ("psa", "linked"): {CardAction.UNLINK, SEND_THERE},
    ("psa", "linked, gone over there"): {CardAction.UNLINK},
    ("psa", "read on neither side"): set(),
    ("finance", "in the PSA only"): set(),
    ("finance", "over there only"): set(),
    ("finance", "linked"): {CardAction.UNLINK},
    ("finance", "linked, gone over there"): {CardAction.UNLINK},
    ("finance", "read on neither side"): set(),
    ("both", "in the PSA only"): {CardAction.LINK, CREATE_THERE},
    ("both", "over there only"): {CardAction.LINK, CREATE_HERE},
    ("both", "linked"): {CardAction.UNLINK, SEND_THERE, SEND_HERE},
    ("both", "linked, gone over there"): {CardAction.UNLINK},
    ("both", "read on neither side"): set(),
}


@pytest.mark.parametrize("rules", ALL_RULES)
@pytest.mark.parametrize("state", STATES)
def test_every_choice_says_for_every_link_state_what_a_person_can_do(rules: OwnerRules, state: str) -> None:
    off = why_off(rules, *STATES[state], ("TimeLog", "e-conomic"))

    assert set(CardAction) - set(off) == BY_HAND[str(rules.mode), state]
    assert all(reason.render() for reason in off.values())


ECONOMIC = FieldTable("e-conomic", "customers", (Field("phone", "phone", Message("Phone")),))
NEWS = {
    # mode, who changed a linked customer's field: to which sides it is carried, and whether a person is asked first
    ("psa", "the PSA"): ({Side.FINANCE}, False),
    ("psa", "the finance system"): ({Side.FINANCE}, False),  # the PSA wins: shown first, never at once
    ("psa", "both"): ({Side.FINANCE}, False),
    ("psa", "nobody"): (set(), False),
    ("finance", "the PSA"): (set(), False),
    ("finance", "the finance system"): (set(), False),
    ("finance", "both"): (set(), False),
    ("finance", "nobody"): (set(), False),
    ("both", "the PSA"): ({Side.FINANCE}, False),
    ("both", "the finance system"): ({Side.PSA}, False),
    ("both", "both"): ({Side.FINANCE, Side.PSA}, True),
    ("both", "nobody"): (set(), False),
}


@pytest.mark.parametrize("rules", ALL_RULES)
@pytest.mark.parametrize("who", ["the PSA", "the finance system", "both", "nobody"])
def test_every_choice_says_where_a_change_of_a_linked_customer_goes_and_what_goes_unseen(rules: OwnerRules, who: str) -> None:
    ours = replace(CUSTOMER, phone="2" if who in ("the PSA", "both") else "1")
    theirs = replace(THERE, phone="3" if who in ("the finance system", "both") else "1")
    then = CarriedValues(psa={"phone": "1"}, finance={"phone": "1"})
    pair = LinkedPair(psa=ours, finance=theirs, carried=then)
    found = {
        side: updates
        for side in Side
        if side in targets(rules.mode) and why_not_to(side, rules, "TimeLog", "e-conomic") is None
        if (updates := field_updates(ECONOMIC, pair, side, rules.mode))
    }
    goes_to, is_asked = NEWS[str(rules.mode), who]

    assert set(found) == goes_to
    assert all(one.is_asked is is_asked for updates in found.values() for one in updates)
    unseen = {side for side, updates in found.items() if unseen_decision(ECONOMIC, pair, side, updates) is not None}
    takes_nothing_back = who == "the PSA" or (who == "the finance system" and rules.mode is OwnerMode.BOTH)
    assert unseen == (goes_to if takes_nothing_back else set())


@pytest.mark.parametrize("rules", ALL_RULES)
@pytest.mark.parametrize("side", Side)
def test_one_side_is_written_only_where_the_mode_says_so(rules: OwnerRules, side: Side) -> None:
    assert (why_not_to(side, rules, "TimeLog", "e-conomic") is None) is (side in CARRIED_TO[rules.mode])


# another choice later

LABELS = {Side.PSA: "TimeLog", Side.FINANCE: "e-conomic"}


def test_what_another_choice_changes_is_told_with_its_counts() -> None:
    before = Standing(
        rules=OwnerRules(creation=Creation.FIRST_INVOICE, may_link=True),
        steps={"1": CREATE, "2": CREATE, "3": LINK, "4": STOP},
        updates={Side.FINANCE: 12},
    )
    after = Standing(rules=OwnerRules(mode=OwnerMode.FINANCE, may_link=True), steps={"1": STOP, "2": STOP, "3": LINK, "4": LINK})

    assert [one.render() for one in consequences(before, after, LABELS)] == [
        "1 customer with invoices that wait would be linked by CVR number.",
        "2 customers with invoices that wait would have to be linked by hand; until then their invoices are stopped.",
        "Changes of 12 linked customers that wait now would not be carried to e-conomic.",
        "Contacts and employees of invoices are no longer created in e-conomic.",
    ]
    assert [one.render() for one in consequences(after, before, LABELS)] == [
        "2 customers with invoices that wait would be created in e-conomic.",
        "1 customer with invoices that wait would have to be linked by hand; until then its invoices are stopped.",
        "Changes of 12 linked customers would wait to be carried to e-conomic.",
        "Contacts and employees of invoices are created in e-conomic when they are missing.",
    ]


def test_a_choice_that_changes_nothing_now_says_so() -> None:
    same = Standing(rules=OwnerRules())

    assert [one.render() for one in consequences(same, same, LABELS)] == ["Nothing of what waits now is treated in another way."]
