"""Whether a document over there says what an invoice says; pure."""

from __future__ import annotations

import datetime as dt

from desktop.models.records.customers import Customer
from desktop.models.records.invoices import FinanceInvoice, Invoice
from desktop.models.records.rounding import is_rounding

DATES_MOVED = dt.timedelta(days=90)
"""How far back somebody may have moved the date of a draft of ours before booking it."""


def agreeing(there: FinanceInvoice, invoice: Invoice, customer: Customer | None) -> tuple[bool, bool]:
    """Whether the customer is the linked one, and whether the amount is the same, but for the rounding of lines."""
    difference = there.signed(there.net) - invoice.signed(invoice.net)
    same_amount = there.currency == invoice.currency and is_rounding(difference, len(invoice.lines))
    return customer is not None and there.customer_id == customer.id, same_amount


def says_all_of(there: FinanceInvoice, invoice: Invoice, customer: Customer | None) -> bool:
    """Whether customer, amount and date of a document are those of an invoice."""
    return all(agreeing(there, invoice, customer)) and there.date == invoice.date
