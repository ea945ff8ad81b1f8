"""The choice of owner: what it says about changes of linked customers, and where they cannot be carried."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.models.owner_rules import OwnerMode, OwnerRules
from desktop.views.setup.owner_dialog import OwnerDialog
from desktop.views.shared.theme import Theme


def test_changes_at_once_are_a_choice_where_something_is_carried(qtbot: QtBot, theme: Theme) -> None:
    dialog = OwnerDialog(OwnerRules(), {}, "TimeLog", "e-conomic", is_at_once=True)
    qtbot.addWidget(dialog)
    assert (dialog.is_at_once, dialog.rules) == (True, OwnerRules())

    dialog.modes[OwnerMode.FINANCE].setChecked(True)

    assert not dialog._at_once.isEnabled()
    assert dialog.rules.mode is OwnerMode.FINANCE
