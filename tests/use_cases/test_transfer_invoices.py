"""Each invoice goes once: done, refused, not sent or unknown, each with its reason, and the others go on."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from desktop.errors import Cancelled, StoreUnusable
from desktop.models import presence
from desktop.models.psa_numbers import NUMBERED
from desktop.models.records import Outcome, Side, TransferState, TransferStep
from desktop.models.store import transfer_outcomes
from desktop.models.transfer_run import Ending
from desktop.progress import Silent
from desktop.sandbox.economic.admission import IdempotencyStore
from desktop.senders import this_sender
from desktop.texts import Message
from desktop.use_cases import send_invoice
from desktop.use_cases.activate_integration import IntegrationActivation
from desktop.use_cases.link_people import PeopleOfRun

DRAFTS = "^/invoices/drafts$"
FINE = ["1", "2", "3", "4", "5", "6"]


def send(office: Any, *invoice_ids: str, progress: Any = None, on_change: Any = None) -> Any:
    more = {"on_change": on_change} if on_change else {}
    return office.transfers.send(office.integration, invoice_ids or FINE, progress or Silent(), **more)


def state(office: Any, invoice_id: str) -> TransferState:
    transfer = office.transfer(invoice_id)
    assert transfer is not None
    return transfer.state


def test_invoices_become_drafts_with_our_reference_and_their_numbers_go_back(office: Any) -> None:
    report = send(office)
    assert sorted(report.transferred) == FINE
    assert report.stopped_by is None
    draft = office.company.drafts("TL-F3")[0]
    assert (draft["netAmount"], draft["customer"]["customerNumber"]) == (Decimal(600), 103)
    transfer = office.transfer("3")
    assert transfer.finance_id == str(draft["draftInvoiceNumber"])
    assert transfer.written_state == "draft"
    assert office.company.psa_row("invoices", 3)["InvoiceNoExternal"] == transfer.finance_id
    entry = office.log.entry(transfer.log_entry_id)
    assert entry.outcome is Outcome.DONE
    assert "TL-F3" in entry.exchanges[0].sent


def test_contact_and_employee_stand_on_the_draft(office: Any) -> None:
    send(office, "1")
    references = office.company.drafts("TL-F1")[0]["references"]
    assert references["customerContact"] == {"customerContactNumber": 7}
    assert references["salesPerson"] == {"employeeNumber": 3}


def test_a_contact_that_several_invoices_need_is_created_once(office: Any) -> None:
    for number in (2, 3, 4, 5, 6):
        office.company.change_psa("invoices", number, CustomerID=2, ContactID=302, CustomerReferenceID=302)
    office.fetching.fetch(office.integration, progress=Silent())
    assert sorted(send(office).transferred) == FINE
    assert [one["name"] for one in office.company.finance.agreement["contacts"]] == ["Mette Holm", "Ole Vind"]


def test_a_credit_note_goes_with_negative_quantities(office: Any) -> None:
    send(office, "C1")
    draft = office.company.drafts("TLK-K1")[0]
    assert draft["netAmount"] == Decimal(-1000)
    assert draft["notes"]["textLine2"] == "Krediterer faktura F2"


def test_a_credit_note_names_its_invoice_by_the_number_that_it_was_booked_under(office: Any) -> None:
    send(office, "2")
    office.company.book(int(office.transfer("2").finance_id), 20417)
    office.reconciliation.reconcile(office.integration, Silent())
    send(office, "C1")
    assert office.company.drafts("TLK-K1")[0]["notes"]["textLine2"] == "Krediterer faktura 20417"


def test_an_unlinked_customer_is_made_at_its_first_invoice(office: Any) -> None:
    assert send(office, "9").transferred == ("9",)
    assert office.company.finance.agreement["customers"].get(2009)["name"] == "Aalborg Regnskab"


def test_what_cannot_go_is_red_with_its_reason_and_the_others_go_on(office: Any) -> None:
    report = send(office, "7", "8", "10", "1")
    assert report.transferred == ("1",)
    assert sorted(report.refused) == ["10", "7", "8"]
    kinds = {number: office.transfer(number).reason.kind for number in ("7", "8", "10")}
    assert kinds == {"7": "unknown_item", "8": "unknown_currency", "10": "not_booked"}
    assert len(office.company.drafts()) == 1
    entry = office.log.entry(office.transfer("7").log_entry_id)
    assert entry.outcome is Outcome.NOT_SENT
    assert entry.what_to_do is not None


def test_a_check_gives_every_reason_and_sends_and_keeps_nothing(office: Any) -> None:
    found = office.transfers.check(office.integration, ["1", "7", "77"])
    assert found["1"] == []
    assert [reason.kind for reason in found["7"]] == ["unknown_item"]
    assert "77" not in found
    assert office.transfer("7") is None


def test_a_red_invoice_goes_when_its_cause_is_mended(office: Any) -> None:
    send(office, "7")
    office.company.finance.agreement["products"].put(
        {"productNumber": "7777", "name": "Ny", "productGroup": {"productGroupNumber": 1}}
    )
    office.fetching.fetch(office.integration, progress=Silent())
    office.items.activate(office.integration.id, ["7777"])
    assert send(office, "7").transferred == ("7",)
    assert office.transfer("7").reason is None


def test_what_was_transferred_is_not_sent_again(office: Any) -> None:
    send(office, "1")
    assert sorted(send(office, "1", "1", "unknown").skipped) == ["1", "unknown"]
    assert len(office.company.drafts()) == 1


def test_a_refusal_of_the_system_is_red_and_the_next_attempt_is_no_replay(office: Any) -> None:
    office.company.change_finance("customers", 101, barred=True)
    report = send(office, "1", "2")
    assert (report.refused, report.transferred) == (("1",), ("2",))
    assert "barred" in str(office.transfer("1").reason.sentence)
    office.company.change_finance("customers", 101, barred=False)
    assert send(office, "1").transferred == ("1",)
    assert len(office.company.drafts("TL-F1")) == 1


@pytest.mark.parametrize(
    "kind", ["cut_after", "cut_during", "truncated", "wrong_type", "error_after", "error_before", "cut_before"]
)
def test_a_lost_answer_is_unknown_until_it_is_looked_up_and_never_makes_a_second_draft(office: Any, kind: str) -> None:
    office.plan(Side.FINANCE, {"kind": kind, "method": "POST", "path": DRAFTS, "calls": [1]})
    report = send(office, "1", "2")
    unknown = report.unknown[0]
    assert state(office, unknown) is TransferState.UNKNOWN
    assert office.log.entry(office.transfer(unknown).log_entry_id).outcome is Outcome.UNKNOWN
    again = send(office, "1", "2")
    assert unknown in (*again.transferred, *again.skipped)
    assert [len(office.company.drafts(f"TL-F{number}")) for number in (1, 2)] == [1, 1]
    assert state(office, unknown) is TransferState.TRANSFERRED


def test_a_system_that_cannot_be_asked_leaves_it_unknown(office: Any) -> None:
    office.plan(Side.FINANCE, {"kind": "cut_after", "method": "POST", "path": DRAFTS})
    send(office, "1")
    office.plan(Side.FINANCE, {"kind": "error_before", "method": "GET", "path": "references.other"})
    assert send(office, "1").unknown == ("1",)
    office.plan(Side.FINANCE)
    send(office, "1")
    assert len(office.company.drafts()) == 1


def test_nothing_of_an_invoice_is_unknown_when_only_its_contact_could_not_be_made(office: Any) -> None:
    office.company.finance.agreement["contacts"].drop(7)
    office.plan(Side.FINANCE, {"kind": "error_after", "method": "POST", "path": "/contacts$", "calls": [1]})
    assert send(office, "1").refused == ("1",)
    assert office.newest().outcome is Outcome.NOT_SENT
    assert office.transfer("1").reason.is_unsent
    assert send(office, "1").transferred == ("1",)
    assert len(list(office.company.finance.agreement["contacts"])) == 1


def test_a_missing_standard_value_stops_only_the_invoices_that_need_it_and_is_found_by_a_check(office: Any) -> None:
    chosen = office.standard_values.chosen(office.integration.id)
    office.standard_values.choose(office.integration.id, replace(chosen, layout=""))
    customers = office.company.finance.agreement["customers"]
    for one in list(customers)[:3]:
        customers.put({name: value for name, value in one.items() if name != "layout"})
    office.read()
    kinds = {number: [one.kind for one in found] for number, found in office.transfers.check(office.integration, FINE).items()}
    assert ["standard_value_missing"] in kinds.values()
    report = send(office)
    assert report.stopped_by is None
    assert set(report.refused) == {number for number, found in kinds.items() if found}
    assert report.transferred


def test_a_missing_customer_group_stops_only_the_invoice_whose_customer_would_be_created(office: Any) -> None:
    chosen = office.standard_values.chosen(office.integration.id)
    office.standard_values.choose(office.integration.id, replace(chosen, customer_group=""))
    assert [one.kind for one in office.transfers.check(office.integration, ["9"])["9"]] == ["standard_value_missing"]
    report = send(office, "9", "1")
    assert (report.refused, report.transferred, report.stopped_by) == (("9",), ("1",), None)
    assert "Customer group" in str(office.transfer("9").reason.sentence)


def test_nothing_is_sent_before_the_integration_is_active_but_it_can_be_checked(office: Any) -> None:
    IntegrationActivation(office.store).deactivate(office.integration.id)
    assert office.transfers.check(office.integration, ["1"]) == {"1": []}
    report = send(office)
    assert (report.stopped_by.kind, list(report.open)) == ("NotActive", FINE)
    assert "Activate it under Setup" in str(report.stopped_by.what_to_do)
    assert office.company.drafts() == []
    assert office.newest().outcome is Outcome.NOT_SENT
    IntegrationActivation(office.store).activate(office.integration.id, "all is read")
    assert sorted(send(office).transferred) == FINE


def test_credentials_that_are_refused_stop_the_run_and_the_rest_stays_open(office: Any) -> None:
    office.plan(Side.FINANCE, {"kind": "expired_token", "method": "POST"})
    report = send(office)
    assert report.stopped_by.kind == "SignInRefused"
    assert report.refused
    assert sorted((*report.refused, *report.open)) == FINE
    assert all(office.transfer(number) is None for number in report.open)
    office.plan(Side.FINANCE)
    assert sorted(send(office).transferred) == FINE


def test_a_connection_that_is_refused_stops_the_run_before_it_begins(office: Any) -> None:
    office.company.finance.agreement.tokens = []
    report = send(office)
    assert report.stopped_by.kind == "SignInRefused"
    assert list(report.open) == FINE
    assert office.newest().outcome is Outcome.NOT_SENT


def test_nothing_is_sent_to_another_company(office: Any) -> None:
    office.company.finance.agreement.own["agreementNumber"] = 9999
    report = send(office)
    assert report.stopped_by.kind == "WrongCompany"
    assert list(report.open) == FINE
    assert office.company.drafts() == []


def test_cancel_stops_between_two_invoices(office: Any, stops_at: Any) -> None:
    office.plan(Side.FINANCE, {"kind": "latency", "method": "POST", "path": DRAFTS, "seconds": 0.2})
    report = send(office, progress=stops_at(2))
    assert report.stopped_by.kind == "Cancelled"
    assert report.open
    assert len(office.company.drafts()) == len(report.transferred)


def test_every_change_of_a_lamp_is_told(office: Any) -> None:
    told: list[tuple[str, str]] = []
    send(office, "1", "7", on_change=lambda number: told.append((number, state(office, number))))
    assert [one for one in told if one[0] == "1"] == [("1", "sending"), ("1", "transferred"), ("1", "transferred")]
    assert [one for one in told if one[0] == "7"] == [("7", "failed")]


def test_invoices_are_listed_with_their_state(office: Any) -> None:
    send(office, "1")
    found = {one.invoice.id: one.transfer and one.transfer.state for one in office.transfers.invoices(office.integration)}
    assert found["1"] is TransferState.TRANSFERRED
    assert found["2"] is None
    assert [one.invoice.id for one in office.transfers.states(office.integration, ["1", "77"])] == ["1"]


def test_two_invoices_of_one_number_are_told_apart_before_anything_is_sent(office: Any) -> None:
    office.company.change_psa("invoices", 2, InvoiceNo="F1")
    office.fetching.fetch(office.integration, progress=Silent())
    send(office, "1")
    assert send(office, "2").refused == ("2",)
    assert office.transfer("2").reason.kind == "same_reference"
    assert len(office.company.drafts()) == 1


def test_a_document_of_another_psa_under_the_same_number_is_not_taken_for_ours(office: Any, new_office: Any) -> None:
    send(office, "1")
    stranger = new_office("stranger", "ready")
    office.company.change_psa("invoices", 2, InvoiceNo="F1")
    stranger.fetching.fetch(stranger.integration, progress=Silent())
    assert send(stranger, "2").refused == ("2",)
    assert "but is for 101 Fjordbyg A/S" in str(stranger.transfer("2").reason.sentence)


def test_another_installation_finds_what_is_there(office: Any, new_office: Any) -> None:
    send(office)
    other = new_office("colleague", "ready")
    assert sorted(send(other).transferred) == FINE
    assert len(office.company.drafts()) == len(FINE)
    assert "had been sent before" in str(other.log.entry(other.transfer("1").log_entry_id).message)


@pytest.mark.parametrize(("net", "is_asked"), [(1200, False), (77, True)])
def test_what_is_there_is_found_although_its_reference_has_other_capitals_and_asked_about_when_it_says_less(
    office: Any, new_office: Any, net: int, is_asked: bool
) -> None:
    send(office, "6")
    [draft] = office.company.drafts("TL-F6")
    reference = f" {draft['references']['other'].lower()}"
    office.company.change_finance("drafts", draft["draftInvoiceNumber"], references={"other": reference}, netAmount=net)
    office.company.finance._answers = IdempotencyStore()  # more than an hour later
    report = send(new_office("somebody else", "ready"), "6")
    assert (report.transferred, report.refused) == (((), ("6",)) if is_asked else (("6",), ()))
    assert len(office.company.drafts()) == 1


def test_two_invoices_whose_numbers_differ_in_capitals_keep_their_documents_apart(office: Any, new_office: Any) -> None:
    for number, name in ((5, "nord-1"), (6, "NORD-1")):
        office.company.change_psa("invoices", number, InvoiceNo=name)
    office.fetching.fetch(office.integration, progress=Silent())
    send(office, "5")
    send(office, "6")
    other = new_office("somebody else", "ready")
    other.fetching.fetch(other.integration, progress=Silent())
    send(other, "5", "6")
    assert [other.transfer(one).finance_id for one in "56"] == [office.transfer(one).finance_id for one in "56"]
    assert len(office.company.drafts()) == 2


def test_what_is_there_is_found_although_its_date_was_moved_earlier(office: Any, new_office: Any) -> None:
    send(office, "1")
    number = int(office.transfer("1").finance_id)
    office.company.change_finance("drafts", number, date="2026-01-02")
    other = new_office("after the database was lost", "ready")
    assert send(other, "1").transferred == ("1",)
    assert len(office.company.drafts()) == 1
    assert "had been sent before" in str(other.log.entry(other.transfer("1").log_entry_id).message)


def test_two_installations_at_once_make_one_draft_each(office: Any, new_office: Any) -> None:
    other = new_office("colleague", "ready")
    at_once(lambda: send(office), lambda: send(other))
    assert len(office.company.drafts()) == len(FINE)


def test_what_another_installation_sent_while_a_run_lasted_is_found_when_the_system_has_forgotten_our_key(
    office: Any, new_office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague = new_office("colleague", "ready")
    real = office.transfers._send_one

    def an_hour_later(run: Any, invoice_id: str) -> Any:
        send(colleague, invoice_id)
        office.company.finance._answers = IdempotencyStore()
        monkeypatch.setattr(presence, "FRESH_FOR", dt.timedelta(0))
        return real(run, invoice_id)

    monkeypatch.setattr(office.transfers, "_send_one", an_hour_later)
    assert send(office, "6").transferred == ("6",)
    assert len(office.company.drafts()) == 1


def test_what_another_installation_sent_while_this_computer_slept_before_its_turn_is_found(
    office: Any, new_office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague = new_office("colleague", "ready")
    finance = office.connectors.finance(office.integration)
    real = finance.create_draft

    def sleeps(draft: Any) -> Any:
        send(colleague, "6")
        office.company.finance._answers = IdempotencyStore()
        monkeypatch.setattr(presence, "FRESH_FOR", dt.timedelta(0))
        return real(draft)

    monkeypatch.setattr(send_invoice, "SURE_CLAIM", dt.timedelta(0))
    monkeypatch.setattr(finance, "create_draft", sleeps)
    assert send(office, "6").transferred == ("6",)
    assert len(office.company.drafts()) == 1
    assert office.transfer("6").attempts == 1


def test_a_reading_that_takes_longer_than_it_counts_ends_the_run_with_a_sentence_and_nothing_is_sent(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as slow:
        slow.setattr(send_invoice, "SURE_CLAIM", dt.timedelta(0))
        slow.setattr(presence, "FRESH_FOR", dt.timedelta(0))
        report = send(office, "6")
    assert (report.transferred, report.open) == ((), ("6",))
    assert report.stopped_by.kind == "TimedOut"
    assert "takes longer than the reading counts: nothing was sent" in str(report.stopped_by.sentence)
    assert office.company.drafts() == []
    assert office.transfer("6") is None
    assert send(office, "6").transferred == ("6",)


def test_a_number_in_the_psa_stops_an_invoice_whose_document_went_while_it_was_claimed(
    office: Any, new_office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document let it pass, since what speaks against a document is a reason of its own."""
    assert send(new_office("colleague", "ready"), "6").transferred == ("6",)
    [draft] = office.company.drafts("TL-F6")
    office.company.change_finance("drafts", draft["draftInvoiceNumber"], customer={"customerNumber": 102})
    office.read()
    real = presence.Presence.freshen

    def half_an_hour_later(present: presence.Presence) -> None:
        office.company.change_finance("drafts", draft["draftInvoiceNumber"], references={})
        office.company.finance._answers = IdempotencyStore()
        with monkeypatch.context() as late:
            late.setattr(presence, "FRESH_FOR", dt.timedelta(0))
            real(present)

    monkeypatch.setattr(presence.Presence, "freshen", half_an_hour_later)
    assert send(office, "6").refused == ("6",)
    assert len(office.company.drafts()) == 1
    assert office.transfer("6").reason.kind == NUMBERED


def test_what_another_installation_deleted_and_sent_again_meanwhile_is_found_by_its_reference(
    office: Any, new_office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its second draft has another key than ours, but ours is answered with the first one, which is not there any more."""
    colleague = new_office("colleague", "ready")
    real = office.transfers._send_one

    def meanwhile(run: Any, invoice_id: str) -> Any:
        send(colleague, invoice_id)
        office.company.finance.agreement["drafts"].drop(int(colleague.transfer(invoice_id).finance_id))
        assert colleague.settling.reopen(colleague.integration, [invoice_id], Silent()) == {invoice_id: None}
        send(colleague, invoice_id)
        return real(run, invoice_id)

    with monkeypatch.context() as patch:
        patch.setattr(office.transfers, "_send_one", meanwhile)
        assert send(office, "6").refused == ("6",)
    assert send(office, "6").transferred == ("6",)
    assert office.transfer("6").finance_id == colleague.transfer("6").finance_id
    assert len(office.company.drafts()) == 1


def test_what_our_key_made_and_may_be_another_document_by_now_is_a_doubt_and_not_sent_later(office: Any, new_office: Any) -> None:
    send(office, "6")
    draft = int(office.transfer("6").finance_id)
    office.company.change_finance("drafts", draft, references={})
    office.company.book(draft, 900)
    office.company.change_finance("booked", 900, orderNumber=None)
    other = new_office("after the database was lost", "ready")
    assert send(other, "6").unknown == ("6",)
    office.company.finance._answers = IdempotencyStore()  # more than an hour later
    assert send(other, "6").unknown == ("6",)
    assert office.company.drafts() == []


def test_two_senders_on_one_store_send_each_invoice_once(office: Any, new_office: Any) -> None:
    other = new_office("bindeled", "ready")
    reports = at_once(lambda: send(office), lambda: send(other))
    assert len(office.company.drafts()) == len(FINE)
    assert sorted(number for report in reports for number in report.transferred) == FINE


def at_once(*works: Any) -> list[Any]:
    results: list[Any] = []
    start = threading.Barrier(len(works))

    def one(work: Any) -> None:
        start.wait()
        results.append(work())

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_an_invoice_that_a_colleague_is_sending_is_left_to_them(office: Any) -> None:
    claim(office, "1", "anna@elsewhere#1#abc")
    assert send(office, "1").skipped == ("1",)
    assert state(office, "1") is TransferState.SENDING
    assert office.company.drafts() == []


def claim(office: Any, number: str, sender: str) -> None:
    with office.store.work() as work:
        work.transfers.claim(
            office.integration.id, number, reference=f"TL-F{number}", key="k", claimed_by=sender, from_states=TransferState
        )
        work.commit()


def test_one_that_is_claimed_between_reading_and_claiming_is_left(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real = office.sending._claim

    def late(*arguments: Any) -> Any:
        claim(office, "1", this_sender())
        return real(*arguments)

    monkeypatch.setattr(office.sending, "_claim", late)
    assert send(office, "1").skipped == ("1",)


def test_a_store_that_fails_before_the_claim_leaves_invoices_open(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: Any, **__: Any) -> None:
        raise StoreUnusable(Message("The database is locked."))

    monkeypatch.setattr(office.sending, "_claim", locked)
    report = send(office)
    assert report.stopped_by.kind == "StoreUnusable"
    assert sorted(report.open) == FINE
    assert office.company.drafts() == []


def test_a_store_that_fails_after_sending_leaves_it_unknown_until_it_is_looked_up(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: Any, **__: Any) -> None:
        raise StoreUnusable(Message("The database is locked."))

    with monkeypatch.context() as patch:
        patch.setattr(transfer_outcomes, "kept", locked)
        report = send(office, "1")
    assert report.unknown == ("1",)
    assert report.stopped_by.kind == "StoreUnusable"
    assert state(office, "1") is TransferState.SENDING
    send(office, "1")
    assert state(office, "1") is TransferState.TRANSFERRED
    assert len(office.company.drafts()) == 1


def taken_over(office: Any, number: str) -> None:
    """Another machine finds the claim too old, proves the document absent and lets it be sent again."""
    with office.store.work() as work:
        mine = work.transfers.get(office.integration.id, number)
        work.transfers.claim(
            office.integration.id,
            number,
            reference=mine.reference,
            key=mine.key,
            claimed_by="anna@elsewhere#1#abc",
            from_states={TransferState.SENDING},
            from_claimant=mine.claimed_by,
        )
        work.transfers.end(office.integration.id, number, TransferState.FAILED, claimed_by="anna@elsewhere#1#abc", next_key="k2")
        work.commit()


def test_a_sender_that_slept_while_it_was_taken_over_sends_nothing(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real = PeopleOfRun.employee_id

    def asleep(*arguments: Any) -> Any:
        taken_over(office, "1")
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(PeopleOfRun, "employee_id", asleep)
        patch.setattr(send_invoice, "SURE_CLAIM", dt.timedelta(0))
        assert send(office, "1").skipped == ("1",)
    assert office.company.drafts() == []
    assert (state(office, "1"), office.transfer("1").key) == (TransferState.FAILED, "k2")
    assert office.newest().outcome is Outcome.NOT_SENT
    send(office, "1")
    assert len(office.company.drafts("TL-F1")) == 1


def test_a_sender_that_slept_while_it_waited_for_its_turn_sends_nothing(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The claim is looked at after every wait, not only before them."""
    finance = office.connectors.finance(office.integration)
    real = finance.create_draft

    def waits(draft: Any) -> Any:
        taken_over(office, "1")
        return real(draft)

    with monkeypatch.context() as patch:
        patch.setattr(finance, "create_draft", waits)
        patch.setattr(send_invoice, "SURE_CLAIM", dt.timedelta(0))
        assert send(office, "1").skipped == ("1",)
    assert office.company.drafts() == []
    assert office.newest().outcome is Outcome.NOT_SENT


def test_an_answer_that_comes_after_it_was_taken_over_is_only_logged(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    finance = office.connectors.finance(office.integration)
    real = finance.create_draft

    def slow(draft: Any) -> Any:
        made = real(draft)
        taken_over(office, "1")
        return made

    with monkeypatch.context() as patch:
        patch.setattr(finance, "create_draft", slow)
        assert send(office, "1").unknown == ("1",)
    assert state(office, "1") is TransferState.FAILED
    assert "Created as draft" in str(office.newest().message)
    assert send(office, "1").transferred == ("1",)
    assert len(office.company.drafts("TL-F1")) == 1


def test_a_bug_while_sending_stops_nothing_for_ever(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def bug(*_: Any, **__: Any) -> None:
        raise KeyError("bug")

    with monkeypatch.context() as patch:
        patch.setattr(PeopleOfRun, "contact_id", bug)
        with pytest.raises(KeyError):
            send(office, "1")
    send(office, "1")
    assert state(office, "1") is TransferState.TRANSFERRED
    assert len(office.company.drafts()) == 1


def test_each_step_keeps_how_it_ended_and_a_further_attempt_does_only_what_is_left(office: Any) -> None:
    office.company.change_psa("invoices", 2, ContactID=302, CustomerReferenceID=302)
    office.fetching.fetch(office.integration, progress=Silent())
    office.plan(Side.FINANCE, {"kind": "cut_after", "method": "POST", "path": "contacts"})
    send(office, "2")
    assert office.transfer("2").steps == {TransferStep.CUSTOMER: Outcome.DONE, TransferStep.CONTACT: Outcome.UNKNOWN}
    office.plan(Side.FINANCE)
    office.plan(Side.PSA, {"kind": "error_before", "path": "/Invoicing/"})
    send(office, "2")
    assert [one["name"] for one in office.company.finance.agreement["contacts"]] == ["Mette Holm", "Ole Vind"]
    done = dict.fromkeys(TransferStep, Outcome.DONE)
    assert office.transfer("2").steps == done | {TransferStep.WRITE_BACK: Outcome.UNKNOWN}
    office.plan(Side.PSA)
    before = len(office.company.finance.calls.listed()["calls"])
    assert send(office, "2").skipped == ("2",)
    assert office.transfer("2").steps == done
    assert len(office.company.finance.calls.listed()["calls"]) == before


def test_cancel_ends_a_wait_for_the_rate_limit_at_once_and_leaves_the_invoices_as_they_were(office: Any) -> None:
    office.plan(Side.FINANCE, {"kind": "rate_limited", "method": "POST", "path": DRAFTS, "seconds": 60})

    class Impatient:
        def step(self, done: int, total: int | None, text: Message) -> None:
            if any(call["fault"] for call in office.company.finance.calls.listed()["calls"]):
                raise Cancelled

    send(office, "7", "8")  # red before: nothing of it has been sent
    before = {number: office.transfer(number) for number in (*FINE, "7", "8")}
    began = time.monotonic()
    report = office.transfers.send(office.integration, FINE, Impatient())
    assert time.monotonic() - began < 30  # the wait takes 60
    assert (sorted(report.open), report.stopped_by.kind) == (FINE, "Cancelled")
    assert {number: office.transfer(number) for number in (*FINE, "7", "8")} == before
    assert office.company.drafts() == []
    office.plan(Side.FINANCE)
    assert sorted(send(office).transferred) == FINE


def test_a_write_back_that_fails_never_makes_an_invoice_red(office: Any) -> None:
    office.plan(Side.PSA, {"kind": "error_before", "path": "/Invoicing/"})
    assert sorted(send(office).transferred) == FINE
    assert {office.transfer(number).written_state for number in FINE} == {""}
    refused = office.log.entries(office.integration.id, outcomes=[Outcome.REFUSED])
    assert len(refused) == len(FINE)
    assert "next reconciliation" in str(refused[0].what_to_do)


def test_with_nothing_to_send_nothing_is_asked(office: Any) -> None:
    assert office.transfers.send(office.integration, [], Silent()).transferred == ()
    assert send(office, "77").skipped == ("77",)


def test_the_endings_are_those_of_the_report(office: Any) -> None:
    report = send(office, "1")
    assert all(isinstance(getattr(report, ending.value), tuple) for ending in Ending)


BAD = {
    "a name longer than e-conomic takes": ({"InvoicingCustomerName": "Ø" * 251}, "field_refused"),
    "no lines": ({"InvoiceLines": []}, "no_lines"),
    "quantity zero": ({"InvoiceLines": [{"ProductNo": "1010", "Quantity": Decimal(0), "Rate": Decimal(5)}]}, "zero_quantity"),
    "an unknown currency": ({"Currency": "XXX"}, "unknown_currency"),
    "an unlinked customer with letters in its number": ({"CustomerID": 9}, "customer_number"),
    "a line without an item": ({"InvoiceLines": [{"Quantity": Decimal(1), "Rate": Decimal(5), "Amount": Decimal(5)}]}, "no_item"),
    "an item that is not activated": ({"InvoiceLines": [{"ProductNo": "1030", "Quantity": Decimal(1)}]}, "inactive_item"),
    "an item that is barred": ({"InvoiceLines": [{"ProductNo": "9999", "Quantity": Decimal(1)}]}, "barred_item"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_invoice_is_red_with_a_next_step_and_the_other_goes(office: Any, what: str) -> None:
    changes, kind = BAD[what]
    row = office.company.psa.site.tables["invoices"][2]
    lines = changes.get("InvoiceLines")
    if lines is not None:
        empty = dict.fromkeys(row["InvoiceLines"][0])
        changes = {**changes, "InvoiceLines": [{**row["InvoiceLines"][0], **empty_amounts(empty), **one} for one in lines]}
    office.company.change_psa("invoices", 2, **changes)
    office.fetching.fetch(office.integration, progress=Silent())
    report = send(office, "1", "2")
    assert (report.transferred, report.refused) == (("1",), ("2",))
    reason = office.transfer("2").reason
    assert reason.kind == kind
    assert reason.what_to_do is not None
    assert office.log.entry(office.transfer("2").log_entry_id).message == reason.sentence


def empty_amounts(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in ("ProductNo", "Discount")} | {
        "Amount": Decimal(0),
        "Rate": Decimal(0),
        "Discount": Decimal(0),
    }


@pytest.mark.parametrize(("rate", "net"), [(Decimal(-5), Decimal(-5)), (Decimal(0), Decimal(0))])
def test_negative_and_zero_amounts_go_as_they_are(office: Any, rate: Decimal, net: Decimal) -> None:
    row = office.company.psa.site.tables["invoices"][2]
    one = {**row["InvoiceLines"][0], "Quantity": Decimal(1), "Rate": rate, "Amount": net}
    office.company.change_psa("invoices", 2, InvoiceLines=[one], NetAmount=net, VATIncluded=net / 4, AmountDue=net * 5 / 4)
    office.fetching.fetch(office.integration, progress=Silent())
    assert send(office, "2").transferred == ("2",)
    assert office.company.drafts("TL-F2")[0]["netAmount"] == net
    (row,) = (one for one in office.reconciliation.reconcile(office.integration, Silent()) if one.id == "2")
    assert (row.agrees, row.net) == (True, net)


def test_a_credit_note_of_nothing_goes_and_agrees(office: Any) -> None:
    note = office.company.psa.site.tables["credit_notes"][1]
    nothing = Decimal(0)
    lines = [{**note["InvoiceLines"][0], "Rate": nothing, "Amount": nothing}]
    office.company.change_psa("credit_notes", 1, InvoiceLines=lines, NetAmount=nothing, VATIncluded=nothing, AmountDue=nothing)
    office.fetching.fetch(office.integration, progress=Silent())
    assert send(office, "C1").transferred == ("C1",)
    (row,) = (one for one in office.reconciliation.reconcile(office.integration, Silent()) if one.id == "C1")
    assert (row.agrees, row.net) == (True, 0)


def test_the_check_finds_a_contact_whose_name_is_there_twice_and_writes_nothing(office: Any) -> None:
    contacts = office.company.finance.agreement["contacts"]
    contacts.put({**next(iter(contacts)), "customerContactNumber": 8})
    before = office.company.state()
    assert [one.kind for one in office.transfers.check(office.integration, ["1"])["1"]] == ["ContactNotSure"]
    assert office.company.state() == before
    assert office.transfers.send(office.integration, ["1"], Silent()).refused == ("1",)
