"""Choose the accounts whose entries are imported: the chart with search as you type, and a tick for each."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from desktop.models.records import Account
from desktop.texts import _, ngettext, shown
from desktop.views.expenses.expense_table import account_table
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.fields import SearchField
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.row_count import RowCount
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look
from desktop.views.shared.tools import ToolRow


class AccountsDialog(DecisionDialog):
    """`chosen` gives the ticked numbers when it was accepted."""

    def __init__(self, accounts: Sequence[Account], chosen: Collection[str], settings: QSettings, parent: QWidget) -> None:
        super().__init__(
            _("Accounts"),
            _("Which accounts do expenses come from?"),
            _("What suppliers charged on the ticked accounts can be imported onto projects."),
            _("Choose"),
            settings=settings,
            name="expense-accounts",
            parent=parent,
        )
        self.table = account_table(self)
        self.table.set_rows(accounts)
        self.table.set_ticked(chosen)
        self.view = TableView(self.table, name=_("Accounts"))
        self.view.setMinimumSize(look().px(560), look().px(300))
        self.search = SearchField(_("Search account"), view=self.view, over=self)
        self.content.addWidget(ToolRow(self.search, right=[RowCount(self.table)]))
        self.content.addWidget(self.view, 1)
        self.hints.set_hints([KeyHint("Space", _("tick"))])
        self.table.ticks_changed.connect(self._count)
        self._count()
        self.search.setFocus()

    @property
    def chosen(self) -> list[str]:
        """The numbers of the ticked accounts."""
        return [one.number for one in self.table.ticked_rows()]

    def _count(self) -> None:
        count = len(self.table.ticked_ids)
        self.verb.setText(ngettext("Choose {count} account", "Choose {count} accounts", count).format(count=shown(count)))
