"""The lines of one document in the panel: the faulty ones carry a red lamp at what is wrong."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt

from desktop.models.lamps import Lamp
from desktop.models.records import Invoice, InvoiceLine
from desktop.texts import _, shown
from desktop.views.shared.amounts import amount
from desktop.views.shared.columns import Column, Tone
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look

_MOST_SHOWN = 12  # lines; more are scrolled


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A line, and whether a reason names it."""

    line: InvoiceLine
    amount: str
    is_faulty: bool


class DocumentLines(TableView):
    """As high as its lines, up to twelve."""

    def __init__(self) -> None:
        self._model: TableModel[DocumentLine] = TableModel(_columns(), row_id=lambda row: row.line.position)
        super().__init__(self._model, name=_("Lines of the document"))
        self._model.setParent(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_lines(self, invoice: Invoice, faulty: Collection[int]) -> None:
        """The lines of this document; `faulty` are the positions that a reason names."""
        self._model.set_rows(
            DocumentLine(line, "" if line.is_text_only else amount(invoice.signed(line.net)), line.position in faulty)
            for line in invoice.lines
        )
        rows = min(max(len(invoice.lines), 1), _MOST_SHOWN)
        self.setFixedHeight((rows + 1) * look().row_height() + 2)
        self.setVisible(bool(invoice.lines))
        self.clearSelection()
        self.setCurrentIndex(QModelIndex())
        self.layout_of_columns.fit()


def _columns() -> list[Column[DocumentLine]]:
    return [
        Column(
            key="line",
            title=_("Line"),
            text=lambda row: shown(row.line.position),
            value=lambda row: row.line.position,
            width=46,
            right=True,
        ),
        Column(
            key="text",
            title=_("Text"),
            text=lambda row: row.line.text,
            tooltip=lambda row: row.line.text,
            width=90,
            stretch=True,
        ),
        Column(
            key="item",
            title=_("Item no."),
            text=lambda row: row.line.item_number or (_("none") if row.is_faulty else ""),
            lamp=lambda row: Lamp.REFUSED if row.is_faulty else None,
            tone_of=lambda row: Tone.RED if row.is_faulty else Tone.INK,
            bold=lambda row: row.is_faulty,
            width=96,
        ),
        Column(key="quantity", title=_("Quantity"), text=lambda row: shown(row.line.quantity), width=80, right=True, shown=False),
        Column(key="price", title=_("Price"), text=lambda row: amount(row.line.unit_price), width=90, right=True, shown=False),
        Column(key="net", title=_("Amount"), text=lambda row: row.amount, value=lambda row: row.line.net, width=98, right=True),
    ]
