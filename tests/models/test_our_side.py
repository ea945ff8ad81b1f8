from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from desktop.models.linked_customers import LinkedCustomers
from desktop.models.our_side import OurSide
from desktop.models.reconciliation import totals
from desktop.models.records import FinanceInvoice, FinanceState, Invoice

MARCH = dt.date(2026, 3, 1)
OURS = OurSide(
    mark="0a1b2c",
    psa="TimeLog",
    system="e-conomic",
    read_at=None,
    invoices=[Invoice(id="1", number="F1", date=MARCH, currency="DKK", net=Decimal(5))],
    transfers={},
    acceptances={},
    customers=LinkedCustomers(),
    whole_of=lambda ids: {},
    figures_of=lambda ids: {},
)
UNKNOWN = FinanceInvoice(id="6000", reference="TL-F99@0a1b2c", currency="DKK", date=MARCH, net=Decimal(100))


def test_every_document_under_an_unknown_reference_of_ours_is_a_row_but_those_from_before_the_first_invoice() -> None:
    second = replace(UNKNOWN, id="6001", net=Decimal(99999))
    older = replace(UNKNOWN, id="90", date=MARCH - dt.timedelta(days=1), state=FinanceState.BOOKED)
    rows = [row for row in OURS.compared([older, UNKNOWN, second]) if row.invoice is None]

    assert [row.id for row in rows] == ["TL-F99@0a1b2c", "TL-F99@0a1b2c 6001"]
    assert [one.there for one in totals(rows)] == [Decimal(100099)]


def test_documents_with_the_mark_of_another_psa_are_no_rows() -> None:
    assert [row.invoice for row in OURS.compared([replace(UNKNOWN, reference="TL-F99@ffffff")])] == [OURS.invoices[0]]
