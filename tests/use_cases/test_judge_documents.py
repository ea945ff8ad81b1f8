"""Where nobody else can tell whether a document over there is an invoice of ours, a person says so, and that is obeyed."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.errors import RecordChanged, RecordRefused
from desktop.models.differences import Difference
from desktop.models.document_judgements import DoubtfulDocument, InvoiceDoubt
from desktop.models.records import DocumentJudgement, Ruling, Side, TransferState
from desktop.progress import Silent
from desktop.sandbox.dinero.app import Dinero

from .test_two_psas import TwoPsas, dinero, other_psa, two  # noqa: F401  # fixtures

POST = {"method": "POST", "path": "^/invoices/drafts$"}
ANOTHER = {"economic": 102, "dinero": "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a02"}


@pytest.fixture
def one(two: TwoPsas) -> TwoPsas:  # noqa: F811
    """The first integration of each system; the other one stays as it is."""
    return two


def decide(office: Any, integration: Any, ruling: Ruling, document_id: str = "") -> DocumentJudgement:
    """Look, and say it about the only document, or about this one."""
    doubt: InvoiceDoubt = office.judging.look(integration, "1")
    shown: list[DoubtfulDocument] = [each for each in doubt.documents if not document_id or each.document.id == document_id]
    assert len(shown) == 1
    made: DocumentJudgement = office.judging.decide(integration, doubt, shown[0], ruling, "Lagt ind i hånden af Mette")
    return made


def stranger(office: Any) -> None:
    """Ours never came; a document without our reference has its customer, amount and date."""
    office.plan(Side.FINANCE, {"kind": "cut_after", **POST})
    assert office.transfers.send(office.integration, ["1"], Silent()).unknown == ("1",)
    office.plan(Side.FINANCE)
    [draft] = office.company.drafts("TL-F1")
    drafts = office.company.finance.agreement["drafts"]
    drafts.drop(draft["draftInvoiceNumber"])
    drafts.put({**draft, "draftInvoiceNumber": 7777, "references": {"other": "Abonnement"}})
    assert office.settling.settle(office.integration, Silent()).unknown == ("1",)


def copied(one: TwoPsas) -> str:
    """Ours was turned into a document for another customer and amount, with our reference; gives its id."""
    one.lose_the_answer(0, is_there=True)
    [document_id] = list(one.documents())
    one.change(document_id, customer=ANOTHER["dinero" if isinstance(one.finance, Dinero) else "economic"], net=1)
    return document_id


def older(one: TwoPsas) -> None:
    """An earlier version sent it without the mark of the PSA, with a key of its own; somebody changed the amount since."""
    one.lose_the_answer(0, is_there=True)
    one.make_older(0, net=17)
    [(document_id, row)] = one.documents().items()
    if isinstance(one.finance, Dinero):
        one.finance.books["invoices"][ANOTHER["dinero"]] = {**row, "Guid": ANOTHER["dinero"]}
        del one.finance.books["invoices"][document_id]
    else:
        one.finance.agreement["drafts"].put({**row, "draftInvoiceNumber": 7777})
        one.finance.agreement["drafts"].drop(int(document_id))


def test_what_is_not_ours_is_passed_over_and_the_invoice_can_be_sent_once_its_absence_is_proven(office: Any) -> None:
    stranger(office)
    decide(office, office.integration, Ruling.IS_NOT)
    assert office.transfer("1").state is TransferState.UNKNOWN  # nothing else was proven to be absent yet
    assert office.settling.settle(office.integration, Silent()).refused == ("1",)
    assert office.transfers.send(office.integration, ["1"], Silent()).transferred == ("1",)


def test_what_is_ours_becomes_the_document_of_the_invoice_and_its_number_goes_back(office: Any) -> None:
    stranger(office)
    decide(office, office.integration, Ruling.IS)
    transfer = office.transfer("1")
    assert (transfer.state, transfer.finance_id, transfer.written_state) == (TransferState.TRANSFERRED, "7777", "draft")
    assert transfer.answered.net == office.judging.look(office.integration, "1").invoice.net
    assert office.settling.reopen(office.integration, ["1"], Silent())["1"].kind == "still_there"
    assert office.transfers.send(office.integration, ["1"], Silent()).skipped == ("1",)


@pytest.mark.parametrize("ruling", [Ruling.IS, Ruling.IS_NOT])
def test_a_document_of_ours_that_lost_its_reference_is_shown_and_judged(one: TwoPsas, ruling: Ruling) -> None:
    """Dinero's is found by the guid that our key made; e-conomic, asked with the key again, tells that it was ours after all."""
    one.lose_the_answer(0, is_there=True)
    [document_id] = one.documents()
    one.change(document_id, reference="")
    decide(one.office, one.both[0], ruling)
    is_ours = ruling is Ruling.IS or not isinstance(one.finance, Dinero)
    one.send(0)
    assert one.transfer(0).state is TransferState.TRANSFERRED
    assert (one.transfer(0).finance_id == document_id) is is_ours
    assert len(one.documents()) == (1 if is_ours else 2)


def test_reconcile_compares_what_somebody_said_is_the_invoice_although_it_carries_no_reference(office: Any) -> None:
    stranger(office)
    office.company.change_finance("drafts", 7777, references={})
    decide(office, office.integration, Ruling.IS)
    row = next(one for one in office.reconciliation.reconcile(office.integration, Silent()) if one.id == "1")
    assert (row.there and row.there.id, row.agrees) == ("7777", True)
    assert next(one for one in office.reconciliation.rows(office.integration) if one.id == "1").agrees


def test_a_second_document_without_our_reference_is_still_a_doubt(office: Any) -> None:
    stranger(office)
    decide(office, office.integration, Ruling.IS_NOT)
    drafts = office.company.finance.agreement["drafts"]
    drafts.put({**drafts.get(7777), "draftInvoiceNumber": 7778})
    assert office.settling.settle(office.integration, Silent()).unknown == ("1",)


def test_a_changed_document_with_our_reference_is_not_the_invoice(one: TwoPsas) -> None:
    document_id = copied(one)
    one.office.settling.settle(one.both[0], Silent())
    decide(one.office, one.both[0], Ruling.IS_NOT)
    assert one.send(0).transferred == ("1",)
    assert len(one.documents()) == 2
    assert one.transfer(0).finance_id != document_id
    assert one.office.transfers.check(one.both[0], ["1"]) == {"1": []}


def test_a_changed_document_with_our_reference_is_the_invoice_with_another_amount(one: TwoPsas) -> None:
    document_id = copied(one)
    decide(one.office, one.both[0], Ruling.IS)
    assert (one.transfer(0).state, one.transfer(0).finance_id) == (TransferState.TRANSFERRED, document_id)
    assert one.transfer(0).answered.net == 1
    entry = one.office.log.entries(one.both[0].id, subject_id="1", limit=5)
    told = next(each for each in entry if "is this invoice" in each.message.render())
    assert "1.00 DKK" in told.message.render() or "1 DKK" in told.message.render()
    assert told.exchanges
    assert told.person


@pytest.mark.parametrize("ruling", [Ruling.IS, Ruling.IS_NOT])
def test_an_attempt_of_an_earlier_version_that_was_changed_there_ends_well(one: TwoPsas, ruling: Ruling) -> None:
    older(one)
    assert one.office.settling.settle(one.both[0], Silent()).unknown == ("1",)
    decide(one.office, one.both[0], ruling)
    report = one.send(0)
    assert len(one.documents()) == (1 if ruling is Ruling.IS else 2)
    assert report.skipped == ("1",) if ruling is Ruling.IS else report.transferred == ("1",)


def test_the_last_of_two_people_who_decide_is_told(office: Any) -> None:
    stranger(office)
    doubt = office.judging.look(office.integration, "1")
    decide(office, office.integration, Ruling.IS_NOT)
    with pytest.raises(RecordChanged, match="said"):
        office.judging.decide(office.integration, doubt, doubt.documents[0], Ruling.IS, "Det er den")
    assert office.transfer("1").state is TransferState.UNKNOWN


def test_a_decision_is_taken_back_as_long_as_nothing_was_sent_since(office: Any) -> None:
    stranger(office)
    decide(office, office.integration, Ruling.IS)
    decide(office, office.integration, Ruling.IS_NOT)
    assert (office.transfer("1").state, office.transfer("1").finance_id) == (TransferState.UNKNOWN, "")
    office.settling.settle(office.integration, Silent())
    doubt = office.judging.look(office.integration, "1")
    office.transfers.send(office.integration, ["1"], Silent())
    with pytest.raises(RecordChanged):
        office.judging.decide(office.integration, doubt, doubt.documents[0], Ruling.IS, "Alligevel")
    assert office.judging.look(office.integration, "1").documents == ()


def test_a_document_that_changed_since_it_was_shown_is_not_judged_and_a_reason_is_needed(office: Any) -> None:
    stranger(office)
    doubt = office.judging.look(office.integration, "1")
    with pytest.raises(RecordRefused, match="reason"):
        office.judging.decide(office.integration, doubt, doubt.documents[0], Ruling.IS, "  ")
    office.company.change_finance("drafts", 7777, netAmount=7)
    with pytest.raises(RecordChanged):
        office.judging.decide(office.integration, doubt, doubt.documents[0], Ruling.IS, "Det er den")


def book_silently(office: Any, draft: int, number: int) -> None:
    """Somebody books a draft, and e-conomic does not tell which draft it was."""
    office.company.book(draft, number)
    office.company.change_finance("booked", number, orderNumber=None)


@pytest.mark.parametrize("ruling", [Ruling.IS, Ruling.IS_NOT])
def test_a_judged_draft_that_is_booked_without_a_trace_stops_no_reconciliation_and_is_judged_again(
    office: Any, ruling: Ruling
) -> None:
    stranger(office)
    office.company.change_finance("drafts", 7777, references={})
    decide(office, office.integration, Ruling.IS)
    book_silently(office, 7777, 5001)
    for rows in (office.reconciliation.reconcile(office.integration, Silent()), office.reconciliation.rows(office.integration)):
        row = next(one for one in rows if one.id == "1")
        assert (row.differences, row.can_accept, row.can_send_again) == ((Difference.CANNOT_BE_TOLD,), False, False)
        assert "Draft 7777 is gone, but invoice 5001 has the same customer and amount" in str(row.explanation)
    assert office.settling.reopen(office.integration, ["1"], Silent())["1"].kind == "RecordChanged"
    decide(office, office.integration, ruling, "5001")
    rows = office.reconciliation.reconcile(office.integration, Silent())
    row = next(one for one in rows if one.id == "1")
    if ruling is Ruling.IS:
        assert (row.agrees, row.there_number, office.transfer("1").finance_number) == (True, "5001", "5001")
    else:
        assert row.differences == (Difference.DELETED,)
        assert office.settling.reopen(office.integration, ["1"], Silent()) == {"1": None}


def test_a_draft_that_was_sent_after_another_was_judged_is_reconciled_when_it_is_booked_without_a_trace(office: Any) -> None:
    stranger(office)
    decide(office, office.integration, Ruling.IS_NOT)
    office.settling.settle(office.integration, Silent())
    office.transfers.send(office.integration, ["1"], Silent())
    book_silently(office, int(office.transfer("1").finance_id), 5002)
    rows = office.reconciliation.reconcile(office.integration, Silent())
    row = next(one for one in rows if one.id == "1")
    assert (row.agrees, row.there_number) == (True, "5002")


def test_a_transferred_invoice_whose_draft_was_deleted_beside_an_alike_document_can_be_sent_again_once_that_is_judged(
    office: Any,
) -> None:
    """For instance last month's, sent from a database that is lost."""
    office.transfers.send(office.integration, ["1"], Silent())
    assert office.judging.look(office.integration, "1").documents == ()
    [draft] = office.company.drafts("TL-F1")
    mark = draft["references"]["other"].partition("@")[2]
    drafts = office.company.finance.agreement["drafts"]
    drafts.put({**draft, "draftInvoiceNumber": 7777, "date": "2026-02-28", "references": {"other": f"TL-F0@{mark}"}})
    book_silently(office, 7777, 4999)
    drafts.drop(draft["draftInvoiceNumber"])
    reason = office.settling.reopen(office.integration, ["1"], Silent())["1"]
    assert f"carries TL-F0@{mark}" in str(reason.sentence)
    assert "Its reference is to stay" in str(reason.what_to_do)
    decide(office, office.integration, Ruling.IS_NOT)
    assert office.transfer("1").state is TransferState.TRANSFERRED  # only a look-up proves that nothing is there
    assert office.settling.reopen(office.integration, ["1"], Silent()) == {"1": None}


@pytest.mark.parametrize(("reference", "is_new_key"), [("TL-F99", False), ("TL-F1", True)])
def test_only_a_document_under_our_own_reference_uses_up_our_key(office: Any, reference: str, is_new_key: bool) -> None:
    stranger(office)
    office.company.change_finance("drafts", 7777, references={"other": reference})
    before = office.transfer("1").key
    decide(office, office.integration, Ruling.IS_NOT)
    assert (office.transfer("1").key != before) is is_new_key


@pytest.mark.parametrize("ruling", [Ruling.IS, Ruling.IS_NOT])
def test_a_document_on_which_somebody_typed_the_reference_of_an_invoice_that_was_never_sent_is_asked_about(
    office: Any, ruling: Ruling
) -> None:
    """It is for the same customer: never a green lamp, and never a second document before somebody said whose it is."""
    office.transfers.send(office.integration, ["2"], Silent())
    [draft] = office.company.drafts("TL-F2")
    reference = draft["references"]["other"].replace("F2", "F1")
    typed = {"draftInvoiceNumber": 7777, "references": {"other": reference}, "netAmount": 17, "customer": {"customerNumber": 101}}
    office.company.finance.agreement["drafts"].put({**draft, **typed})
    for _ in range(2):
        assert office.transfers.send(office.integration, ["1"], Silent()).refused == ("1",)
    assert "7777 in e-conomic carries our reference TL-F1" in str(office.transfer("1").reason.sentence)
    assert "another amount" in str(office.transfers.check(office.integration, ["1"])["1"][0].sentence)
    decide(office, office.integration, ruling)
    if ruling is Ruling.IS_NOT:
        office.settling.settle(office.integration, Silent())
        assert office.transfers.send(office.integration, ["1"], Silent()).transferred == ("1",)
    assert office.transfer("1").state is TransferState.TRANSFERRED
    assert (office.transfer("1").finance_id == "7777") is (ruling is Ruling.IS)
    assert len(office.company.drafts("TL-F1")) == (1 if ruling is Ruling.IS else 2)


def test_what_was_there_when_the_run_began_and_was_booked_without_a_trace_since_is_a_doubt_and_not_sent(
    office: Any, new_office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E-conomic tells again what our key made for an hour only."""
    office.transfers.send(office.integration, ["1"], Silent())
    draft = int(office.transfer("1").finance_id)
    other = new_office("after the database was lost", "ready")
    present = other.transfers._present

    def then_booked(*asked: Any) -> Any:
        found = present(*asked)
        office.company.change_finance("drafts", draft, references={"other": ""})
        book_silently(office, draft, 5001)
        return found

    monkeypatch.setattr(other.transfers, "_present", then_booked)
    assert other.transfers.send(other.integration, ["1"], Silent()).unknown == ("1",)
    monkeypatch.undo()
    office.company.finance._answers.answers.clear()
    assert other.transfers.send(other.integration, ["1"], Silent()).unknown == ("1",)
    assert office.company.drafts() == []
