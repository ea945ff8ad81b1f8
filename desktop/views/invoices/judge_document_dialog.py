"""The question whether a document over there is an invoice of ours: both beside each other, and a reason."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.models.document_judgements import DoubtfulDocument, InvoiceDoubt, said_sentence
from desktop.models.invoice_story import Systems
from desktop.texts import _
from desktop.views.invoices.judgement_dialog import JudgementDialog
from desktop.views.shared.amounts import amount, day
from desktop.views.shared.buttons import PickButton
from desktop.views.shared.dialogs import ScrolledContent
from desktop.views.shared.labels import label
from desktop.views.shared.theme import look

_NUMBER_ROW = 1  # of the comparison: where several documents may be it, their numbers are chosen among there


class JudgeDocumentDialog(JudgementDialog):
    """`found` is the document that the answer is about."""

    def __init__(self, parent: QWidget | None, doubt: InvoiceDoubt, systems: Systems) -> None:
        super().__init__(
            parent,
            _("Document in doubt"),
            _("Is this document in {finance} invoice {number}?").format(finance=systems.finance, number=doubt.invoice.number),
            _("Bindeled cannot tell. Your answer counts, stands in the log, and can be changed until it is sent."),
            yes=_("It is this invoice"),
            no=_("It is another one"),
        )
        self.setMinimumWidth(look().px(640))
        self._doubt, self._systems = doubt, systems
        self.found: DoubtfulDocument = doubt.documents[0]
        choices = [(str(place), _name(one)) for place, one in enumerate(doubt.documents)]
        self.documents = PickButton(choices, name=_("Document"))
        self.documents.chosen.connect(lambda key: self._show(doubt.documents[int(key)]))
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(look().px(20))
        self._table.setVerticalSpacing(look().px(6))
        self._table.setColumnStretch(1, 1)
        self._table.setColumnStretch(2, 1)
        self.said = label(tone="ink2", wrap=True, selectable=True)
        self._build()
        self._show(self.found)

    def _build(self) -> None:
        """What is compared scrolls where the screen is low; warning and reason stay in sight."""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(look().px(20), look().px(4), look().px(20), look().px(8))
        column.setSpacing(look().px(8))
        column.addLayout(self._table)
        column.addWidget(self.said)
        self.content.addWidget(ScrolledContent(content))
        self.ask_reason(
            _("If “another one” is wrong, the customer gets a second invoice."),
            _("For instance: Mette entered it by hand, I asked her"),
        )

    def _show(self, found: DoubtfulDocument) -> None:
        self.found = found
        while (item := self._table.takeAt(0)) is not None:
            if (widget := item.widget()) is not None and widget is not self.documents:
                widget.deleteLater()
        invoice, document, customer = self._doubt.invoice, found.document, self._doubt.customer
        ours = f"{customer.number} {customer.name}".strip() if customer is not None else invoice.customer_name
        same = {True: _("the same"), False: _("another")}
        rows = [
            ("", self._systems.psa, self._systems.finance, ""),
            (_("No."), invoice.number, _name(found) if len(self._doubt.documents) == 1 else "", ""),
            (_("Customer"), ours, found.customer_name or document.customer_id, same[found.is_same_customer]),
            (_("Date"), day(invoice.date), day(document.date) if document.date else "–", same[found.is_same_date]),
            (
                _("Amount without VAT"),
                f"{amount(invoice.signed(invoice.net))} {invoice.currency}",
                f"{amount(document.signed(document.net))} {document.currency}",
                same[found.is_same_amount],
            ),
            (_("Reference"), "", document.reference or _("none"), ""),
        ]
        for row, (head, here, there, told) in enumerate(rows):
            self._table.addWidget(label(head, "small_strong", "ink2"), row, 0, Qt.AlignmentFlag.AlignTop)
            for place, text in ((1, here), (2, there)):
                words = label(text, "strong" if not row else "", wrap=True, selectable=True)
                self._table.addWidget(words, row, place, Qt.AlignmentFlag.AlignTop)
            is_other = told == same[False]
            self._table.addWidget(label(told, "strong" if is_other else "", "" if is_other else "ink2"), row, 3)
        if len(self._doubt.documents) > 1:
            self._table.addWidget(self.documents, _NUMBER_ROW, 2, Qt.AlignmentFlag.AlignLeft)
        self.said.setText(str(said_sentence(found.judgement)) if found.judgement is not None else "")
        self.said.setVisible(found.judgement is not None)


def _name(found: DoubtfulDocument) -> str:
    document = found.document
    if not document.shown_number:
        return _("a draft")
    return document.number or _("draft {number}").format(number=document.draft_number)
