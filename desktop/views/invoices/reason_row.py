"""The field for a reason, as every dialog has it in which a person judges."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from desktop.texts import _
from desktop.views.shared.labels import label
from desktop.views.shared.theme import look


def reason_row(reason: QLineEdit) -> QHBoxLayout:
    """The word *Reason* and its field beside each other."""
    reason.setAccessibleName(_("Reason"))
    head = label(_("Reason"), "small_strong", "ink2")
    head.setBuddy(reason)
    row = QHBoxLayout()
    row.setContentsMargins(look().px(20), look().px(4), look().px(20), look().px(12))
    row.setSpacing(look().px(12))
    row.addWidget(head)
    row.addWidget(reason)
    return row
