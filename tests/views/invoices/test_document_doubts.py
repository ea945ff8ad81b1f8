"""Whether a document over there is the invoice is asked with both beside each other, and only with a reason."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel

from desktop.errors import RecordChanged
from desktop.models.document_judgements import DoubtfulDocument
from desktop.models.invoice_causes import Fix
from desktop.models.records import FinanceInvoice, FinanceState, Reason, Ruling, TransferState
from desktop.texts import Message
from desktop.views.invoices.judge_document_dialog import JudgeDocumentDialog

from .conftest import Office, Open, answer, invoice, transfer

DOUBT = Reason(kind="RecordChanged", sentence=Message("Document 7777 may be it."))


def doubtful(id_: str) -> DoubtfulDocument:
    return DoubtfulDocument(
        document=FinanceInvoice(
            id=id_,
            number=id_,
            state=FinanceState.BOOKED,
            customer_id="102",
            date=dt.date(2026, 10, 31),
            currency="DKK",
            net=Decimal("250.00"),
        ),
        customer_name="102 Havnens Rederi",
        is_same_customer=False,
        is_same_amount=False,
        is_same_date=True,
        judgement=None,
        holds_our_key=False,
    )


@pytest.fixture
def asked(opened: Open, office: Office) -> Open:
    """Invoice 5 is uncertain because of two documents over there."""
    office.put(invoice(5), transfer("i5", TransferState.UNKNOWN, reason=DOUBT))
    office.doubtful = (doubtful("7777"), doubtful("7778"))
    opened.page.work.load()
    opened.settle()
    return opened


def say(dialog: JudgeDocumentDialog, *, is_it: bool) -> None:
    dialog.reason.setText("Mette lagde den ind")
    (dialog.verb if is_it else dialog.is_not).click()


def test_a_row_in_doubt_offers_the_question_and_shows_both_sides(
    asked: Open, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def act(dialog: JudgeDocumentDialog) -> None:
        dialog.documents.menu().actions()[1].trigger()
        shown.append(dialog.documents.text())
        shown.extend(one.text() for one in dialog.findChildren(QLabel))
        say(dialog, is_it=True)

    answer(monkeypatch, JudgeDocumentDialog, act)
    asked.page.lists.open_row("i5")
    assert asked.page.lists.panel.row is not None
    asked.page.lists.panel.fix_wanted.emit(Fix.JUDGE, ["i5"])
    asked.settle()
    assert {"7778", "102 Havnens Rederi", "another", "the same"} <= set(shown)
    assert office.said == [("7778", Ruling.IS, "Mette lagde den ind")]
    assert asked.page.lists.rows["i5"].is_transferred


def test_what_is_another_is_looked_up_once_more(asked: Open, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, JudgeDocumentDialog, lambda dialog: say(dialog, is_it=False))
    asked.page.lists.current.view.go_to("i5")
    asked.page.invoice_actions.judge_document()
    asked.settle()
    assert office.said == [("7777", Ruling.IS_NOT, "Mette lagde den ind")]
    assert not asked.page.lists.rows["i5"].is_unknown


def test_cancel_decides_nothing_and_the_last_of_two_people_is_told(
    asked: Open, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, JudgeDocumentDialog, lambda dialog: dialog.cancel.click())
    asked.page.invoice_actions.judge_document("i5")
    asked.settle()
    assert not office.said
    office.trouble = RecordChanged(Message("Anna said that it is not this invoice."))
    answer(monkeypatch, JudgeDocumentDialog, lambda dialog: say(dialog, is_it=True))
    asked.page.invoice_actions.judge_document("i5")
    asked.settle()
    assert "Anna said" in asked.page.lists.current.trouble.sentence


def test_nothing_to_ask_about_is_told(opened: Open) -> None:
    opened.page.invoice_actions.judge_document("i5")
    opened.settle()
    assert opened.page.doubts.dialog is None
