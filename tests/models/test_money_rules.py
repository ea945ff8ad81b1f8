"""What an invoice comes to over there is known before it is sent, to the øre."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop import texts
from desktop.connectors.economic.connector import Economic
from desktop.errors import RecordRefused
from desktop.models.money_rules import predict, predicted_difference, rates_of, sentence, unknown_vat_sentence
from desktop.models.records import Invoice, InvoiceKind, InvoiceLine, Item, MoneyRules, VatRate, VatRounding
from desktop.sandbox.economic import money
from desktop.sandbox.economic.invoices import vat_rate
from desktop.sandbox.economic.state import Agreement

ECONOMIC = Economic.card.money


def line(quantity: str, price: str, net: str, *, discount: str = "0", vat: str = "25", position: int = 1) -> InvoiceLine:
    return InvoiceLine(
        position=position,
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        discount_percent=Decimal(discount),
        net=Decimal(net),
        vat_percent=Decimal(vat),
    )


def invoice(
    *lines: InvoiceLine,
    net: str = "0",
    vat: str = "0",
    gross: str = "0",
    kind: InvoiceKind = InvoiceKind.INVOICE,
    with_vat: bool = True,
) -> Invoice:
    return Invoice(
        id="i1",
        kind=kind,
        date=dt.date(2026, 7, 14),
        currency="DKK",
        net=Decimal(net),
        vat=Decimal(vat),
        gross=Decimal(gross),
        with_vat=with_vat,
        lines=lines,
    )


def up_to(places: int, low: int, high: int) -> st.SearchStrategy[Decimal]:
    """Decimals with at most so many places, made from whole numbers: hypothesis takes five times as long for decimals."""
    finest = 10**places
    return st.builds(
        lambda whole, dropped: Decimal(whole // 10**dropped).scaleb(dropped - places),
        st.integers(low * finest, high * finest),
        st.integers(0, places),
    )


def invoices(quantities: st.SearchStrategy[Decimal]) -> st.SearchStrategy[Invoice]:
    lines = st.builds(
        InvoiceLine,
        position=st.integers(1, 99),
        quantity=quantities,
        unit_price=up_to(2, -1_000_000, 1_000_000),
        discount_percent=up_to(2, 0, 100),
        vat_percent=st.sampled_from([Decimal(0), Decimal(25), Decimal("12.5"), Decimal("6.25"), Decimal("7.77")]),
        is_text_only=st.booleans(),
    )
    return st.builds(
        Invoice,
        id=st.just("i1"),
        kind=st.sampled_from(InvoiceKind),
        date=st.just(dt.date(2026, 7, 14)),
        with_vat=st.booleans(),
        lines=st.lists(lines, max_size=8).map(tuple),
    )


def amount_lines(one: Invoice) -> list[InvoiceLine]:
    return [line for line in one.lines if not line.is_text_only]


def as_sent(one: Invoice) -> list[money.Line]:
    """The lines as the stand-in gets them: quantities negative on a credit note, no text lines."""
    return [
        money.Line(
            one.signed(line.quantity),
            line.unit_price,
            line.discount_percent,
            line.vat_percent if one.with_vat else Decimal(0),
            Decimal(0),
        )
        for line in amount_lines(one)
    ]


@given(invoices(up_to(2, -100_000, 100_000)))
def test_the_prediction_is_what_e_conomic_computes(one: Invoice) -> None:
    there = money.totals(as_sent(one), Decimal(100))
    found = predict(one, ECONOMIC)
    assert [one.signed(line.net) for line in found.lines] == [money.line_total(line) for line in as_sent(one)]
    assert tuple(one.signed(amount) for amount in (found.net, found.vat, found.gross)) == (there.net, there.vat, there.gross)


def agreement_of(rates: dict[tuple[int, int], Decimal], groups: list[int]) -> Agreement:
    """An agreement whose products P0, P1 ... are in these groups, with a sales account and VAT account per group and zone."""
    made = Agreement()
    for place, group in enumerate(groups):
        made["products"].put({"productNumber": f"P{place}", "name": "x", "productGroup": {"productGroupNumber": group}})
    for group in {group for group, _zone in rates}:
        accounts = []
        for (of, zone), rate in rates.items():
            if of == group:
                code = f"{group}/{zone}"
                made["vatAccounts"].put({"vatCode": code, "name": code, "ratePercentage": rate})
                accounts.append({"vatZone": {"vatZoneNumber": zone}, "salesAccount": {"vatAccount": {"vatCode": code}}})
        made["productGroups"].put({"productGroupNumber": group, "name": "x", "salesAccounts": accounts})
    return made


@settings(max_examples=60)
@given(
    invoices(up_to(2, -100_000, 100_000)),
    st.lists(st.sampled_from([Decimal(0), Decimal(25), Decimal("12.5"), Decimal("7.77")]), min_size=6, max_size=6),
    st.sampled_from([1, 2]),
)
def test_vat_by_zone_is_what_e_conomic_computes_whatever_the_psa_has(one: Invoice, percents: list[Decimal], zone: int) -> None:
    rates = {(group, place): percents[group * 2 + place - 1] for group in (0, 1, 2) for place in (1, 2)}
    lines = tuple(replace(line, item_number=f"P{place % 4}") for place, line in enumerate(one.lines))
    one = replace(one, lines=lines)
    agreement = agreement_of(rates, [0, 1, 2, 1])
    items = {f"P{place}": Item(number=f"P{place}", group=str(group)) for place, group in enumerate([0, 1, 2, 1])}
    told = [VatRate(zone=str(place), item_group=str(group), percent=rate) for (group, place), rate in rates.items()]
    there = money.totals(
        [
            replace(sent, vat_rate=vat_rate(line.item_number, zone, agreement))
            for sent, line in zip(as_sent(one), amount_lines(one), strict=True)
        ],
        Decimal(100),
    )
    found = predict(one, ECONOMIC, rates_of(ECONOMIC, str(zone), items, told))
    assert found.unknown_rates == ()
    assert (found.vat, found.gross) == (one.signed(there.vat), one.signed(there.gross))


def test_vat_is_not_guessed_where_its_rate_is_not_known() -> None:
    texts.set_language("en")
    one = invoice(replace(line("1", "100", "100"), item_number="P1"), net="100", vat="25", gross="125")
    rate = rates_of(ECONOMIC, "3", {"P1": Item(number="P1", group="1")}, [VatRate(zone="1", item_group="1", percent=Decimal(25))])
    found = predict(one, ECONOMIC, rate)
    assert (found.net, found.vat, found.gross, found.unknown_rates) == (Decimal("100.00"), None, None, (1,))
    assert predicted_difference(one, ECONOMIC, rate) is None
    assert str(unknown_vat_sentence(found, "e-conomic")) == (
        "VAT is not predicted: e-conomic decides it by VAT zone and item, and its rate for line 1 is not known."
    )
    nothing = invoice(replace(line("1", "0", "0"), item_number="P9"))
    assert predict(nothing, ECONOMIC, rate).gross == Decimal("0.00")


def test_a_customer_in_another_vat_zone_is_told_by_the_rate_of_the_line() -> None:
    texts.set_language("en")
    items = {"P1": Item(number="P1", group="1"), "P2": Item(number="P2", group="2")}
    told = [
        VatRate(zone="2", item_group="1", percent=Decimal(25)),
        VatRate(zone="2", item_group="", percent=Decimal(0)),
    ]
    lines = [replace(line("1", "100", "100"), item_number="P1"), replace(line("1", "60", "60", position=2), item_number="P2")]
    found = predicted_difference(invoice(*lines, net="160", vat="40", gross="200"), ECONOMIC, rates_of(ECONOMIC, "2", items, told))
    assert found is not None
    assert (found.cause, found.size, found.shown.amount) == (2, Decimal(15), Decimal(-15))
    assert (
        sentence(found, "DKK", "TimeLog", "e-conomic").render() == "Line 2 has 25.00 % VAT in TimeLog and gets 0.00 % in e-conomic."
    )


def test_a_system_that_takes_our_rates_needs_none_of_its_own() -> None:
    assert rates_of(MoneyRules(), "1", {}, []) is None


@settings(max_examples=200)
@given(invoices(up_to(7, -1_000, 1_000)))
def test_quantities_with_up_to_seven_decimals_are_predicted_exactly_or_refused_never_rounded(one: Invoice) -> None:
    is_taken = all(line.quantity * 100 % 1 == 0 for line in amount_lines(one))
    if is_taken:
        assert predict(one, ECONOMIC).net == one.signed(money.totals(as_sent(one), Decimal(100)).net)
    else:
        with pytest.raises(RecordRefused):
            predict(one, ECONOMIC)


@given(invoices(up_to(2, -100_000, 100_000)))
def test_an_invoice_that_agrees_with_the_stand_in_has_no_difference(one: Invoice) -> None:
    there = money.totals(as_sent(one), Decimal(100))
    nets = {
        id(line): money.line_total(sent) * one.signed(Decimal(1))
        for line, sent in zip(amount_lines(one), as_sent(one), strict=True)
    }
    positioned = tuple(
        InvoiceLine(
            position=position,
            quantity=line.quantity,
            unit_price=line.unit_price,
            discount_percent=line.discount_percent,
            vat_percent=line.vat_percent,
            is_text_only=line.is_text_only,
            net=nets.get(id(line), Decimal(0)),
        )
        for position, line in enumerate(one.lines, 1)
    )
    kept = Invoice(
        id="i1",
        kind=one.kind,
        date=one.date,
        with_vat=one.with_vat,
        lines=positioned,
        net=one.signed(there.net),
        vat=one.signed(there.vat),
        gross=one.signed(there.gross),
    )
    assert predicted_difference(kept, ECONOMIC) is None


def test_the_figures_of_the_reference() -> None:
    """economic.md section 14.1: 10,687.50 + 1,500.00, VAT 25 % on the document."""
    found = predict(invoice(line("12.5", "950", "0", discount="10"), line("20", "75", "0")), ECONOMIC)
    assert [one.net for one in found.lines] == [Decimal("10687.50"), Decimal("1500.00")]
    assert (found.net, found.vat, found.gross) == (Decimal("12187.50"), Decimal("3046.88"), Decimal("15234.38"))


def test_vat_is_rounded_where_the_system_rounds_it() -> None:
    one = invoice(*[line("1", "0.02", "0.02")] * 3, *[line("1", "0.04", "0.04", vat="12.5")] * 3)
    vat = {where: predict(one, MoneyRules(vat_rounding=where)).vat for where in VatRounding}
    # 0.015 + 0.015 exactly: at the end; 0.02 + 0.02 by rate; 6 x 0.01 by line
    assert vat == {VatRounding.DOCUMENT: Decimal("0.03"), VatRounding.RATE: Decimal("0.04"), VatRounding.LINE: Decimal("0.06")}


def test_half_a_cent_goes_the_way_of_the_system() -> None:
    one = invoice(line("0.5", "0.01", "0"))
    assert predict(one, MoneyRules()).net == Decimal("0.01")
    assert predict(one, MoneyRules(rounding=ROUND_HALF_EVEN)).net == Decimal("0.00")


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "said"),
    [
        ("1.333", "100", "0", "Quantity 1.333 on line 1"),
        ("1", "0.125", "0", "Price 0.125 on line 1"),
        ("1", "100", "33.3333333", "Discount 33.3333333 on line 1"),
    ],
)
def test_a_number_that_is_too_fine_is_named(quantity: str, price: str, discount: str, said: str) -> None:
    texts.set_language("en")
    with pytest.raises(RecordRefused, match=said):
        predict(invoice(line(quantity, price, "0", discount=discount)), ECONOMIC)


def test_the_line_that_makes_the_difference_is_named() -> None:
    texts.set_language("en")
    one = invoice(
        line("3", "33.33", "99.99"),
        line("0.33", "0.50", "0.16", position=2),  # 0.165: cut over here
        line("1", "10.00", "10.50", position=3),
        net="110.65",
        vat="27.66",
        gross="138.31",
    )
    found = predicted_difference(one, ECONOMIC)
    assert found is not None
    assert [(position, amounts.amount) for position, amounts in found.lines] == [(2, Decimal("0.01")), (3, Decimal("-0.50"))]
    assert (found.cause, found.net.amount) == (3, Decimal("-0.49"))
    assert (
        sentence(found, "DKK", "TimeLog", "e-conomic").render()
        == "Line 3 is 10.50 DKK in TimeLog and becomes 10.00 DKK in e-conomic."
    )


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        (("100.01", "25.00", "125.01"), "The amount without VAT is 100.01 DKK in TimeLog and becomes 100.00 DKK in e-conomic."),
        (("100.00", "25.01", "125.01"), "VAT is 25.01 DKK in TimeLog and becomes 25.00 DKK in e-conomic."),
        (("100.00", "25.00", "125.25"), "The amount with VAT is 125.25 DKK in TimeLog and becomes 125.00 DKK in e-conomic."),
    ],
)
def test_a_difference_that_no_line_makes_is_told_by_its_total(amounts: tuple[str, str, str], said: str) -> None:
    texts.set_language("en")
    net, vat, gross = amounts
    found = predicted_difference(invoice(line("1", "100", "100"), net=net, vat=vat, gross=gross), ECONOMIC)
    assert found is not None
    assert found.cause is None
    assert sentence(found, "DKK", "TimeLog", "e-conomic").render() == said


def test_an_invoice_without_vat_is_predicted_without() -> None:
    one = invoice(line("1", "100", "100"), net="100", gross="100", with_vat=False)
    assert predicted_difference(one, ECONOMIC) is None
