"""Activating an integration shows what is missing, and asks for a reason while something is."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import RecordNotFound, SettingsError
from desktop.models.activation import StartSituation
from desktop.models.records import (
    Activity,
    Choice,
    ChoiceKind,
    Connection,
    Customer,
    DecidedBy,
    Invoice,
    InvoiceLine,
    Item,
    LinkKind,
    LogEntry,
    Side,
    StandardValues,
)
from desktop.models.store.work import Store
from desktop.paths import Paths
from desktop.use_cases.activate_integration import IntegrationActivation

NUMBER = 1


@pytest.fixture
def store(paths: Paths, fresh_store: Path) -> Iterator[Store]:
    opened = Store.open(shutil.copyfile(fresh_store, paths.database), paths.backups)
    with opened.work() as work:
        made = work.integrations.add(
            "Nordlys", Connection(side=Side.PSA, system="timelog"), Connection(side=Side.FINANCE, system="economic")
        )
        assert made.id == NUMBER
        work.commit()
    yield opened
    opened.close()


@pytest.fixture
def ready_store(store: Store) -> Store:
    """Two customers linked, two lists chosen from, one item active and used."""
    with store.work() as work:
        for side in Side:
            work.customers.replace_all(NUMBER, side, [Customer(id="1", number="1"), Customer(id="2", number="2")])
            work.settings.fetched(NUMBER, side, f"{side}_customers", 2)
        for one in ("1", "2"):
            work.links.add(NUMBER, LinkKind.CUSTOMER, one, one, DecidedBy.PERSON)
        work.items.replace_choices(
            NUMBER,
            [Choice(kind=ChoiceKind.VAT_ZONE, id="1", name="Danmark"), Choice(kind=ChoiceKind.LAYOUT, id="7", name="Faktura")],
        )
        work.settings.put_standard_values(NUMBER, StandardValues(vat_zone="1", layout="7"))
        work.items.replace_all(NUMBER, [Item(number="10"), Item(number="20")])
        work.items.activate(NUMBER, ["10"], True)
        work.invoices.put_all(NUMBER, [Invoice(id="9", date=dt.date(2026, 3, 2), lines=(InvoiceLine(item_number="10"),))])
        work.commit()
    return store


def settings_log(store: Store) -> list[LogEntry]:
    with store.reading() as work:
        return work.log.all(NUMBER, activities=[Activity.SETTINGS])


def test_an_integration_that_has_read_nothing_lacks_all_three(store: Store) -> None:
    state = IntegrationActivation(store).state(NUMBER)
    assert len(state.missing) == 3
    assert not state.is_active


def test_an_unknown_integration_is_said_to_be_unknown(store: Store) -> None:
    with pytest.raises(RecordNotFound):
        IntegrationActivation(store).state(77)


def test_without_a_reason_nothing_is_activated_while_something_is_missing(store: Store) -> None:
    activation = IntegrationActivation(store)
    with pytest.raises(SettingsError, match="created twice"):
        activation.activate(NUMBER, "  ")
    assert not activation.state(NUMBER).is_active


def test_a_reason_activates_all_the_same_and_stands_in_the_log_with_what_was_missing(store: Store) -> None:
    activation = IntegrationActivation(store)
    activation.activate(NUMBER, "go-live is today")
    assert activation.state(NUMBER).is_active
    said = str(settings_log(store)[0].message)
    assert "go-live is today" in said
    assert "created twice" in said


def test_when_nothing_is_missing_no_reason_is_needed(ready_store: Store) -> None:
    activation = IntegrationActivation(ready_store)
    assert activation.state(NUMBER).missing == ()
    activation.activate(NUMBER)
    assert activation.state(NUMBER).is_active
    activation.deactivate(NUMBER)
    assert not activation.state(NUMBER).is_active
    assert [str(entry.message) for entry in settings_log(ready_store)] == [
        "The integration was deactivated.",
        "The integration was activated.",
    ]


def test_an_undecided_customer_may_be_created_twice_and_an_ignored_one_not(ready_store: Store) -> None:
    with ready_store.work() as work:
        work.customers.put(NUMBER, Side.FINANCE, Customer(id="3", number="3"))
        work.customers.put(NUMBER, Side.FINANCE, Customer(id="4", number="4"))
        work.decisions.ignore(NUMBER, "4")
        work.commit()
    state = IntegrationActivation(ready_store).state(NUMBER)
    assert state.customers.undecided == 1
    assert [str(one) for one in state.missing] == ["1 customer may be created twice."]


def test_a_standard_value_that_is_gone_over_there_is_missing_again(ready_store: Store) -> None:
    with ready_store.work() as work:
        work.items.replace_choices(NUMBER, [Choice(kind=ChoiceKind.VAT_ZONE, id="2", name="EU")])
        work.commit()
    assert IntegrationActivation(ready_store).state(NUMBER).standard_values.missing == (ChoiceKind.VAT_ZONE,)


def test_lines_without_an_active_item_are_counted_by_invoice(ready_store: Store) -> None:
    lines = (InvoiceLine(item_number="20"), InvoiceLine(item_number="20", position=2))
    with ready_store.work() as work:
        work.invoices.put_all(NUMBER, [Invoice(id="8", date=dt.date(2026, 3, 2), lines=lines)])
        work.commit()
    state = IntegrationActivation(ready_store).state(NUMBER)
    assert (state.items.stopped_lines, state.items.stopped_invoices, state.items.unusable_numbers) == (2, 1, 1)
    assert [str(one) for one in state.missing] == ["1 of 2 invoices to be sent would be refused."]


@pytest.mark.parametrize(
    ("empty", "situation", "is_met"),
    [(Side.PSA, StartSituation.ONLY_FINANCE, False), (Side.FINANCE, StartSituation.ONLY_PSA, True)],
)
def test_with_customers_on_one_side_there_is_only_to_import_those_of_the_finance_system(
    ready_store: Store, empty: Side, situation: StartSituation, is_met: bool
) -> None:
    with ready_store.work() as work:
        for one in ("1", "2"):
            work.links.remove(NUMBER, LinkKind.CUSTOMER, one, one)
        work.customers.replace_all(NUMBER, empty, [])
        work.commit()
    customers = IntegrationActivation(ready_store).state(NUMBER).customers
    assert (customers.situation, customers.is_met) == (situation, is_met)
