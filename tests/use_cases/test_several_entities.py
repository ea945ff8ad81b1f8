"""Two integrations on one PSA, each with a finance company of its own: nothing of one is ever sent to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from desktop.models.customer_card import OpenCustomer
from desktop.models.linking import Tab
from desktop.models.owner_rules import Creation, OwnerRules
from desktop.models.records import Action, Decision, Integration, Side
from desktop.progress import Silent
from desktop.sandbox.economic.app import Economic
from desktop.sandbox.server import running

from .conftest import FINANCE_VALUES, PSA_VALUES, agreement


@dataclass
class Two:
    """The office of the tests with its integration, and another one that joins the same PSA to another company."""

    office: Any
    finance: Economic  # of the other one

    @property
    def ours(self) -> Integration:
        found: Integration = self.office.connections.integrations()[0]
        return found

    @property
    def other(self) -> Integration:
        found: Integration = self.office.connections.integrations()[1]
        return found

    def drafts(self) -> tuple[int, int]:
        return len(self.office.company.drafts()), len(self.finance.agreement["drafts"])


@pytest.fixture
def two(new_office: Any) -> Iterator[Two]:
    office, finance = new_office("two", "ready"), Economic()
    data = agreement()
    data["self"] = {**data["self"], "agreementNumber": 4812, "company": {"name": "Nordhavn Vest ApS"}}
    finance.load(data)
    with running(finance) as server:
        made = office.connections.create("Nordhavn Vest", "timelog", "economic")
        office.connections.connect(made.id, Side.PSA, office.company.psa_address, PSA_VALUES)
        office.connections.connect(made.id, Side.FINANCE, server.address, FINANCE_VALUES)
        office.fetching.fetch(office.connections.integrations()[1], progress=Silent())
        yield Two(office, finance)


def linked(two: Two, integration: Integration) -> set[str]:
    return {pair.finance.id for pair in two.office.linking.register(integration).pairs if pair.tab is Tab.LINKED}


def test_links_suggestions_items_and_log_of_one_are_not_those_of_the_other(two: Two) -> None:
    office = two.office
    before = len(office.log.entries(two.ours.id))
    office.linking.suggest(two.other, Silent())
    report = office.linking.write(two.other, [Decision(finance_id="101", action=Action.LINK_ONLY, psa_id="1")], Silent())
    assert report.linked == ("101",)
    assert (len(linked(two, two.ours)), linked(two, two.other)) == (6, {"101"})
    assert all(pair.suggestions is None for pair in office.linking.register(two.ours).pairs)
    assert len(office.log.entries(two.ours.id)) == before
    with office.store.reading() as work:
        assert (work.items.activated(two.other.id), len(work.items.activated(two.ours.id))) == ({}, 2)
    card = office.cards.card(two.other, OpenCustomer("2", ""))
    assert (card.place.is_linked, [one.is_linked for one in card.others]) == (False, [True])


def test_the_psa_keeps_a_key_of_its_own_for_each_and_undo_of_one_leaves_the_other(two: Two) -> None:
    office = two.office
    for integration in (two.ours, two.other):
        office.linking.write(integration, [Decision(finance_id="107", action=Action.LINK_ONLY, psa_id="7")], Silent())
    keys = {one["SystemName"] for one in office.company.psa_row("customers", 7)["ExternalKeys"]}
    assert keys == {"Bindeled economic 4711", "Bindeled economic 4812"}
    office.undo.undo(two.other, office.undo.last_batch(two.other).id, Silent())
    left = {one["SystemName"] for one in office.company.psa_row("customers", 7)["ExternalKeys"]}
    assert left == {"Bindeled economic 4711"}
    assert ("107" in linked(two, two.ours), "107" in linked(two, two.other)) == (True, False)


def test_an_invoice_goes_to_the_company_of_its_integration_only(two: Two) -> None:
    office = two.office
    office.transfers.send(two.ours, ["1"], Silent())
    assert two.drafts() == (1, 0)
    refused = office.transfers.check(two.other, ["1"])["1"]
    assert refused  # neither linked nor activated there, whatever the first one has
    with office.store.reading() as work:
        assert work.transfers.get(two.other.id, "1") is None
    office.customers.choose_rules(two.other, OwnerRules(creation=Creation.MANUAL))
    assert office.customers.rules(two.ours).creation is Creation.FIRST_INVOICE


def test_changes_in_one_company_are_not_carried_by_the_other(two: Two) -> None:
    office = two.office
    office.company.change_finance("customers", 101, name="Kun i det første firma")
    office.read()
    names = {
        integration.id: next(p.finance.name for p in office.linking.register(integration).pairs if p.finance.id == "101")
        for integration in (two.ours, two.other)
    }
    assert names == {two.ours.id: "Kun i det første firma", two.other.id: "Fjordbyg A/S"}
    assert {row["name"] for row in two.finance.state()["customers"] if row["customerNumber"] == 101} == {"Fjordbyg A/S"}
