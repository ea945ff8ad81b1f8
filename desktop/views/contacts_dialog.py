"""The contacts of one customer: who in the PSA is who over there; opened from any page that shows the customer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QWidget

from desktop.models.lamps import Lamp
from desktop.models.records import Contact, Integration
from desktop.texts import Message, _
from desktop.use_cases.link_contacts import ContactLinking, CustomerContacts
from desktop.views.background import Background, Job
from desktop.views.messages import Messages
from desktop.views.shared.dialogs import DecisionDialog, ScrolledContent
from desktop.views.shared.labels import label
from desktop.views.shared.theme import look


class ContactsDialog(DecisionDialog):
    """One pick list for each contact of the PSA; `changes` holds what was chosen anew, empty where a link is to end."""

    def __init__(
        self,
        found: CustomerContacts,
        psa: str,
        finance: str,
        *,
        settings: QSettings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        sentence = _("A link says who is who. Nothing is created, changed or deleted in either system.")
        super().__init__(
            _("Contacts of this customer"), found.customer, sentence, _("Choose"), settings=settings, name="contacts", parent=parent
        )
        self._before: Mapping[str, str] = found.links
        self.boxes: dict[str, QComboBox] = {}
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(look().px(20), look().px(4), look().px(20), look().px(16))
        grid.setHorizontalSpacing(look().px(12))
        grid.setVerticalSpacing(look().px(8))
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(psa, "heading"), 0, 0)
        grid.addWidget(label(finance, "heading"), 0, 1)
        for place, contact in enumerate(found.psa, start=1):
            title = label(_named(contact), wrap=True)
            box = self.boxes[contact.id] = QComboBox()
            box.setAccessibleName(contact.name)
            box.addItem(_("Not linked"), "")
            for there in found.finance:
                box.addItem(_("{name} ({number})").format(name=_named(there), number=there.id), there.id)
            box.setCurrentIndex(max(box.findData(found.links.get(contact.id, "")), 0))
            title.setBuddy(box)
            grid.addWidget(title, place, 0)
            grid.addWidget(box, place, 1)
        if not found.psa:
            grid.addWidget(label(_("The customer has no contacts in {system}.").format(system=psa), tone="ink2"), 1, 0, 1, 2)
        grid.setRowStretch(grid.rowCount(), 1)
        self.content.addWidget(ScrolledContent(rows), 1)
        self.setMinimumWidth(look().px(620))
        if self.boxes:
            next(iter(self.boxes.values())).setFocus()

    @property
    def changes(self) -> dict[str, str]:
        """The chosen contact over there by id of the PSA contact, where another one is chosen than before."""
        chosen = {id_: str(box.currentData()) for id_, box in self.boxes.items()}
        return {id_: number for id_, number in chosen.items() if number != self._before.get(id_, "")}


def open_contacts(
    contacts: ContactLinking,
    integration: Integration,
    psa_customer_id: str,
    systems: tuple[str, str],
    *,
    background: Background,
    messages: Messages,
    settings: QSettings,
    parent: QWidget,
    on_done: Callable[[], object] = lambda: None,
) -> None:
    """Read the contacts of a linked customer, ask, and keep the choice; `systems` are the names of PSA and finance system."""
    queue = f"finance-{integration.id}"

    def ask(found: CustomerContacts) -> None:
        dialog = ContactsDialog(found, *systems, settings=settings, parent=parent)

        def finished(outcome: int) -> None:
            changes = dialog.changes
            dialog.deleteLater()
            on_done()
            if outcome == QDialog.DialogCode.Accepted and changes:
                background.run(
                    lambda _job: _keep(contacts, integration, changes),
                    on_done=told,
                    on_failed=messages.failed,
                    queue=queue,
                    owner=parent,
                )

        dialog.finished.connect(finished)
        dialog.open()

    def told(count: int) -> None:
        messages.say(Message("{count} contact decided.", "{count} contacts decided.", count=count), lamp=Lamp.DONE)

    def read(_job: Job[CustomerContacts]) -> CustomerContacts:
        return contacts.of_customer(integration, psa_customer_id)

    background.run(read, on_done=ask, on_failed=messages.failed, queue=queue, owner=parent)


def _keep(contacts: ContactLinking, integration: Integration, changes: Mapping[str, str]) -> int:
    """Links that end are ended first, so that a contact over there can go from one to another."""
    for psa_id in changes:
        contacts.unlink(integration, psa_id)
    for psa_id, finance_id in changes.items():
        if finance_id:
            contacts.link(integration, psa_id, finance_id)
    return len(changes)


def _named(contact: Contact) -> str:
    return f"{contact.name}, {contact.email}" if contact.email else contact.name
