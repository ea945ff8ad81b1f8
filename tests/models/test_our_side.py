from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from desktop.models.differences import Difference
from desktop.models.linked_customers import LinkedCustomers
from desktop.models.our_side import OurSide
from desktop.models.reconciliation import totals
from desktop.models.records import FinanceInvoice, FinanceState, Invoice, Transfer, TransferState

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


def test_both_documents_of_an_invoice_that_is_there_twice_count_in_the_totals_of_the_other_side() -> None:
    own = replace(UNKNOWN, reference="TL-F1@0a1b2c", net=Decimal(5))
    [row] = OURS.compared([own, replace(own, id="6001")])
    [total] = totals([row])
    assert (row.differences, row.difference) == ((Difference.TWICE,), Decimal(5))
    assert (total.here, total.there) == (Decimal(5), Decimal(10))


def test_the_document_that_a_transfer_names_is_its_own_under_any_reference_and_before_any_other() -> None:
    transfer = Transfer(
        invoice_id="1",
        state=TransferState.TRANSFERRED,
        reference="TL-F1@0a1b2c",
        key="",
        finance_id="6000",
        draft_number="6000",
        started_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
    )
    ours = replace(OURS, transfers={"1": transfer})
    own = replace(UNKNOWN, reference="PO 4711", net=Decimal(5))
    booked = replace(own, id="901", number="901", draft_number="6000", state=FinanceState.BOOKED)
    copy = replace(UNKNOWN, id="900", number="900", reference="TL-F1@0a1b2c", net=Decimal(5), state=FinanceState.BOOKED)
    for one in (own, booked):
        assert [(row.there, row.agrees) for row in ours.compared([one])] == [(one, True)]
        assert [(row.there, row.further) for row in ours.compared([copy, one])] == [(one, (copy,))]
