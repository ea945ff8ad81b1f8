"""The two tables of default items: how each data type gets its item, and the item of each rate or type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject

from desktop.models.item_rule_hits import DATA_TYPE_WORDS, DIMENSION_WORDS
from desktop.models.records import DIMENSIONS, DataType, Item, Principle
from desktop.texts import _, shown
from desktop.use_cases.choose_default_items import DefaultItemRegister, ValueState
from desktop.views.shared.columns import Column, Tone, by_number
from desktop.views.shared.pick_list import PickChoice
from desktop.views.shared.table_model import TableModel

R = TypeVar("R")

HOW, ITEM = "how", "item"  # keys of the columns where something is chosen
CHOOSE, NONE, PSA = "choose", "none", "psa"  # keys of choices that are no item
_DIMENSION, _NUMBER = "dimension:", "item:"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipleRow:
    """A data type with its principle, and the lines to be sent that it decides."""

    data_type: DataType
    principle: Principle
    item_name: str
    lines: int
    not_told: str  # why the PSA does not tell it; empty: it does


def principle_rows(register: DefaultItemRegister) -> list[PrincipleRow]:
    """One row per data type."""
    names = {item.number: item.name for item in register.items}
    found = [(one, register.rules.principle(one)) for one in DataType]
    return [
        PrincipleRow(
            data_type=one,
            principle=how,
            item_name=names.get(how.item_number, ""),
            lines=register.hits.of_data_type(one),
            not_told=str(register.not_told.get(one, "")),
        )
        for one, how in found
    ]


def principle_table(parent: QObject) -> TableModel[PrincipleRow]:
    """How lines of each data type get their item; the second column chooses."""
    columns: list[Column[PrincipleRow]] = [
        Column(
            key="data_type",
            title=_("Data type"),
            text=lambda row: str(DATA_TYPE_WORDS[row.data_type]),
            tone_of=lambda row: Tone.QUIET if row.not_told else Tone.INK,
            width=300,
        ),
        Column(
            key=HOW,
            title=_("How its lines get their item"),
            text=_how,
            tone_of=lambda row: Tone.QUIET if row.principle == Principle() or row.not_told else Tone.INK,
            caret=lambda _row: True,
            width=240,
        ),
        _count_column("lines", _("Lines decided"), lambda row: row.lines),
        Column(
            key="not_told",
            title=_("Note"),
            text=lambda row: row.not_told,
            tone=Tone.QUIET,
            tooltip=lambda row: row.not_told,
            width=240,
            stretch=True,
        ),
    ]
    return TableModel(columns, row_id=lambda row: row.data_type, parent=parent)


def principle_choices(row: PrincipleRow, items: list[Item]) -> list[PickChoice]:
    """What can be chosen for a data type: by hand, a dimension, or one item for all."""
    choices = [PickChoice(CHOOSE, _("Choose when invoicing"))]
    dimensions = DIMENSIONS[row.data_type]
    if dimensions:
        choices.append(PickChoice("", _("An item for each"), is_heading=True))
        choices += [PickChoice(f"{_DIMENSION}{one}", str(DIMENSION_WORDS[one])) for one in dimensions]
    choices.append(PickChoice("", _("One item for all"), is_heading=True))
    return choices + item_choices(items)


def principle_of(key: str, row: PrincipleRow) -> Principle:
    """What a choice stands for."""
    if key.startswith(_DIMENSION):
        return Principle(dimension=next(one for one in DIMENSIONS[row.data_type] if key == f"{_DIMENSION}{one}"))
    return Principle(item_number=number_of(key) or "")


def principle_key(row: PrincipleRow) -> str:
    """The key of what is chosen now."""
    if row.principle.dimension is not None:
        return f"{_DIMENSION}{row.principle.dimension}"
    return f"{_NUMBER}{row.principle.item_number}" if row.principle.item_number else CHOOSE


def item_choices(items: list[Item]) -> list[PickChoice]:
    """The active items, found by number or name."""
    return [PickChoice(f"{_NUMBER}{item.number}", item.name, item.number) for item in items]


def value_choices(row: ValueState, items: list[Item], psa: str) -> list[PickChoice]:
    """What can be chosen for a value."""
    first = [PickChoice(NONE, _("No item: choose when invoicing"))]
    if row.is_own and row.value.item_number:
        first.append(PickChoice(PSA, _("As in {psa}").format(psa=psa), row.value.item_number))
    return first + item_choices(items)


def number_of(key: str) -> str | None:
    """The item number that a choice stands for: empty for none, `None` for the PSA's own."""
    return None if key == PSA else key.removeprefix(_NUMBER) if key.startswith(_NUMBER) else ""


def value_table(psa: Callable[[], str], parent: QObject) -> TableModel[ValueState]:
    """The values of all dimensions with their items. `psa` gives the PSA's name."""
    columns: list[Column[ValueState]] = [
        Column(
            key="dimension",
            title=_("Dimension"),
            text=lambda row: str(DIMENSION_WORDS[row.key.dimension]),
            tone=Tone.QUIET,
            width=120,
        ),
        Column(
            key="value",
            title=_("Value"),
            text=lambda row: row.value.name,
            tone_of=lambda row: Tone.INK if row.value.is_active else Tone.QUIET,
            width=180,
            stretch=True,
        ),
        Column(
            key=ITEM,
            title=_("Item no."),
            text=lambda row: row.item_number,
            value=lambda row: by_number(row.item_number) if row.item_number else None,
            tone_of=lambda row: Tone.RED if row.item_number and not row.is_ready else Tone.INK,
            caret=lambda _row: True,
            width=96,
        ),
        Column(key="name", title=_("Item"), text=lambda row: row.item_name, width=170),
        _count_column("lines", _("Lines to be sent"), lambda row: row.lines),
        _count_column("decided", _("Lines decided"), lambda row: row.decided),
        Column(
            key="note",
            title=_("Note"),
            text=lambda row: _note(row, psa()),
            tone_of=lambda row: Tone.RED if row.item_number and not row.is_ready else Tone.QUIET,
            width=150,
            stretch=True,
        ),
    ]
    return TableModel(columns, row_id=lambda row: row.key, parent=parent)


def _count_column(key: str, title: str, count: Callable[[R], int]) -> Column[R]:
    """A count; nothing is shown for 0."""
    return Column(
        key=key,
        title=title,
        text=lambda row: shown(count(row)) if count(row) else "",
        value=count,
        right=True,
        width=116,
        searched=False,
    )


def _how(row: PrincipleRow) -> str:
    if row.principle.dimension is not None:
        return _("By {dimension}").format(dimension=str(DIMENSION_WORDS[row.principle.dimension]).lower())
    if row.principle.item_number:
        return f"{row.principle.item_number}  {row.item_name}".strip()
    return _("Choose when invoicing")


def _note(row: ValueState, psa: str) -> str:
    if row.item_number and not row.is_ready:
        return _("Item is not active")
    if not row.value.is_active:
        return _("Inactive in {psa}").format(psa=psa)
    return _("From {psa}").format(psa=psa) if row.item_number and not row.is_own else ""
