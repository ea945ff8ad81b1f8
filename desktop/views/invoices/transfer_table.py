"""The columns of the lists of invoices: not transferred, and transferred."""

from __future__ import annotations

from collections.abc import Callable

from desktop.models.invoice_rows import TransferRow, differs_sentence
from desktop.models.invoice_story import Systems
from desktop.models.lamps import Lamp
from desktop.models.records import InvoiceKind
from desktop.texts import _, shown
from desktop.views.shared.amounts import amount, day
from desktop.views.shared.columns import Column, Tint, Tone, by_number
from desktop.views.shared.table_model import TableModel

PREDICTED = "predicted"


def kind_word(kind: InvoiceKind) -> str:
    """Invoice or credit note."""
    return _("Credit note") if kind is InvoiceKind.CREDIT_NOTE else _("Invoice")


def waiting_table(systems: Callable[[], Systems]) -> TableModel[TransferRow]:
    """What is not transferred yet. A draft of the PSA cannot be ticked and says why."""
    return TableModel(
        [_status(), *_document(), _predicted(), _not_carried()],
        row_id=lambda row: row.id,
        reason=lambda row: _reason(row, systems()),
        tint=_tint,
        tickable=True,
        can_tick=lambda row: row.can_send,
    )


def transferred_table(systems: Callable[[], Systems]) -> TableModel[TransferRow]:
    """What is transferred, with its number and state in the finance system."""
    return TableModel(
        [_finance_state(), *_document(kind_shown=False), _finance_number()],
        row_id=lambda row: row.id,
        reason=lambda row: _reason(row, systems()),
        tint=_tint,
        tickable=True,
        can_tick=lambda row: row.is_transferred,
    )


def _reason(row: TransferRow, systems: Systems) -> str:
    if row.reasons:
        return str(row.reasons[0].sentence)
    if row.lamp is Lamp.NOT_NEEDED:
        return _("Still a draft in {psa}. Only booked invoices are transferred.").format(psa=systems.psa)
    return str(differs_sentence(row, systems.psa, systems.finance) or "")


def _tint(row: TransferRow) -> Tint:
    return {Lamp.REFUSED: Tint.RED, Lamp.UNKNOWN: Tint.AMBER, Lamp.DIFFERS: Tint.AMBER}.get(row.lamp, Tint.PLAIN)


def _status() -> Column[TransferRow]:
    return Column(
        key="status",
        title=_("Status"),
        text=lambda row: str(row.word),
        lamp=lambda row: row.lamp,
        spoken=lambda row: " ".join(str(reason.sentence) for reason in row.reasons),
        width=112,
        fixed=True,
    )


def _document(*, kind_shown: bool = True) -> list[Column[TransferRow]]:
    return [
        Column(
            key="number",
            title=_("No."),
            text=lambda row: row.invoice.number,
            value=lambda row: by_number(row.invoice.number),
            width=64,
            held=True,
            right=True,
            fixed=True,
        ),
        Column(key="date", title=_("Date"), text=lambda row: day(row.invoice.date), value=lambda row: row.invoice.date, width=98),
        Column(
            key="kind", title=_("Type"), text=lambda row: kind_word(row.invoice.kind), tone=Tone.QUIET, width=92, shown=kind_shown
        ),
        Column(key="customer", title=_("Customer"), text=lambda row: row.invoice.customer_name, width=120, stretch=True),
        Column(key="project", title=_("Project"), text=lambda row: row.invoice.project_name, width=140, shown=False),
        Column(
            key="due",
            title=_("Due"),
            text=lambda row: day(row.invoice.due_date),
            value=lambda row: row.invoice.due_date,
            width=98,
            shown=False,
            searched=False,
        ),
        Column(
            key="net",
            title=_("Amount"),
            text=lambda row: amount(row.net),
            value=lambda row: row.net,
            width=104,
            right=True,
            fixed=True,
        ),
        Column(
            key="vat",
            title=_("VAT"),
            text=lambda row: amount(row.invoice.signed(row.invoice.vat)),
            value=lambda row: row.invoice.signed(row.invoice.vat),
            width=92,
            right=True,
            shown=False,
            searched=False,
        ),
        Column(
            key="gross",
            title=_("With VAT"),
            text=lambda row: amount(row.invoice.signed(row.invoice.gross)),
            value=lambda row: row.invoice.signed(row.invoice.gross),
            width=104,
            right=True,
            shown=False,
            searched=False,
        ),
        Column(key="currency", title=_("Currency"), text=lambda row: row.invoice.currency, tone=Tone.QUIET, width=72),
    ]


def _predicted() -> Column[TransferRow]:
    """Amber beyond the tolerance; empty where the amounts will agree."""

    def is_beyond(row: TransferRow) -> bool:
        return row.preview is not None and row.predicted is not None and not row.preview.is_tolerated

    return Column(
        key=PREDICTED,
        title=_("Will differ"),
        text=lambda row: amount(row.predicted),
        value=lambda row: row.predicted,
        tone_of=lambda row: Tone.AMBER if is_beyond(row) else Tone.QUIET,
        spoken=lambda row: str(row.preview.difference_sentence or "") if row.preview else "",
        tooltip=lambda row: str(row.preview.difference_sentence or "") if row.preview else "",
        width=92,
        right=True,
        searched=False,
    )


def _not_carried() -> Column[TransferRow]:
    def count(row: TransferRow) -> int | None:
        return row.preview.not_carried if row.preview is not None else None

    return Column(
        key="not_carried",
        title=_("Not carried"),
        text=lambda row: shown(count(row)) if count(row) else "",
        value=count,
        tone=Tone.QUIET,
        width=92,
        right=True,
        shown=False,
        searched=False,
    )


def _finance_number() -> Column[TransferRow]:
    def number(row: TransferRow) -> str:
        return row.transfer.shown_number if row.transfer else ""

    return Column(key="there", title=_("No. there"), text=number, value=lambda row: by_number(number(row)), width=84, right=True)


def _finance_state() -> Column[TransferRow]:
    """Transferred, or what became of the document over there as far as that is known."""
    return Column(
        key="status",
        title=_("Status"),
        text=lambda row: str(row.word_there),
        lamp=lambda row: row.lamp_there,
        spoken=lambda row: " ".join(str(reason.sentence) for reason in row.reasons),
        width=112,
        fixed=True,
    )
