"""What the connector says about itself, the company it opens, and its registers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from desktop.connectors.contract import Ability
from desktop.connectors.economic.connector import Economic
from desktop.errors import NotPossible, WrongCompany
from desktop.models.records import Choice, ChoiceKind, Company, Item

COMPANY = Company(id="4711", name="Nordhavn Rådgivning ApS", currency="DKK", is_test=True)


def test_signing_in_says_which_company_the_tokens_open(economic: Economic) -> None:
    assert economic.sign_in() == COMPANY
    assert economic.companies() == (COMPANY,)


def test_tokens_of_another_company_are_noticed(connect: Callable[..., Economic]) -> None:
    assert connect(company="4711").sign_in() == COMPANY
    with pytest.raises(WrongCompany, match="4711 Nordhavn"):
        connect(company="1").sign_in()


def test_every_ability_is_there_or_has_its_reason() -> None:
    capabilities = Economic.card.capabilities
    assert capabilities.can | set(capabilities.why_not) == set(Ability)
    with pytest.raises(NotPossible, match="A grant opens one agreement"):
        capabilities.require(Ability.SEVERAL_COMPANIES)


def test_tokens_are_secrets() -> None:
    assert {field.name for field in Economic.card.sign_in if field.is_secret} == {"app_secret_token", "agreement_grant_token"}


def test_items_are_read_barred_ones_too(economic: Economic) -> None:
    [page] = economic.items()
    assert page.records == (
        Item(number="AB/1.5 kg", name="Vare", group="1"),
        Item(number="GAMMEL", name="Udgået", group="1", is_usable=False),
        Item(number="TIMER", name="Konsulenttimer", group="1", unit="timer", price=Decimal("950.50")),
    )


def test_choices_hold_what_customers_may_have_and_nothing_deleted(economic: Economic) -> None:
    assert set(economic.choices()) == {
        Choice(kind=ChoiceKind.CUSTOMER_GROUP, id="1", name="Indenlandske"),
        Choice(kind=ChoiceKind.VAT_ZONE, id="1", name="Indenlandsk"),
        Choice(kind=ChoiceKind.PAYMENT_TERMS, id="2", name="Netto 14 dage"),
        Choice(kind=ChoiceKind.LAYOUT, id="21", name="Standard"),
        Choice(kind=ChoiceKind.UNIT, id="2", name="timer"),
        Choice(kind=ChoiceKind.CURRENCY, id="DKK", name="Danske kroner"),
        Choice(kind=ChoiceKind.CURRENCY, id="EUR", name="Euro"),
        Choice(kind=ChoiceKind.EMPLOYEE_GROUP, id="1", name="Konsulenter"),
    }


def test_recordings_hold_both_api_families_and_no_token(economic: Economic) -> None:
    with economic.recording() as exchanges:
        economic.choices()
    addresses = [exchange.address for exchange in exchanges]
    assert any("/customer-groups" in address for address in addresses)
    assert any("/projectsapi/v1.1.0/EmployeeGroups" in address for address in addresses)
    assert "of-tests" not in repr(exchanges)
