"""Transfers (Overførsler): where each invoice stands on its way to the finance system."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from desktop.errors import BindeledError
from desktop.models.records.invoices import FinanceInvoice, Invoice
from desktop.models.records.log_entries import Outcome
from desktop.texts import Message


class TransferState(StrEnum):
    """The four states of a transfer; an invoice without one is waiting."""

    SENDING = "sending"
    TRANSFERRED = "transferred"
    FAILED = "failed"
    UNKNOWN = "unknown"


class TransferStep(StrEnum):
    """What is done for one invoice, in this order; each step keeps how it ended and is repeated alone."""

    CUSTOMER = "customer"
    CONTACT = "contact"
    EMPLOYEE = "employee"
    INVOICE = "invoice"
    WRITE_BACK = "write_back"


Steps = dict[TransferStep, Outcome]
"""How each step ended that was tried. Of an invoice that was found over there the steps before it were not needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something cannot go, did not go, or is not sure: for the row, the log and the exit code."""

    kind: str  # stable name for scripts and groups, for instance unknown_item
    sentence: Message
    what_to_do: Message | None = None
    line: int | None = None  # position of the invoice line it is about
    is_unsent: bool = False  # the attempt ended before the invoice itself was sent, for instance at its contact

    @classmethod
    def of(cls, trouble: BindeledError, kind: str = "") -> Reason:
        """What a trouble says; its kind is the name of its class unless another one is given."""
        return cls(kind=kind or type(trouble).__name__, sentence=trouble.message, what_to_do=trouble.what_to_do)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What the finance system made of a document, as it answered: in its currency over there, positive for its kind."""

    net: Decimal
    vat: Decimal | None = None  # `None`: it did not tell
    gross: Decimal | None = None
    currency: str = ""  # that of the document over there; empty: it did not tell, or it was kept before this was

    @classmethod
    def of(cls, there: FinanceInvoice) -> Amounts:
        """Those of a document over there."""
        return cls(net=there.net, vat=there.vat, gross=there.gross, currency=there.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One invoice's way. `key` and `reference` stay the same over all attempts until its draft is deleted over there."""

    invoice_id: str
    state: TransferState
    reference: str
    key: str
    attempts: int = 1
    reason: Reason | None = None
    finance_id: str = ""
    finance_number: str = ""
    draft_number: str = ""  # see `FinanceInvoice`
    written_state: str = ""  # the state that was last written to the PSA with the number; empty: none yet
    started_at: dt.datetime
    ended_at: dt.datetime | None = None
    log_entry_id: int | None = None
    answered: Amounts | None = None  # `None`: nothing is over there, or it was sent before answers were kept
    claimed_by: str = ""  # the process that sends or sent it, see `desktop/senders.py`
    steps: Mapping[TransferStep, Outcome] = field(default_factory=dict)

    @property
    def shown_number(self) -> str:
        """As that of `FinanceInvoice`."""
        return self.finance_number or self.draft_number

    def is_told(self, there: FinanceInvoice) -> bool:
        """Whether the PSA has the number and state of this document already, as far as we wrote it."""
        is_same = there.number == self.finance_number if there.number else there.id == self.finance_id
        return is_same and self.written_state == there.state


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferReport:
    """How a run ended, by invoice id. `open` holds what was not attempted because the run was stopped."""

    transferred: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()  # sent before, or somebody else is sending it now
    open: tuple[str, ...] = ()
    stopped_by: Reason | None = None


@dataclass(frozen=True, slots=True)
class InvoiceState:
    """An invoice and where it stands; no transfer means waiting. `tolerance` is that of its integration's `SendingRules`.

    `elsewhere`: another integration has it in hand, so it cannot go from here.
    """

    invoice: Invoice
    transfer: Transfer | None
    tolerance: Decimal = Decimal(0)
    elsewhere: Reason | None = None
