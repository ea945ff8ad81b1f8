"""Below the fields of a customer: its invoices, the log about it, its contacts, one tab each."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.models.customer_card import CustomerCard
from desktop.texts import _
from desktop.views.customer.card_tables import contacts_table, invoices_table, log_table
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.labels import hairline, label
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.tabs import CountTabs
from desktop.views.shared.theme import look

_INVOICES, _LOG, _CONTACTS = "invoices", "log", "contacts"


class CardLists(QWidget):
    """Three lists; Enter on an invoice or an entry leads to its page, on a contact to who is who over there."""

    contacts_wanted = Signal()
    record_wanted = Signal(str, object)  # key of the page, id of the record

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        self.invoices, self.log, self.contacts = invoices_table(), log_table(), contacts_table()
        self.views: dict[str, TableView] = {}
        self._nothing: dict[str, QLabel] = {}
        self._wholes: dict[str, QWidget] = {}
        self._stack = QStackedWidget()
        tabs = [(_INVOICES, _("Invoices")), (_LOG, _("Log")), (_CONTACTS, _("Contacts"))]
        self.tabs = CountTabs(tabs, name=_("What belongs to the customer"))
        self.tabs.chosen.connect(lambda key: self._stack.setCurrentWidget(self._wholes[key]))
        self._add(_INVOICES, self.invoices, _("Invoices of the customer"), _("No invoices were read for this customer."))
        self._add(_LOG, self.log, _("Log of the customer"), _("Nothing was written about this customer yet."))
        self._add(_CONTACTS, self.contacts, _("Contacts of this customer"), _("No contacts were read for this customer."))
        self.views[_CONTACTS].opened.connect(lambda _id: self.contacts_wanted.emit())
        self.choose_contacts = Button(_("Choose contacts …"), Kind.QUIET, on_click=self.contacts_wanted.emit)
        for key in (_INVOICES, _LOG):
            self.views[key].opened.connect(lambda id_, key=key: self.record_wanted.emit(key, id_))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline())
        row = QHBoxLayout()
        row.setContentsMargins(look().px(8), 0, look().px(8), 0)
        row.addWidget(self.tabs)
        row.addStretch()
        row.addWidget(self.choose_contacts)
        column.addLayout(row)
        column.addWidget(hairline())
        column.addWidget(self._stack, 1)

    def _add(self, key: str, table: TableModel[Any], name: str, none: str) -> None:
        view = self.views[key] = TableView(table, name=name)
        view.keep_state(self._settings, f"customer-{key}")
        nothing = self._nothing[key] = label(none, tone="ink2", wrap=True)
        nothing.setContentsMargins(look().px(16), look().px(10), look().px(16), look().px(10))
        whole = self._wholes[key] = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(nothing, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(view, 1)
        self._stack.addWidget(whole)

    @property
    def view(self) -> TableView:
        """The list in sight."""
        return self.views[self.tabs.key]

    def show_card(self, card: CustomerCard) -> None:
        """What belongs to this customer; an empty list says so."""
        self.invoices.set_rows(card.invoices)
        self.log.set_rows(card.log)
        self.contacts.set_rows(card.contacts)
        for key, count in ((_INVOICES, len(card.invoices)), (_LOG, len(card.log)), (_CONTACTS, len(card.contacts))):
            self.tabs.set_count(key, count)
            self.views[key].setVisible(count > 0)
            self._nothing[key].setVisible(count == 0)
        why_not = str(card.why_no_contacts or "") or ("" if card.contacts else _("No contacts were read for this customer."))
        self.choose_contacts.set_enabled(not why_not, why_not)

    def show_contacts(self) -> None:
        """The contacts in sight."""
        self.tabs.choose(_CONTACTS)
