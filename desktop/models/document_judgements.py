"""Documents over there that may be an invoice of ours, as a person sees them, and what people said about them; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from desktop.models.records import (
    Customer,
    DocumentJudgement,
    Exchange,
    FinanceInvoice,
    FinanceLine,
    FinanceState,
    Invoice,
    Ruling,
    Transfer,
)
from desktop.texts import Message


@dataclass(frozen=True, slots=True)
class Judged:
    """What people said about the documents that may be one invoice."""

    judgements: tuple[DocumentJudgement, ...] = ()

    def of(self, document: FinanceInvoice) -> DocumentJudgement | None:
        """What was said about this document."""
        key = (document.id, document.state is FinanceState.DRAFT)
        return next((one for one in self.judgements if (one.document_id, one.is_draft) == key), None)

    def ours(self, found: Iterable[FinanceInvoice]) -> FinanceInvoice | None:
        """The document that is the invoice, as somebody said."""
        return next((one for one in found if (said := self.of(one)) is not None and said.ruling is Ruling.IS), None)

    def is_another(self, document: FinanceInvoice) -> bool:
        """Whether somebody said that it is not the invoice."""
        said = self.of(document)
        return said is not None and said.ruling is Ruling.IS_NOT

    def denies(self, number: str) -> bool:
        """Whether somebody said that the invoice is not what has this number over there."""
        return any(one.document_id == id_of_number(number) and one.ruling is Ruling.IS_NOT for one in self.judgements)

    def left(self, found: Iterable[FinanceInvoice]) -> list[FinanceInvoice]:
        """The documents but those that are not the invoice, as somebody said."""
        return [one for one in found if not self.is_another(one)]


NOTHING_JUDGED = Judged()


def id_of_number(number: str) -> str:
    """Under which id it is kept that the invoice is nothing of this number: no document has it, so none is condemned with it.

    The invoice itself may be booked under that number later.
    """
    return f"#{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulDocument:
    """A document beside the invoice that it may be; `customer_name` is empty for a customer who was never read."""

    document: FinanceInvoice
    customer_name: str
    is_same_customer: bool
    is_same_amount: bool
    is_same_date: bool
    judgement: DocumentJudgement | None
    holds_our_key: bool  # it was made by an attempt of ours, or carries its reference: the next one needs a new key


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDoubt:
    """Everything over there that may be an invoice, read now; `exchanges` is the proof of what was read."""

    invoice: Invoice
    customer: Customer | None  # the linked one over there
    transfer: Transfer | None
    documents: tuple[DoubtfulDocument, ...]
    exchanges: tuple[Exchange, ...]


def beside(
    document: FinanceInvoice, invoice: Invoice, customer: Customer | None, name: str, judged: Judged, *, holds_our_key: bool
) -> DoubtfulDocument:
    """The document held against the invoice; amounts as they count in a sum."""
    return DoubtfulDocument(
        document=document,
        customer_name=name,
        is_same_customer=customer is not None and document.customer_id == customer.id,
        is_same_amount=(document.currency, document.signed(document.net)) == (invoice.currency, invoice.signed(invoice.net)),
        is_same_date=document.date == invoice.date,
        judgement=judged.of(document),
        holds_our_key=holds_our_key,
    )


def sought(invoice: Invoice, transfer: Transfer | None, reference: str, customer: Customer | None) -> FinanceInvoice:
    """The document of an invoice as far as it is known: what a connector looks for when nothing carries our reference."""
    number = transfer.finance_number if transfer is not None else ""
    answered = transfer.answered if transfer is not None else None
    return FinanceInvoice(
        id=transfer.finance_id if transfer is not None else "",
        number=number,
        state=FinanceState.BOOKED if number else FinanceState.DRAFT,
        kind=invoice.kind,
        reference=reference,
        customer_id=customer.id if customer is not None else "",
        date=invoice.date,
        currency=invoice.currency,
        net=answered.net if answered is not None else invoice.net,
        lines=tuple(FinanceLine(position=line.position, net=line.net) for line in invoice.lines),
    )


def says_the_same(one: FinanceInvoice, other: FinanceInvoice) -> bool:
    """Whether a document still says what a person saw."""
    return _seen(one) == _seen(other)


def _seen(one: FinanceInvoice) -> tuple[str, FinanceState, str, str, Decimal, str, object]:
    state = FinanceState.BOOKED if one.state is FinanceState.PAID else one.state
    return one.id, state, one.reference, one.customer_id, one.net, one.currency, one.date


def judged_sentence(judgement: DocumentJudgement, found: DoubtfulDocument, system: str) -> Message:
    """What the log keeps: which document, with its customer, date and amount, is or is not the invoice, and why."""
    document = found.document
    values = {
        "number": document.shown_number or document.id,
        "system": system,
        "customer": found.customer_name or document.customer_id,
        "date": document.date or "–",
        "net": document.signed(document.net),
        "currency": document.currency,
        "reason": judgement.reason,
    }
    if judgement.ruling is Ruling.IS:
        return Message(
            "Document {number} in {system} ({customer}, {date}, {net} {currency}) is this invoice. Reason: {reason}", **values
        )
    return Message(
        "Document {number} in {system} ({customer}, {date}, {net} {currency}) is not this invoice. Reason: {reason}", **values
    )


def said_sentence(judgement: DocumentJudgement) -> Message:
    """Who said what, for the next person."""
    values = {"person": judgement.person, "time": judgement.at, "reason": judgement.reason}
    if judgement.ruling is Ruling.IS:
        return Message("{person} said {time} that it is this invoice: {reason}", **values)
    if judgement.ruling is Ruling.AS_NUMBERED:
        return Message("{person} said {time} that it is there under this number: {reason}", **values)
    return Message("{person} said {time} that it is not this invoice: {reason}", **values)
