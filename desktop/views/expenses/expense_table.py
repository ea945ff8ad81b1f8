"""The columns of the list of expenses and of the chart of accounts, and what a cell offers to choose."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject

from desktop.models import table_export
from desktop.models.expenses import STANDINGS, ExpenseRow, Standing
from desktop.models.records import Account, ExpenseType, Project
from desktop.models.table_export import Kind
from desktop.texts import _
from desktop.views.shared.amounts import amount, day
from desktop.views.shared.columns import Column, Tint, Tone, by_number
from desktop.views.shared.pick_list import PickChoice
from desktop.views.shared.table_model import TableModel

TYPE, PROJECT = "type", "project"  # keys of the columns that choose
_TINTS = {Standing.REFUSED: Tint.RED, Standing.UNKNOWN: Tint.AMBER}


def expense_table(parent: QObject) -> TableModel[ExpenseRow]:
    """Entries in the order of the ledger; what is missing, or went wrong, stands below each."""
    columns: list[Column[ExpenseRow]] = [
        Column(
            key="status",
            title=_("Status"),
            text=lambda row: str(STANDINGS[row.standing]),
            lamp=lambda row: row.lamp,
            spoken=lambda row: str(row.reason or ""),
            width=116,
            fixed=True,
        ),
        Column(key="date", title=_("Date"), text=lambda row: day(row.entry.date), value=lambda row: row.entry.date, width=98),
        Column(
            key="voucher",
            title=_("Voucher"),
            text=lambda row: row.entry.voucher,
            value=lambda row: by_number(row.entry.voucher),
            right=True,
            width=72,
        ),
        Column(
            key="account",
            title=_("Account"),
            text=lambda row: row.entry.account,
            value=lambda row: by_number(row.entry.account),
            right=True,
            width=72,
        ),
        Column(key="supplier", title=_("Supplier"), text=lambda row: row.entry.supplier, tone=Tone.QUIET, width=120),
        Column(key="text", title=_("Text"), text=lambda row: row.entry.text, width=140, stretch=True),
        Column(
            key="invoice",
            title=_("Supplier's invoice no."),
            text=lambda row: row.entry.supplier_invoice,
            tone=Tone.QUIET,
            width=110,
            shown=False,
        ),
        Column(
            key="amount",
            title=_("Amount"),
            text=lambda row: amount(row.entry.amount),
            value=lambda row: row.entry.amount,
            right=True,
            width=92,
            fixed=True,
        ),
        Column(key="currency", title=_("Currency"), text=lambda row: row.entry.currency, tone=Tone.QUIET, width=64),
        Column(
            key=TYPE,
            title=_("Expense type"),
            text=lambda row: row.type.name if row.type else "",
            caret=lambda row: row.can_be_chosen_for,
            width=124,
        ),
        Column(
            key=PROJECT,
            title=_("Project"),
            text=lambda row: row.project.title if row.project else "",
            caret=lambda row: row.can_be_chosen_for,
            width=150,
            fixed=True,
        ),
    ]
    return TableModel(
        columns,
        row_id=lambda row: row.key,
        reason=lambda row: str(row.reason or "") if row.standing is not Standing.READY else "",
        tint=lambda row: _TINTS.get(row.standing, Tint.PLAIN),
        tickable=True,
        can_tick=lambda row: row.can_be_chosen_for,
        parent=parent,
    )


def account_table(parent: QObject) -> TableModel[Account]:
    """The chart of accounts, each with a tick."""
    columns: list[Column[Account]] = [
        Column(
            key="number",
            title=_("Account"),
            text=lambda row: row.number,
            value=lambda row: by_number(row.number),
            right=True,
            width=84,
            fixed=True,
        ),
        Column(key="name", title=_("Name"), text=lambda row: row.name, width=220, stretch=True, fixed=True),
        Column(key="group", title=_("Group"), text=lambda row: row.group, tone=Tone.QUIET, width=190),
    ]
    return TableModel(columns, row_id=lambda row: row.number, tickable=True, parent=parent)


def project_choices(row: ExpenseRow, projects: Iterable[Project]) -> list[PickChoice]:
    """The project that the text names first, then all of them, and none."""
    found = []
    if row.suggested is not None:
        found += [
            PickChoice("", _("Named in the text"), is_heading=True),
            PickChoice(row.suggested.id, row.suggested.name, row.suggested.number),
        ]
    found.append(PickChoice("", _("All projects"), is_heading=True))
    found += [PickChoice(one.id, one.name, one.number) for one in projects]
    return found


def type_choices(row: ExpenseRow, types: Iterable[ExpenseType]) -> list[PickChoice]:
    """The types that have the account's number first, then the others."""
    active = [one for one in types if one.is_active]
    of_account = [one for one in active if one.account == row.entry.account]
    others = [one for one in active if one.account != row.entry.account]
    found = []
    for heading, those in ((_("Have account {account}").format(account=row.entry.account), of_account), (_("Others"), others)):
        if those:
            found.append(PickChoice("", heading, is_heading=True))
            found += [PickChoice(one.id, one.name, one.account) for one in those]
    return found


def export_columns() -> list[table_export.Column[ExpenseRow]]:
    """The same for a file."""
    return [
        table_export.Column(title=_("Status"), value=lambda row: str(STANDINGS[row.standing])),
        table_export.Column(title=_("Date"), value=lambda row: row.entry.date, kind=Kind.DATE),
        table_export.Column(title=_("Voucher"), value=lambda row: row.entry.voucher),
        table_export.Column(title=_("Account"), value=lambda row: row.entry.account),
        table_export.Column(title=_("Supplier"), value=lambda row: row.entry.supplier),
        table_export.Column(title=_("Text"), value=lambda row: row.entry.text),
        table_export.Column(title=_("Supplier's invoice no."), value=lambda row: row.entry.supplier_invoice),
        table_export.Column(title=_("Amount"), value=lambda row: row.entry.amount, kind=Kind.AMOUNT),
        table_export.Column(title=_("Currency"), value=lambda row: row.entry.currency),
        table_export.Column(title=_("Expense type"), value=lambda row: row.type.name if row.type else ""),
        table_export.Column(title=_("Project"), value=lambda row: row.project.title if row.project else ""),
        table_export.Column(title=_("Note"), value=lambda row: str(row.reason or "")),
    ]
