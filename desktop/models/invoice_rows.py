"""A row of the list of invoices: where it stands, its lamp and word, its reason, and what counts in a sum; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from desktop.models.answered_amounts import AnsweredDifference, answered_difference, answered_sentence
from desktop.models.differences import CANNOT_BE_TOLD, DELETED_THERE
from desktop.models.invoice_preview import InvoicePreview
from desktop.models.lamps import WORDS, Lamp, lamp_of
from desktop.models.reconciliation import ReconciledInvoice
from desktop.models.records import FinanceState, Invoice, InvoiceStatus, Reason, Transfer, TransferReport, TransferState
from desktop.models.records.document_judgements import SET_ASIDE
from desktop.texts import Message, in_a_row

PROVEN_ABSENT = "proven_absent"

REFUSED, STOPPED, NOT_THERE = Message("Refused"), Message("Stopped"), Message("Not there")
"""Words of what did not go: the finance system said no, our own check did before anything was sent, or it is proven gone."""

STATE_WORDS: dict[FinanceState, Message] = {
    FinanceState.DRAFT: Message("Draft"),
    FinanceState.BOOKED: Message("Booked"),
    FinanceState.PAID: Message("Paid"),
    FinanceState.DELETED: Message("Deleted"),
}
"""What a document is called in the finance system."""

STATUS_WORDS: dict[InvoiceStatus, Message] = {
    InvoiceStatus.DRAFT: Message("Draft"),
    InvoiceStatus.BOOKED: Message("Booked"),
    InvoiceStatus.OVERDUE: Message("Past due"),
    InvoiceStatus.PAID: Message("Paid"),
}
"""What a document is called in the PSA."""

STATE_LAMPS: dict[FinanceState, Lamp] = {
    FinanceState.DRAFT: Lamp.WAITING,
    FinanceState.BOOKED: Lamp.DONE,
    FinanceState.PAID: Lamp.DONE,
    FinanceState.DELETED: Lamp.REFUSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRow:
    """An invoice with its transfer. `found` is what a check without sending said: `None` not checked, empty nothing stops it.

    What every repaint and every sum of a long list asks for is worked out once, when the row is made.
    """

    invoice: Invoice
    transfer: Transfer | None = None
    found: tuple[Reason, ...] | None = None
    there: FinanceState | None = None  # its state in the finance system as last read; `None`: not known
    tolerance: Decimal = Decimal(0)  # how far an amount over there may differ
    is_accepted: bool = False  # somebody accepted that its amounts differ
    preview: InvoicePreview | None = None  # `None`: not worked out, or it is over there already
    elsewhere: Reason | None = None  # why it cannot go from here: another integration has it in hand
    id: str = field(init=False, compare=False)  # the invoice's
    net: Decimal = field(init=False, compare=False)  # in the invoice's currency, negative on a credit note
    can_send: bool = field(init=False, compare=False)
    lamp: Lamp = field(init=False, compare=False)
    differs: AnsweredDifference | None = field(init=False, compare=False)  # what was answered, beyond the tolerance

    def __post_init__(self) -> None:
        state = None if self.transfer is None else self.transfer.state
        # Booked, and waiting or failed. An unknown one is looked up first, never just sent.
        is_open = state in (None, TransferState.FAILED)
        can_send = is_open and not self.is_draft and self.elsewhere is None
        differs = None if self.is_accepted else answered_difference(self.invoice, self.transfer, self.tolerance)
        if is_open and (self.elsewhere is not None or (self.is_draft and state is None)):
            lamp = Lamp.NOT_NEEDED
        else:
            lamp = Lamp.REFUSED if can_send and self.found else lamp_of(self.transfer, differs=differs is not None)
        for name, value in {
            "id": self.invoice.id,
            "net": self.invoice.signed(self.invoice.net),
            "can_send": can_send,
            "lamp": lamp,
            "differs": differs,
        }.items():
            object.__setattr__(self, name, value)

    @property
    def is_draft(self) -> bool:
        """Still a draft in the PSA: it cannot go (product.md chapter 7)."""
        return self.invoice.status is InvoiceStatus.DRAFT

    @property
    def is_transferred(self) -> bool:
        """It lies in the finance system, as far as is known."""
        return self.transfer is not None and self.transfer.state is TransferState.TRANSFERRED

    @property
    def is_unknown(self) -> bool:
        """Nobody knows whether it lies in the finance system."""
        return self.transfer is not None and self.transfer.state is TransferState.UNKNOWN

    @property
    def is_uncertain(self) -> bool:
        """A look-up may tell how it ended: it is unknown, or was being sent when the rows were read."""
        return self.lamp in (Lamp.UNKNOWN, Lamp.SENDING)

    @property
    def is_doubted(self) -> bool:
        """It was transferred, and nobody can tell what became of its document."""
        reason = self.transfer.reason if self.transfer is not None and self.is_transferred else None
        return reason is not None and reason.kind == CANNOT_BE_TOLD

    @property
    def is_set_aside(self) -> bool:
        """Somebody said that it is over there under the number that the PSA has, where nothing was found under it."""
        return self.lamp is Lamp.NOT_NEEDED and self.elsewhere is not None and self.elsewhere.kind == SET_ASIDE

    @property
    def word(self) -> Message:
        """The word beside the lamp."""
        if self.elsewhere is not None and self.lamp is Lamp.NOT_NEEDED:
            return Message("Set aside") if self.is_set_aside else Message("Elsewhere")
        if self.transfer is None and self.is_draft:
            return Message("Draft")
        if self.can_send and self.found is not None:
            return STOPPED if self.found else Message("Checked")
        if self.transfer is None or self.transfer.state is not TransferState.FAILED:
            return WORDS[self.lamp]
        if self.transfer.reason is not None and self.transfer.reason.kind in (DELETED_THERE, PROVEN_ABSENT):
            return NOT_THERE
        return REFUSED if self.transfer.attempts else STOPPED

    @property
    def lamp_there(self) -> Lamp:
        """The lamp among the transferred: red when the document was deleted over there, amber when nobody can tell."""
        if self.is_doubted:
            return Lamp.DIFFERS
        return Lamp.REFUSED if self.is_transferred and self.there is FinanceState.DELETED else self.lamp

    @property
    def word_there(self) -> Message:
        """The word among the transferred: what became of the document over there, as far as is known."""
        if self.lamp_there is Lamp.DIFFERS:
            return WORDS[Lamp.DIFFERS]
        return STATE_WORDS[self.there] if self.is_transferred and self.there is not None else self.word

    @property
    def predicted(self) -> Decimal | None:
        """How much more the finance system will have, signed as the document; `None`: nothing, or it is not known."""
        if self.preview is None or self.preview.difference is None:
            return None
        return self.invoice.signed(self.preview.difference.shown.amount)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it did not go or would not go: what the last check found, else what the last attempt left."""
        if self.elsewhere is not None and self.lamp is Lamp.NOT_NEEDED:
            return (self.elsewhere,)
        if self.found is not None:
            return self.found
        if self.transfer is not None and self.transfer.reason is not None and (self.is_doubted or not self.is_transferred):
            return (self.transfer.reason,)
        return ()


def row_of(
    invoice: Invoice,
    transfer: Transfer | None,
    there: FinanceState | None = None,
    tolerance: Decimal = Decimal(0),
    *,
    is_accepted: bool = False,
    elsewhere: Reason | None = None,
) -> TransferRow:
    """A row; without `there` the state that was last written back to the PSA counts."""
    if there is None and transfer is not None and transfer.written_state in set(FinanceState):
        there = FinanceState(transfer.written_state)
    return TransferRow(
        invoice=invoice, transfer=transfer, there=there, tolerance=tolerance, is_accepted=is_accepted, elsewhere=elsewhere
    )


def differs_sentence(row: TransferRow, psa: str, finance: str) -> Message | None:
    """Both numbers of a document that was answered with another amount; `None` when it agrees."""
    return None if row.differs is None else answered_sentence(row.differs, row.invoice.currency, psa, finance)


def transferred_count(lamps: Mapping[Lamp, int]) -> int:
    """How many rows lie over there, whatever their amount."""
    return lamps[Lamp.DONE] + lamps[Lamp.DIFFERS]


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """The sum of one currency, signed; currencies are never added together."""

    currency: str
    net: Decimal


def sums(rows: Iterable[TransferRow]) -> list[CurrencySum]:
    """The net sums of these rows, one per currency, by currency."""
    return currency_sums((row.invoice.currency, row.net) for row in rows)


def currency_sums(amounts: Iterable[tuple[str, Decimal]]) -> list[CurrencySum]:
    """The sums of these currencies and net amounts, one per currency, by currency."""
    found: dict[str, Decimal] = {}
    for currency, net in amounts:
        found[currency] = found.get(currency, Decimal(0)) + net
    return [CurrencySum(currency, net) for currency, net in sorted(found.items())]


def lamp_counts(rows: Iterable[TransferRow]) -> Counter[Lamp]:
    """How many rows show each lamp."""
    return Counter(row.lamp for row in rows)


def chosen_to_send(shown: Iterable[TransferRow], ticked: Iterable[TransferRow]) -> list[TransferRow]:
    """What *Transfer* acts on: of the rows shown those that can go, and of these the ticked ones when any is `ticked`.

    Where all ticked rows are hidden that is none: who ticked something does not mean everything else.
    """
    wanted = {row.id for row in ticked if row.can_send}
    return [row for row in shown if row.can_send and (not wanted or row.id in wanted)]


def there_lamp(row: ReconciledInvoice) -> Lamp:
    """The lamp of a document's state in the finance system, when both sides are compared."""
    if row.state is not None:
        return STATE_LAMPS[row.state]
    if row.is_waiting or not row.differs:
        return Lamp.WAITING
    return Lamp.UNKNOWN if row.is_uncertain else Lamp.REFUSED


def there_word(row: ReconciledInvoice) -> Message:
    """The word beside that lamp."""
    if row.state is not None:
        return STATE_WORDS[row.state]
    if row.is_waiting:
        return WORDS[Lamp.WAITING]
    if not row.differs:
        return Message("Not read yet")
    return WORDS[Lamp.UNKNOWN] if row.is_uncertain else Message("Missing")


def checked(rows: Iterable[TransferRow], found: dict[str, list[Reason]]) -> list[TransferRow]:
    """The rows that were checked, with what was found."""
    return [replace(row, found=tuple(found[row.id])) for row in rows if row.id in found]


def look_up_sentence(report: TransferReport) -> Message:
    """How a look-up of uncertain documents ended, for the status bar."""
    return Message(
        "{found} found there, {absent} not there, {unknown} still uncertain.",
        found=len(report.transferred),
        absent=len(report.refused),
        unknown=len(report.unknown) + len(report.skipped),
    )


def report_sentence(report: TransferReport) -> Message:
    """How a run ended, for the status bar."""
    sentences = [
        Message(
            "{done} transferred, {refused} refused or stopped, {unknown} uncertain.",
            done=len(report.transferred),
            refused=len(report.refused),
            unknown=len(report.unknown),
        )
    ]
    if report.skipped:
        count = len(report.skipped)
        sentences.append(Message("{count} had been sent before.", "{count} had been sent before.", count=count))
    if report.open:
        sentences.append(Message("{count} was not begun.", "{count} were not begun.", count=len(report.open)))
    return in_a_row(sentences)
