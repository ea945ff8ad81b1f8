"""Item numbers and the other lists of the finance system."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from desktop.models.records import Choice, ChoiceKind, Item, VatRate
from desktop.models.store.tables import ChoiceRow, ItemRow, VatRateRow
from desktop.texts import Message

_AT_ONCE = 10_000  # SQLite takes 32,766 values in one statement


class Items:
    """The finance system's items with our own activation, and its choices."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, integration_id: int) -> list[tuple[Item, bool]]:
        """Every item and whether it is activated, by number."""
        rows = self._session.scalars(
            select(ItemRow).where(ItemRow.integration_id == integration_id).order_by(func.length(ItemRow.number), ItemRow.number)
        )
        return [(_record(row), row.is_activated) for row in rows]

    def activated(self, integration_id: int) -> dict[str, Item]:
        """The activated items by number; one that is barred or gone over there is among them and says so."""
        return {item.number: item for item, is_activated in self.all(integration_id) if is_activated}

    def activate(self, integration_id: int, numbers: Iterable[str], is_activated: bool) -> int:
        """Switch items on or off; gives how many were changed."""
        wanted = list(numbers)
        changed = 0
        for start in range(0, len(wanted), _AT_ONCE):
            answer = self._session.execute(
                update(ItemRow)
                .where(
                    ItemRow.integration_id == integration_id,
                    ItemRow.number.in_(wanted[start : start + _AT_ONCE]),
                    ItemRow.is_activated.is_not(is_activated),
                )
                .values(is_activated=is_activated)
            )
            changed += cast(CursorResult[Any], answer).rowcount
        return changed

    def replace_all(self, integration_id: int, items: Iterable[Item], *, is_whole: bool = True) -> int:
        """Keep a register as just read; activation stays. Items that a whole one lacks are marked gone."""
        known = {row.number: row for row in self._session.scalars(select(ItemRow).where(ItemRow.integration_id == integration_id))}
        count = 0
        for item in items:
            count += 1
            row = known.pop(item.number, None) or ItemRow(integration_id=integration_id, number=item.number, is_activated=False)
            row.name, row.group, row.unit = item.name, item.group, item.unit
            row.price = None if item.price is None else str(item.price)
            row.is_usable, row.is_gone = item.is_usable, False
            row.why_unusable = item.why_unusable.to_json() if item.why_unusable else ""
            self._session.add(row)
        for row in known.values():
            row.is_gone = row.is_gone or is_whole
        return count

    def choices(self, integration_id: int, kind: ChoiceKind) -> list[Choice]:
        """The entries of one list."""
        rows = self._session.scalars(
            select(ChoiceRow)
            .where(ChoiceRow.integration_id == integration_id, ChoiceRow.kind == kind)
            .order_by(func.length(ChoiceRow.id), ChoiceRow.id)
        )
        return [Choice(kind=kind, id=row.id, name=row.name) for row in rows]

    def replace_choices(self, integration_id: int, choices: Iterable[Choice]) -> int:
        """Keep all lists as just read."""
        self._session.execute(delete(ChoiceRow).where(ChoiceRow.integration_id == integration_id))
        rows = [ChoiceRow(integration_id=integration_id, kind=one.kind, id=one.id, name=one.name) for one in choices]
        self._session.add_all(rows)
        return len(rows)

    def vat_rates(self, integration_id: int) -> list[VatRate]:
        """The VAT rates that the finance system told."""
        rows = self._session.scalars(select(VatRateRow).where(VatRateRow.integration_id == integration_id))
        return [VatRate(zone=row.zone, item_group=row.item_group, percent=Decimal(row.percent)) for row in rows]

    def replace_vat_rates(self, integration_id: int, rates: Iterable[VatRate]) -> None:
        """Keep all rates as just read."""
        self._session.execute(delete(VatRateRow).where(VatRateRow.integration_id == integration_id))
        self._session.add_all(
            VatRateRow(integration_id=integration_id, zone=one.zone, item_group=one.item_group, percent=str(one.percent))
            for one in rates
        )


def _record(row: ItemRow) -> Item:
    return Item(
        number=row.number,
        name=row.name,
        group=row.group,
        unit=row.unit,
        price=None if row.price is None else Decimal(row.price),
        is_usable=row.is_usable,
        why_unusable=Message.from_json(row.why_unusable) if row.why_unusable else None,
        is_gone=row.is_gone,
    )
