"""The panel below the list of reconciling: both sides of the current document, figure under figure."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.models.differences import CLASSES, Difference
from desktop.models.invoice_rows import STATUS_WORDS, there_word
from desktop.models.reconciliation import ReconciledInvoice
from desktop.models.records import Figures
from desktop.texts import _, shown
from desktop.views.invoices.reconcile_table import told
from desktop.views.shared.amounts import amount, day
from desktop.views.shared.labels import ElidedLabel, hairline, label, set_tone
from desktop.views.shared.theme import look

_MARKED = (None, None, Difference.DATE, Difference.CURRENCY, Difference.NET, Difference.VAT, Difference.GROSS)
_RIGHT = (False, False, False, False, True, True, True)


class ReconcileDetail(QWidget):
    """Number, status, date, currency, net, VAT, total and customer of both sides; beside them what differs, who accepted it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(hairline(strong=True))
        across = QHBoxLayout()
        across.setContentsMargins(look().px(20), look().px(6), look().px(20), look().px(8))
        across.setSpacing(look().px(28))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look().px(20))
        self._grid.setVerticalSpacing(look().px(3))
        heads = (_("No."), _("Status"), _("Date"), _("Currency"), _("Net"), _("VAT"), _("Total"))
        for place, head in enumerate(heads, 1):
            self._grid.addWidget(label(head, "small", "ink2"), 0, place, self._side_of(place))
        self._names = [self._put(row, 0, "strong") for row in (1, 2)]
        self._cells = [[self._put(row, place) for place in range(1, len(heads) + 1)] for row in (1, 2)]
        self._grid.addWidget(label(_("Customer"), "small", "ink2"), 0, len(heads) + 1)
        self._customers = [self._put_customer(row, len(heads) + 1) for row in (1, 2)]
        across.addLayout(self._grid)
        said = QVBoxLayout()
        said.setSpacing(look().px(3))
        self._class = label(role="small", tone="ink2")
        self._explanation = label(wrap=True, selectable=True)
        self._accepted = label(role="small", tone="ink2", wrap=True)
        for part in (self._class, self._explanation, self._accepted):
            said.addWidget(part)
        said.addStretch()
        across.addLayout(said, 1)
        whole.addLayout(across)
        self.show_row(None)

    def _side_of(self, place: int) -> Qt.AlignmentFlag:
        is_right = _RIGHT[place - 1] if place else False
        return Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft

    def _put(self, row: int, place: int, role: str = "") -> QLabel:
        made = label(role=role, selectable=bool(place))
        self._grid.addWidget(made, row, place, self._side_of(place))
        return made

    def _put_customer(self, row: int, place: int) -> ElidedLabel:
        made = ElidedLabel()
        made.setFixedWidth(look().px(160))
        self._grid.addWidget(made, row, place)
        return made

    def set_systems(self, psa: str, finance: str) -> None:
        """The names of the two sides."""
        for name, text in zip(self._names, (psa, finance), strict=True):
            name.setText(text)

    def show_row(self, row: ReconciledInvoice | None) -> None:
        """Tell about this document; `None`: none is chosen."""
        sides: list[list[str]] = [[""] * len(_RIGHT)] * 2
        if row is not None:
            sides = [
                _texts(row.invoice.number, str(STATUS_WORDS[row.invoice.status]), row.figures.here)
                if row.invoice
                else _texts("", "", None),
                _texts(row.there_number, str(there_word(row)), row.figures.there),
            ]
        for cells, texts in zip(self._cells, sides, strict=True):
            for cell, text, mark in zip(cells, texts, _MARKED, strict=True):
                cell.setText(text or "–")
                set_tone(cell, "amber" if row is not None and mark in row.differences else "")
        for customer, name in zip(
            self._customers, (row.customer_name, row.there_customer) if row is not None else ("", ""), strict=True
        ):
            customer.set_text(name or "–")
        differences = row.differences if row is not None else ()
        self._class.setText(" · ".join(dict.fromkeys(str(CLASSES[one]) for one in differences)))
        self._explanation.setText(told(row) if row is not None and differences else _("Both sides agree.") if row else "")
        self._accepted.setText(_who_accepted(row))


def _texts(number: str, status: str, figures: Figures | None) -> list[str]:
    if figures is None:
        return [number, status, "", "", "", "", ""]
    amounts = [amount(figures.net), amount(figures.vat), amount(figures.gross)]
    return [number, status, day(figures.date), figures.currency, *amounts]


def _who_accepted(row: ReconciledInvoice | None) -> str:
    if row is None or row.acceptance is None or row.agrees:
        return ""
    person, time = row.acceptance.person, shown(row.acceptance.at)
    if row.is_accepted:
        return _("By {person}, {time}").format(person=person, time=time)
    return _("{person} accepted it on {time}: {reason}").format(person=person, time=time, reason=row.acceptance.reason)
