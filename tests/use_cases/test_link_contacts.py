"""Contacts: who is meant is asked where a name does not tell; changes follow; links are made and ended by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.errors import NotPossible, RecordNotFound, RecordRefused
from desktop.models.owner_rules import OwnerMode, OwnerRules
from desktop.models.records import Contact, LinkKind, Side
from desktop.progress import Silent
from desktop.use_cases.fetch_records import Register
from desktop.use_cases.link_contacts import ContactLinking


@pytest.fixture
def contacts(office: Any) -> ContactLinking:
    return ContactLinking(office.store, office.connectors)


def contact_id(office: Any, psa_id: str = "301") -> str:
    """What an invoice of customer 1 with this contact does."""
    with office.store.reading() as work:
        invoice = replace(work.invoices.get(office.integration.id, "1"), contact_id=psa_id, customer_reference_id=psa_id)
        customer = work.customers.get(office.integration.id, Side.FINANCE, "101")
    return str(office.people.of_run(office.integration).contact_id(invoice, customer))


def row(office: Any, number: int = 7) -> dict[str, Any]:
    return dict(office.company.finance.agreement["contacts"].get(number))


def read_contacts(office: Any) -> None:
    office.fetching.fetch(office.integration, [Register.PSA_CONTACTS], progress=Silent())


def another_mette(office: Any) -> None:
    register = office.company.finance.agreement["contacts"]
    register.put({**row(office), "customerContactNumber": 8, "email": "mh@example.com"})


def test_a_name_that_is_there_twice_is_asked_and_then_said_once(office: Any, contacts: ContactLinking) -> None:
    another_mette(office)
    with pytest.raises(RecordRefused, match="More than one contact of 101 Fjordbyg A/S is called Mette Holm"):
        contact_id(office)

    contacts.link(office.integration, "301", "8")

    assert contact_id(office) == "8"
    found = contacts.of_customer(office.integration, "1")
    assert (found.links, [one.id for one in found.finance]) == ({"301": "8"}, ["7", "8"])
    assert "Mette Holm is Mette Holm, number 8" in str(office.newest().message)


def test_a_name_that_two_of_our_own_contacts_share_is_asked_too(office: Any) -> None:
    with office.store.work() as work:
        work.people.put(office.integration.id, Side.PSA, Contact(id="302", customer_id="1", first_name="Mette", last_name="Holm"))
        work.commit()

    with pytest.raises(RecordRefused, match="More than one contact"):
        contact_id(office, "302")


def test_a_change_follows_with_the_next_invoice_and_what_is_not_ours_stays(office: Any) -> None:
    office.company.change_finance("contacts", 7, eInvoiceId="E-1", notes="Ring først", emailNotifications=["invoices"])
    contact_id(office)
    before = row(office)
    office.company.change_psa("contacts", 301, Phone="22 33 44 55", Email="")
    read_contacts(office)

    assert contact_id(office) == "7"

    assert row(office) == {**before, "phone": "22 33 44 55", "sortKey": 1}
    assert "Changes of contact Mette Holm were carried" in str(office.newest().message)
    office.company.finance.calls.kept.clear()
    contact_id(office)
    assert all(call["method"] == "GET" for call in office.company.finance.calls.listed()["calls"])


def test_a_field_that_was_changed_over_there_is_left_and_nothing_follows_where_finance_owns(office: Any) -> None:
    contact_id(office)
    office.company.change_finance("contacts", 7, email="ny@example.com")
    office.company.change_psa("contacts", 301, Email="mette.holm@example.com")
    read_contacts(office)
    before = row(office)
    contact_id(office)
    assert row(office) == before

    office.company.change_psa("contacts", 301, Phone="22 33 44 55")
    read_contacts(office)
    office.customers.choose_rules(office.integration, OwnerRules(mode=OwnerMode.FINANCE))
    contact_id(office)
    assert row(office) == before


def test_a_link_that_is_ended_deletes_nothing(office: Any, contacts: ContactLinking) -> None:
    contact_id(office)
    before = office.company.state()

    assert contacts.unlink(office.integration, "301")
    assert not contacts.unlink(office.integration, "301")

    assert office.company.state() == before
    with office.store.reading() as work:
        assert work.links.all(office.integration.id, LinkKind.CONTACT) == []


def test_what_was_never_read_or_is_not_the_customers_is_refused(office: Any, contacts: ContactLinking) -> None:
    with pytest.raises(RecordNotFound):
        contacts.link(office.integration, "301", "99")
    with pytest.raises(RecordNotFound):
        contacts.link(office.integration, "nobody", "7")
    with pytest.raises(RecordNotFound, match="not linked"):
        contacts.of_customer(office.integration, "8")


def test_a_system_without_contacts_says_so(office: Any) -> None:
    office.connections.create("Dinero", "timelog", "dinero")
    integration = office.connections.integrations()[1]

    with pytest.raises(NotPossible):
        ContactLinking(office.store, office.connectors).of_customer(integration, "1")
