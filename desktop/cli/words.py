"""What the words of the program are called in tables for people; JSON keeps the words themselves."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.models.owner_rules import Creation, OwnerMode
from desktop.texts import Message

SETTINGS: Mapping[str, Message] = {
    "customer_group": Message("Customer group"),
    "vat_zone": Message("VAT zone"),
    "payment_terms": Message("Payment terms"),
    "layout": Message("Layout"),
    "employee_group": Message("Employee group"),
    "mode": Message("Customer owner"),
    "creation": Message("New customers are created"),
    "may_link": Message("Bindeled may link customers by itself"),
}

CHOSEN: Mapping[object, Message] = {
    OwnerMode.PSA: Message("the PSA ({word})", word=OwnerMode.PSA.value),
    OwnerMode.FINANCE: Message("the finance system ({word})", word=OwnerMode.FINANCE.value),
    OwnerMode.BOTH: Message("both systems ({word})", word=OwnerMode.BOTH.value),
    Creation.MANUAL: Message("by hand ({word})", word=Creation.MANUAL.value),
    Creation.FIRST_INVOICE: Message("with the first invoice ({word})", word=Creation.FIRST_INVOICE.value),
    True: Message("yes"),
    False: Message("no"),
}
"""What a setting can be; in brackets the word that the option takes."""
