"""What nobody knows is settled by a look-up: found, proven absent, or still unknown; never by sending again."""

from __future__ import annotations

import datetime as dt
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from desktop.errors import Cancelled
from desktop.models import absence
from desktop.models.records import (
    Activity,
    DecidedBy,
    FinanceInvoice,
    FinanceState,
    LinkKind,
    Outcome,
    Ruling,
    Side,
    TransferState,
)
from desktop.progress import Silent
from desktop.sandbox.economic.admission import IdempotencyStore
from desktop.use_cases import settle_transfers
from tests.steady_clock import SteadyClock

POST = {"method": "POST", "path": "^/invoices/drafts$"}
LOOK_UP = {"method": "GET", "path": "references.other"}


def leave_unknown(office: Any, kind: str) -> None:
    """Invoice 1 is sent and its answer never comes."""
    office.plan(Side.FINANCE, {"kind": kind, **POST})
    assert office.transfers.send(office.integration, ["1"], Silent()).unknown == ("1",)
    office.plan(Side.FINANCE)


def settle(office: Any, progress: Any = None) -> Any:
    return office.settling.settle(office.integration, progress or Silent())


def claim(office: Any, sender: str, since: dt.timedelta = dt.timedelta(0)) -> None:
    """Invoice 1 is being sent by a sender, since so long."""
    with office.store.work() as work:
        work.transfers.claim(office.integration.id, "1", reference="TL-F1", key="k", claimed_by=sender, from_states=TransferState)
        row = work.transfers._row(office.integration.id, "1")
        row.started_at -= since
        work.commit()


@pytest.fixture
def steady_clock(monkeypatch: pytest.MonkeyPatch) -> SteadyClock:
    clock = SteadyClock()
    monkeypatch.setattr(absence, "time", clock)
    monkeypatch.setattr(settle_transfers, "time", clock)
    return clock


def dead_sender() -> str:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return f"anna@{platform.node()}#{process.pid}#abc"


def test_what_is_there_is_found_by_our_reference(office: Any) -> None:
    leave_unknown(office, "cut_after")
    assert settle(office).transferred == ("1",)
    transfer = office.transfer("1")
    assert (transfer.state, transfer.written_state) == (TransferState.TRANSFERRED, "draft")
    assert len(office.company.drafts("TL-F1")) == 1
    entry = office.log.entry(transfer.log_entry_id)
    assert "had been sent before" in str(entry.message)
    assert "references.other" in entry.exchanges[0].address


def test_an_amount_that_came_out_otherwise_is_told_with_both_numbers_when_it_is_found(office: Any) -> None:
    leave_unknown(office, "cut_after")
    [draft] = office.company.drafts("TL-F1")
    number, net = draft["draftInvoiceNumber"], draft["netAmount"]
    office.company.change_finance("drafts", number, netAmount=net + 5)
    assert settle(office).transferred == ("1",)
    message = str(office.log.entry(office.transfer("1").log_entry_id).message)
    assert "had been sent before" in message
    assert "The amount without VAT is" in message


@pytest.mark.parametrize("changes", [{}, {"netAmount": 1}])
def test_a_copy_for_another_customer_does_not_make_it_green(office: Any, changes: dict[str, Any]) -> None:
    leave_unknown(office, "cut_after")
    [draft] = office.company.drafts("TL-F1")
    number = draft["draftInvoiceNumber"]
    office.company.change_finance("drafts", number, customer={"customerNumber": 102}, **changes)
    assert settle(office).unknown == ("1",)
    sentence = str(office.transfer("1").reason.sentence)
    assert f"Document {number} in e-conomic carries our reference" in sentence
    assert "but is for 102 " in sentence
    assert [one.kind for one in office.transfers.check(office.integration, ["1"])["1"]] == ["AnotherDocument"]
    assert office.transfers.send(office.integration, ["1"], Silent()).unknown == ("1",)
    assert len(office.company.drafts()) == 1
    assert not office.company.psa_row("invoices", 1)["InvoiceNoExternal"]
    with office.store.work() as work:  # a person says whose it is
        for psa_id, finance_id in (("1", "101"), ("2", "102")):
            assert work.links.remove(office.integration.id, LinkKind.CUSTOMER, psa_id, finance_id)
        work.links.add(office.integration.id, LinkKind.CUSTOMER, "1", "102", DecidedBy.PERSON)
        work.commit()
    assert settle(office).transferred == ("1",)


def test_what_was_seen_at_another_customer_is_asked_about_although_its_reference_is_gone_by_now(office: Any) -> None:
    leave_unknown(office, "cut_after")
    [draft] = office.company.drafts("TL-F1")
    office.company.change_finance("drafts", draft["draftInvoiceNumber"], customer={"customerNumber": 102})
    assert settle(office).unknown == ("1",)
    office.company.change_finance("drafts", draft["draftInvoiceNumber"], references={"other": ""})
    office.company.finance._answers = IdempotencyStore()  # more than an hour later
    assert office.transfers.send(office.integration, ["1"], Silent()).unknown == ("1",)
    assert len(office.company.drafts()) == 1


@pytest.mark.parametrize("is_copy_first", [True, False])
def test_ours_is_found_beside_a_copy_for_another_customer_and_amount(office: Any, is_copy_first: bool) -> None:
    leave_unknown(office, "cut_after")
    [draft] = office.company.drafts("TL-F1")
    drafts = office.company.finance.agreement["drafts"]
    copy = {**draft, "draftInvoiceNumber": 9000, "netAmount": 1, "customer": {"customerNumber": 102}}
    drafts.put(copy)
    if is_copy_first:  # it is asked for drafts before booked ones
        office.company.book(draft["draftInvoiceNumber"], 900)
    else:
        office.company.book(9000, 901)
    assert settle(office).transferred == ("1",)
    assert office.transfer("1").finance_id == ("900" if is_copy_first else str(draft["draftInvoiceNumber"]))


@pytest.mark.parametrize(("is_changed", "ending"), [(False, "transferred"), (True, "unknown")])
def test_of_copies_with_our_reference_the_one_that_says_all_is_ours_and_without_such_a_one_a_person_is_asked(
    office: Any, is_changed: bool, ending: str
) -> None:
    """Next month's invoice was made of ours, for the same amount, and booked."""
    leave_unknown(office, "cut_after")
    [draft] = office.company.drafts("TL-F1")
    number = draft["draftInvoiceNumber"]
    office.company.finance.agreement["drafts"].put({**draft, "draftInvoiceNumber": 9000, "date": "2026-04-30"})
    office.company.book(9000, 901)
    if is_changed:
        office.company.change_finance("drafts", number, date="2026-04-01")
    assert getattr(settle(office), ending) == ("1",)
    assert office.transfer("1").finance_id == ("" if is_changed else str(number))
    assert (office.company.psa_row("invoices", 1)["InvoiceNoExternal"] or "") == ("" if is_changed else str(number))


@pytest.mark.parametrize(
    ("reference", "date", "cents", "booked"),
    [("PO 4711", None, 0, False), ("PO 4711", None, 1, True), ("TL-F99", None, 0, False), ("PO 4711", "2026-04-02", 0, True)],
)
def test_a_document_that_may_be_it_under_another_reference_leaves_a_doubt(
    office: Any, reference: str, date: str | None, cents: int, booked: bool
) -> None:
    leave_unknown(office, "cut_after")
    [draft] = office.company.drafts("TL-F1")
    number = draft["draftInvoiceNumber"]
    changes = {"date": date or draft["date"], "netAmount": float(draft["netAmount"]) + cents / 100}
    office.company.change_finance("drafts", number, references={"other": reference}, **changes)
    if booked:
        office.company.book(number, 900)
    assert settle(office).unknown == ("1",)
    reason = office.transfer("1").reason
    assert f"Document {900 if booked else number} has the same customer and amount" in str(reason.sentence)
    assert ("carries TL-F99" in str(reason.sentence)) is (reference == "TL-F99")
    assert "Is it this one?" in str(reason.what_to_do)
    assert office.transfers.send(office.integration, ["1"], Silent()).unknown == ("1",)
    assert len(office.company.finance.agreement["drafts"]) == (0 if booked else 1)


@pytest.mark.parametrize(("more", "days", "is_doubted"), [(0, 0, True), (5, 0, False), (0, 1, False), (-400, 0, False)])
def test_a_document_of_another_customer_without_our_reference_leaves_a_doubt_when_day_and_amount_are_the_same(
    office: Any, more: int, days: int, is_doubted: bool
) -> None:
    """Once e-conomic has forgotten our key nothing else tells it."""
    leave_unknown(office, "cut_after")
    [draft] = office.company.drafts("TL-F1")
    date = (dt.date.fromisoformat(draft["date"]) + dt.timedelta(days=days)).isoformat()
    changes = {"references": {"other": ""}, "customer": {"customerNumber": 102}, "date": date}
    office.company.change_finance("drafts", draft["draftInvoiceNumber"], netAmount=draft["netAmount"] + more, **changes)
    report = settle(office)
    assert (report.unknown, report.refused) == (((("1",), ())) if is_doubted else ((), ("1",)))
    if is_doubted:
        assert "but another customer, and no reference of ours" in str(office.transfer("1").reason.sentence)


@pytest.mark.parametrize("booked", [False, True])
@pytest.mark.parametrize(("date", "is_asked"), [("2026-03-31", True), ("2026-04-01", False)])
def test_a_known_draft_that_is_gone_is_asked_about_when_another_customer_has_its_amount_on_its_day(
    office: Any, date: str, is_asked: bool, booked: bool
) -> None:
    """Somebody gave it to another customer and cleared its reference, or made it anew for him by hand."""
    office.transfers.send(office.integration, ["1"], Silent())
    [draft] = office.company.drafts("TL-F1")
    moved = {**draft, "draftInvoiceNumber": 9000, "references": {}, "customer": {"customerNumber": 102}, "date": date}
    office.company.finance.agreement["drafts"].put(moved)
    office.company.finance.agreement["drafts"].drop(draft["draftInvoiceNumber"])
    if booked:
        office.company.book(9000, 901)
        office.company.change_finance("booked", 901, orderNumber=None)
    reason = office.settling.reopen(office.integration, ["1"], Silent())["1"]
    assert (reason is not None) is is_asked
    if reason is not None:
        assert f"Document {901 if booked else 9000} has the same date and amount" in str(reason.sentence)


def test_the_document_of_another_invoice_leaves_no_doubt_although_it_is_alike(office: Any) -> None:
    """For instance a subscription, sent by an earlier version without the mark of the PSA."""
    office.transfers.send(office.integration, ["1", "2"], Silent())
    [one], [two] = office.company.drafts("TL-F1"), office.company.drafts("TL-F2")
    alike = {name: one[name] for name in ("customer", "currency", "netAmount")}
    office.company.change_finance("drafts", two["draftInvoiceNumber"], references={"other": "TL-F2"}, **alike)
    office.company.finance.agreement["drafts"].drop(one["draftInvoiceNumber"])
    assert office.settling.reopen(office.integration, ["1"], Silent()) == {"1": None}
    leave_unknown(office, "error_before")
    assert settle(office).refused == ("1",)
    assert office.transfer("1").reason.kind == "proven_absent"


def make_alike(office: Any, **changes: Any) -> None:
    """Invoice 2 says what invoice 1 says."""
    same = ("CustomerID", "InvoicingCustomerName", "NetAmount", "VATIncluded", "AmountDue")
    row = office.company.psa_row("invoices", 1)
    lines = [{**one, "ID": 777} for one in row["InvoiceLines"]]
    office.company.change_psa("invoices", 2, **{name: row[name] for name in same}, InvoiceLines=lines, **changes)
    office.read()


@pytest.mark.parametrize(("date", "is_doubted"), [("2026-02-28", False), ("2026-02-27", True)])
def test_what_another_installation_sent_of_an_equal_invoice_leaves_no_doubt_when_it_says_all_that_the_other_says(
    office: Any, date: str, is_doubted: bool
) -> None:
    """A subscription of last month; dated otherwise it may be ours under the reference of the other."""
    make_alike(office, InvoiceDate="2026-02-28T00:00:00")
    leave_unknown(office, "cut_after")
    [draft] = office.company.drafts("TL-F1")
    reference = draft["references"]["other"].replace("F1", "F2")
    office.company.change_finance("drafts", draft["draftInvoiceNumber"], references={"other": reference}, date=date)
    report = settle(office)
    assert (report.unknown, report.refused) == ((("1",), ()) if is_doubted else ((), ("1",)))


def test_of_two_equal_invoices_that_are_both_uncertain_one_run_settles_both(office: Any) -> None:
    """The first never came, the second did: its document is no doubt any more once it is known."""
    make_alike(office)
    leave_unknown(office, "cut_before")
    office.plan(Side.FINANCE, {"kind": "cut_after", **POST})
    assert office.transfers.send(office.integration, ["2"], Silent()).unknown == ("2",)
    office.plan(Side.FINANCE)
    report = settle(office)
    assert (report.transferred, report.refused, report.unknown) == (("2",), ("1",), ())


def test_what_is_proven_absent_can_be_sent_again_and_the_proof_stands_in_the_log(office: Any) -> None:
    leave_unknown(office, "error_before")
    report = settle(office)
    assert report.refused == ("1",)
    transfer = office.transfer("1")
    assert transfer.reason.kind == "proven_absent"
    entry = office.log.entry(transfer.log_entry_id)
    assert entry.activity is Activity.LOOK_UP
    assert str(entry.what_to_do) == "It can be sent again."
    assert entry.exchanges[0].status == 200
    assert office.transfers.send(office.integration, ["1"], Silent()).transferred == ("1",)
    assert len(office.company.drafts("TL-F1")) == 1


def test_while_the_system_cannot_be_asked_it_stays_unknown(office: Any) -> None:
    leave_unknown(office, "cut_after")
    office.plan(Side.FINANCE, {"kind": "error_before", **LOOK_UP})
    assert settle(office).unknown == ("1",)
    assert office.transfer("1").state is TransferState.UNKNOWN
    assert office.newest().outcome is Outcome.UNKNOWN
    office.plan(Side.FINANCE)
    assert settle(office).transferred == ("1",)


@pytest.mark.parametrize("hours", [-25, 25], ids=["behind", "ahead"])
def test_the_time_of_day_proves_nothing_since_two_computers_need_not_agree(
    office: Any, steady_clock: SteadyClock, hours: int
) -> None:
    leave_unknown(office, "cut_after")
    [draft] = office.company.drafts("TL-F1")
    drafts = office.company.finance.agreement["drafts"]
    drafts.drop(draft["draftInvoiceNumber"])  # it has not landed yet
    with office.store.work() as work:
        row = work.transfers._row(office.integration.id, "1")
        row.started_at = row.ended_at = row.ended_at + dt.timedelta(hours=hours)
        work.commit()
    steady_clock.then = (steady_clock.now, lambda: drafts.put(draft))
    assert settle(office).transferred == ("1",)


def test_what_is_there_is_found_without_waiting(new_office: Any) -> None:
    patient = new_office(begin="ready", proof_after=dt.timedelta(minutes=1))
    leave_unknown(patient, "cut_after")
    assert settle(patient).transferred == ("1",)


def test_absence_is_believed_only_when_a_late_write_must_have_landed(new_office: Any, steady_clock: SteadyClock) -> None:
    patient = new_office(begin="ready", proof_after=dt.timedelta(minutes=1))
    leave_unknown(patient, "error_before")
    began = steady_clock.now
    assert settle(patient).refused == ("1",)
    assert 60 <= steady_clock.now - began < 61
    assert settle(patient).refused == ()


def test_cancel_ends_the_wait_at_once_and_leaves_it_unknown(new_office: Any, stops_at: Any) -> None:
    patient = new_office(begin="ready", proof_after=dt.timedelta(minutes=1))
    leave_unknown(patient, "error_before")
    began = time.monotonic()
    with pytest.raises(Cancelled):
        settle(patient, stops_at(2))
    report = patient.transfers.send(patient.integration, ["1"], stops_at(6))
    assert time.monotonic() - began < 30  # the proof takes 60
    assert report.unknown == ("1",)
    assert patient.transfer("1").state is TransferState.UNKNOWN


@pytest.mark.parametrize(
    ("work", "is_unknown"),
    [
        (lambda office, progress: office.settling.settle(office.integration, progress), True),
        (lambda office, progress: office.settling.reopen(office.integration, ["1"], progress), False),
        (lambda office, progress: office.reconciliation.reconcile(office.integration, progress), False),
    ],
    ids=["settle", "reopen", "reconcile"],
)
def test_cancel_ends_the_wait_for_a_limit_of_calls_and_nothing_is_decided(
    office: Any, stops_at: Any, work: Callable[..., object], is_unknown: bool
) -> None:
    if is_unknown:
        leave_unknown(office, "error_before")
    else:
        office.transfers.send(office.integration, ["1"], Silent())
    office.plan(Side.FINANCE, {"kind": "rate_limited", "seconds": 20, "method": "GET", "path": "invoices", "calls": [1]})
    before, began = office.transfer("1"), time.monotonic()
    with pytest.raises(Cancelled):
        work(office, stops_at(3))
    assert time.monotonic() - began < 15  # the limit takes 20
    assert office.transfer("1") == before


def test_one_left_behind_by_a_process_that_died_counts_as_unknown_and_is_settled(office: Any) -> None:
    claim(office, dead_sender())
    assert settle(office).refused == ("1",)
    messages = [str(one.message) for one in office.log.entries(office.integration.id, subject_id="1")]
    assert messages[1].startswith("The program ended while this was being sent")
    assert office.transfers.send(office.integration, ["1"], Silent()).transferred == ("1",)


def test_sending_settles_one_left_behind_first(office: Any) -> None:
    office.transfers.send(office.integration, ["1"], Silent())
    with office.store.work() as work:
        work.transfers._row(office.integration.id, "1").state = TransferState.SENDING
        work.transfers._row(office.integration.id, "1").claimed_by = dead_sender()
        work.commit()
    office.transfers.send(office.integration, ["1"], Silent())
    assert office.transfer("1").state is TransferState.TRANSFERRED
    assert len(office.company.drafts("TL-F1")) == 1


def test_what_a_colleague_is_sending_now_is_left_alone(office: Any) -> None:
    claim(office, "anna@elsewhere#1#abc")
    assert settle(office) == type(settle(office))()
    assert office.settling.settle_one(office.integration, office.transfer("1")) is None
    assert office.transfer("1").claimed_by == "anna@elsewhere#1#abc"


def test_the_wait_of_what_a_colleague_is_sending_begins_when_that_has_ended(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_unknown(office, "error_before")
    with office.store.work() as work:  # anna sends 2, and of 1 only the database knows
        work.transfers.claim(
            office.integration.id, "2", reference="TL-F2", key="k", claimed_by="anna@elsewhere#1#abc", from_states=TransferState
        )
        work.transfers._row(office.integration.id, "1").attempts += 1
        work.commit()
    clock = SteadyClock()

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            clock.sleep(timeout or 0)
            return False

    monkeypatch.setattr(absence, "time", clock)
    monkeypatch.setattr(settle_transfers, "time", clock)
    assert office.settling.settle_one(office.integration, office.transfer("1"), Stop()) is TransferState.FAILED
    seen_at = clock.now
    with office.store.work() as work:
        work.transfers._row(office.integration.id, "2").state = TransferState.UNKNOWN
        work.commit()
    assert settle(office).refused == ("2",)
    assert clock.now - seen_at >= 0.3  # absence is believed after 300 ms here


def test_two_who_settle_at_once_do_it_once(office: Any) -> None:
    leave_unknown(office, "error_before")
    transfer = office.transfer("1")
    found: list[Any] = []
    both = [
        threading.Thread(target=lambda: found.append(office.settling.settle_one(office.integration, transfer))) for _ in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(found, key=str) == [None, TransferState.FAILED]


def test_one_that_was_claimed_by_somebody_else_meanwhile_is_left(office: Any) -> None:
    sender = dead_sender()
    claim(office, sender)
    stale = office.transfer("1")
    settle(office)
    assert office.settling.settle_one(office.integration, stale) is None


def test_an_uncertain_invoice_whose_document_was_lost_here_is_skipped(office: Any) -> None:
    leave_unknown(office, "cut_after")
    claim(office, dead_sender())
    from sqlalchemy import text

    with office.store.work() as work:
        work._session.execute(text("DELETE FROM invoices WHERE id = '1'"))
        work.commit()
    assert settle(office).skipped == ("1",)
    with office.store.work() as work:
        work.transfers.end(office.integration.id, "1", TransferState.UNKNOWN)
        work.commit()
    assert settle(office).skipped == ("1",)


class TestReopening:
    """Sending again needs the proof that the document is gone."""

    def reopen(self, office: Any) -> Any:
        return office.settling.reopen(office.integration, ["1", "2"], Silent())

    @pytest.fixture
    def sent(self, office: Any) -> Any:
        office.transfers.send(office.integration, ["1"], Silent())
        return office

    def draft_number(self, office: Any) -> int:
        return int(office.transfer("1").finance_id)

    def test_a_document_that_is_still_there_is_not_sent_again(self, sent: Any) -> None:
        reason = self.reopen(sent)["1"]
        assert reason.kind == "still_there"
        assert sent.transfer("1").state is TransferState.TRANSFERRED
        assert "is still in e-conomic" in str(sent.newest().message)

    def test_a_deleted_draft_can_be_sent_again_as_a_new_one(self, sent: Any) -> None:
        number = self.draft_number(sent)
        sent.company.finance.agreement["drafts"].drop(number)
        assert self.reopen(sent) == {"1": None}
        assert sent.transfer("1").reason.kind == "deleted_there"
        proof = sent.log.entry(sent.newest().id).exchanges
        assert f"/invoices/drafts/{number}" in "".join(one.address for one in proof if one.status == 404)
        assert {one.status for one in proof if "references.other" in one.address} == {200}
        assert sent.transfers.send(sent.integration, ["1"], Silent()).transferred == ("1",)
        assert [one["draftInvoiceNumber"] for one in sent.company.drafts("TL-F1")] == [number + 1]

    @pytest.mark.parametrize("reference", ["changed", "TL-F1 PO 4711", "TL-F2"])
    @pytest.mark.parametrize("booked", ["", "and our store knows it", "and our store does not know it"])
    def test_a_document_whose_reference_somebody_changed_is_still_there(self, sent: Any, booked: str, reference: str) -> None:
        number = self.draft_number(sent)
        sent.company.change_finance("drafts", number, references={"other": reference})
        if booked:
            sent.company.book(number, 900)
        if booked == "and our store knows it":
            with sent.store.work() as work:
                there = FinanceInvoice(id="900", number="900", state=FinanceState.BOOKED)
                work.transfers.written_back(sent.integration.id, "1", there, attempts=1)
                work.commit()
        reason = self.reopen(sent)["1"]
        assert reason.kind == "still_there"
        assert ("900" if booked else str(number)) in str(reason.sentence)
        assert str(reason.what_to_do).startswith("It is booked in e-conomic" if booked else "Delete the draft in e-conomic")

    @pytest.mark.parametrize(
        ("changes", "is_doubted"),
        [({}, True), ({"netAmount": 1}, False), ({"references": "TL-F2"}, True), ({"references": "TL-F1 PO 4711"}, True)],
    )
    def test_a_booked_document_that_may_be_it_leaves_a_doubt(self, sent: Any, changes: dict[str, Any], is_doubted: bool) -> None:
        """e-conomic does not tell of every booked invoice which draft it was."""
        number = self.draft_number(sent)
        sent.company.change_finance("drafts", number, references={"other": changes.pop("references", "changed")})
        sent.company.book(number, 900)
        sent.company.change_finance("booked", 900, orderNumber=None, **changes)
        reason = self.reopen(sent)["1"]
        if is_doubted:
            assert reason is not None
            assert "invoice 900 has the same customer and amount" in str(reason.sentence)
        else:
            assert reason is None

    def test_a_draft_that_somebody_made_anew_by_hand_leaves_a_doubt(self, sent: Any) -> None:
        drafts, number = sent.company.finance.agreement["drafts"], self.draft_number(sent)
        drafts.put({**drafts.get(number), "draftInvoiceNumber": 7777, "references": {}})
        drafts.drop(number)
        assert "Document 7777 has the same customer and amount" in str(self.reopen(sent)["1"].sentence)
        assert sent.transfers.send(sent.integration, ["1"], Silent()).skipped == ("1",)

    def test_the_invoice_of_a_sales_order_with_the_number_of_our_draft_is_asked_about(self, sent: Any) -> None:
        """It is taken neither for ours nor for none of ours; once a person said that it is not, nothing is in the way."""
        number = self.draft_number(sent)
        sent.company.book(number, 900)
        sent.company.change_finance("booked", 900, customer={"customerNumber": 105}, netAmount=99, grossAmount=99, references={})
        assert "invoice 900 tells its number" in str(self.reopen(sent)["1"].sentence)
        doubt = sent.judging.look(sent.integration, "1")
        sent.judging.decide(sent.integration, doubt, doubt.documents[0], Ruling.IS_NOT, "that of order 1")
        assert self.reopen(sent)["1"] is None

    def test_our_invoice_is_found_behind_that_of_a_sales_order_with_the_number_of_our_draft(self, sent: Any) -> None:
        drafts, number = sent.company.finance.agreement["drafts"], self.draft_number(sent)
        drafts.put({**drafts.get(number), "draftInvoiceNumber": 7777, "references": {}, "netAmount": 99, "grossAmount": 99})
        sent.company.book(7777, 899)
        sent.company.change_finance("booked", 899, orderNumber=number)
        sent.company.book(number, 900)
        sent.company.change_finance("booked", 900, references={})
        assert "as 900" in str(self.reopen(sent)["1"].sentence)

    def test_when_nobody_answers_nothing_is_reopened(self, sent: Any) -> None:
        sent.plan(Side.FINANCE, {"kind": "error_before", "method": "GET", "path": "^/invoices/"})
        assert self.reopen(sent)["1"].kind == "SystemDown"
        assert sent.transfer("1").state is TransferState.TRANSFERRED
