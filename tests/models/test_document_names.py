"""Documents are told apart by their names, and each counts once however often a list tells it."""

from __future__ import annotations

import pytest

from desktop.models.records import FinanceInvoice, FinanceState
from desktop.models.records.document_names import each_once

DRAFT = FinanceInvoice(id="7", draft_number="7", state=FinanceState.DRAFT, reference="TL-1@aaaaaa")
BOOKED = FinanceInvoice(id="20500", number="20500", draft_number="7", state=FinanceState.BOOKED, reference="TL-1@aaaaaa")
NUMBERED_ALIKE = FinanceInvoice(id="7", number="7", state=FinanceState.BOOKED, reference="TL-2@aaaaaa")
OF_AN_ORDER = FinanceInvoice(id="20501", number="20501", draft_number="7", state=FinanceState.BOOKED, reference="PO 4711")
CLEARED = FinanceInvoice(id="7", draft_number="7", state=FinanceState.DRAFT)
OF_AN_ORDER_WITHOUT_REFERENCE = FinanceInvoice(id="20502", number="20502", draft_number="7", state=FinanceState.BOOKED)
GUID = FinanceInvoice(id="6f0d", state=FinanceState.DRAFT, reference="TL-3@aaaaaa")  # keeps its id when it is booked
GUID_BOOKED = FinanceInvoice(id="6f0d", number="31", state=FinanceState.BOOKED, reference="TL-3@aaaaaa")


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ([DRAFT, BOOKED], [BOOKED]),
        ([DRAFT, DRAFT], [DRAFT]),
        ([GUID, GUID_BOOKED], [GUID_BOOKED]),
        ([DRAFT, OF_AN_ORDER], [DRAFT, OF_AN_ORDER]),
        ([DRAFT, NUMBERED_ALIKE], [DRAFT, NUMBERED_ALIKE]),
        ([CLEARED, OF_AN_ORDER_WITHOUT_REFERENCE], [CLEARED, OF_AN_ORDER_WITHOUT_REFERENCE]),
    ],
)
def test_a_document_counts_once_as_it_was_read_last(told: list[FinanceInvoice], counted: list[FinanceInvoice]) -> None:
    assert each_once(told) == counted
