"""The keys of the page Invoices (direction, section 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.texts import _
from desktop.views.shared.ticked_rows import TICKED_KEY

if TYPE_CHECKING:
    from desktop.views.invoices.invoices_page import InvoicesPage


def add_keys(page: InvoicesPage) -> None:
    """Everything on the page can be done without the mouse."""
    actions, differences, lists = page.invoice_actions, page.differences, page.lists
    page.add_key("Ctrl+Return", _("Transfer"), actions.transfer_chosen)
    page.add_key("F9", _("Check without sending"), actions.check_chosen)
    page.add_key("Ctrl+J", _("Document in doubt"), actions.judge_document)
    page.add_key("F8", _("Accept difference"), actions.accept_chosen)
    page.add_key("Ctrl+M", _("Sign the month off"), differences.sign_off)
    page.add_key("Ctrl+Shift+M", _("Take the sign-off of the month back"), differences.take_back_sign_off)
    page.add_key("Ctrl+Shift+E", _("Proof of the month"), differences.export_proof)
    page.add_key("Ctrl+E", _("Export"), actions.export_list)
    page.add_key("Ctrl+O", _("Open the customer card"), lambda: lists.open_customer(page.page_requested.emit))
    page.add_key("F7", _("Rules for sending"), page.choose_rules)
    page.add_key(TICKED_KEY, _("Show only what is ticked, or all rows"), actions.show_ticked)
    page.add_key("Ctrl+L", _("Filters"), lambda: lists.current.take_filters())
    page.add_key("Ctrl+Shift+L", _("Sent and answered"), lists.panel.toggle_raw)
