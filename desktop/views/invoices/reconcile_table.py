"""The columns of reconciling: the PSA's side, the sign between, the finance system's side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from desktop.models.invoice_rows import there_lamp, there_word
from desktop.models.reconciliation import Difference, Match, ReconciledInvoice
from desktop.texts import _
from desktop.views.shared.amounts import amount, day
from desktop.views.shared.chips import Sign
from desktop.views.shared.columns import Column, Tone, by_number
from desktop.views.shared.table_model import TableModel

SIGNS = {
    Match.AGREES: Sign.AGREES,
    Match.DIFFERS: Sign.DIFFERS,
    Match.CONTRADICTS: Sign.CONTRADICTS,
    Match.NOT_COMPARABLE: Sign.ABSENT,
}

Row = ReconciledInvoice


def reconcile_table(parent: QObject) -> TableModel[Row]:
    """Both sides of one row are one invoice. What was deleted over there can be ticked."""
    return TableModel(
        [*_here(), *_there()],
        row_id=lambda row: row.invoice.id,
        tickable=True,
        can_tick=lambda row: row.can_send_again,
        parent=parent,
    )


def _marked(text: Callable[[Row], str], difference: Difference) -> Callable[[Row], Sequence[tuple[int, int]]]:
    """Amounts and dates are marked as a whole, on both sides."""
    return lambda row: ((0, len(text(row))),) if difference in row.differences and row.there is not None else ()


def _spoken(difference: Difference) -> Callable[[Row], str]:
    return lambda row: _("differs") if difference in row.differences else ""


def _here() -> list[Column[Row]]:
    def date(row: Row) -> str:
        return day(row.invoice.date)

    def net(row: Row) -> str:
        return amount(row.net)

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
        Column(
            key="date",
            title=_("Date"),
            text=date,
            value=lambda row: row.invoice.date,
            marks=_marked(date, Difference.DATE),
            spoken=_spoken(Difference.DATE),
            width=96,
        ),
        Column(key="customer", title=_("Customer"), text=lambda row: row.invoice.customer_name, width=120, stretch=True),
        Column(
            key="net",
            title=_("Amount"),
            text=net,
            value=lambda row: row.net,
            marks=_marked(net, Difference.NET),
            spoken=_spoken(Difference.NET),
            width=110,
            right=True,
            fixed=True,
        ),
        Column(
            key="currency",
            title=_("Currency"),
            text=lambda row: row.invoice.currency,
            marks=_marked(lambda row: row.invoice.currency, Difference.CURRENCY),
            spoken=_spoken(Difference.CURRENCY),
            tone=Tone.QUIET,
            width=72,
        ),
        Column(
            key="sign",
            title="",
            text=lambda row: "",
            value=lambda row: row.match.value,
            sign=lambda row: SIGNS[row.match],
            spoken=lambda row: _("agrees") if row.agrees else _("differs"),
            width=32,
            searched=False,
        ),
    ]


def _there() -> list[Column[Row]]:
    def number(row: Row) -> str:
        return row.there.number if row.there else ""

    def date(row: Row) -> str:
        return day(row.there.date) if row.there else ""

    def net(row: Row) -> str:
        return amount(row.there_net)

    def currency(row: Row) -> str:
        return row.there.currency if row.there else ""

    return [
        Column(
            key="there_number",
            title=_("No."),
            text=number,
            value=lambda row: by_number(number(row)) if number(row) else None,
            width=68,
            right=True,
            side_line=True,
        ),
        Column(
            key="there_date",
            title=_("Date"),
            text=date,
            value=lambda row: row.there.date if row.there else None,
            marks=_marked(date, Difference.DATE),
            spoken=_spoken(Difference.DATE),
            width=96,
        ),
        Column(key="state", title=_("Status"), text=lambda row: str(there_word(row)), lamp=there_lamp, width=108),
        Column(
            key="there_net",
            title=_("Amount"),
            text=net,
            value=lambda row: row.there_net,
            marks=_marked(net, Difference.NET),
            spoken=_spoken(Difference.NET),
            width=110,
            right=True,
        ),
        Column(
            key="there_currency",
            title=_("Currency"),
            text=currency,
            marks=_marked(currency, Difference.CURRENCY),
            tone=Tone.QUIET,
            width=72,
            shown=False,
        ),
        Column(
            key="difference",
            title=_("Difference"),
            text=lambda row: amount(row.difference) if row.match is not Match.NOT_COMPARABLE else "",
            value=lambda row: row.difference,
            tone_of=lambda row: Tone.INK if row.difference else Tone.QUIET,
            bold=lambda row: bool(row.difference),
            width=100,
            right=True,
        ),
        Column(
            key="explanation",
            title=_("Explanation"),
            text=lambda row: str(row.explanation or ""),
            tooltip=lambda row: str(row.explanation or ""),
            width=170,
            stretch=True,
        ),
    ]
