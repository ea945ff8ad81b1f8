"""The contact of an invoice as its customer's att. person, where a finance system has one in place of contacts; pure.

Each invoice writes its own contact there, unless it is kept for the customer (product.md chapter 2).
"""

from __future__ import annotations

from desktop.models.field_mapping import FieldChange
from desktop.models.records import Contact, Customer, Invoice
from desktop.models.records.customers import PRIVATE_PERSON
from desktop.texts import Message

FIELD = "attention"
NONE_THERE = Message("A private person has no att. person in the finance system, so the invoice's contact is not carried.")
KEPT = Message("Kept for this customer.")
_LABEL = Message("Att. person")


def contact_id_of(invoice: Invoice) -> str:
    """Id of the invoice's contact in the PSA, else of the customer's reference; empty when it names neither."""
    return next((one for one in (invoice.contact_id, invoice.customer_reference_id) if one and one != "0"), "")


def att_person_change(customer: Customer | None, contact: Contact | None, *, is_kept: bool) -> FieldChange | None:
    """What an invoice with this contact does to the finance customer; no customer: it is created with the invoice.

    `None` when the invoice has no contact, or its name stands there.
    """
    old = customer.attention if customer is not None else ""
    if contact is None or not contact.name or contact.name == old:
        return None
    if customer is not None and customer.status == PRIVATE_PERSON:
        return FieldChange(FIELD, _LABEL, old, contact.name, False, NONE_THERE)
    return FieldChange(FIELD, _LABEL, old, contact.name, not is_kept, KEPT if is_kept else None)
