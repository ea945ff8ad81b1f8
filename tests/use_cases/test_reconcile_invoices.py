"""Reconciling shows each difference, and writes back what changed over there."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from desktop.errors import Cancelled, SystemDown
from desktop.models.differences import Difference
from desktop.models.records import Activity, FinanceState, Outcome, Side
from desktop.progress import Silent
from desktop.texts import Message
from desktop.use_cases.accept_differences import DifferenceAcceptance


@pytest.fixture
def sent(office: Any) -> Any:
    """Invoices 1-5 and the credit note are over there."""
    office.transfers.send(office.integration, ["1", "2", "3", "4", "5", "C1"], Silent())
    return office


def reconcile(office: Any, progress: Any = None) -> dict[str, Any]:
    found = office.reconciliation.reconcile(office.integration, progress or Silent())
    return {row.id: row for row in found}


def draft_number(office: Any, invoice_id: str) -> int:
    return int(office.transfer(invoice_id).finance_id)


def test_what_was_transferred_agrees_and_the_rest_is_missing(sent: Any) -> None:
    assert sent.reconciliation.read_at(sent.integration.id) is None
    rows = reconcile(sent)
    assert {number for number, row in rows.items() if row.agrees} == {"1", "2", "3", "4", "5", "C1"}
    assert rows["6"].differences == (Difference.MISSING,)
    assert "10" not in rows  # a draft of the PSA
    assert (rows["C1"].net, rows["C1"].there_net) == (Decimal(-1000), Decimal(-1000))
    assert sent.reconciliation.read_at(sent.integration.id) is not None
    assert str(sent.newest().message) == "6 invoices reconciled: 6 agree, 0 differ. 4 not transferred."


def test_every_difference_is_named(sent: Any) -> None:
    finance = sent.company.finance.agreement
    finance["drafts"].drop(draft_number(sent, "1"))
    sent.company.change_finance("drafts", draft_number(sent, "2"), netAmount=Decimal("401.00"))
    sent.company.change_finance("drafts", draft_number(sent, "3"), date="2026-04-09")
    sent.company.change_finance("drafts", draft_number(sent, "4"), currency="EUR")
    finance["drafts"].put({**finance["drafts"].get(draft_number(sent, "5")), "draftInvoiceNumber": 77})
    rows = reconcile(sent)
    assert {number: row.differences for number, row in rows.items() if number in "12345"} == {
        "1": (Difference.DELETED,),
        "2": (Difference.NET, Difference.CHANGED_THERE),
        "3": (Difference.DATE, Difference.CHANGED_THERE),
        "4": (Difference.CURRENCY, Difference.CHANGED_THERE),
        "5": (Difference.TWICE,),
    }
    assert rows["2"].difference == Decimal(1)
    assert all(rows[number].explanation is not None for number in "12345")


@pytest.mark.parametrize(("remainder", "state", "status"), [(1, FinanceState.BOOKED, "Booked"), (0, FinanceState.PAID, "Checked")])
def test_a_document_that_was_booked_or_paid_over_there_is_told_to_the_psa(
    sent: Any, remainder: int, state: FinanceState, status: str
) -> None:
    sent.company.book(draft_number(sent, "1"), 900, remainder)
    row = reconcile(sent)["1"]
    assert (row.state, row.agrees) == (state, True)
    told = sent.company.psa_row("invoices", 1)
    assert (told["InvoiceNoExternal"], told["ExternalInvoiceStatus"], told["Status"]) == ("900", "Booked", status)
    assert sent.transfer("1").finance_number == "900"
    sent.company.psa.calls.kept.clear()
    reconcile(sent)
    assert sent.company.psa.calls.listed()["calls"] == []


def test_a_booked_document_with_the_number_of_a_draft_that_is_still_there_is_not_that_draft(sent: Any) -> None:
    """It was a sales order, which has numbers of its own."""
    drafts, number = sent.company.finance.agreement["drafts"], draft_number(sent, "1")
    drafts.put({**drafts.get(number), "draftInvoiceNumber": 7777, "references": {"other": "Projekt 9"}})
    sent.company.book(7777, 4999)
    sent.company.change_finance("booked", 4999, orderNumber=number)
    row = reconcile(sent)["1"]
    assert (row.agrees, row.there.id, sent.transfer("1").finance_number) == (True, str(number), "")


@pytest.mark.parametrize(
    ("changes", "difference"),
    [
        ({"references": {"other": ""}}, None),
        ({"date": "2025-12-31"}, Difference.DATE),
        ({"date": "2024-01-31", "references": {"other": "Abonnement"}}, Difference.DATE),
    ],
)
def test_a_draft_of_ours_is_known_by_its_number_whatever_reference_and_date_somebody_gave_it(
    office: Any, changes: dict[str, Any], difference: Difference | None
) -> None:
    office.transfers.send(office.integration, ["1"], Silent())
    draft = draft_number(office, "1")
    office.company.change_finance("drafts", draft, **changes)
    row = reconcile(office)["1"]
    assert row.there.id == str(draft)
    assert (difference in row.differences) if difference else row.agrees
    assert not row.can_send_again


def test_a_draft_without_its_reference_is_told_to_the_psa_when_it_is_booked_under_an_earlier_day(office: Any) -> None:
    office.transfers.send(office.integration, ["1"], Silent())
    draft = draft_number(office, "1")
    office.company.change_finance("drafts", draft, references={"other": ""}, date="2025-12-31")
    office.company.book(draft, 5001, remainder=0)
    assert reconcile(office)["1"].state is FinanceState.PAID
    told = office.transfer("1")
    assert (told.finance_number, told.written_state) == ("5001", FinanceState.PAID)


def book_silently(office: Any, draft: int, number: int) -> None:
    """Somebody books a draft, and e-conomic does not tell which draft it was."""
    office.company.book(draft, number)
    office.company.change_finance("booked", number, orderNumber=None)


@pytest.mark.parametrize(("reference", "date"), [("", "2026-03-31"), ("PO 4711", "2025-11-30"), ("", "2024-01-31")])
def test_a_draft_that_lost_its_reference_and_was_booked_without_a_trace_is_not_called_deleted(
    office: Any, reference: str, date: str
) -> None:
    """Whatever day it was given: its number is not below those that were booked around the day of the invoice."""
    office.transfers.send(office.integration, ["1", "2"], Silent())
    office.company.book(draft_number(office, "2"), 4999)
    draft = draft_number(office, "1")
    office.company.change_finance("drafts", draft, references={"other": reference}, date=date)
    book_silently(office, draft, 5001)
    row = reconcile(office)["1"]
    assert (row.differences, row.can_send_again) == ((Difference.CANNOT_BE_TOLD,), False)
    assert "invoice 5001 has the same customer and amount" in str(row.explanation)
    assert office.settling.reopen(office.integration, ["1"], Silent())["1"].kind == "RecordChanged"


def test_an_equal_invoice_of_long_ago_leaves_no_doubt_about_a_draft_that_was_deleted(office: Any) -> None:
    """For instance a subscription: its number is below those that were booked around the day of the invoice."""
    office.transfers.send(office.integration, ["1", "2"], Silent())
    office.company.book(draft_number(office, "2"), 4999)
    draft = draft_number(office, "1")
    office.company.change_finance("drafts", draft, references={"other": ""}, date="2025-06-30")
    book_silently(office, draft, 4111)
    asked = office.company.finance.calls.listed()["count"]
    row = reconcile(office)["1"]
    assert (row.differences, row.can_send_again) == ((Difference.DELETED,), True)
    assert office.company.finance.calls.listed()["count"] - asked == 7  # two pages, and five to look this one up


def test_what_was_proven_gone_is_not_looked_up_again_until_it_is_there_and_gone_once_more(sent: Any) -> None:
    drafts, calls = sent.company.finance.agreement["drafts"], sent.company.finance.calls
    kept = drafts.get(draft_number(sent, "1"))

    def asked(difference: tuple[Difference, ...]) -> int:
        before = calls.listed()["count"]
        assert reconcile(sent)["1"].differences == difference
        return int(calls.listed()["count"]) - before

    reading = asked(())
    drafts.drop(kept["draftInvoiceNumber"])
    assert asked((Difference.DELETED,)) > reading
    assert asked((Difference.DELETED,)) == reading
    drafts.put(kept)
    assert asked(()) == reading
    drafts.drop(kept["draftInvoiceNumber"])
    assert asked((Difference.DELETED,)) > reading
    assert sent.settling.reopen(sent.integration, ["1"], Silent()) == {"1": None}


@pytest.mark.parametrize("reference", [None, ""])
def test_a_document_that_was_given_a_day_long_ago_is_found_by_its_reference_or_its_draft_number(
    office: Any, reference: str | None
) -> None:
    office.transfers.send(office.integration, ["1"], Silent())
    draft = draft_number(office, "1")
    changed = {} if reference is None else {"references": {"other": reference}}
    office.company.change_finance("drafts", draft, date="2024-01-31", **changed)
    (office.company.book if reference == "" else partial(book_silently, office))(draft, 5001)
    row = reconcile(office)["1"]
    assert (row.differences, row.there_number) == ((Difference.DATE, Difference.CHANGED_THERE), "5001")
    assert office.transfer("1").finance_number == "5001"


def test_a_document_that_lies_with_another_customer_over_there_is_told_with_the_name(sent: Any) -> None:
    sent.company.change_finance("drafts", draft_number(sent, "1"), customer={"customerNumber": 102})
    asked = sent.company.finance.calls.listed()["count"]
    row = reconcile(sent)["1"]
    names = [customer["name"] for customer in sent.company.finance.agreement["customers"] if customer["customerNumber"] == 102]
    assert (row.differences, row.there_customer) == ((Difference.CUSTOMER, Difference.CHANGED_THERE), names[0])
    assert str(row.explanation) == f"Lies with {names[0]} in e-conomic."
    assert (row.net, row.difference) == (row.there_net, Decimal(0))
    assert sent.company.finance.calls.listed()["count"] - asked == 2  # the pages of drafts and of booked documents


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"customer": {"customerNumber": 102}}, Difference.CUSTOMER),
        ({"currency": "EUR"}, Difference.CURRENCY),
        ({"netAmount": Decimal(-200), "vatAmount": Decimal(-50), "grossAmount": Decimal(-250)}, Difference.KIND),
    ],
)
def test_the_number_of_what_may_be_another_document_reaches_the_psa_only_once_somebody_accepted_it(
    sent: Any, changed: dict[str, Any], why: Difference
) -> None:
    sent.company.change_finance("drafts", draft_number(sent, "1"), **changed)
    sent.company.book(draft_number(sent, "1"), 900)
    before = sent.transfer("1").finance_id
    for _ in range(2):
        assert why in reconcile(sent)["1"].differences
    assert sent.company.psa_row("invoices", 1)["InvoiceNoExternal"] == before
    (noted,) = sent.log.entries(sent.integration.id, subject_id="1", outcomes=[Outcome.NOT_SENT])
    assert str(noted.message).startswith("Nothing was written to TimeLog, since this may be another document. ")
    DifferenceAcceptance(sent.store, sent.reconciliation.rows).accept(sent.integration, ["1"], "It is this one")
    assert reconcile(sent)["1"].is_accepted
    assert sent.company.psa_row("invoices", 1)["InvoiceNoExternal"] == "900"


def test_a_booked_document_that_got_another_number_is_told_to_the_psa(sent: Any) -> None:
    sent.company.book(draft_number(sent, "1"), 900)
    reconcile(sent)
    booked = sent.company.finance.agreement["booked"]
    booked.put({**booked.get(900), "bookedInvoiceNumber": 901})
    booked.drop(900)
    reconcile(sent)
    assert sent.company.psa_row("invoices", 1)["InvoiceNoExternal"] == "901"


def test_a_write_back_that_failed_is_done_again(office: Any) -> None:
    office.plan(Side.PSA, {"kind": "error_before", "path": "/Invoicing/"})
    office.transfers.send(office.integration, ["1", "2"], Silent())
    office.plan(Side.PSA)
    assert office.transfer("1").written_state == ""
    reconcile(office)
    assert {office.transfer(number).written_state for number in "12"} == {"draft"}
    assert office.company.psa_row("invoices", 1)["InvoiceNoExternal"] == office.transfer("1").finance_id


def test_when_it_cannot_be_read_the_last_reading_stands_and_the_log_says_why(sent: Any) -> None:
    reconcile(sent)
    before = sent.reconciliation.rows(sent.integration)
    sent.plan(Side.FINANCE, {"kind": "error_before", "path": "^/invoices/booked"})
    with pytest.raises(SystemDown):
        reconcile(sent)
    assert sent.reconciliation.rows(sent.integration) == before
    assert (sent.newest().activity, sent.newest().outcome) == (Activity.RECONCILE, Outcome.REFUSED)


def test_cancel_keeps_the_last_reading(sent: Any, stops_at: Any) -> None:
    with pytest.raises(Cancelled):
        reconcile(sent, stops_at(1))
    assert sent.reconciliation.read_at(sent.integration.id) is None


def test_without_invoices_nothing_is_asked(connected: Any) -> None:
    assert reconcile(connected) == {}
    assert connected.company.finance.calls.listed()["calls"] == []


def test_an_added_line_is_read_and_named_and_a_hundredth_is_rounding(sent: Any) -> None:
    drafts = sent.company.finance.agreement["drafts"]
    extra = {
        **drafts.get(draft_number(sent, "2"))["lines"][0],
        "lineNumber": 2,
        "description": "Gebyr",
        "totalNetAmount": Decimal(50),
    }
    lines = [*drafts.get(draft_number(sent, "2"))["lines"], extra]
    sent.company.change_finance("drafts", draft_number(sent, "2"), netAmount=Decimal("450.00"), lines=lines)
    sent.company.change_finance("drafts", draft_number(sent, "3"), netAmount=Decimal("600.01"))
    rows = reconcile(sent)
    assert rows["2"].differences[0] is Difference.EXTRA_LINE
    assert str(rows["2"].explanation) == "A line was added in e-conomic: Gebyr."
    assert rows["3"].differences[:2] == (Difference.ROUNDING, Difference.NET)
    assert sent.reconciliation.rows(sent.integration)[1].differences == rows["2"].differences  # the lines are kept


def test_lines_that_cannot_be_read_leave_the_difference_unexplained(sent: Any) -> None:
    sent.company.change_finance("drafts", draft_number(sent, "2"), netAmount=Decimal("450.00"))
    sent.plan(Side.FINANCE, {"kind": "error_before", "path": f"^/invoices/drafts/{draft_number(sent, '2')}"})
    assert reconcile(sent)["2"].differences == (Difference.NET, Difference.CHANGED_THERE)


def test_a_document_over_there_with_our_reference_that_the_psa_does_not_have_is_told(sent: Any) -> None:
    drafts = sent.company.finance.agreement["drafts"]
    copy = {**drafts.get(draft_number(sent, "1")), "draftInvoiceNumber": 78}
    drafts.put({**copy, "references": {"other": "TL-F77"}})
    drafts.put({**copy, "draftInvoiceNumber": 79, "references": {"other": "Somebody else"}})
    drafts.put({**copy, "draftInvoiceNumber": 80, "references": {"other": "TL-F11"}, "date": "2020-01-01"})
    rows = reconcile(sent)
    assert {id_ for id_, row in rows.items() if row.invoice is None} == {"TL-F77"}
    assert (rows["TL-F77"].number, rows["TL-F77"].net, rows["TL-F77"].there_net) == ("F77", None, Decimal(200))
    assert str(rows["TL-F77"].explanation) == "e-conomic has it as TL-F77; TimeLog does not."


def test_what_is_transferred_while_the_pages_are_read_is_not_called_deleted(sent: Any) -> None:
    class SendsMeanwhile(Silent):
        is_sent = False

        def step(self, done: int, total: int | None, text: Message) -> None:
            if not self.is_sent:
                self.is_sent = True
                sent.transfers.send(sent.integration, ["6"], Silent())

    assert reconcile(sent, SendsMeanwhile())["6"].differences in ((Difference.NOT_READ,), ())


def test_a_mark_that_fails_harms_no_other_invoice_and_is_repeated(sent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for id_, number in (("1", 900), ("2", 901), ("3", 902)):
        sent.company.book(draft_number(sent, id_), number, remainder=0)
    psa = sent.connectors.get(sent.integration, Side.PSA)
    mark = psa.mark_paid

    def refuse(invoice: Any) -> None:
        if invoice.id == "1":
            raise SystemDown(Message("TimeLog does not answer."))
        mark(invoice)

    monkeypatch.setattr(psa, "mark_paid", refuse)
    reconcile(sent)
    assert [sent.company.psa_row("invoices", number)["Status"] for number in (1, 2, 3)] == ["Booked", "Checked", "Checked"]
    assert [sent.transfer(id_).written_state for id_ in "123"] == ["draft", "paid", "paid"]
    assert {one.subject_id for one in sent.log.entries(sent.integration.id, outcomes=[Outcome.REFUSED])} == {"1"}
    monkeypatch.setattr(psa, "mark_paid", mark)
    reconcile(sent)
    assert sent.company.psa_row("invoices", 1)["Status"] == "Checked"
    assert str(sent.log.entries(sent.integration.id, subject_id="1", limit=1)[0].message).endswith("and that it is paid.")


def test_a_payment_that_was_taken_back_is_told_because_the_psa_keeps_its_mark(sent: Any) -> None:
    sent.company.book(draft_number(sent, "1"), 900, remainder=0)
    reconcile(sent)
    sent.company.change_finance("booked", 900, remainder=Decimal(50))
    reconcile(sent)
    assert sent.transfer("1").written_state == "booked"
    assert "still has it marked as paid" in str(sent.log.entries(sent.integration.id, subject_id="1", limit=1)[0].message)


@pytest.mark.parametrize("is_ours_there", [True, False])
def test_the_invoice_of_a_sales_order_with_the_number_of_our_draft_is_not_taken_for_ours(sent: Any, is_ours_there: bool) -> None:
    drafts, number = sent.company.finance.agreement["drafts"], draft_number(sent, "1")
    drafts.put({**drafts.get(number), "draftInvoiceNumber": 7777, "references": {}, "netAmount": 99, "grossAmount": 99})
    sent.company.book(7777, 4999)
    sent.company.change_finance("booked", 4999, orderNumber=number)
    if is_ours_there:
        sent.company.book(number, 900)
    else:
        drafts.drop(number)
    row = reconcile(sent)["1"]
    assert row.differences == (() if is_ours_there else (Difference.CANNOT_BE_TOLD,))
    assert sent.transfer("1").finance_number == ("900" if is_ours_there else "")
