"""Whom an invoice makes the att. person of its customer, and what the preview says about it."""

from __future__ import annotations

import datetime as dt

import pytest

from desktop.models.att_person import KEPT, NONE_THERE, att_person_change, contact_id_of
from desktop.models.invoice_preview import InvoicePreview
from desktop.models.records import Contact, Customer, Invoice
from desktop.models.records.customers import PRIVATE_PERSON

IDA = Contact(id="301", first_name="Ida", last_name="Holm")


@pytest.mark.parametrize(
    ("contact", "reference", "found"),
    [("301", "302", "301"), ("", "302", "302"), ("0", "302", "302"), ("0", "0", ""), ("", "", "")],
)
def test_the_contact_counts_before_the_customers_reference(contact: str, reference: str, found: str) -> None:
    invoice = Invoice(id="1", date=dt.date(2026, 3, 31), contact_id=contact, customer_reference_id=reference)
    assert contact_id_of(invoice) == found


def test_the_preview_shows_who_stands_there_and_who_will() -> None:
    change = att_person_change(Customer(attention="Lise Dam"), IDA, is_kept=False)
    assert change is not None
    assert (change.old, change.new, change.is_changed, change.reason) == ("Lise Dam", "Ida Holm", True, None)


def test_one_that_is_kept_says_so() -> None:
    change = att_person_change(Customer(attention="Lise Dam"), IDA, is_kept=True)
    assert change is not None
    assert (change.is_changed, change.reason) == (False, KEPT)
    assert InvoicePreview((), None, None, att_person=change).is_att_person_kept


def test_a_private_person_has_none_and_the_preview_says_so() -> None:
    change = att_person_change(Customer(status=PRIVATE_PERSON), IDA, is_kept=False)
    preview = InvoicePreview((), None, None, att_person=change)
    assert change is not None
    assert (change.is_changed, preview.att_sentence, preview.is_att_person_kept) == (False, NONE_THERE, False)


def test_nothing_changes_without_a_contact_or_where_it_stands_already() -> None:
    assert att_person_change(Customer(attention="Ida Holm"), IDA, is_kept=False) is None
    assert att_person_change(Customer(), None, is_kept=False) is None
    assert att_person_change(None, Contact(id="1"), is_kept=False) is None


def test_a_customer_that_is_created_with_the_invoice_has_nobody_yet() -> None:
    change = att_person_change(None, IDA, is_kept=False)
    assert change is not None
    assert (change.old, change.new) == ("", "Ida Holm")
