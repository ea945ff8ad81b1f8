"""Number and state go back to the PSA; what fails there is told, never undoes a transfer, and is done again later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.errors import Cancelled, StoreUnusable
from desktop.models.records import Activity, FinanceInvoice, FinanceState, Outcome, Side, TransferStep
from desktop.progress import Silent, heeding
from desktop.texts import Message


def invoice(office: Any, number: str) -> Any:
    with office.store.reading() as work:
        return work.invoices.get(office.integration.id, number)


def write(office: Any, number: str, there: FinanceInvoice) -> Any:
    return office.write_back.write(office.integration, invoice(office, number), there)


def written(office: Any) -> list[str]:
    """What was written to TimeLog, as the stand-in counted it; forgets it."""
    calls = [call.get("operation", "") for call in office.company.psa.calls.listed()["calls"]]
    office.company.psa.calls.kept.clear()
    return [one for one in calls if one.startswith(("Update", "Create", "Mark"))]


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


def test_what_timelog_has_already_is_not_written_again(sent: Any) -> None:
    written(sent)
    booked = FinanceInvoice(id="900", number="900", state=FinanceState.BOOKED)
    assert write(sent, "1", booked)
    assert written(sent) == ["UpdateExternalData", "CreateInvoiceExternalMappingRequest"]
    assert write(sent, "1", booked)
    assert sent.company.psa.calls.listed()["calls"] == []
    assert write(sent, "1", replace(booked, state=FinanceState.PAID))
    assert written(sent) == ["MarkInvoiceAsChecked"]  # number and state say the same as before
    assert write(sent, "1", replace(booked, number="901", state=FinanceState.PAID))
    assert written(sent) == ["UpdateExternalData", "CreateInvoiceExternalMappingRequest"]  # it is marked already
    assert sent.company.psa_row("invoices", 1)["InvoiceNoExternal"] == "901"


def test_a_draft_that_was_made_anew_over_there_is_told_once(sent: Any) -> None:
    written(sent)
    for _ in range(2):
        assert write(sent, "1", FinanceInvoice(id="77", draft_number="77"))
    assert written(sent) == ["UpdateExternalData", "CreateInvoiceExternalMappingRequest"]
    assert (sent.transfer("1").finance_id, sent.company.psa_row("invoices", 1)["InvoiceNoExternal"]) == ("77", "77")


def test_a_draft_without_a_number_is_told_by_its_key_alone_and_its_id_is_shown_nowhere(sent: Any) -> None:
    number = sent.company.psa_row("invoices", 1)["InvoiceNoExternal"]
    written(sent)
    assert write(sent, "1", FinanceInvoice(id="0c1a1f0e"))
    assert written(sent) == ["CreateInvoiceExternalMappingRequest"]
    assert sent.company.psa_row("invoices", 1)["InvoiceNoExternal"] == number
    assert str(sent.newest().message) == "The draft was noted in TimeLog. Its number is written when it is booked."
    assert (sent.transfer("1").finance_id, sent.transfer("1").shown_number) == ("0c1a1f0e", "")


@pytest.mark.parametrize("lost", ["Update", "Create"])
def test_what_was_written_although_no_answer_came_is_read_first_and_not_written_again(sent: Any, lost: str) -> None:
    written(sent)
    booked = FinanceInvoice(id="900", number="900", state=FinanceState.BOOKED)
    calls = {"Update": 2, "Create": 4}[lost]  # after what stands there was read; between the two the key is looked for
    sent.plan(Side.PSA, {"kind": "cut_after", "path": "/Invoicing", "calls": [calls]})
    assert not write(sent, "1", booked)
    sent.plan(Side.PSA)
    assert sent.transfer("1").steps[TransferStep.WRITE_BACK] is Outcome.UNKNOWN
    before = written(sent)
    assert write(sent, "1", booked)
    assert [*before, *written(sent)] == ["UpdateExternalData", "CreateInvoiceExternalMappingRequest"]
    assert sent.company.psa_row("invoices", 1)["ExternalKeys"][-1]["ExternalID"] == "900"


def test_a_credit_note_whose_key_was_written_although_no_answer_came_has_it_once(sent: Any) -> None:
    """TimeLog finds no credit note by its key, so the key is written again: it is the same for the same document."""
    booked = FinanceInvoice(id="901", number="901", state=FinanceState.BOOKED)
    sent.plan(Side.PSA, {"kind": "cut_after", "path": "/Invoicing"})
    assert not write(sent, "C1", booked)
    sent.plan(Side.PSA)
    assert write(sent, "C1", booked)
    assert [one["ExternalID"] for one in sent.company.psa_row("credit_notes", 1)["ExternalKeys"]] == ["901"]


def test_a_booked_invoice_with_the_number_of_its_draft_is_told_that_it_is_booked(sent: Any) -> None:
    number = sent.transfer("1").finance_id
    assert write(sent, "1", FinanceInvoice(id=number, number=number, state=FinanceState.BOOKED))
    assert sent.company.psa_row("invoices", 1)["ExternalInvoiceStatus"] == "Booked"


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


def test_a_write_that_was_stopped_between_two_calls_is_in_the_log_and_repeated(sent: Any) -> None:
    there = FinanceInvoice(id="900", number="900", state=FinanceState.PAID)

    def stop() -> None:
        if written(sent):
            raise Cancelled

    sent.company.psa.calls.kept.clear()
    with heeding(stop):
        assert not write(sent, "1", there)
    entry = sent.newest()
    assert (entry.activity, entry.outcome) == (Activity.WRITE_BACK, Outcome.UNKNOWN)
    assert write(sent, "1", there)


def test_what_was_read_before_the_invoice_was_sent_again_is_not_written(sent: Any) -> None:
    there = FinanceInvoice(id="900", number="900", state=FinanceState.BOOKED)
    sent.company.psa.calls.kept.clear()
    assert sent.write_back.write(sent.integration, invoice(sent, "1"), there, 7)
    assert written(sent) == []
    assert sent.transfer("1").finance_number == ""


@pytest.mark.parametrize("number", ["1", "C1"])
def test_that_an_invoice_is_gone_from_the_psa_is_said_with_what_to_do_about_what_was_sent(office: Any, number: str) -> None:
    sent = invoice(office, number)
    with office.company.psa.lock:
        table = "credit_notes" if number == "C1" else "invoices"
        del office.company.psa.site.tables[table][1]
        del office.company.psa.site.guids[table][sent.guid]
    assert office.transfers.send(office.integration, [number], Silent()).transferred == (number,)
    entry = office.newest()
    assert (entry.outcome, str(entry.message)) == (Outcome.REFUSED, f"The invoice {sent.number} is not in TimeLog any more.")
    assert "Delete or credit it over there" in str(entry.what_to_do)
