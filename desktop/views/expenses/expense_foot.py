"""The action bar of the page: what its buttons would do with the ticked expenses, and the run in their place."""

from __future__ import annotations

from desktop.models.expenses import ExpenseRow
from desktop.texts import _, ngettext, shown
from desktop.views.shared.action_bar import ActionBar
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.ticked_rows import TickedRows


class ExpenseFoot(ActionBar):
    """Buttons with counts."""

    def __init__(self) -> None:
        super().__init__()
        self.take_back = self.add_button(Button(_("Take the last import back")))
        self.suggest = self.add_button(Button(_("Use suggestions")))
        self.bring_in = self.add_button(Button(_("Import"), Kind.PRIMARY))
        self.set_hints([KeyHint("Space", _("tick")), KeyHint("P", _("project")), KeyHint("Ctrl+Return", _("import"))])

    def follow(self, ticked: TickedRows[ExpenseRow], *, can_take_back: bool) -> None:
        """What can be done with the ticked rows in sight; `can_take_back`: there is an import to take back."""
        self.tell_ticked(ticked)
        rows = ticked.in_sight()
        ready = sum(row.can_go for row in rows)
        named = sum(row.project is None and row.suggested is not None for row in rows)
        self.bring_in.setText(_("Import {count}").format(count=shown(ready)) if ready else _("Import"))
        suggestions = ngettext("Use {count} suggestion", "Use {count} suggestions", named).format(count=shown(named))
        self.suggest.setText(suggestions if named else _("Use suggestions"))
        nothing = ticked.why_none(_("Tick entries with Space first."))
        self.bring_in.set_enabled(ready > 0, _("None of the ticked ones has a project and a type.") if rows else nothing)
        self.suggest.set_enabled(named > 0, _("None of the ticked ones names a project.") if rows else nothing)
        self.take_back.set_enabled(can_take_back, _("Nothing was imported yet."))
