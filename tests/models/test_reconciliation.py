from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from desktop.models.differences import Difference
from desktop.models.reconciliation import (
    Match,
    ReconciledInvoice,
    Tally,
    period_totals,
    reconciled,
    tally,
    totals,
    unknown_here,
)
from desktop.models.records import Acceptance, FinanceInvoice, FinanceState, Invoice, InvoiceKind, Transfer, TransferState

DAY = dt.date(2026, 7, 14)
AMOUNTS = {"net": Decimal("9000.00"), "vat": Decimal("2250.00"), "gross": Decimal("11250.00")}
INVOICE = Invoice(id="i1", number="20418", date=DAY, currency="DKK", **AMOUNTS)
THERE = FinanceInvoice(id="30", reference="TL-20418", date=DAY, currency="DKK", net=Decimal("9000.00"), vat=Decimal("2250.00"))
SENT = Transfer(
    invoice_id="i1",
    state=TransferState.TRANSFERRED,
    reference="TL-20418",
    key="k",
    finance_id="30",
    started_at=dt.datetime(2026, 7, 14, tzinfo=dt.UTC),
)


def test_both_sides_agree() -> None:
    row = reconciled(INVOICE, SENT, [THERE], "e-conomic")

    assert row.agrees
    assert (row.state, row.difference, row.explanation) == (FinanceState.DRAFT, Decimal(0), None)


@pytest.mark.parametrize(
    ("there", "difference", "explanation"),
    [
        ({"currency": "EUR"}, Difference.CURRENCY, "DKK here, EUR in e-conomic."),
        ({"net": Decimal("8999.98")}, Difference.NET, "The net amounts differ."),
        ({"vat": Decimal("2250.02")}, Difference.VAT, "The VAT differs."),
        ({"gross": Decimal("11250.03")}, Difference.GROSS, "The totals with VAT differ."),
        ({"date": dt.date(2026, 7, 15)}, Difference.DATE, "Dated 15/07/2026 in e-conomic."),
    ],
)
def test_a_difference_is_marked_and_explained(there: dict[str, Any], difference: Difference, explanation: str) -> None:
    row = reconciled(INVOICE, SENT, [replace(THERE, **there)], "e-conomic")

    assert row.differences == (difference,)
    assert row.explanation is not None
    assert row.explanation.render() == explanation
    assert not row.agrees


def test_a_document_of_the_other_kind_is_told_as_that() -> None:
    row = reconciled(INVOICE, SENT, [replace(THERE, kind=InvoiceKind.CREDIT_NOTE)], "e-conomic")

    assert row.differences == (Difference.KIND, Difference.NET, Difference.VAT)
    assert str(row.explanation) == "Invoice on one side, credit note on the other."


def test_that_it_stands_twice_stays_accepted_only_while_the_second_says_the_same() -> None:
    second = replace(THERE, id="31")
    twice = reconciled(INVOICE, SENT, [THERE, second], "e-conomic")
    accepted = Acceptance(document="i1", reason="Aftalt", person="anna", at=SENT.started_at, figures=twice.figures)
    before = replace(accepted, figures=structs.replace(twice.figures, further=()))  # as an earlier version kept it
    changed = replace(second, net=Decimal(99999))

    def stands(acceptance: Acceptance, *there: FinanceInvoice) -> bool:
        return reconciled(INVOICE, SENT, there, "e-conomic", acceptance=acceptance).is_accepted

    assert stands(accepted, second, THERE)
    assert not stands(accepted, THERE, changed)
    assert stands(before, THERE, changed)


def test_what_stands_twice_in_two_currencies_has_no_difference_in_one_of_them() -> None:
    assert reconciled(INVOICE, SENT, [THERE, replace(THERE, id="31")], "e-conomic").difference == Decimal("9000.00")
    assert reconciled(INVOICE, SENT, [THERE, replace(THERE, id="31", currency="EUR")], "e-conomic").difference is None


@pytest.mark.parametrize(
    ("kind", "net"), [(InvoiceKind.INVOICE, -100), (InvoiceKind.CREDIT_NOTE, 0), (InvoiceKind.CREDIT_NOTE, -7)]
)
def test_amounts_agree_by_how_they_count_whatever_the_kind_over_there(kind: InvoiceKind, net: int) -> None:
    invoice = replace(INVOICE, kind=kind, net=Decimal(net), vat=Decimal(net) / 4)
    other = {InvoiceKind.INVOICE: InvoiceKind.CREDIT_NOTE, InvoiceKind.CREDIT_NOTE: InvoiceKind.INVOICE}[kind]
    same = replace(THERE, kind=kind, net=invoice.net, vat=invoice.vat)
    turned = replace(THERE, kind=other, net=-invoice.net, vat=-invoice.vat)

    assert reconciled(invoice, SENT, [same], "e-conomic").agrees
    assert reconciled(invoice, SENT, [turned], "e-conomic").agrees


def test_what_the_other_side_does_not_tell_is_no_difference() -> None:
    assert reconciled(INVOICE, SENT, [replace(THERE, vat=None, date=None)], "e-conomic").agrees


def test_less_than_a_hundredth_is_no_difference() -> None:
    assert reconciled(INVOICE, SENT, [replace(THERE, net=Decimal("9000.004"))], "e-conomic").agrees


@pytest.mark.parametrize("transfer", [None, replace(SENT, finance_id="", state=TransferState.FAILED)])
def test_an_invoice_that_never_went_is_missing(transfer: Transfer | None) -> None:
    row = reconciled(INVOICE, transfer, [], "e-conomic")

    assert (row.differences, row.state, row.there_net) == ((Difference.MISSING,), None, None)
    assert str(row.explanation) == "Not found in e-conomic."
    assert row.difference == Decimal("-9000.00")


def test_an_invoice_that_was_there_and_is_not_was_deleted() -> None:
    row = reconciled(INVOICE, SENT, [], "e-conomic")

    assert (row.differences, row.state) == ((Difference.DELETED,), FinanceState.DELETED)
    assert str(row.explanation) == "Deleted in e-conomic."


def test_two_documents_under_one_reference_are_told_and_the_booked_one_counts_unless_the_transfer_names_the_other() -> None:
    booked = replace(THERE, id="9", number="1001", state=FinanceState.BOOKED)
    assert reconciled(INVOICE, SENT, [booked, THERE], "e-conomic").there == THERE
    row = reconciled(INVOICE, replace(SENT, finance_id=""), [THERE, booked], "e-conomic")

    assert row.there == booked
    assert row.differences == (Difference.TWICE,)
    assert str(row.explanation) == "More than one document in e-conomic carries this reference."


def test_every_difference_is_marked_and_the_gravest_explained() -> None:
    row = reconciled(INVOICE, SENT, [replace(THERE, net=Decimal(1), vat=Decimal(1), date=dt.date(2026, 1, 1))], "e-conomic")

    assert row.differences == (Difference.NET, Difference.VAT, Difference.DATE)
    assert str(row.explanation) == "The net amounts differ."


def test_a_credit_note_counts_as_less_on_both_sides() -> None:
    invoice = replace(INVOICE, kind=InvoiceKind.CREDIT_NOTE)
    there = replace(THERE, kind=InvoiceKind.CREDIT_NOTE, net=Decimal("8000.00"))
    row = reconciled(invoice, SENT, [there], "e-conomic")

    assert (row.net, row.there_net, row.difference) == (Decimal("-9000.00"), Decimal("-8000.00"), Decimal("1000.00"))


@given(st.lists(st.tuples(st.sampled_from(["DKK", "EUR", "SEK"]), st.decimals(-(10**6), 10**6, places=2), st.booleans())))
def test_sums_are_per_currency_and_exact(rows: list[tuple[str, Decimal, bool]]) -> None:
    found = [
        reconciled(
            replace(INVOICE, currency=currency, net=net),
            SENT,
            [replace(THERE, currency=currency, net=net)] if is_there else [],
            "x",
        )
        for currency, net, is_there in rows
    ]

    waiting = [reconciled(replace(INVOICE, currency=currency), None, [], "x") for currency in ("DKK", "NOK")]
    sums = totals([*found, *waiting])
    assert [one.currency for one in sums] == sorted({currency for currency, _net, _there in rows})
    for one in sums:
        assert one.here == sum(net for currency, net, _there in rows if currency == one.currency)
        assert one.difference == -sum(net for currency, net, is_there in rows if currency == one.currency and not is_there)


def test_what_was_never_transferred_is_counted_apart_and_differs_from_nothing() -> None:
    deleted = reconciled(INVOICE, SENT, [], "x")
    agreeing = reconciled(INVOICE, SENT, [THERE], "x")
    waiting = reconciled(INVOICE, None, [], "x")

    assert tally([deleted, agreeing, agreeing, waiting]) == Tally(agree=2, differ=1, not_transferred=1)
    assert [one.difference for one in totals([agreeing, waiting])] == [Decimal(0)]


def test_an_invoice_that_went_after_the_other_side_was_read_is_not_called_deleted() -> None:
    late = replace(SENT, ended_at=dt.datetime(2026, 7, 14, 12, tzinfo=dt.UTC))
    row = reconciled(INVOICE, late, [], "e-conomic", dt.datetime(2026, 7, 14, 11, tzinfo=dt.UTC))

    assert (row.differences, row.state, row.match) == ((Difference.NOT_READ,), None, Match.NOT_COMPARABLE)
    assert not row.can_send_again
    assert row.explanation is not None

    read_later = reconciled(INVOICE, late, [], "e-conomic", dt.datetime(2026, 7, 14, 13, tzinfo=dt.UTC))
    assert read_later.differences == (Difference.DELETED,)
    assert read_later.can_send_again


@pytest.mark.parametrize(
    ("transfer", "found", "match", "needs_attention"),
    [
        (SENT, [THERE], Match.AGREES, False),
        (SENT, [replace(THERE, net=Decimal(1))], Match.DIFFERS, True),
        (SENT, [THERE, replace(THERE, id="31")], Match.CONTRADICTS, True),
        (SENT, [], Match.CONTRADICTS, True),
        (None, [], Match.NOT_COMPARABLE, False),
        (replace(SENT, finance_id="", state=TransferState.FAILED), [], Match.NOT_COMPARABLE, False),
        (replace(SENT, finance_id="", state=TransferState.UNKNOWN), [], Match.NOT_COMPARABLE, True),
        (None, [replace(THERE, net=Decimal(1))], Match.DIFFERS, True),
    ],
)
def test_the_sign_between_two_sides_says_how_grave_it_is(
    transfer: Transfer | None, found: list[FinanceInvoice], match: Match, needs_attention: bool
) -> None:
    row = reconciled(INVOICE, transfer, found, "e-conomic")

    assert (row.match, row.needs_attention) == (match, needs_attention)


NOON = dt.datetime(2026, 8, 1, 12, tzinfo=dt.UTC)


def test_a_clock_that_was_ahead_when_an_invoice_went_hides_no_deletion() -> None:
    ahead = replace(SENT, ended_at=dt.datetime.now(dt.UTC) + dt.timedelta(days=400))
    row = reconciled(INVOICE, ahead, [], "e-conomic", dt.datetime.now(dt.UTC))
    assert (row.differences, row.can_send_again) == ((Difference.DELETED,), True)


def accepted(row: ReconciledInvoice) -> Acceptance:
    return Acceptance(document=row.id, reason="Agreed", person="ole@kontor", at=NOON, figures=row.figures)


def test_an_accepted_difference_needs_no_attention_until_a_figure_changes() -> None:
    other = replace(THERE, net=Decimal("8000.00"))
    acceptance = accepted(reconciled(INVOICE, SENT, [other], "x"))

    holds = reconciled(INVOICE, SENT, [replace(other, state=FinanceState.BOOKED, number="7")], "x", acceptance=acceptance)
    assert (holds.is_accepted, holds.needs_attention, holds.differs, holds.can_accept) == (True, False, True, False)
    assert tally([holds]) == Tally(agree=0, differ=0, not_transferred=0, accepted=1)
    for changed in (
        replace(other, net=Decimal("8000.01")),
        replace(other, date=dt.date(2026, 7, 15)),
        replace(other, currency="EUR"),
    ):
        lapsed = reconciled(INVOICE, SENT, [changed], "x", acceptance=acceptance)
        assert (lapsed.is_accepted, lapsed.needs_attention) == (False, True)
    assert not reconciled(INVOICE, SENT, [], "x", acceptance=acceptance).is_accepted
    assert not reconciled(INVOICE, SENT, [THERE], "x", acceptance=acceptance).is_accepted  # it agrees


def test_what_was_never_transferred_can_be_accepted_and_what_is_uncertain_cannot() -> None:
    waiting = reconciled(INVOICE, None, [], "x")
    uncertain = reconciled(INVOICE, replace(SENT, finance_id="", state=TransferState.UNKNOWN), [], "x")

    assert (waiting.can_accept, uncertain.can_accept) == (True, False)
    counted = tally([reconciled(INVOICE, None, [], "x", acceptance=accepted(waiting)), uncertain])
    assert counted == Tally(agree=0, differ=1, not_transferred=0, accepted=1)


def test_two_currencies_have_no_difference_and_each_counts_in_its_own() -> None:
    row = reconciled(INVOICE, SENT, [replace(THERE, currency="EUR")], "x")

    assert row.difference is None
    assert [(one.currency, one.here, one.there) for one in totals([row])] == [
        ("DKK", Decimal("9000.00"), Decimal(0)),
        ("EUR", Decimal(0), Decimal("9000.00")),
    ]


def test_a_document_that_only_the_other_side_has_counts_there() -> None:
    document = replace(THERE, reference="TLK-7", kind=InvoiceKind.CREDIT_NOTE)
    (row,) = unknown_here([document], "e-conomic", psa="TimeLog")

    assert (row.id, row.number, row.kind, row.match, row.difference) == (
        "TLK-7",
        "7",
        InvoiceKind.CREDIT_NOTE,
        Match.CONTRADICTS,
        Decimal("-9000.00"),
    )
    assert not list(unknown_here([replace(THERE, reference="Somebody else")], "e-conomic"))


def test_each_of_several_documents_that_only_the_other_side_has_counts_and_is_accepted_by_itself() -> None:
    one = replace(THERE, id="6000", reference="TL-F99")
    another = replace(one, id="6001", net=Decimal(99999), currency="EUR")
    (alone,) = unknown_here([one], "x")
    rows = list(unknown_here([another, one], "x", acceptances={"TL-F99": accepted(alone)}))

    assert [(row.id, row.number) for row in rows] == [("TL-F99", "F99"), ("TL-F99 6001", "F99")]
    assert all(row.is_open and Difference.TWICE in row.differences for row in rows)  # it was accepted when it was the only one
    assert [(total.currency, total.there) for total in totals(rows)] == [("DKK", one.net), ("EUR", Decimal(99999))]

    agreed = {row.id: accepted(row) for row in rows[1:]}
    assert [row.is_accepted for row in unknown_here([one, another], "x", acceptances=agreed)] == [False, True]


def test_sums_of_a_month_tell_what_was_accepted_and_what_is_open() -> None:
    small = reconciled(INVOICE, SENT, [replace(THERE, net=Decimal("8999.00"))], "x")
    held = reconciled(INVOICE, SENT, [replace(THERE, net=Decimal("8999.00"))], "x", acceptance=accepted(small))
    credit = replace(INVOICE, kind=InvoiceKind.CREDIT_NOTE, net=Decimal("100.00"))
    (total,) = period_totals([held, reconciled(credit, None, [], "x")])

    assert (total.here, total.there) == (Decimal("8900.00"), Decimal("8999.00"))
    assert (total.difference, total.accepted, total.open) == (Decimal("99.00"), Decimal("-1.00"), Decimal("100.00"))


def test_the_counts_are_told_without_what_was_not_transferred_among_them() -> None:
    rows = [reconciled(INVOICE, SENT, [THERE], "x"), reconciled(INVOICE, SENT, [], "x"), reconciled(INVOICE, None, [], "x")]

    assert str(tally(rows).sentence()) == "1 of 2 agree. 1 not transferred."
    assert str(tally(rows[:1]).sentence()) == "1 of 1 agree."
