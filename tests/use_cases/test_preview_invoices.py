"""A preview says what does not arrive and where amounts will differ; nothing is sent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from desktop import texts
from desktop.app import cards
from desktop.models.invoice_preview import InvoicePreview
from desktop.models.owner_rules import Creation, OwnerRules
from desktop.models.records import FinanceInvoice, FinanceState, Invoice, Side
from desktop.progress import Silent
from desktop.use_cases.preview_invoices import InvoicePreviews


def preview(office: Any, invoice_id: str, **changed: Any) -> InvoicePreview:
    """The preview of a stored invoice after a change of it."""
    with office.store.work() as work:
        work.invoices.put_all(office.integration.id, [replace(_stored(work, office, invoice_id), **changed)])
        work.commit()
    return InvoicePreviews(office.store, office.connectors, office.customers).previews(office.integration, [invoice_id])[invoice_id]


def _stored(work: Any, office: Any, invoice_id: str) -> Invoice:
    found: Invoice = work.invoices.get(office.integration.id, invoice_id)
    return found


def lines(office: Any, invoice_id: str, **changed: Any) -> dict[str, Any]:
    with office.store.reading() as work:
        return {"lines": tuple(replace(line, **changed) for line in _stored(work, office, invoice_id).lines)}


def test_an_invoice_whose_amounts_agree_has_no_difference_and_is_transferred_with_the_predicted_ones(office: Any) -> None:
    found = preview(office, "2")
    assert (found.difference, found.difference_sentence) == (None, None)
    office.transfers.send(office.integration, ["2"], Silent())
    with office.store.reading() as work:
        net = _stored(work, office, "2").net
    assert [draft["netAmount"] for draft in office.company.finance.state()["drafts"]] == [net]


def test_losses_are_named_with_their_values(office: Any) -> None:
    found = preview(office, "3", project_name="Drift", **lines(office, "3", unit="timer"))
    assert {("project_name", "Drift", None), ("unit", "timer", 1)} <= {(one.field, one.value, one.line) for one in found.losses}


@pytest.mark.parametrize(("psa_id", "side", "customer_id"), [("1", Side.FINANCE, "101"), ("8", Side.PSA, "8")])
def test_what_dinero_prints_from_the_customer_is_no_loss_where_it_is_the_same(
    office: Any, monkeypatch: pytest.MonkeyPatch, psa_id: str, side: Side, customer_id: str
) -> None:
    """A linked customer, and one that would be created."""
    psa = office.connectors.card(office.integration, Side.PSA)
    monkeypatch.setattr(
        type(office.connectors), "card", lambda _self, _integration, asked: psa if asked is Side.PSA else cards()["dinero"]
    )
    address = {"address": "Havnegade 1", "zip_code": "8000", "city": "Aarhus C", "country": "DK"}
    with office.store.work() as work:
        customer = work.customers.get(office.integration.id, side, customer_id)
        work.customers.put(office.integration.id, side, replace(customer, **address))
        work.commit()
    own = {
        "customer_id": psa_id,
        **address,
        "city": "AARHUS C",
        "attention": "Mette Holm",
        "contact_id": "301",
        "ean": "5790000000005",
    }
    lost = {one.field for one in preview(office, "1", **own).losses}
    assert lost & {"address", "zip_code", "city", "country", "attention", "ean"} == {"ean"}
    lost = {one.field for one in preview(office, "1", city="Skagen", attention="Ole Vind", address2="2. sal").losses}
    assert lost & {"address", "zip_code", "city", "country", "attention"} == {"address", "city", "attention"}


def test_of_a_customer_that_will_be_linked_by_itself_the_one_over_there_counts(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    psa = office.connectors.card(office.integration, Side.PSA)
    monkeypatch.setattr(
        type(office.connectors), "card", lambda _self, _integration, asked: psa if asked is Side.PSA else cards()["dinero"]
    )
    office.customers.choose_rules(office.integration, OwnerRules(creation=Creation.FIRST_INVOICE, may_link=True))
    with office.store.work() as work:
        ours = work.customers.get(office.integration.id, Side.PSA, "8")
        there = replace(ours, id="900", number="900", attention="Lise Dam", city="Skagen")
        work.customers.put(office.integration.id, Side.FINANCE, there)
        work.commit()

    found = preview(office, "1", customer_id="8", contact_id="301", city="Aalborg")

    assert str(found.att_sentence) == "Att. person: Mette Holm is written over Lise Dam."
    assert "city" in {one.field for one in found.losses}


def test_the_line_that_makes_a_difference_is_named(office: Any) -> None:
    texts.set_language("en")
    found = preview(office, "3", **lines(office, "3", net=Decimal("599.99")))
    assert found.difference is not None
    assert (found.difference.cause, found.difference.net.amount) == (1, Decimal(0))
    assert str(found.difference_sentence) == "Line 1 is 599.99 DKK in TimeLog and becomes 600.00 DKK in e-conomic."


def test_numbers_that_are_refused_anyway_are_not_predicted(office: Any) -> None:
    assert preview(office, "3", **lines(office, "3", quantity=Decimal("1.3333333"))).difference is None


def test_an_invoice_that_was_never_read_has_no_preview(office: Any) -> None:
    assert InvoicePreviews(office.store, office.connectors, office.customers).previews(office.integration, ["unknown"]) == {}


def test_vat_follows_the_zone_of_the_customer_and_is_not_guessed_while_the_customer_is_open(office: Any) -> None:
    texts.set_language("en")
    accounts = [
        {"vatZone": {"vatZoneNumber": zone}, "salesAccount": {"accountNumber": 1010, "vatAccount": {"vatCode": code}}}
        for zone, code in ((1, "U25"), (2, "U0"))
    ]
    office.company.finance.agreement["vatAccounts"].put({"vatCode": "U0", "name": "EU", "ratePercentage": 0})
    office.company.change_finance("productGroups", 1, salesAccounts=accounts)
    office.company.change_finance("customers", 102, vatZone={"vatZoneNumber": 2})
    office.read()
    found = preview(office, "2")
    assert str(found.difference_sentence) == "Line 1 has 25.00 % VAT in TimeLog and gets 0.00 % in e-conomic."

    office.customers.choose_rules(office.integration, OwnerRules(creation=Creation.MANUAL))
    assert str(preview(office, "9").unknown_vat) == "VAT is not predicted before the customer is linked."
    office.customers.choose_rules(office.integration, OwnerRules(creation=Creation.FIRST_INVOICE))
    assert preview(office, "9").unknown_vat is None


def test_a_credit_note_is_said_not_to_be_tied_to_an_invoice_that_is_not_booked_yet(office: Any) -> None:
    def notes() -> list[str]:
        return [str(one.note) for one in preview(office, "C1").losses if one.field == "credited_invoice_number"]

    assert notes()[0].startswith("Its invoice is not known to be booked in e-conomic")
    office.transfers.send(office.integration, ["2"], Silent())
    assert len(notes()) == 1
    with office.store.work() as work:
        booked = FinanceInvoice(id="900", number="900", state=FinanceState.BOOKED)
        work.transfers.written_back(office.integration.id, "2", booked, attempts=1)
        work.commit()
    assert notes() == []
