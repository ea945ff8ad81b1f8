"""Default items: principles, items of values, choices for lines, and what the PSA told that they need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desktop.models.records import (
    DataType,
    Dimension,
    DimensionValue,
    ItemChange,
    ItemKnowledge,
    ItemRules,
    ItemShare,
    LineChoice,
    Principle,
    ProjectKinds,
    Registration,
    ValueKey,
)
from desktop.models.store.default_item_tables import (
    DimensionValueRow,
    ItemPrincipleRow,
    LineItemRow,
    ProjectKindsRow,
    RegistrationRow,
    ValueItemRow,
)
from desktop.models.store.packing import packed, unpacked
from desktop.models.store.settings import Settings

_CHANGES = "default_item_changes"
_CHANGES_KEPT = 30  # so many can be taken back, one after the other


class DefaultItemRows:
    """What decides about the items of lines."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def known(self, integration_id: int) -> ItemKnowledge:
        """All of it, as it stands now."""
        return ItemKnowledge(
            rules=self.rules(integration_id),
            choices=self.choices(integration_id),
            registrations=self.registrations(integration_id),
            projects=self.projects(integration_id),
        )

    # chosen here

    def rules(self, integration_id: int) -> ItemRules:
        """All principles and items of values; where none was chosen here for a value, the PSA's own."""
        principles = self._session.scalars(select(ItemPrincipleRow).where(ItemPrincipleRow.integration_id == integration_id))
        items = {value.key: value.item_number for value in self.values(integration_id) if value.item_number}
        return ItemRules(
            principles={DataType(row.data_type): _principle(row) for row in principles},
            items=items | self.chosen_items(integration_id),
        )

    def put_principle(self, integration_id: int, data_type: DataType, principle: Principle) -> None:
        """Keep the principle of a data type; one that says nothing is forgotten."""
        if principle == Principle():
            here = (ItemPrincipleRow.integration_id == integration_id, ItemPrincipleRow.data_type == data_type)
            self._session.execute(delete(ItemPrincipleRow).where(*here))
            return
        self._session.merge(
            ItemPrincipleRow(
                integration_id=integration_id,
                data_type=data_type,
                dimension=principle.dimension or "",
                item_number=principle.item_number,
            )
        )

    def chosen_items(self, integration_id: int) -> dict[ValueKey, str]:
        """The items chosen here, by value; an empty number says that a value gets none, whatever the PSA keeps for it."""
        rows = self._session.scalars(select(ValueItemRow).where(ValueItemRow.integration_id == integration_id))
        return {ValueKey(Dimension(row.dimension), row.value_id): row.item_number for row in rows}

    def put_item(self, integration_id: int, value: ValueKey, item_number: str | None) -> None:
        """Keep the item of a value; `None` goes back to the PSA's own."""
        key = {"integration_id": integration_id, "dimension": str(value.dimension), "value_id": value.id}
        if item_number is None:
            self._session.execute(delete(ValueItemRow).filter_by(**key))
        else:
            self._session.merge(ValueItemRow(**key, item_number=item_number))

    def changes(self, integration_id: int) -> list[ItemChange]:
        """The last changes that can be taken back, the newest last."""
        kept = Settings(self._session).get(integration_id, _CHANGES).get("kept", ())
        return [unpacked(one, ItemChange) for one in kept]

    def put_changes(self, integration_id: int, changes: Sequence[ItemChange]) -> None:
        """Keep the changes that can be taken back; of many, the newest."""
        kept = [packed(one) for one in changes[-_CHANGES_KEPT:]]
        Settings(self._session).put(integration_id, _CHANGES, {"kept": kept})

    def choices(self, integration_id: int) -> dict[tuple[str, str], LineChoice]:
        """What was chosen for lines, by invoice id and line id."""
        rows = self._session.scalars(select(LineItemRow).where(LineItemRow.integration_id == integration_id))
        return {
            (row.invoice_id, row.line_id): LineChoice(
                invoice_id=row.invoice_id,
                line_id=row.line_id,
                shares=tuple(ItemShare(number, Decimal(net)) for number, net in row.shares),
            )
            for row in rows
        }

    def put_choice(self, integration_id: int, choice: LineChoice) -> None:
        """Keep what was chosen for a line; without shares it is forgotten."""
        key = {"integration_id": integration_id, "invoice_id": choice.invoice_id, "line_id": choice.line_id}
        if choice.shares:
            shares = [[one.item_number, str(one.net)] for one in choice.shares]
            self._session.merge(LineItemRow(**key, shares=shares))
        else:
            self._session.execute(delete(LineItemRow).filter_by(**key))

    # read from the PSA

    def values(self, integration_id: int) -> list[DimensionValue]:
        """Every value of every dimension that was read, by name."""
        rows = self._session.scalars(
            select(DimensionValueRow)
            .where(DimensionValueRow.integration_id == integration_id)
            .order_by(DimensionValueRow.dimension, DimensionValueRow.name, DimensionValueRow.id)
        )
        return [
            DimensionValue(
                key=ValueKey(Dimension(row.dimension), row.id), name=row.name, is_active=row.is_active, item_number=row.item_number
            )
            for row in rows
        ]

    def projects(self, integration_id: int) -> dict[str, ProjectKinds]:
        """Type and category of the projects that were read, by id."""
        rows = self._session.scalars(select(ProjectKindsRow).where(ProjectKindsRow.integration_id == integration_id))
        return {row.id: ProjectKinds(id=row.id, type_id=row.type_id, category_id=row.category_id) for row in rows}

    def registrations(self, integration_id: int) -> dict[str, tuple[Registration, ...]]:
        """What stands behind lines, by line id."""
        rows = self._session.scalars(select(RegistrationRow.document).where(RegistrationRow.integration_id == integration_id))
        found: dict[str, tuple[Registration, ...]] = {}
        for document in rows:
            one = unpacked(document, Registration)
            found[one.line_id] = (*found.get(one.line_id, ()), one)
        return found

    def replace_read(
        self,
        integration_id: int,
        values: Iterable[DimensionValue],
        projects: Iterable[ProjectKinds],
        registrations: Sequence[Registration],
    ) -> int:
        """Keep what was just read in the place of what was; gives how many values there are. What was chosen here stays."""
        for row in (DimensionValueRow, ProjectKindsRow, RegistrationRow):
            self._session.execute(delete(row).where(row.integration_id == integration_id))
        kept = {value.key: value for value in values}
        self._session.add_all(
            DimensionValueRow(
                integration_id=integration_id,
                dimension=value.key.dimension,
                id=value.key.id,
                name=value.name,
                is_active=value.is_active,
                item_number=value.item_number,
            )
            for value in kept.values()
        )
        self._session.add_all(
            ProjectKindsRow(integration_id=integration_id, id=one.id, type_id=one.type_id, category_id=one.category_id)
            for one in {project.id: project for project in projects}.values()
        )
        self._session.add_all(RegistrationRow(integration_id=integration_id, document=packed(one)) for one in registrations)
        return len(kept)


def _principle(row: ItemPrincipleRow) -> Principle:
    return Principle(dimension=Dimension(row.dimension) if row.dimension else None, item_number=row.item_number)
