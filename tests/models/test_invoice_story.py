from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from desktop import texts
from desktop.models.differences import CANNOT_BE_TOLD
from desktop.models.invoice_causes import Fix, causes, causes_sentence
from desktop.models.invoice_rows import TransferRow
from desktop.models.invoice_story import Systems, story
from desktop.models.lamps import Lamp
from desktop.models.psa_numbers import numbered_already
from desktop.models.records import (
    FinanceState,
    Invoice,
    InvoiceKind,
    InvoiceStatus,
    Reason,
    Transfer,
    TransferState,
)
from desktop.models.records.document_judgements import SET_ASIDE
from desktop.texts import Message

SYSTEMS = Systems("TimeLog", "e-conomic")
NOW = dt.datetime(2026, 10, 31, 9, 41, tzinfo=dt.UTC)
INVOICE = Invoice(id="i1", number="20418", date=NOW.date(), currency="DKK", net=Decimal(100))
UNKNOWN_ITEM = Reason(kind="unknown_item", sentence=Message("No item 4012."), what_to_do=Message("Choose another."))
NOT_LINKED = Reason(kind="customer_not_linked", sentence=Message("Not linked."), what_to_do=Message("Link."))
WAY = Transfer(
    invoice_id="i1", state=TransferState.FAILED, reference="TL-20418", key="k", started_at=NOW, ended_at=NOW, reason=UNKNOWN_ITEM
)
SENT = replace(WAY, state=TransferState.TRANSFERRED, reason=None, finance_id="30", draft_number="30")


@pytest.mark.parametrize(
    ("transfer", "there", "sentence"),
    [
        (None, None, "Nothing of it has been sent to e-conomic."),
        (WAY, None, "No item 4012. There is no draft in e-conomic."),
        (replace(WAY, attempts=0), None, "No item 4012. Nothing was sent. There is no draft in e-conomic."),
        (
            replace(WAY, reason=replace(UNKNOWN_ITEM, is_unsent=True)),
            None,
            "No item 4012. Nothing was sent. There is no draft in e-conomic.",
        ),
        (
            replace(WAY, reason=replace(UNKNOWN_ITEM, kind="AnotherDocument", is_unsent=True)),
            None,
            "No item 4012. It is not known whether a draft lies in e-conomic.",
        ),
        (replace(WAY, state=TransferState.UNKNOWN, reason=None), None, "It is not known whether a draft lies in e-conomic."),
        (replace(WAY, state=TransferState.SENDING, reason=None), None, "It is being sent: a draft may lie in e-conomic already."),
        (SENT, None, "It lies in e-conomic as 30."),
        (SENT, FinanceState.DRAFT, "It lies in e-conomic as draft 30."),
        (replace(SENT, finance_number="50211"), FinanceState.BOOKED, "It is booked in e-conomic as 50211."),
        (replace(SENT, finance_number="50211"), FinanceState.PAID, "It is booked in e-conomic as 50211, and paid."),
        (SENT, FinanceState.DELETED, "It lay in e-conomic as 30, and was deleted there."),
    ],
)
def test_the_first_paragraph_says_whether_something_lies_over_there(
    transfer: Transfer | None, there: FinanceState | None, sentence: str
) -> None:
    assert str(story(TransferRow(invoice=INVOICE, transfer=transfer, there=there), SYSTEMS).happened) == sentence


@pytest.mark.parametrize("kind", list(InvoiceKind))
def test_every_state_has_a_heading_that_names_the_document(kind: InvoiceKind) -> None:
    document = replace(INVOICE, kind=kind)
    rows = [
        TransferRow(invoice=document),
        TransferRow(invoice=document, found=(UNKNOWN_ITEM,)),
        TransferRow(invoice=document, transfer=WAY),
        TransferRow(invoice=document, transfer=replace(WAY, attempts=0)),
        TransferRow(invoice=document, transfer=replace(WAY, reason=replace(UNKNOWN_ITEM, kind="deleted_there"))),
        TransferRow(invoice=document, transfer=replace(WAY, state=TransferState.SENDING)),
        TransferRow(invoice=document, transfer=replace(WAY, state=TransferState.UNKNOWN)),
        TransferRow(invoice=document, transfer=SENT),
        TransferRow(invoice=document, transfer=SENT, there=FinanceState.DELETED),
    ]
    headings = [str(story(row, SYSTEMS).heading) for row in rows]
    draft = story(TransferRow(invoice=replace(document, status=InvoiceStatus.DRAFT)), SYSTEMS)

    assert len(set(headings)) == len(headings)
    name = "Credit note 20418 " if kind is InvoiceKind.CREDIT_NOTE else "Invoice 20418 "
    assert all(heading.startswith(name) for heading in headings)
    assert "draft in TimeLog" in str(draft.heading)
    assert "Book it in TimeLog" in str(draft.what_to_do)


def test_each_state_offers_only_what_can_be_done_about_it() -> None:
    def fixes(row: TransferRow) -> tuple[Fix, ...]:
        return story(row, SYSTEMS).fixes

    assert fixes(TransferRow(invoice=INVOICE)) == (Fix.CHECK,)
    both = TransferRow(invoice=INVOICE, found=(UNKNOWN_ITEM, NOT_LINKED, UNKNOWN_ITEM))
    assert fixes(both) == (Fix.ITEM_NUMBERS, Fix.REPLACE_ITEMS, Fix.LINK_CUSTOMERS, Fix.CREATE_CUSTOMERS, Fix.CHECK)
    assert str(story(both, SYSTEMS).what_to_do) == "Choose another. Link."
    assert fixes(TransferRow(invoice=INVOICE, transfer=replace(WAY, state=TransferState.UNKNOWN))) == (Fix.LOOK_UP,)
    assert fixes(TransferRow(invoice=INVOICE, transfer=replace(WAY, state=TransferState.SENDING))) == ()
    assert fixes(TransferRow(invoice=INVOICE, transfer=SENT)) == ()
    assert fixes(TransferRow(invoice=INVOICE, transfer=SENT, there=FinanceState.DELETED)) == (Fix.TRANSFER_AGAIN,)


def test_the_lamp_of_what_was_deleted_over_there_is_red() -> None:
    told = story(TransferRow(invoice=INVOICE, transfer=SENT, there=FinanceState.DELETED), SYSTEMS)
    assert (told.lamp, str(told.heading)) == (Lamp.REFUSED, "Invoice 20418 was deleted in e-conomic")


def test_an_uncertain_document_says_when_it_is_looked_up() -> None:
    told = story(TransferRow(invoice=INVOICE, transfer=replace(WAY, state=TransferState.UNKNOWN)), SYSTEMS)
    assert str(told.what_to_do).startswith("It is looked up in e-conomic before anything is sent again")
    assert str(told.when).startswith("e-conomic had not answered")


def test_causes_are_grouped_the_one_that_stops_most_first() -> None:
    found = causes(
        {"a": [UNKNOWN_ITEM], "b": [UNKNOWN_ITEM, NOT_LINKED, UNKNOWN_ITEM], "c": [replace(NOT_LINKED, kind="odd")], "d": []}
    )

    assert [(one.kind, one.invoice_ids, one.fix) for one in found] == [
        ("unknown_item", ("a", "b"), Fix.ITEM_NUMBERS),
        ("customer_not_linked", ("b",), Fix.LINK_CUSTOMERS),
        ("odd", ("c",), None),
    ]
    assert str(found[0].title) == "2 documents with unknown item numbers"
    assert str(found[0].example) == "No item 4012."


def test_what_a_check_found_is_said_in_one_sentence() -> None:
    texts.set_language("en")
    kinds = {"1": "no_item", "2": "unknown_item", "3": "customer_barred", "4": "customer_not_linked", "5": "mystery"}
    found = {id_: [Reason(kind=kind, sentence=Message("x"))] for id_, kind in kinds.items()}
    found["1"].append(Reason(kind="barred_item", sentence=Message("x")))
    said = str(causes_sentence(causes(found), 5, 214))
    assert said == "5 of 214 documents would be stopped: 2 item numbers, 1 customer, 1 unlinked, 1 other."
    assert str(causes_sentence([], 0, 1)) == "The document can go."


def test_a_contact_or_employee_that_is_there_twice_has_a_cause_and_a_fix_of_its_own() -> None:
    sentence = Message("More than one contact of {customer} is called {name}.", customer="1 Fjord", name="Mette Holm")
    found = causes(
        {"1": [Reason(kind="ContactNotSure", sentence=sentence)], "2": [Reason(kind="EmployeeNotSure", sentence=sentence)]}
    )

    assert [(one.title.render(), one.fix) for one in found] == [
        ("1 document whose contact is there twice", Fix.CHOOSE_CONTACT),
        ("1 document whose internal reference is there twice", Fix.CHOOSE_EMPLOYEE),
    ]


def test_a_deleted_customer_and_an_unusable_item_have_a_cause_and_two_ways_out() -> None:
    kinds = ("customer_deleted", "unusable_item")
    found = causes({kind: [Reason(kind=kind, sentence=Message("x"))] for kind in kinds})

    assert [(one.title.render(), one.fix, one.also) for one in found] == [
        ("1 document for a customer who was deleted", Fix.LINK_CUSTOMERS, Fix.CREATE_CUSTOMERS),
        ("1 document with an item number that cannot be used", Fix.ITEM_NUMBERS, Fix.REPLACE_ITEMS),
    ]


def test_a_transferred_invoice_of_which_nobody_can_tell_is_uncertain_and_offers_to_be_judged() -> None:
    doubt = Reason(kind=CANNOT_BE_TOLD, sentence=Message("Draft 30 is gone."), what_to_do=Message("Say whether it is."))
    row = TransferRow(invoice=INVOICE, transfer=replace(SENT, reason=doubt), there=FinanceState.DRAFT)
    told = story(row, SYSTEMS)
    assert (told.lamp, str(told.heading), told.fixes) == (Lamp.DIFFERS, "Invoice 20418 is uncertain", (Fix.JUDGE,))
    assert str(told.happened) == "Draft 30 is gone. It is not known whether a draft lies in e-conomic."
    assert str(told.what_to_do) == "Say whether it is."


def test_what_has_a_number_over_there_already_is_not_said_to_be_absent() -> None:
    numbered = replace(INVOICE, external_number="50211")
    why = numbered_already(numbered, "TimeLog", "e-conomic")
    asked = story(TransferRow(invoice=numbered, transfer=replace(WAY, attempts=0, reason=why)), SYSTEMS)
    assert asked.fixes[0] is Fix.JUDGE_NUMBERS
    assert "no draft" not in str(asked.happened)
    said = Reason(kind=SET_ASIDE, sentence=Message("It is 50211 in Nordhavn."))
    aside = story(TransferRow(invoice=numbered, elsewhere=said), SYSTEMS)
    assert (str(aside.heading), aside.fixes) == ("Invoice 20418 is set aside", (Fix.JUDGE_NUMBERS,))
    assert str(aside.happened) == "It is 50211 in Nordhavn. Bindeled has sent nothing of it."
