"""One run of sending: what it knows when it begins, whom it tells, what stopped it, and how each invoice ended; pure."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.errors import AnotherDocument, BindeledError, Cancelled
from desktop.models.document_judgements import NOTHING_JUDGED, Judged
from desktop.models.field_mapping import FieldTable
from desktop.models.handed_in import InvoicePeople
from desktop.models.invoice_checks import Surroundings, reasons
from desktop.models.owner_rules import CustomerStep
from desktop.models.presence import Presence
from desktop.models.records import (
    Customer,
    FinanceInvoice,
    Integration,
    Invoice,
    ItemKnowledge,
    Reason,
    SendingRules,
    StandardValues,
)
from desktop.models.references import marked_reference, psa_mark, reference_of
from desktop.models.same_document import earlier_document, unsent_document


class Ending(StrEnum):
    """How one invoice of a run ended; the names are those of `TransferReport`."""

    TRANSFERRED = "transferred"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Known:
    """What one run knows when it begins."""

    integration: Integration
    standard_values: StandardValues
    rules: SendingRules
    tables: Mapping[str, FieldTable]
    systems: tuple[str, str]  # the PSA and the finance system as people write them
    customers: Mapping[str, Customer]  # linked finance customers by PSA id
    whose: Callable[[str], Customer | None]  # any finance customer, by its own id
    customer_step: Callable[[str], CustomerStep]  # what is to be done about an unlinked customer, by PSA id
    surroundings: Callable[[Invoice], Surroundings]
    people: InvoicePeople
    batch_id: Callable[[], int]  # where it is kept for undo what is made ready for the invoices; begins with the first step
    item_knowledge: ItemKnowledge  # what decides about the items of lines
    present: Presence  # what lies over there already
    elsewhere: Mapping[str, Reason]  # what another integration had in hand when the run began, by id
    numbered: Mapping[str, Reason]  # what the PSA has a number for that nobody has explained, by id; a document over there does
    judged: Mapping[str, Judged] = field(default_factory=dict)  # what people said about documents over there, by invoice id

    def reasons(self, invoice: Invoice) -> list[Reason]:
        """Every reason why this invoice cannot go; empty means it can be sent."""
        if invoice.id in self.elsewhere:  # nothing else counts, since nothing would help
            return [self.elsewhere[invoice.id]]
        if invoice.id in self.numbered and not self.is_there(invoice):
            return [self.numbered[invoice.id]]
        return [*reasons(invoice, self.surroundings(invoice)), *self.people.questions(invoice)]

    def reference(self, invoice: Invoice) -> str:
        """What its document over there carries, or would carry."""
        return marked_reference(invoice, psa_mark(self.integration))

    def is_there(self, invoice: Invoice) -> bool:
        """Whether a document over there is the invoice, or may be: a doubt stops it for a reason of its own."""
        try:
            return self.document(invoice, self.reference(invoice)) is not None
        except AnotherDocument:
            return True

    def document(self, invoice: Invoice, reference: str, found: Sequence[FinanceInvoice] = ()) -> FinanceInvoice | None:
        """The invoice's own document over there, among those `found` since and those that were there; `AnotherDocument`."""
        customer, system = self.customers.get(invoice.customer_id), self.systems[1]
        judged = self.judged.get(invoice.id, NOTHING_JUDGED)
        there = judged.left(self.present.carrying(reference) or found)
        earlier = judged.left(self.present.carrying(reference_of(invoice)))
        if (ours := judged.ours([*there, *earlier])) is not None:
            return ours
        own = unsent_document(there, invoice, customer, system, self.whose)
        return own or earlier_document(earlier, invoice, customer, system, self.whose)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of sending. `write_back` is told of each document that is over there, and goes on beside the run."""

    known: Known
    on_change: Callable[[str], None]
    write_back: Callable[[Invoice, FinanceInvoice], None]
    stop: threading.Event = field(default_factory=threading.Event)
    stopped_by: list[BindeledError] = field(default_factory=list)

    def end(self, trouble: BindeledError) -> None:
        """Begin no further invoice, because every further try is useless."""
        self.stopped_by.append(trouble)
        self.stop.set()

    def check(self) -> None:
        """Raise `Cancelled` when nothing further is to be begun."""
        if self.stop.is_set():
            raise Cancelled
