"""What an invoice comes to in the finance system, before it is sent: its declared money rules, applied to our lines.

Amounts are in the invoice's currency and positive for its kind. A system that decides the VAT rate by itself (`VatBy.ZONE`) is
predicted with the rates that it told; where it told none for a line, VAT is not predicted rather than guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

from desktop.errors import RecordRefused
from desktop.models.records import (
    Invoice,
    InvoiceLine,
    Item,
    MoneyRules,
    VatBy,
    VatRate,
    VatRounding,
)
from desktop.texts import Message

RateOf = Callable[[InvoiceLine], Decimal | None]
"""The VAT rate in percent that the finance system gives a line; `None` when it is not known."""

_EXACT = Context(prec=300)  # more digits than any product of three numbers has, so that only the declared roundings round


@dataclass(frozen=True, slots=True)
class PredictedLine:
    """The amount without VAT that the system will give a line."""

    position: int
    net: Decimal


@dataclass(frozen=True, slots=True)
class Prediction:
    """The amounts of a document as the system will compute them; lines of text only have none.

    `unknown_rates` are the positions of lines whose VAT rate is not known: then there is no VAT and no total with it.
    """

    lines: tuple[PredictedLine, ...]
    net: Decimal
    vat: Decimal | None
    gross: Decimal | None
    rates: tuple[tuple[int, Decimal | None], ...] = ()
    unknown_rates: tuple[int, ...] = ()


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
    """Where the prediction differs from the PSA; `lines` and `rates` hold only the lines that differ, by position.

    `vat` and `gross` are `None` where VAT is not predicted.
    """

    net: AmountDifference
    vat: AmountDifference | None
    gross: AmountDifference | None
    lines: tuple[tuple[int, AmountDifference], ...]
    rates: tuple[tuple[int, AmountDifference], ...] = ()  # VAT rates in percent

    @property
    def cause(self) -> int | None:
        """Position of the line that makes most of it; `None` when no line does: then it comes from the PSA's own totals."""
        if self.lines:
            return max(self.lines, key=lambda line: abs(line[1].amount))[0]
        return self.rates[0][0] if self.rates else None

    @property
    def shown(self) -> AmountDifference:
        """The difference that counts for people: that of the total with VAT, else of the amount without."""
        return self.gross if self.gross is not None and self.gross.amount else self.net

    @property
    def size(self) -> Decimal:
        """The largest difference of the totals, without sign; a tolerance is held against it."""
        return max(abs(one.amount) for one in (self.net, self.vat, self.gross) if one is not None)


def rates_of(rules: MoneyRules, zone: str, items: Mapping[str, Item], rates: Iterable[VatRate]) -> RateOf | None:
    """The rate of a line in the document's VAT zone; `None` when the system takes the rates of the PSA."""
    if rules.vat_by is VatBy.LINE:
        return None
    of_group = {one.item_group: one.percent for one in rates if one.zone == zone}

    def rate(line: InvoiceLine) -> Decimal | None:
        item = items.get(line.item_number)
        return None if item is None else of_group.get(item.group, of_group.get(""))

    return rate


def predict(invoice: Invoice, rules: MoneyRules, rate_of: RateOf | None = None) -> Prediction:
    """The system's amounts; `RecordRefused` names the first number with more decimals than the system takes, none is rounded.

    Without `rate_of` the system takes the rates of the PSA.
    """
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
        net = _rounded(_total(line.net for line in lines), rules.total_decimals, rules)
        rates = [rate_of(line) if rate_of is not None else _rate_here(invoice, line) for line in amount_lines]
        of_lines = tuple((line.position, rate) for line, rate in zip(amount_lines, rates, strict=True))
        unknown = tuple(line.position for line, rate in zip(lines, rates, strict=True) if rate is None and line.net)
        if unknown:
            return Prediction(lines, net, None, None, of_lines, unknown)
        vat = _vat(((rate or Decimal(0), line.net) for rate, line in zip(rates, lines, strict=True)), rules)
        return Prediction(lines, net, vat, net + vat, of_lines)


def difference(invoice: Invoice, prediction: Prediction) -> PredictedDifference | None:
    """Where the amounts of the PSA and the prediction differ; `None` when every line and every total that is predicted agrees."""
    lines = tuple(
        (line.position, AmountDifference(line.net, predicted.net))
        for line, predicted in zip(_amount_lines(invoice), prediction.lines, strict=True)
        if line.net != predicted.net
    )
    net = AmountDifference(invoice.net, prediction.net)
    vat = None if prediction.vat is None else AmountDifference(invoice.vat, prediction.vat)
    gross = None if prediction.gross is None else AmountDifference(invoice.gross, prediction.gross)
    if not (lines or any(one is not None and one.amount for one in (net, vat, gross))):
        return None
    return PredictedDifference(net, vat, gross, lines, _other_rates(invoice, prediction) if vat is not None and vat.amount else ())


def predicted_difference(invoice: Invoice, rules: MoneyRules, rate_of: RateOf | None = None) -> PredictedDifference | None:
    """What will differ when this invoice is sent; `RecordRefused` when the system would not take its numbers."""
    return difference(invoice, predict(invoice, rules, rate_of))


def sentence(found: PredictedDifference, currency: str, psa: str, system: str) -> Message:
    """The difference for people: the line that makes it, else the total that it shows in."""
    values = {"currency": currency, "psa": psa, "system": system}
    if found.lines:
        one = dict(found.lines)[found.cause or 0]
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
    elif found.rates:
        line, rate = found.rates[0]
        text = Message(
            "Line {line} has {ours} % VAT in {psa} and gets {theirs} % in {system}.",
            line=str(line),
            ours=rate.ours,
            theirs=rate.theirs,
            **values,
        )
    elif found.vat is not None and found.vat.amount:
        text = Message(
            "VAT is {ours} {currency} in {psa} and becomes {theirs} {currency} in {system}.",
            ours=found.vat.ours,
            theirs=found.vat.theirs,
            **values,
        )
    else:
        gross = found.gross or found.net
        text = Message(
            "The amount with VAT is {ours} {currency} in {psa} and becomes {theirs} {currency} in {system}.",
            ours=gross.ours,
            theirs=gross.theirs,
            **values,
        )
    return text


def unknown_vat_sentence(prediction: Prediction, system: str) -> Message | None:
    """Why VAT is not predicted, for people; `None` when it is."""
    if not prediction.unknown_rates:
        return None
    return Message(
        "VAT is not predicted: {system} decides it by VAT zone and item, and its rate for line {line} is not known.",
        system=system,
        line=str(prediction.unknown_rates[0]),
    )


def too_fine(line: InvoiceLine, rules: MoneyRules) -> Iterator[tuple[Message, Decimal, int]]:
    """The numbers of a line with more decimals than the system takes: what it is called, the number, and the limit."""
    for label, number, limit in (
        (Message("Quantity"), line.quantity, rules.quantity_decimals),
        (Message("Price"), line.unit_price, rules.price_decimals),
        (Message("Discount"), line.discount_percent, rules.discount_decimals),
    ):
        if limit is not None and _decimals(number) > limit:
            yield label, number, limit


def _amount_lines(invoice: Invoice) -> list[InvoiceLine]:
    return [line for line in invoice.lines if not line.is_text_only]


def _rate_here(invoice: Invoice, line: InvoiceLine) -> Decimal:
    return line.vat_percent if invoice.with_vat else Decimal(0)


def _other_rates(invoice: Invoice, prediction: Prediction) -> tuple[tuple[int, AmountDifference], ...]:
    """The lines that get another VAT rate than they have in the PSA; lines of nothing make no difference."""
    return tuple(
        (line.position, AmountDifference(_rate_here(invoice, line), rate))
        for line, (_position, rate), predicted in zip(_amount_lines(invoice), prediction.rates, prediction.lines, strict=True)
        if rate is not None and predicted.net and rate != _rate_here(invoice, line)
    )


def _decimals(number: Decimal) -> int:
    """How many decimals a number needs; `normalize` would round one of more than 28 digits."""
    return len(f"{number:f}".partition(".")[2].rstrip("0"))


def _line_net(line: InvoiceLine, rules: MoneyRules) -> Decimal:
    exact = (line.quantity * line.unit_price * (100 - line.discount_percent)).scaleb(-2)
    return _rounded(exact, rules.line_decimals, rules)


def _vat(nets: Iterable[tuple[Decimal, Decimal]], rules: MoneyRules) -> Decimal:
    """The VAT of net amounts with their rates, rounded where the system rounds it."""
    of_rate: dict[Decimal, Decimal] = defaultdict(Decimal)
    for rate, net in nets:
        vat = (net * rate).scaleb(-2)
        of_rate[rate] += _rounded(vat, rules.total_decimals, rules) if rules.vat_rounding is VatRounding.LINE else vat
    if rules.vat_rounding is VatRounding.RATE:
        return _total(_rounded(vat, rules.total_decimals, rules) for vat in of_rate.values())
    return _rounded(_total(of_rate.values()), rules.total_decimals, rules)


def _rounded(amount: Decimal, decimals: int, rules: MoneyRules) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-decimals), rounding=rules.rounding)


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
