from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from desktop.models.period_proof import sheets
from desktop.models.reconciliation import ReconciledInvoice, reconciled
from desktop.models.records import Acceptance, FinanceInvoice, FinanceState, Invoice, LogProof, SignOff
from desktop.models.sign_off import Period, change_sentence, periods, to_sign

NOON = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)
OCTOBER, SEPTEMBER = dt.date(2026, 10, 1), dt.date(2026, 9, 1)


def row(
    number: str, ours: str, theirs: str | None, *, day: dt.date = OCTOBER, accepted: bool = False, **more: Any
) -> ReconciledInvoice:
    invoice = Invoice(id=f"i{number}", number=number, date=day, currency="DKK", net=Decimal(ours))
    given = {"id": number, "reference": f"TL-{number}", "currency": "DKK", "date": day, **more}
    found = [] if theirs is None else [FinanceInvoice(net=Decimal(theirs), **given)]
    made = reconciled(invoice, None, found, "e-conomic")
    if not accepted:
        return made
    acceptance = Acceptance(document=made.id, reason="Agreed", person="ole@kontor", at=NOON, figures=made.figures)
    return replace(made, acceptance=acceptance) if not made.agrees else made


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
    assert {number: str(change_sentence(change)) for number, change in found.items()} == {
        "1": "Its figures changed.",
        "2": "The acceptance of its difference was taken back.",
        "3": "Its figures changed.",
        "4": "Came to the period after it was signed off.",
    }
    assert str(october(now, sign_off).sentence).endswith("4 documents have changed since.")


def test_a_document_that_vanished_from_both_sides_is_named_even_when_its_month_is_empty_now() -> None:
    (change,) = october([], signed(october([row("1", "100", "100")]))).changes
    assert str(change_sentence(change)) == "Is on neither side any more."


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
