"""Export of the lists to Excel or CSV: which columns, amounts signed."""

from __future__ import annotations

from desktop.models.invoice_rows import STATE_WORDS, TransferRow
from desktop.models.table_export import Column, Kind
from desktop.texts import _
from desktop.views.invoices.transfer_table import kind_word


def transfer_columns(finance: str) -> list[Column[TransferRow]]:
    """A list of invoices, amounts signed."""
    return [
        Column(title=_("Status"), value=lambda row: row.word),
        Column(title=_("No."), value=lambda row: row.invoice.number),
        Column(title=_("Date"), value=lambda row: row.invoice.date, kind=Kind.DATE),
        Column(title=_("Type"), value=lambda row: kind_word(row.invoice.kind)),
        Column(title=_("Customer"), value=lambda row: row.invoice.customer_name),
        Column(title=_("Project"), value=lambda row: row.invoice.project_name),
        Column(title=_("Amount"), value=lambda row: row.net, kind=Kind.AMOUNT),
        Column(title=_("VAT"), value=lambda row: row.invoice.signed(row.invoice.vat), kind=Kind.AMOUNT),
        Column(title=_("Currency"), value=lambda row: row.invoice.currency),
        Column(
            title=_("No. in {system}").format(system=finance),
            value=lambda row: row.transfer.shown_number if row.transfer else "",
        ),
        Column(title=_("State in {system}").format(system=finance), value=lambda row: STATE_WORDS[row.there] if row.there else ""),
        Column(title=_("Reason"), value=lambda row: " ".join(str(reason.sentence) for reason in row.reasons)),
    ]
