from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from desktop.models.records import Acceptance, BothSides, Figures, PeriodTotal, SignedDocument, SignedPeriod
from desktop.models.store.work import Store

NOON = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 11, 4, 12, tzinfo=dt.UTC)
OCTOBER = dt.date(2026, 10, 1)


def sides(net: str) -> BothSides:
    here = Figures(date=dt.date(2026, 10, 31), currency="DKK", net=Decimal(net), vat=Decimal("0.25"))
    return BothSides(here=here, there=None)


def acceptance(reason: str, at: dt.datetime = NOON) -> Acceptance:
    return Acceptance(document="i1", reason=reason, person="ole@kontor", at=at, figures=sides("1"))


def period() -> SignedPeriod:
    document = SignedDocument(id="i1", number="1", there_number="", state="", figures=sides("1"), is_open=True)
    total = PeriodTotal(currency="DKK", here=Decimal("1.00"))
    return SignedPeriod(month=OCTOBER, read_at=NOON, totals=(total,), documents=(document,))


def test_figures_are_kept_per_invoice_and_replaced(store: Store, here: int, elsewhere: int) -> None:
    with store.work() as work:
        work.reconciliations.put_figures(here, {"i1": sides("1"), "i2": sides("2.005")})
        work.reconciliations.put_figures(elsewhere, {"i1": sides("9")})
        work.reconciliations.put_figures(here, {"i1": sides("3"), "i3": sides("4")})
        work.reconciliations.put_figures(here, {"i2": sides("5")})
        work.reconciliations.put_figures(here, {})
        work.commit()
    with store.reading() as work:
        assert work.reconciliations.figures(here, ["i1", "i2", "i3", "i4"]) == {
            "i1": sides("3"),
            "i2": sides("5"),
            "i3": sides("4"),
        }
        assert work.reconciliations.figures(elsewhere, ["i1", "i2"]) == {"i1": sides("9")}


def test_an_acceptance_holds_until_it_is_replaced_or_taken_back(store: Store, here: int, elsewhere: int) -> None:
    with store.work() as work:
        work.reconciliations.accept(here, acceptance("Rounding"))
        work.reconciliations.accept(elsewhere, acceptance("Elsewhere"))
        work.reconciliations.accept(here, acceptance("Agreed with the customer", LATER))
        work.commit()
    with store.work() as work:
        assert work.reconciliations.acceptances(here) == {"i1": acceptance("Agreed with the customer", LATER)}
        work.reconciliations.end_acceptance(here, "i1", LATER)
        assert work.reconciliations.acceptances(here) == {}
        assert set(work.reconciliations.acceptances(elsewhere)) == {"i1"}


def test_a_signed_off_period_is_kept_with_its_hash_and_can_be_signed_again_after_it_was_taken_back(store: Store, here: int) -> None:
    with store.work() as work:
        signed = work.reconciliations.sign_off(here, period(), person="ole@kontor", at=NOON, reason="")
        work.commit()
    with store.work() as work:
        (kept,) = work.reconciliations.sign_offs(here)
        assert kept == signed
        assert (kept.period, kept.is_intact, len(kept.hash)) == (period(), True, 64)
        work.reconciliations.end_sign_off(here, OCTOBER, person="mette@kontor", at=LATER, reason="One was missing")
        assert work.reconciliations.sign_offs(here) == []
        assert work.reconciliations.sign_off(here, period(), person="x", at=LATER, reason="").hash == signed.hash
        with pytest.raises(IntegrityError) as refused:
            work.reconciliations.sign_off(here, period(), person="kaj@kontor", at=LATER, reason="")
        assert "kaj@kontor" not in str(refused.value)  # nor, so, in the technical log


def test_a_sign_off_that_was_changed_in_the_database_is_not_intact(store: Store, here: int) -> None:
    with store.work() as work:
        work.reconciliations.sign_off(here, period(), person="ole@kontor", at=NOON, reason="")
        work._session.execute(text("UPDATE sign_offs SET content = replace(content, '1.00', '2.00')"))
        (kept,) = work.reconciliations.sign_offs(here)
    assert not kept.is_intact
