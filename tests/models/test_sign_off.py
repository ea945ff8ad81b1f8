from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from desktop.models.period_proof import sheets
from desktop.models.reconciliation import ReconciledInvoice, reconciled, unknown_here
from desktop.models.records import Acceptance, FinanceInvoice, FinanceState, Invoice, LogProof, SignOff
from desktop.models.sign_off import Period, periods, to_sign

NOON = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)
OCTOBER, SEPTEMBER = dt.date(2026, 10, 1), dt.date(2026, 9, 1)


def row(
    number: str, ours: str, theirs: str | None, /, *, day: dt.date = OCTOBER, accepted: bool = False, **more: Any
) -> ReconciledInvoice:
    invoice = Invoice(id=f"i{number}", number=number, date=day, currency="DKK", net=Decimal(ours))
    given = {"id": number, "reference": f"TL-{number}", "currency": "DKK", "date": day, **more}
    found = [] if theirs is None else [FinanceInvoice(net=Decimal(theirs), **given)]
    made = reconciled(invoice, None, found, "e-conomic")
    if not accepted:
        return made
    acceptance = Acceptance(document=made.id, reason="Agreed", person="ole@kontor", at=NOON, figures=made.figures)
    return structs.replace(made, acceptance=acceptance) if not made.agrees else made


def signed(period: Period) -> SignOff:
    return SignOff(id=1, person="ole@kontor", at=NOON, reason="", hash="f" * 64, is_intact=True, period=to_sign(period, NOON))


def october(rows: list[ReconciledInvoice], sign_off: SignOff | None = None) -> Period:
    return next(one for one in periods(rows, [sign_off] if sign_off else []) if one.month == OCTOBER)


AS_SIGNED = [row("1", "100", "100"), row("2", "50", "49", accepted=True), row("3", "10", None, accepted=True)]


def test_a_month_tells_what_is_open_and_its_totals() -> None:
    rows = [*AS_SIGNED, row("4", "5", None), row("5", "7", "7", day=SEPTEMBER)]
    newest, older = periods(rows, [])

    assert (newest.month, older.month) == (OCTOBER, SEPTEMBER)
    assert (len(newest.rows), newest.open, newest.drafts) == (4, 1, 2)
    (total,) = newest.totals
    assert (total.here, total.there, total.difference, total.accepted, total.open) == tuple(map(Decimal, (165, 149, -16, -11, -5)))
    assert str(newest.sentence) == "Not signed off."


def test_what_was_signed_off_stands_while_drafts_become_invoices() -> None:
    sign_off = signed(october(AS_SIGNED))
    booked = [row("1", "100", "100", state=FinanceState.BOOKED), *AS_SIGNED[1:]]

    assert october(AS_SIGNED, sign_off).changes == ()
    assert october(booked, sign_off).changes == ()
    assert str(october(booked, sign_off).sentence).endswith("Nothing has changed since.")


def test_every_later_change_is_named_with_its_old_and_new_figures() -> None:
    sign_off = signed(october(AS_SIGNED))
    now = [row("1", "100", "120"), row("2", "50", "49"), row("3", "10", None, day=SEPTEMBER), row("4", "5", None)]
    found = {change.number: change for change in october(now, sign_off).changes}

    assert set(found) == {"1", "2", "3", "4"}
    first = found["1"]
    assert first.before is not None
    assert first.now is not None
    assert first.before.there is not None
    assert first.now.there is not None
    assert (first.before.there.net, first.now.there.net) == (Decimal(100), Decimal(120))
    assert found["4"].before is None
    assert {number: str(change.sentence) for number, change in found.items()} == {
        "1": "Changed over there: Net.",
        "2": "The acceptance of the difference was taken back.",
        "3": "Changed here: Date.",
        "4": "Came to the period after it was signed off.",
    }
    assert str(october(now, sign_off).sentence).endswith("4 documents have changed since.")


@pytest.mark.parametrize(
    ("was", "stands", "sentence"),
    [
        ({"state": FinanceState.BOOKED}, {"state": FinanceState.PAID}, ""),
        (
            {"number": "900", "state": FinanceState.BOOKED},
            {"number": "901", "state": FinanceState.BOOKED},
            "Was 900 over there, and is 901.",
        ),
        ({"draft_number": "30"}, {"draft_number": "31"}, "Was 30 over there, and is 31."),  # deleted, and made again
        ({"id": "a"}, {"id": "b"}, ""),  # ids of drafts are no numbers
        ({"state": FinanceState.PAID}, {"state": FinanceState.BOOKED}, "Was Paid over there, and is Booked."),
        ({"state": FinanceState.BOOKED}, {"state": FinanceState.DRAFT}, "Was Booked over there, and is Draft."),
        ({"customer_id": "7"}, {"customer_id": "8"}, "Changed over there: Customer."),
        ({"vat": Decimal(25)}, {"vat": Decimal(20), "currency": "EUR"}, "Changed over there: Currency, VAT."),
    ],
)
def test_a_document_that_is_another_or_went_back_is_flagged_although_its_figures_stand(
    was: dict[str, Any], stands: dict[str, Any], sentence: str
) -> None:
    sign_off = signed(october([row("1", "100", "100", **was)]))
    changes = october([row("1", "100", "100", **stands)], sign_off).changes
    assert [str(one.sentence) for one in changes] == ([sentence] if sentence else [])


def test_what_went_or_came_twice_over_there_is_flagged() -> None:
    sign_off = signed(october([row("1", "100", "100")]))
    (gone,) = october([row("1", "100", None)], sign_off).changes
    assert str(gone.sentence) == "Is not over there any more."
    one = row("1", "100", "100")
    twice = structs.replace(one, figures=structs.replace(one.figures, copies=2))
    (change,) = october([twice], sign_off).changes
    assert str(change.sentence) == "There are 2 documents over there."


@pytest.mark.parametrize(
    ("was", "stands", "sentence"),
    [
        ("F1", "F1000", "Its number here was F1, and is F1000."),
        ("F1", "", "Its number here was F1, and it has none any more."),
        ("", "F1", ""),  # booked since
    ],
)
def test_another_number_here_is_flagged(was: str, stands: str, sentence: str) -> None:
    def numbered(number: str) -> ReconciledInvoice:
        made = row("1", "100", "100")
        assert made.invoice is not None
        return structs.replace(made, invoice=replace(made.invoice, number=number))

    changes = october([numbered(stands)], signed(october([numbered(was)]))).changes
    assert [str(one.sentence) for one in changes] == ([sentence] if sentence else [])


def test_a_second_document_under_a_reference_that_is_unknown_here_is_flagged_and_summed() -> None:
    one = FinanceInvoice(id="6000", reference="TL-F99", currency="DKK", date=OCTOBER, net=Decimal(100))
    sign_off = signed(october(list(unknown_here([one], "e-conomic"))))
    now = october(list(unknown_here([one, replace(one, id="6001", net=Decimal(99999))], "e-conomic")), sign_off)

    assert [str(change.sentence) for change in now.changes] == [
        "There are 2 documents over there.",
        "Came to the period after it was signed off.",
    ]
    assert [total.there for total in now.totals] == [Decimal(100099)]


def test_an_invoice_that_is_credited_later_is_flagged_in_whichever_month_the_credit_note_lies() -> None:
    def note(number: str) -> ReconciledInvoice:
        made = row(number, "100", "100", day=dt.date(2026, 11, 1))
        assert made.invoice is not None
        return structs.replace(made, invoice=replace(made.invoice, credited_invoice_id="i1"))

    before = [row("1", "100", "100"), note("K1")]
    sign_off = signed(october(before))
    assert october(before, sign_off).changes == ()
    (change,) = october([*before, note("K2")], sign_off).changes
    assert (change.number, str(change.sentence)) == ("1", "Credited by K2 since.")
    (document,) = sign_off.period.documents
    older = replace(sign_off, period=replace(sign_off.period, documents=(replace(document, credited_by=None),)))
    assert october([*before, note("K2")], older).changes == ()  # nobody knows which there were


def test_a_document_that_vanished_from_both_sides_is_named_even_when_its_month_is_empty_now() -> None:
    (change,) = october([], signed(october([row("1", "100", "100")]))).changes
    assert str(change.sentence) == "Is on neither side any more."


def test_a_sign_off_that_was_tampered_with_says_so() -> None:
    sign_off = replace(signed(october(AS_SIGNED)), is_intact=False)
    assert "changed in the database" in str(october(AS_SIGNED, sign_off).sentence)


def test_the_proof_has_every_document_total_acceptance_and_hash() -> None:
    sign_off = signed(october(AS_SIGNED))
    now = [row("1", "100", "120"), *AS_SIGNED[1:]]
    pages = {one.title: one for one in sheets(october(now, sign_off), "TimeLog", "e-conomic", NOON, LogProof(7, "a" * 64, ()))}

    def values(title: str) -> list[list[Any]]:
        page = pages[title]
        return [[column.value(record) for column in page.columns] for record in page.records]

    assert list(pages) == ["Documents", "Totals", "Accepted", "Sign-off", "Changed since"]
    assert [line[0] for line in values("Documents")] == ["1", "2", "3"]
    assert values("Totals") == [["DKK", Decimal(160), Decimal(169), Decimal(9), Decimal(-11), Decimal(20)]]
    assert [line[4] for line in values("Accepted")] == ["Agreed", "Agreed"]
    told = {str(name): value for name, value in values("Sign-off")}
    assert (told["Hash of what was signed off (SHA-256)"], told["Hash of the newest log entry (SHA-256)"]) == ("f" * 64, "a" * 64)
    assert [line[0] for line in values("Changed since")] == ["1"]
