"""The preview of changes for one customer that is linked already, opened from its card; the window hands it to that page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialog, QWidget

from desktop.models.linking import CustomerPreview
from desktop.models.records import Decision
from desktop.views.link_customers.change_preview import ChangePreview
from desktop.views.link_customers.choices import Systems


def see_changes(
    preview: CustomerPreview,
    finance: str,
    psa: str,
    *,
    is_practice: bool,
    settings: QSettings,
    look_again: Callable[[Decision, Callable[[CustomerPreview], None]], object],
    on_write: Callable[[Decision], object],
    forbidden: str,
    parent: QWidget,
) -> QDialog:
    """Show what would be written; `on_write` gets the decision with the fields that are kept. `forbidden` says why not now."""
    dialog = ChangePreview(
        [preview], Systems(finance, psa), is_practice=is_practice, settings=settings, look_again=look_again, parent=parent
    )
    if forbidden:
        dialog.verb.set_enabled(False, forbidden)

    def finished(outcome: int) -> None:
        decision = dialog.decisions()[0]
        dialog.deleteLater()
        if outcome == QDialog.DialogCode.Accepted:
            on_write(decision)

    dialog.finished.connect(finished)
    dialog.open()
    return dialog
