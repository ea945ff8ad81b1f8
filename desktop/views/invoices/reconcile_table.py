"""The columns of reconciling: the PSA's side, the sign between, the finance system's side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import QObject

from desktop.models.differences import CLASSES, Difference
from desktop.models.invoice_rows import there_lamp, there_word
from desktop.models.reconciliation import Match, ReconciledInvoice
from desktop.models.records import Figures
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
WIDE_ONLY = ("vat", "gross", "there_customer", "there_vat", "there_gross")
"""Columns that step aside where the window is not wide; the panel below the list tells them of the current row."""

Row = ReconciledInvoice
Side = Callable[[Row], Figures | None]


def reconcile_table(parent: QObject) -> TableModel[Row]:
    """Both sides of one row are one document. What was deleted over there, and what can be or was accepted, can be ticked."""
    return TableModel(
        [*_here(), *_there()],
        row_id=lambda row: row.id,
        tickable=True,
        can_tick=lambda row: row.can_send_again or row.can_accept or row.is_accepted,
        parent=parent,
    )


def told(row: Row) -> str:
    """The explanation of a difference, or the reason for which it was accepted."""
    if row.is_accepted and row.acceptance is not None:
        return _("Accepted: {reason}").format(reason=row.acceptance.reason)
    if row.acceptance is not None and not row.agrees:
        return _("{explanation} Accepted before it changed.").format(explanation=str(row.explanation or ""))
    return str(row.explanation or "")


def _our_customer(row: Row) -> str:
    return row.customer_name


def _their_customer(row: Row) -> str:
    return row.there_customer


def _marked(text: Callable[[Row], str], difference: Difference) -> Callable[[Row], Sequence[tuple[int, int]]]:
    """Amounts and dates are marked as a whole, on both sides."""

    def marks(row: Row) -> Sequence[tuple[int, int]]:
        is_pair = row.invoice is not None and row.there is not None
        return ((0, len(text(row))),) if difference in row.differences and is_pair else ()

    return marks


def _spoken(difference: Difference) -> Callable[[Row], str]:
    return lambda row: _("differs") if difference in row.differences else ""


def _ours(row: Row) -> Figures | None:
    return row.figures.here


def _theirs(row: Row) -> Figures | None:
    return row.figures.there


def _date(key: str, of: Side) -> Column[Row]:
    def text(row: Row) -> str:
        figures = of(row)
        return day(figures.date) if figures else ""

    return Column(
        key=key,
        title=_("Date"),
        text=text,
        value=lambda row: getattr(of(row), "date", None),
        marks=_marked(text, Difference.DATE),
        spoken=_spoken(Difference.DATE),
        width=96,
    )


def _amount(key: str, title: str, of: Side, name: str, difference: Difference, *, fixed: bool = False) -> Column[Row]:
    def value(row: Row) -> Decimal | None:
        return getattr(of(row), name, None)

    def text(row: Row) -> str:
        return amount(value(row))

    return Column(
        key=key,
        title=title,
        text=text,
        value=value,
        marks=_marked(text, difference),
        spoken=_spoken(difference),
        width=110,
        right=True,
        fixed=fixed,
    )


def _currency(key: str, of: Side, *, shown: bool) -> Column[Row]:
    def text(row: Row) -> str:
        figures = of(row)
        return figures.currency if figures else ""

    return Column(
        key=key,
        title=_("Currency"),
        text=text,
        marks=_marked(text, Difference.CURRENCY),
        spoken=_spoken(Difference.CURRENCY),
        tone=Tone.QUIET,
        width=72,
        shown=shown,
    )


def _here() -> list[Column[Row]]:
    return [
        Column(
            key="number",
            title=_("No."),
            text=lambda row: row.number,
            value=lambda row: by_number(row.number),
            tone_of=lambda row: Tone.INK if row.invoice else Tone.QUIET,
            width=64,
            right=True,
            fixed=True,
            held=True,
        ),
        _date("date", _ours),
        Column(
            key="customer",
            title=_("Customer"),
            text=_our_customer,
            marks=_marked(_our_customer, Difference.CUSTOMER),
            spoken=_spoken(Difference.CUSTOMER),
            width=120,
            stretch=True,
        ),
        _amount("net", _("Amount"), _ours, "net", Difference.NET, fixed=True),
        _amount("vat", _("VAT"), _ours, "vat", Difference.VAT),
        _amount("gross", _("Total"), _ours, "gross", Difference.GROSS),
        _currency("currency", _ours, shown=True),
        Column(
            key="sign",
            title="",
            text=lambda row: "",
            value=lambda row: row.match.value,
            sign=lambda row: SIGNS[row.match],
            spoken=lambda row: _("agrees") if row.agrees else _("accepted") if row.is_accepted else _("differs"),
            width=32,
            searched=False,
        ),
    ]


def _there() -> list[Column[Row]]:
    def number(row: Row) -> str:
        return row.there.number if row.there else ""

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
        _date("there_date", _theirs),
        Column(
            key="there_customer",
            title=_("Customer"),
            text=_their_customer,
            marks=_marked(_their_customer, Difference.CUSTOMER),
            spoken=_spoken(Difference.CUSTOMER),
            width=120,
            stretch=True,
        ),
        Column(key="state", title=_("Status"), text=lambda row: str(there_word(row)), lamp=there_lamp, width=108),
        _amount("there_net", _("Amount"), _theirs, "net", Difference.NET),
        _amount("there_vat", _("VAT"), _theirs, "vat", Difference.VAT),
        _amount("there_gross", _("Total"), _theirs, "gross", Difference.GROSS),
        _currency("there_currency", _theirs, shown=False),
        Column(
            key="difference",
            title=_("Difference"),
            text=lambda row: amount(row.difference) if row.match is not Match.NOT_COMPARABLE else "",
            value=lambda row: row.difference,
            tone_of=lambda row: Tone.INK if row.difference and not row.is_accepted else Tone.QUIET,
            bold=lambda row: bool(row.difference) and not row.is_accepted,
            width=100,
            right=True,
        ),
        Column(
            key="class",
            title=_("Class"),
            text=lambda row: str(CLASSES[row.differences[0]]) if row.differences else "",
            width=128,
            shown=False,
        ),
        Column(
            key="explanation",
            title=_("Explanation"),
            text=told,
            tooltip=told,
            tone_of=lambda row: Tone.QUIET if row.is_accepted else Tone.INK,
            width=170,
            stretch=True,
        ),
    ]
