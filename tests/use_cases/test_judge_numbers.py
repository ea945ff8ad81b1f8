"""What TimeLog says was transferred already, by whom nobody here knows, is not sent before a person says whether it is there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desktop.errors import RecordRefused
from desktop.models.psa_numbers import NUMBERED
from desktop.models.records import Ruling, TransferState
from desktop.models.records.document_judgements import SET_ASIDE
from desktop.models.references import marked_reference, psa_mark
from desktop.progress import Silent
from desktop.sandbox.economic.admission import IdempotencyStore

WHY = "Overført af den gamle integration"


@pytest.fixture
def sent_before(office: Any, new_office: Any) -> Any:
    """Another program booked invoice 6 as 20417 and wrote that to TimeLog; this store knows nothing of it."""
    office.transfers.send(office.integration, ["6"], Silent())
    number = int(office.transfer("6").finance_id)
    office.company.change_finance("drafts", number, references={})
    office.company.book(number, 20417)
    office.company.finance._answers = IdempotencyStore()
    office.company.change_psa("invoices", 6, InvoiceNoExternal="20417")
    made = new_office("fresh", "ready")
    made.fetching.fetch(made.integration, progress=Silent())
    return made


def send(office: Any, invoice_id: str = "6") -> Any:
    return office.transfers.send(office.integration, [invoice_id], Silent())


def documents(office: Any) -> list[int]:
    held = office.company.finance.agreement
    return [*(one["draftInvoiceNumber"] for one in held["drafts"]), *(one["bookedInvoiceNumber"] for one in held["booked"])]


def there(office: Any, reason: str = WHY) -> Any:
    return office.numbers.are_there(office.integration, ["6"], reason, Silent())


def test_it_is_stopped_and_its_number_stays_in_the_psa(sent_before: Any) -> None:
    [reason] = sent_before.transfers.check(sent_before.integration, ["6"])["6"]
    assert reason.kind == NUMBERED
    assert str(reason.sentence) == "TimeLog says that this is 20417 in e-conomic, and it was not sent from here."
    assert send(sent_before).refused == ("6",)
    assert documents(sent_before) == [20417]
    assert sent_before.company.psa_row("invoices", 6)["InvoiceNoExternal"] == "20417"
    assert [one.id for one in sent_before.numbers.open(sent_before.integration)] == ["6"]


def test_that_it_is_there_makes_the_document_of_that_number_its_own_which_reconcile_follows(sent_before: Any) -> None:
    assert there(sent_before).linked == ("6",)
    transfer = sent_before.transfer("6")
    assert (transfer.state, transfer.finance_number) == (TransferState.TRANSFERRED, "20417")
    assert WHY in str(sent_before.newest().message)
    assert send(sent_before).skipped == ("6",)
    [row] = [one for one in sent_before.reconciliation.reconcile(sent_before.integration, Silent()) if one.id == "6"]
    assert (row.there_number, row.differences) == ("20417", ())
    assert documents(sent_before) == [20417]


def test_where_nothing_has_the_number_it_is_set_aside_until_somebody_takes_that_back(sent_before: Any) -> None:
    sent_before.company.change_psa("invoices", 6, InvoiceNoExternal="999")
    sent_before.fetching.fetch(sent_before.integration, progress=Silent())
    judged = there(sent_before)
    assert (judged.set_aside, judged.since) == (("6",), dt.date(2025, 12, 31))
    assert "where nothing from 31/12/2025 on has that number" in str(sent_before.newest().message)
    [state] = sent_before.transfers.states(sent_before.integration, ["6"])
    assert state.elsewhere.kind == SET_ASIDE
    assert (send(sent_before).refused, sent_before.numbers.open(sent_before.integration)) == (("6",), [])
    assert documents(sent_before) == [20417]
    sent_before.numbers.are_not_there(sent_before.integration, ["6"], "Den blev slettet")
    assert send(sent_before).transferred == ("6",)


def test_that_it_is_not_there_lets_it_be_sent(sent_before: Any) -> None:
    assert [one.id for one in sent_before.numbers.are_not_there(sent_before.integration, ["6"], "Det er en anden")] == ["6"]
    assert "Det er en anden" in str(sent_before.newest().message)
    assert send(sent_before).transferred == ("6",)
    assert len(documents(sent_before)) == 2
    sent_before.fetching.fetch(sent_before.integration, progress=Silent())
    sent_before.company.finance.agreement["drafts"].drop(int(sent_before.transfer("6").finance_id))
    assert sent_before.settling.reopen(sent_before.integration, ["6"], Silent()) == {"6": None}
    assert send(sent_before).transferred == ("6",)  # the number in TimeLog is ours: nobody is asked again


@pytest.mark.parametrize("changes", [{"netAmount": 1}, {"customer": {"customerNumber": 102}}])
def test_a_document_of_that_number_which_says_something_else_is_not_taken_for_it(sent_before: Any, changes: Any) -> None:
    sent_before.company.change_finance("booked", 20417, **changes)
    left = there(sent_before).left
    assert "20417" in str(left["6"].sentence)
    assert send(sent_before).refused == ("6",)


def test_nothing_is_decided_without_a_reason(sent_before: Any) -> None:
    with pytest.raises(RecordRefused):
        there(sent_before, "  ")
    with pytest.raises(RecordRefused):
        sent_before.numbers.are_not_there(sent_before.integration, ["6"], "")


def test_a_document_that_carries_our_reference_needs_nobody(office: Any, new_office: Any) -> None:
    send(office)
    made = new_office("fresh", "ready")
    made.fetching.fetch(made.integration, progress=Silent())
    assert made.transfers.check(made.integration, ["6"]) == {"6": []}
    assert send(made).transferred == ("6",)
    assert len(documents(office)) == 1


def test_a_refused_invoice_that_got_its_number_otherwise_is_not_sent_again(office: Any) -> None:
    office.company.change_finance("customers", 106, barred=True)
    assert send(office).refused == ("6",)
    assert office.transfer("6").attempts == 1
    office.company.change_finance("customers", 106, barred=False)
    office.company.change_psa("invoices", 6, InvoiceNoExternal="20417")
    office.fetching.fetch(office.integration, progress=Silent())
    assert office.transfers.check(office.integration, ["6"])["6"][0].kind == NUMBERED


@pytest.mark.parametrize("number", ["20417", "1"])  # the PSA may have the number that it had as a draft
def test_the_document_of_that_number_is_also_shown_beside_the_invoice_and_judged_alone(sent_before: Any, number: str) -> None:
    sent_before.company.change_psa("invoices", 6, InvoiceNoExternal=number)
    sent_before.fetching.fetch(sent_before.integration, progress=Silent())
    doubt = sent_before.judging.look(sent_before.integration, "6")
    [shown] = doubt.documents
    assert shown.document.number == "20417"
    sent_before.judging.decide(sent_before.integration, doubt, shown, Ruling.IS_NOT, "Det er en anden")
    assert send(sent_before).transferred == ("6",)
    assert len(documents(sent_before)) == 2


def test_that_it_is_not_there_says_nothing_of_its_own_document_which_may_get_that_number(sent_before: Any) -> None:
    sent_before.company.change_psa("invoices", 6, InvoiceNoExternal="7")
    sent_before.fetching.fetch(sent_before.integration, progress=Silent())
    sent_before.numbers.are_not_there(sent_before.integration, ["6"], "Nummeret er fra det gamle system")
    assert send(sent_before).transferred == ("6",)
    sent_before.company.book(int(sent_before.transfer("6").finance_id), 7)

    assert sent_before.settling.reopen(sent_before.integration, ["6"], Silent())["6"] is not None
    assert send(sent_before).skipped == ("6",)
    assert sorted(documents(sent_before)) == [7, 20417]


def test_nor_of_a_document_with_our_reference_after_the_database_was_lost(office: Any, new_office: Any) -> None:
    send(office)
    office.company.book(int(office.transfer("6").finance_id), 20417)
    office.company.finance._answers = IdempotencyStore()
    office.company.change_psa("invoices", 6, InvoiceNoExternal="20417")
    made = new_office("fresh", "ready")
    made.fetching.fetch(made.integration, progress=Silent())

    made.numbers.are_not_there(made.integration, ["6"], "Alle er nye")

    assert send(made).transferred == ("6",)
    assert documents(made) == [20417]


def test_a_document_of_another_psa_under_an_unmarked_reference_does_not_explain_the_number(sent_before: Any) -> None:
    send(sent_before, "5")
    number = int(sent_before.transfer("5").finance_id)
    sent_before.company.change_finance("drafts", number, references={"other": "TL-F6"})
    assert sent_before.transfers.check(sent_before.integration, ["6"])["6"][0].kind == NUMBERED
    assert send(sent_before).refused == ("6",)


def test_that_a_draft_of_that_number_is_another_says_nothing_of_what_is_booked_under_it(sent_before: Any) -> None:
    send(sent_before, "5")
    held = sent_before.company.finance.agreement["drafts"]
    draft = held.get(int(sent_before.transfer("5").finance_id))
    [state] = sent_before.transfers.states(sent_before.integration, ["6"])
    reference = marked_reference(state.invoice, psa_mark(sent_before.integration))
    held.put({**draft, "draftInvoiceNumber": 20417, "references": {"other": reference}})
    doubt = sent_before.judging.look(sent_before.integration, "6")
    [copied] = [one for one in doubt.documents if one.document.number == ""]
    sent_before.judging.decide(sent_before.integration, doubt, copied, Ruling.IS_NOT, "Det er en kopi")
    assert send(sent_before).refused == ("6",)


def test_what_is_set_aside_can_be_sent_when_the_psa_has_no_number_any_more(sent_before: Any) -> None:
    sent_before.company.change_psa("invoices", 6, InvoiceNoExternal="999")
    sent_before.fetching.fetch(sent_before.integration, progress=Silent())
    assert there(sent_before).set_aside == ("6",)
    sent_before.company.change_psa("invoices", 6, InvoiceNoExternal="")
    sent_before.fetching.fetch(sent_before.integration, progress=Silent())

    assert [one.id for one in sent_before.numbers.are_not_there(sent_before.integration, ["6"], "Den blev slettet")] == ["6"]
    assert send(sent_before).transferred == ("6",)
