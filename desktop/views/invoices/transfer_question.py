"""Asked once before everything that is shown is transferred."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.models.invoice_rows import TransferRow, sums
from desktop.texts import _, ngettext, shown
from desktop.views.shared.amounts import amount
from desktop.views.shared.dialogs import ask


def ask_for_all(parent: QWidget, rows: Sequence[TransferRow], finance: str) -> bool:
    """Whether all these go, with their count and sums."""
    count = len(rows)
    heading = ngettext("{count} document is transferred", "{count} documents are transferred", count)
    sentence = _("Nothing is ticked, so all documents shown are sent to {system}: {sums}.")
    return ask(
        parent,
        _("Transfer"),
        heading.format(count=shown(count)),
        sentence.format(system=finance, sums=", ".join(f"{amount(one.net)} {one.currency}" for one in sums(rows))),
        _("Transfer {count}").format(count=shown(count)),
    )
