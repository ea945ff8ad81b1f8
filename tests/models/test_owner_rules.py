from __future__ import annotations

import itertools

import pytest

from desktop.models.owner_rules import Creation, OwnerMode, OwnerRules, Step, before_invoice
from desktop.models.records import Customer

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
