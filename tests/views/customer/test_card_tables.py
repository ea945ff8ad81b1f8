"""The lists below the fields of a customer, without a window."""

from __future__ import annotations

import datetime as dt

from desktop.models.invoice_rows import row_of
from desktop.models.records import FinanceState, Invoice, Transfer, TransferState
from desktop.views.customer.card_tables import invoices_table


def test_the_number_over_there_is_that_of_the_draft_until_it_is_booked(qapp: object) -> None:
    day = dt.date(2026, 10, 31)
    numbers = []
    for booked in ("", "5001"):
        transfer = Transfer(
            invoice_id="1",
            state=TransferState.TRANSFERRED,
            reference="TL-1",
            key="",
            finance_id="31",
            draft_number="31",
            finance_number=booked,
            started_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        )
        table = invoices_table()
        table.set_rows([row_of(Invoice(id="1", number="1", date=day), transfer, FinanceState.DRAFT)])
        [place] = [place for place, one in enumerate(table.columns) if one.key == "there"]
        numbers.append(table.data(table.index(0, place)))
    assert numbers == ["31", "5001"]
