"""Number and state go back to the PSA; what fails there is told, never undoes a transfer, and is done again later."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.errors import StoreUnusable
from desktop.models.records import Activity, FinanceInvoice, FinanceState, Outcome, Side
from desktop.progress import Silent
from desktop.texts import Message


def invoice(office: Any, number: str) -> Any:
    with office.store.reading() as work:
        return work.invoices.get(office.integration.id, number)


def write(office: Any, number: str, there: FinanceInvoice) -> Any:
    return office.write_back.write(office.integration, invoice(office, number), there)


@pytest.fixture
def sent(office: Any) -> Any:
    office.transfers.send(office.integration, ["1", "C1"], Silent())
    return office


def test_a_booked_invoice_is_told_with_its_number(sent: Any) -> None:
    assert write(sent, "1", FinanceInvoice(id="900", number="900", state=FinanceState.BOOKED))
    row = sent.company.psa_row("invoices", 1)
    assert (row["InvoiceNoExternal"], row["ExternalInvoiceStatus"], row["Status"]) == ("900", "Booked", "Booked")
    assert (sent.transfer("1").finance_number, sent.transfer("1").written_state) == ("900", "booked")


def test_what_was_written_back_is_in_the_log_and_the_transfer_keeps_its_own_entry(sent: Any) -> None:
    before = sent.transfer("1").log_entry_id
    assert write(sent, "1", FinanceInvoice(id="900", number="900", state=FinanceState.BOOKED))
    entry = sent.newest()
    assert (entry.activity, entry.outcome, entry.subject_id) == (Activity.WRITE_BACK, Outcome.DONE, "1")
    assert str(entry.message) == "Number 900 and its state were written to TimeLog."
    assert sent.log.entry(entry.id).exchanges
    assert sent.transfer("1").log_entry_id == before
    assert write(sent, "1", FinanceInvoice(id="900", number="900", state=FinanceState.PAID))
    assert str(sent.newest().message) == "Number 900 was written to TimeLog, and that it is paid."


def test_a_paid_invoice_is_marked_as_paid_and_that_may_be_repeated(sent: Any) -> None:
    for _ in range(2):
        assert write(sent, "1", FinanceInvoice(id="900", number="900", state=FinanceState.PAID))
    assert sent.company.psa_row("invoices", 1)["Status"] == "Checked"


def test_a_paid_credit_note_is_told_although_it_cannot_be_marked(sent: Any) -> None:
    assert write(sent, "C1", FinanceInvoice(id="901", number="901", state=FinanceState.PAID))
    assert sent.transfer("C1").written_state == "paid"


def test_a_psa_that_refuses_is_told_in_the_log(sent: Any) -> None:
    sent.plan(Side.PSA, {"kind": "error_before", "path": "/Invoicing/"})
    assert not write(sent, "1", FinanceInvoice(id="900", number="900", state=FinanceState.BOOKED))
    entry = sent.newest()
    assert (entry.activity, entry.outcome, entry.system) == (Activity.WRITE_BACK, Outcome.REFUSED, "TimeLog")
    assert entry.exchanges


def test_a_psa_that_is_not_connected_undoes_nothing(sent: Any) -> None:
    sent.connections.reset(sent.integration.id, Side.PSA)
    assert not write(sent, "1", FinanceInvoice(id="900", number="900"))
    assert "TimeLog is not connected" in str(sent.newest().message)


def test_a_store_that_is_locked_undoes_nothing(sent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = invoice(sent, "1")

    def locked() -> None:
        raise StoreUnusable(Message("The database is locked."))

    monkeypatch.setattr(sent.store, "work", locked)
    assert not sent.write_back.write(sent.integration, one, FinanceInvoice(id="1"))
