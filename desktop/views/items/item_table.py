"""The columns of the list of item numbers, on the screen and in an export."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.models import table_export
from desktop.models.item_use import why_not_usable
from desktop.models.lamps import Lamp
from desktop.models.table_export import Kind
from desktop.texts import _, shown
from desktop.use_cases.activate_items import ItemState
from desktop.views.shared.amounts import amount
from desktop.views.shared.columns import Column, Tone, by_number
from desktop.views.shared.table_model import TableModel

ACTIVE = "active"  # key of the column with the tick or dot


def item_table(finance: Callable[[], str], parent: QObject) -> TableModel[ItemState]:
    """Items by number; the tick or dot in the second column is a button. `finance` gives the finance system's name."""
    columns: list[Column[ItemState]] = [
        Column(
            key=ACTIVE,
            title=_("Active"),
            text=lambda _row: "",
            value=lambda row: not row.is_activated,
            lamp=lambda row: Lamp.DONE if row.is_activated else None,
            dot=lambda row: not row.is_activated,
            spoken=_activity,
            tooltip=_what_a_click_does,
            width=64,
            fixed=True,
            searched=False,
        ),
        Column(
            key="number",
            title=_("No."),
            text=lambda row: row.item.number,
            value=lambda row: by_number(row.item.number),
            right=True,
            width=84,
            held=True,
        ),
        Column(key="name", title=_("Name"), text=lambda row: row.item.name, width=220, stretch=True, held=True),
        Column(key="group", title=_("Group"), text=lambda row: row.item.group, tone=Tone.QUIET, width=80),
        Column(
            key="price", title=_("Price"), text=lambda row: amount(row.item.price), value=lambda row: row.item.price, right=True
        ),
        Column(key="unit", title=_("Unit"), text=lambda row: row.item.unit, tone=Tone.QUIET, width=80),
        Column(
            key="used",
            title=_("Lines in all"),
            text=lambda row: _count(row.used_lines),
            value=lambda row: row.used_lines,
            right=True,
            searched=False,
        ),
        Column(
            key="waiting",
            title=_("Lines to be sent"),
            text=lambda row: _count(row.waiting_lines),
            value=lambda row: row.waiting_lines,
            right=True,
            width=116,
            tone_of=lambda row: Tone.RED if row.stops_invoices else Tone.INK,
            bold=lambda row: row.stops_invoices,
            searched=False,
        ),
        Column(
            key="note",
            title=_("Note"),
            text=lambda row: note(row, finance()),
            tone_of=lambda row: Tone.RED if row.stops_invoices else Tone.QUIET,
            width=170,
        ),
    ]
    return TableModel(columns, row_id=lambda row: row.item.number, tickable=True, parent=parent)


def export_columns(finance: str) -> list[table_export.Column[ItemState]]:
    """The same for a file."""
    return [
        table_export.Column(title=_("Active"), value=_activity),
        table_export.Column(title=_("No."), value=lambda row: row.item.number),
        table_export.Column(title=_("Name"), value=lambda row: row.item.name),
        table_export.Column(title=_("Group"), value=lambda row: row.item.group),
        table_export.Column(title=_("Price"), value=lambda row: row.item.price, kind=Kind.AMOUNT),
        table_export.Column(title=_("Unit"), value=lambda row: row.item.unit),
        table_export.Column(title=_("Lines in all"), value=lambda row: row.used_lines, kind=Kind.NUMBER),
        table_export.Column(title=_("Lines to be sent"), value=lambda row: row.waiting_lines, kind=Kind.NUMBER),
        table_export.Column(title=_("Note"), value=lambda row: note(row, finance)),
    ]


def note(row: ItemState, finance: str) -> str:
    """Why an item cannot stand on a line, if it is not only inactive; or that lines wait for it."""
    if (why_not := why_not_usable(row.item, finance)) is not None:
        return str(why_not)
    return _("Inactive, but in use") if row.stops_invoices else ""


def _activity(row: ItemState) -> str:
    return _("active") if row.is_activated else _("inactive")


def _what_a_click_does(row: ItemState) -> str:
    return _("Active. D or a click deactivates it.") if row.is_activated else _("Inactive. D or a click activates it.")


def _count(lines: int) -> str:
    return shown(lines) if lines else ""
