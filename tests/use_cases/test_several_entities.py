"""Two integrations on one PSA, or on one finance company: nothing of one is ever sent to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from desktop.errors import RecordNotFound
from desktop.models.customer_card import OpenCustomer
from desktop.models.linking import Tab
from desktop.models.owner_rules import Creation, OwnerRules
from desktop.models.people_updates import CREATE
from desktop.models.records import Action, Contact, DecidedBy, Decision, Employee, Integration, LinkKind, Side
from desktop.models.references import key_name
from desktop.models.undoing import UndoGroup
from desktop.progress import Silent
from desktop.sandbox.economic.app import Economic
from desktop.sandbox.server import StandIn, running
from desktop.sandbox.timelog.app import TimeLog
from desktop.use_cases.fetch_records import Register

from .conftest import FINANCE_VALUES, agreement, connect_psa, site

OTHER_VALUES = {"app_secret_token": "secret-of-tests", "agreement_grant_token": "grant-of-the-other"}


@dataclass
class Two:
    """The office of the tests with its integration, and another one that joins the same PSA to another company."""

    office: Any
    finance: Economic  # of the other one
    psa: TimeLog  # of the other one

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
    data["tokens"] = [list(OTHER_VALUES.values())]
    finance.load(data)
    with running(finance) as server:
        made = office.connections.create("Nordhavn Vest", "timelog", "economic")
        connect_psa(office.connections, made.id, office.company.psa_address)
        office.connections.connect(made.id, Side.FINANCE, server.address, OTHER_VALUES)
        office.fetching.fetch(office.connections.integrations()[1], progress=Silent())
        yield Two(office, finance, office.company.psa)


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


def everything(office: Any, integration: Integration, psa: TimeLog) -> None:
    """Whatever writes, done once for one integration, and all of it taken back again."""
    office.standard_values.choose(integration.id, office.standard_values.proposed(integration.id))
    office.customers.choose_rules(integration, OwnerRules(creation=Creation.FIRST_INVOICE, may_link=True))
    office.items.activate(integration.id, ["1010", "1020"])
    with office.store.work() as work:
        work.integrations.activate(integration.id, True)
        work.commit()
    wanted = [
        Decision(finance_id="101", action=Action.USE_PSA, psa_id="1"),
        Decision(finance_id="102", action=Action.USE_FINANCE, psa_id="2"),
        Decision(finance_id="107", action=Action.IMPORT),
        Decision(finance_id="108", action=Action.IGNORE),
    ]
    unlinked = [one for one in wanted if one.finance_id not in linked_there(office, integration)]
    assert not office.linking.write(integration, unlinked, Silent()).refused
    with psa.lock:
        for table, number, change in (("customers", 1, {"Phone": "99 88 77 66"}), ("contacts", 301, {"Email": "ny@example.com"})):
            psa.site.put(table, {**psa.site.tables[table][number], **change})
    office.fetching.fetch(integration, progress=Silent())
    office.contacts.decide(integration, {"301": "7", "302": CREATE})
    assert office.updates.write(integration, [one.decision for one in office.updates.previews(integration)], Silent()).written
    made, _batch = office.customers.create_by_hand(integration, "7")
    assert made.name == psa.site.tables["customers"][7]["Name"]  # not the one that another PSA has under that number
    office.employees.decide(integration, {"7": "3"})
    assert set(office.transfers.send(integration, ["1", "2", "9"], Silent()).transferred) == {"1", "2", "9"}
    office.reconciliation.reconcile(integration, Silent())
    for batch in office.undo.batches(integration):
        office.undo.undo(integration, batch.id, Silent())


def linked_there(office: Any, integration: Integration) -> set[str]:
    return {pair.finance.id for pair in office.linking.register(integration).pairs if pair.tab is Tab.LINKED}


def kept(office: Any, integration: Integration) -> Any:
    """What the store holds of an integration."""
    with office.store.reading() as work:
        return (
            [work.links.all(integration.id, kind) for kind in LinkKind],
            [work.customers.all(integration.id, side) for side in Side],
            [work.people.all(kind, integration.id, side) for kind in (Contact, Employee) for side in Side],
            work.items.activated(integration.id),
            work.settings.standard_values(integration.id),
            work.transfers.all(integration.id),
            [one.id for one in work.batches.open(integration.id)],
            len(office.log.entries(integration.id)),
        )


def calls(stand_in: StandIn) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = stand_in.calls.listed()["calls"]
    return found


@pytest.mark.parametrize("whose", [0, 1])
def test_whatever_is_written_and_taken_back_for_one_company_never_calls_the_other(two: Two, whose: int) -> None:
    office = two.office
    companies = (office.company.finance, two.finance)
    acting, resting = office.connections.integrations()[whose], office.connections.integrations()[1 - whose]
    for stand_in in companies:
        stand_in.calls.kept.clear()
    before = kept(office, resting)

    everything(office, acting, two.psa)

    assert {one["method"] for one in calls(companies[whose])} >= {"POST", "PUT", "DELETE"}
    assert calls(companies[1 - whose]) == []
    assert kept(office, resting) == before
    keys = {key["SystemName"] for one in office.company.psa.state()["customers"] for key in one["ExternalKeys"]}
    assert keys <= {key_name(acting)}


def test_a_batch_is_taken_back_by_its_own_integration_only(two: Two) -> None:
    office = two.office
    batch = office.linking.write(two.other, [Decision(finance_id="101", action=Action.USE_PSA, psa_id="1")], Silent()).batch_id
    for act in (office.undo.preview, office.undo.undo):
        with pytest.raises(RecordNotFound, match="nothing to undo"):
            act(two.ours, batch, Silent())
    assert linked(two, two.other) == {"101"}


@pytest.fixture
def sites(new_office: Any) -> Iterator[Two]:
    """The office, and another site of TimeLog with its own customers under the same ids and numbers, on the same company."""
    office, psa = new_office("sites", "ready"), TimeLog()
    data = {**site(), "account": "syd"}  # its records have GUIDs of their own
    for one in data["customers"]:
        one["Name"], one["VATNo"] = f"{one['Name']} Syd", ""
    data["customers"][7]["No"] = "3009"
    for one in data["invoices"]:
        one["InvoiceNo"] = one["InvoiceNo"] and f"S{one['InvoiceNo']}"
    for entity in data["legal_entities"]:
        entity["Name"] += " Syd"
    psa.load(data)
    with running(psa) as server:
        made = office.connections.create("Syd", "timelog", "economic")
        connect_psa(office.connections, made.id, f"{server.address}/syd")
        office.connections.connect(made.id, Side.FINANCE, office.company.finance_server.address, FINANCE_VALUES)
        office.fetching.fetch(office.connections.integrations()[1], progress=Silent())
        found = Two(office, office.company.finance, psa)
        office.standard_values.choose(found.other.id, office.standard_values.proposed(found.other.id))
        office.customers.choose_rules(found.other, OwnerRules(creation=Creation.FIRST_INVOICE, may_link=True))
        yield found


def test_a_contact_that_another_integration_has_linked_since_stays_when_its_creation_is_taken_back(sites: Two) -> None:
    office = sites.office
    batch = office.contacts.decide(sites.ours, {"302": CREATE}).batch_id
    with office.store.work() as work:
        made = work.links.of_psa(sites.ours.id, LinkKind.CONTACT, "302").finance_id
        work.links.add(sites.other.id, LinkKind.CUSTOMER, "2", "102", DecidedBy.PERSON)
        work.commit()
    office.contacts.link(sites.other, "302", made)
    told = office.undo.preview(sites.ours, batch, Silent()).items
    assert {str(one.sentence) for one in told if one.group is UndoGroup.IMPOSSIBLE} >= {
        "The person is linked in the integration Syd, and stays."
    }
    office.undo.undo(sites.ours, batch, Silent())
    assert made in {one.id for one in office.contacts.of_customer(sites.other, "2").finance}


def test_undo_leaves_what_another_integration_wrote_to_the_same_psa_customer_since(two: Two) -> None:
    office = two.office
    mine = office.linking.write(two.ours, [Decision(finance_id="108", action=Action.USE_FINANCE, psa_id="8")], Silent())
    office.fetching.fetch(two.other, [Register.PSA_CUSTOMERS], progress=Silent())
    with two.finance.lock:
        rows = two.finance.agreement["customers"]
        rows.put({**rows.get(108), "name": "Som det andet firma skriver det"})
    office.fetching.fetch(two.other, [Register.FINANCE_CUSTOMERS], progress=Silent())
    office.linking.write(two.other, [Decision(finance_id="108", action=Action.USE_FINANCE, psa_id="8")], Silent())
    assert office.undo.undo(two.ours, mine.batch_id, Silent()).left_alone
    assert office.company.psa_row("customers", 8)["Name"] == "Som det andet firma skriver det"
    assert (linked(two, two.other), "108" in linked(two, two.ours)) == ({"108"}, False)


def test_two_sites_with_one_finance_company_never_write_to_each_other(sites: Two) -> None:
    office, psa = sites.office, sites.psa
    both = (office.company.psa, psa)
    for place, acting in enumerate((sites.ours, sites.other)):
        for stand_in in both:
            stand_in.calls.kept.clear()
        everything(office, acting, both[place])
        assert calls(both[1 - place]) == []
        assert calls(both[place])
