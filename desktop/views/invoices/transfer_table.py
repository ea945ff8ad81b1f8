"""The columns of the lists of invoices: not transferred, and transferred."""

from __future__ import annotations

from collections.abc import Callable

from desktop.models.invoice_rows import TransferRow
from desktop.models.lamps import Lamp
from desktop.models.records import InvoiceKind
from desktop.texts import _
from desktop.views.shared.amounts import amount, day
from desktop.views.shared.columns import Column, Tint, Tone, by_number
from desktop.views.shared.table_model import TableModel


def kind_word(kind: InvoiceKind) -> str:
    """Invoice or credit note."""
    return _("Credit note") if kind is InvoiceKind.CREDIT_NOTE else _("Invoice")


def waiting_table(psa: Callable[[], str]) -> TableModel[TransferRow]:
    """What is not transferred yet; `psa` is the PSA's name. A draft there cannot be ticked and says why."""
    return TableModel(
        [_status(), *_document()],
        row_id=lambda row: row.id,
        reason=lambda row: _reason(row, psa()),
        tint=_tint,
        tickable=True,
        can_tick=lambda row: row.can_send,
    )


def transferred_table() -> TableModel[TransferRow]:
    """What is transferred, with its number and state in the finance system."""
    return TableModel(
        [_finance_state(), *_document(kind_shown=False), _finance_number()],
        row_id=lambda row: row.id,
        reason=lambda row: " ".join(str(reason.sentence) for reason in row.reasons[:1]),
        tint=_tint,
        tickable=True,
        can_tick=lambda row: row.is_transferred,
    )


def _reason(row: TransferRow, psa: str) -> str:
    if row.reasons:
        return str(row.reasons[0].sentence)
    if row.lamp is Lamp.NOT_NEEDED:
        return _("Still a draft in {psa}. Only booked invoices are transferred.").format(psa=psa)
    return ""


def _tint(row: TransferRow) -> Tint:
    return {Lamp.REFUSED: Tint.RED, Lamp.UNKNOWN: Tint.AMBER}.get(row.lamp, Tint.PLAIN)


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


def _finance_number() -> Column[TransferRow]:
    def number(row: TransferRow) -> str:
        return (row.transfer.finance_number or row.transfer.finance_id) if row.transfer else ""

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
