"""Contacts: who is meant is asked where a name does not tell; changes follow; links are made and ended by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.errors import ContactNotSure, NotPossible, RecordNotFound
from desktop.models.records import Contact, LinkKind, Side
from desktop.progress import Silent
from desktop.use_cases.fetch_records import Register


@pytest.fixture
def contacts(office: Any) -> Any:
    return office.contacts


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


def test_a_name_that_is_there_twice_is_asked_and_then_said_once(office: Any, contacts: Any) -> None:
    another_mette(office)
    with pytest.raises(ContactNotSure, match="More than one contact of 101 Fjordbyg A/S is called Mette Holm"):
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

    with pytest.raises(ContactNotSure, match="More than one contact"):
        contact_id(office, "302")


def test_a_link_that_is_ended_deletes_nothing(office: Any, contacts: Any) -> None:
    contact_id(office)
    before = office.company.state()

    assert contacts.unlink(office.integration, "301")
    assert not contacts.unlink(office.integration, "301")

    assert office.company.state() == before
    with office.store.reading() as work:
        assert work.links.all(office.integration.id, LinkKind.CONTACT) == []


def test_what_was_never_read_or_is_not_the_customers_is_refused(office: Any, contacts: Any) -> None:
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
        office.contacts.of_customer(integration, "1")
