"""Above the invoices: what of the setup bears on sending. Not active: nothing is sent; invoices of others: look at each one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.models.lamps import Lamp
from desktop.models.records import Integration
from desktop.models.whose_invoices import why_not_told_apart
from desktop.texts import _
from desktop.views.shared.buttons import Button
from desktop.views.shared.state_line import StateLine


class SetupNotes(QWidget):
    """Both lines, each hidden until it has something to say; their button leads to the setup."""

    def __init__(self, open_setup: Callable[[], object]) -> None:
        super().__init__()
        self.inactive = StateLine(Button(_("Setup …"), on_click=open_setup))
        self.of_others = StateLine(Button(_("Setup …"), on_click=open_setup))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for line in (self.inactive, self.of_others):
            column.addWidget(line)

    def show_for(self, integration: Integration, psa: str) -> None:
        """What holds for this integration; `psa` is the name of its PSA."""
        told = _("The integration is not active, so nothing is sent. Documents can be checked.")
        self.inactive.say(Lamp.WAITING, "" if integration.is_active else told)
        self.of_others.say(Lamp.UNKNOWN, str(why_not_told_apart(integration, psa) or ""))

    @property
    def why_not_sent(self) -> str:
        """Why nothing is sent; empty when it is."""
        return self.inactive.text
