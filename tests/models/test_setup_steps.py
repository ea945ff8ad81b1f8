"""Each step of the setup tells its state from facts, and which one comes next."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from desktop.models.activation import (
    ActivationState,
    CustomerEvidence,
    ItemEvidence,
    StandardValueEvidence,
    StartSituation,
    ticks,
)
from desktop.models.lamps import Lamp
from desktop.models.linking import Tab
from desktop.models.owner_rules import Creation, OwnerMode, OwnerRules
from desktop.models.records import Choice, ChoiceKind, Company, Connection, Integration, Side
from desktop.models.setup_steps import RegistersRead, SetupFacts, SetupStep, StepKey, next_step, owner_sentence, setup_steps
from desktop.texts import Message

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
COMPANY = Company(id="1", name="Nordlys ApS")


def connection(side: Side, **fields: Any) -> Connection:
    return Connection(side=side, system=str(side), **fields)


def established(side: Side) -> Connection:
    return connection(side, company=COMPANY, key="k", is_established=True, tested_at=NOON)


def tabs(**counts: int) -> dict[Tab, int]:
    return {tab: counts.get(tab.value, 0) for tab in Tab}


READY = ActivationState(
    is_active=False,
    customers=CustomerEvidence(is_read=True, psa=5, tabs=tabs(linked=4, ignored=1)),
    standard_values=StandardValueEvidence(
        is_read=True, chosen={ChoiceKind.VAT_ZONE: Choice(kind=ChoiceKind.VAT_ZONE, id="1", name="Danmark")}, missing=()
    ),
    items=ItemEvidence(is_read=True, items=10, active=3, waiting_invoices=2, principles=2),
)
FACTS = SetupFacts(
    integration=Integration(id=1, name="Nordlys", psa=established(Side.PSA), finance=established(Side.FINANCE)),
    labels={Side.PSA: "TimeLog", Side.FINANCE: "e-conomic"},
    registers=RegistersRead(count=8, total=8, oldest=NOON),
    owner=OwnerRules(),
    is_owner_chosen=True,
    activation=READY,
)


def step(key: StepKey, **changes: Any) -> SetupStep:
    return next(one for one in setup_steps(replace(FACTS, **changes)) if one.key is key)


def with_customers(**fields: Any) -> ActivationState:
    return replace(READY, customers=replace(READY.customers, **fields))


def with_items(**fields: Any) -> ActivationState:
    return replace(READY, items=replace(READY.items, **fields))


def test_invoices_of_other_legal_entities_are_an_open_point_of_the_connection_until_they_are_told_apart() -> None:
    shared = replace(FACTS.integration, psa=replace(FACTS.integration.psa, company=replace(COMPANY, shares_invoices=True)))
    found = step(StepKey.PSA_CONNECTION, integration=shared)
    assert (found.is_done, "those of all are shown" in str(found.consequence)) == (False, True)


def test_a_company_that_another_integration_belongs_to_as_well_is_told_of_and_no_open_point() -> None:
    other = replace(FACTS.integration, id=FACTS.integration.id + 1, name="Nordlys AB")
    elsewhere = replace(other, finance=replace(other.finance, company=replace(COMPANY, id="2")))
    assert step(StepKey.FINANCE_CONNECTION, others=[FACTS.integration, elsewhere]).consequence is None
    found = step(StepKey.FINANCE_CONNECTION, others=[FACTS.integration, other])
    assert found.is_done
    assert str(found.consequence) == "Another integration belongs to this company too: Nordlys AB. See that it is meant so."
    several = step(StepKey.FINANCE_CONNECTION, others=[FACTS.integration, other, replace(other, id=other.id + 1, name="Vest")])
    assert str(several.consequence).startswith("2 other integrations belong to this company too: Nordlys AB, Vest.")


def test_when_all_is_ready_no_step_comes_next_and_every_tick_is_set() -> None:
    steps = setup_steps(FACTS)
    assert all(one.lamp is Lamp.DONE for one in steps)
    assert next_step(steps) is None
    assert all(tick.is_met for tick in ticks(READY))
    assert READY.missing == ()


def test_the_first_step_that_is_left_comes_next() -> None:
    facts = replace(FACTS, is_owner_chosen=False, activation=with_items(active=0))
    assert next_step(setup_steps(facts)) is StepKey.OWNER


def test_a_connection_that_answered_once_and_does_not_now_is_red() -> None:
    broken = connection(Side.FINANCE, company=COMPANY, key="k", tested_at=NOON)
    found = step(StepKey.FINANCE_CONNECTION, integration=replace(FACTS.integration, finance=broken))
    assert found.lamp is Lamp.REFUSED
    assert "Nordlys ApS answered" in str(found.evidence)


def test_a_connection_that_nothing_was_entered_for_is_to_do() -> None:
    found = step(StepKey.PSA_CONNECTION, integration=replace(FACTS.integration, psa=connection(Side.PSA)))
    assert found.lamp is Lamp.WAITING


def test_registers_are_ready_only_when_all_are_read() -> None:
    assert step(StepKey.REGISTERS, registers=RegistersRead(count=7, total=8, oldest=NOON)).lamp is Lamp.WAITING


@pytest.mark.parametrize(
    ("psa", "counts", "situation", "lamp", "said"),
    [
        (
            0,
            {},
            StartSituation.NEITHER,
            Lamp.NOT_NEEDED,
            "Neither TimeLog nor e-conomic has customers, so there is nothing to link.",
        ),
        (9, {}, StartSituation.ONLY_PSA, Lamp.NOT_NEEDED, "Only TimeLog has customers (9), so there is nothing to link."),
        (
            0,
            {"not_looked_up": 6, "ignored": 1},
            StartSituation.ONLY_FINANCE,
            Lamp.WAITING,
            "Only e-conomic has customers: 6 of 7 are to be imported into TimeLog, or ignored.",
        ),
        (
            0,
            {"ignored": 7},
            StartSituation.ONLY_FINANCE,
            Lamp.DONE,
            "All 7 customers in e-conomic are decided: 0 linked, 7 ignored.",
        ),
        (
            5,
            {"linked": 1, "not_looked_up": 6},
            StartSituation.BOTH,
            Lamp.WAITING,
            "6 of 7 customers undecided. Nobody has looked for their counterparts yet.",
        ),
        (
            5,
            {"linked": 1, "one": 2, "several": 3, "none": 4, "ignored": 5},
            StartSituation.BOTH,
            Lamp.WAITING,
            "9 of 15 customers undecided. One suggestion: 2. Several: 3. None: 4. Linked: 1. Ignored: 5.",
        ),
        (
            5,
            {"linked": 4, "ignored": 1},
            StartSituation.BOTH,
            Lamp.DONE,
            "All 5 customers in e-conomic are decided: 4 linked, 1 ignored.",
        ),
    ],
)
def test_each_start_situation_is_recognised_by_counting_and_tells_what_is_left(
    psa: int, counts: dict[str, int], situation: StartSituation, lamp: Lamp, said: str
) -> None:
    activation = with_customers(psa=psa, tabs=tabs(**counts))
    found = step(StepKey.CUSTOMERS, activation=activation)
    assert (activation.customers.situation, found.lamp) == (situation, lamp)
    assert str(found.evidence).startswith(said)
    assert found.is_done is activation.customers.is_met


def test_customers_that_were_not_read_are_counted_in_no_situation() -> None:
    found = step(StepKey.CUSTOMERS, activation=with_customers(is_read=False, tabs=tabs()))
    assert (found.lamp, str(found.evidence)) == (Lamp.WAITING, "The customers of both systems are not read yet.")


@pytest.mark.parametrize(
    ("owner", "is_chosen", "said"),
    [
        (OwnerRules(mode=OwnerMode.FINANCE), True, "They are made in e-conomic, and read again."),
        (OwnerRules(), True, "They are created in e-conomic by hand, on the customer card."),
        (OwnerRules(creation=Creation.FIRST_INVOICE), True, "They are created in e-conomic at their first invoice."),
        (OwnerRules(), False, "Choose the customer owner: that decides how they get into e-conomic."),
    ],
)
def test_how_customers_of_the_psa_get_over_there_is_said_as_the_owner_rules_do_it(
    owner: OwnerRules, is_chosen: bool, said: str
) -> None:
    activation = with_customers(tabs=tabs())
    assert str(step(StepKey.CUSTOMERS, activation=activation, owner=owner, is_owner_chosen=is_chosen).evidence).endswith(said)


def test_items_that_stop_invoices_are_red_with_the_consequence() -> None:
    found = step(StepKey.ITEMS, activation=with_items(stopped_invoices=2, stopped_lines=9, unusable_numbers=3, waiting_invoices=40))
    assert found.lamp is Lamp.REFUSED
    assert "9 lines would be red: 2 of 40 invoices" in str(found.consequence)


def test_default_items_are_to_do_only_while_a_line_has_no_item_and_nothing_decides() -> None:
    assert step(StepKey.DEFAULT_ITEMS, activation=with_items(principles=0)).lamp is Lamp.NOT_NEEDED
    found = step(StepKey.DEFAULT_ITEMS, activation=with_items(lines_without_item=3))
    assert (found.lamp, str(found.consequence)) == (
        Lamp.WAITING,
        "3 lines to be sent have no item number, and no default decides.",
    )
    assert str(step(StepKey.DEFAULT_ITEMS).evidence) == "2 of 8 data types have one."


def test_a_standard_value_that_is_missing_is_counted() -> None:
    values = replace(READY.standard_values, missing=(ChoiceKind.LAYOUT,))
    found = step(StepKey.STANDARD_VALUES, activation=replace(READY, standard_values=values))
    assert found.lamp is Lamp.WAITING
    assert str(found.consequence) == "1 of 2 is not chosen: Layout."


def test_every_choice_of_owner_has_its_own_sentence() -> None:
    said = {
        str(owner_sentence(OwnerRules(mode=mode, creation=creation, may_link=may_link), "TimeLog", "e-conomic"))
        for mode in OwnerMode
        for creation in Creation
        for may_link in (False, True)
    }
    assert len(said) == 10  # the finance system creates its own, whatever was chosen for the PSA's


def test_ticks_that_are_not_met_tell_what_is_missing() -> None:
    activation = replace(
        with_customers(tabs=tabs(linked=1, none=3)), items=replace(READY.items, stopped_lines=4, unusable_numbers=2)
    )
    assert [str(tick.evidence) for tick in ticks(activation)] == [
        "3 of 4 undecided",
        "1 of 1 chosen",
        "2 item numbers missing on 4 lines",
    ]
    assert [tick.is_met for tick in ticks(activation)] == [False, True, False]


def test_where_no_standard_values_are_needed_the_reason_stands_there_and_the_tick_is_met() -> None:
    none = StandardValueEvidence(is_read=True, chosen={}, missing=())
    state = replace(READY, standard_values=none)
    found = step(StepKey.STANDARD_VALUES, activation=state, why_no_standard_values=Message("All of them are made there."))
    assert (found.lamp, found.evidence.render()) == (Lamp.NOT_NEEDED, "All of them are made there.")
    [tick] = [one for one in ticks(state) if one.title.render() == "Standard values are chosen"]
    assert (tick.is_met, tick.evidence.render()) == (True, "none are needed")


def test_a_connection_that_was_not_tested_for_a_day_is_grey_and_asks_nothing_of_anybody() -> None:
    old = step(StepKey.PSA_CONNECTION, now=NOON + dt.timedelta(days=2))
    assert (old.lamp, old.word, old.is_done) == (Lamp.WAITING, Message("Not tested"), True)
    assert "Not tested since" in old.evidence.render()
    assert step(StepKey.PSA_CONNECTION, now=NOON + dt.timedelta(hours=1)).lamp is Lamp.DONE
