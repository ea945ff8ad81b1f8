"""What an invoice comes to in the finance system, before it is sent: its declared money rules, applied to our lines.

Amounts are in the invoice's currency and positive for its kind. VAT is predicted with the rates of the PSA: a system that decides
the rate by itself (e-conomic: by VAT zone and item) may still differ there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

from desktop.errors import RecordRefused
from desktop.models.records import Invoice, InvoiceLine, MoneyRules, VatRounding
from desktop.texts import Message

_EXACT = Context(prec=300)  # more digits than any product of three numbers has, so that only the declared roundings round


@dataclass(frozen=True, slots=True)
class PredictedLine:
    """The amount without VAT that the system will give a line."""

    position: int
    net: Decimal


@dataclass(frozen=True, slots=True)
class VatShare:
    """What has one VAT rate (in percent). `vat` is rounded as the system does, exact where it only rounds the document."""

    rate: Decimal
    net: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Prediction:
    """The amounts of a document as the system will compute them; lines of text only have none."""

    lines: tuple[PredictedLine, ...]
    net: Decimal
    vat_shares: tuple[VatShare, ...]
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class AmountDifference:
    """One amount on both sides."""

    ours: Decimal
    theirs: Decimal

    @property
    def amount(self) -> Decimal:
        """How much more the finance system will have."""
        return self.theirs - self.ours


@dataclass(frozen=True, slots=True)
class PredictedDifference:
    """Where the prediction differs from the PSA; `lines` holds only the lines that differ, by position."""

    net: AmountDifference
    vat: AmountDifference
    gross: AmountDifference
    lines: tuple[tuple[int, AmountDifference], ...]

    @property
    def cause(self) -> int | None:
        """Position of the line that makes most of it; `None` when no line does: then it comes from VAT or the PSA's own totals."""
        return max(self.lines, key=lambda line: abs(line[1].amount))[0] if self.lines else None


def predict(invoice: Invoice, rules: MoneyRules) -> Prediction:
    """The system's amounts; `RecordRefused` names the first number with more decimals than the system takes, none is rounded."""
    amount_lines = _amount_lines(invoice)
    for line in amount_lines:
        for label, number, limit in too_fine(line, rules):
            raise RecordRefused(
                Message(
                    "{label} {number} on line {line} has more than {limit} decimals.",
                    label=label,
                    number=number,
                    line=str(line.position),
                    limit=limit,
                )
            )
    with localcontext(_EXACT):
        lines = tuple(PredictedLine(line.position, _line_net(line, rules)) for line in amount_lines)
        rates = [line.vat_percent if invoice.with_vat else Decimal(0) for line in amount_lines]
        shares = _vat_shares(zip(rates, (line.net for line in lines), strict=True), rules)
        net = _rounded(_total(line.net for line in lines), rules.total_decimals, rules)
        vat = _rounded(_total(share.vat for share in shares), rules.total_decimals, rules)
        return Prediction(lines, net, shares, vat, net + vat)


def difference(invoice: Invoice, prediction: Prediction) -> PredictedDifference | None:
    """Where the amounts of the PSA and the prediction differ; `None` when every line and every total agrees."""
    lines = tuple(
        (line.position, AmountDifference(line.net, predicted.net))
        for line, predicted in zip(_amount_lines(invoice), prediction.lines, strict=True)
        if line.net != predicted.net
    )
    net = AmountDifference(invoice.net, prediction.net)
    vat = AmountDifference(invoice.vat, prediction.vat)
    gross = AmountDifference(invoice.gross, prediction.gross)
    return PredictedDifference(net, vat, gross, lines) if lines or net.amount or vat.amount or gross.amount else None


def predicted_difference(invoice: Invoice, rules: MoneyRules) -> PredictedDifference | None:
    """What will differ when this invoice is sent; `RecordRefused` when the system would not take its numbers."""
    return difference(invoice, predict(invoice, rules))


def sentence(found: PredictedDifference, currency: str, psa: str, system: str) -> Message:
    """The difference for people: the line that makes it, else the total that it shows in."""
    values = {"currency": currency, "psa": psa, "system": system}
    if found.cause is not None:
        one = dict(found.lines)[found.cause]
        return Message(
            "Line {line} is {ours} {currency} in {psa} and becomes {theirs} {currency} in {system}.",
            line=str(found.cause),
            ours=one.ours,
            theirs=one.theirs,
            **values,
        )
    if found.net.amount:
        text = Message(
            "The amount without VAT is {ours} {currency} in {psa} and becomes {theirs} {currency} in {system}.",
            ours=found.net.ours,
            theirs=found.net.theirs,
            **values,
        )
    elif found.vat.amount:
        text = Message(
            "VAT is {ours} {currency} in {psa} and becomes {theirs} {currency} in {system}.",
            ours=found.vat.ours,
            theirs=found.vat.theirs,
            **values,
        )
    else:
        text = Message(
            "The amount with VAT is {ours} {currency} in {psa} and becomes {theirs} {currency} in {system}.",
            ours=found.gross.ours,
            theirs=found.gross.theirs,
            **values,
        )
    return text


def too_fine(line: InvoiceLine, rules: MoneyRules) -> Iterator[tuple[Message, Decimal, int]]:
    """The numbers of a line with more decimals than the system takes: what it is called, the number, and the limit."""
    for label, number, limit in (
        (Message("Quantity"), line.quantity, rules.quantity_decimals),
        (Message("Price"), line.unit_price, rules.price_decimals),
        (Message("Discount"), line.discount_percent, rules.discount_decimals),
    ):
        if _decimals(number) > limit:
            yield label, number, limit


def _amount_lines(invoice: Invoice) -> list[InvoiceLine]:
    return [line for line in invoice.lines if not line.is_text_only]


def _decimals(number: Decimal) -> int:
    """How many decimals a number needs; `normalize` would round one of more than 28 digits."""
    return len(f"{number:f}".partition(".")[2].rstrip("0"))


def _line_net(line: InvoiceLine, rules: MoneyRules) -> Decimal:
    exact = (line.quantity * line.unit_price * (100 - line.discount_percent)).scaleb(-2)
    return _rounded(exact, rules.line_decimals, rules)


def _vat_shares(nets: Iterable[tuple[Decimal, Decimal]], rules: MoneyRules) -> tuple[VatShare, ...]:
    """Net and VAT of each rate, highest rate first."""
    net_of: dict[Decimal, Decimal] = defaultdict(Decimal)
    vat_of: dict[Decimal, Decimal] = defaultdict(Decimal)
    for rate, net in nets:
        vat = (net * rate).scaleb(-2)
        net_of[rate] += net
        vat_of[rate] += _rounded(vat, rules.total_decimals, rules) if rules.vat_rounding is VatRounding.LINE else vat
    if rules.vat_rounding is VatRounding.RATE:
        vat_of.update({rate: _rounded(vat, rules.total_decimals, rules) for rate, vat in vat_of.items()})
    return tuple(VatShare(rate, net_of[rate], vat_of[rate]) for rate in sorted(net_of, reverse=True))


def _rounded(amount: Decimal, decimals: int, rules: MoneyRules) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-decimals), rounding=rules.rounding)


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
