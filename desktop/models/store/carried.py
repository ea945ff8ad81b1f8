"""The state last carried of each link: what both sides held then, so that a change on either is noticed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.records import CarriedValues, Contact, Customer, Employee, LinkKind, Side, texts_of
from desktop.models.store.customers import Customers
from desktop.models.store.people import People
from desktop.models.store.tables import Key, LinkRow, Row

Pair = tuple[str, str]
"""Id of the PSA record and of the finance record."""


class CarriedRow(Row):
    """What both sides of a link held when something was last carried, by the names of our fields."""

    __tablename__ = "carried_values"
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Key, primary_key=True)
    psa_id: Mapped[str] = mapped_column(Key, primary_key=True)
    finance_id: Mapped[str] = mapped_column(Key, primary_key=True)
    psa: Mapped[dict[str, Any]]
    finance: Mapped[dict[str, Any]]


class Carried:
    """The states last carried in an integration."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, integration_id: int, kind: LinkKind) -> dict[Pair, CarriedValues]:
        """The state of each pair that is or was linked."""
        rows = self._session.execute(
            select(CarriedRow.psa_id, CarriedRow.finance_id, CarriedRow.psa, CarriedRow.finance).where(
                CarriedRow.integration_id == integration_id, CarriedRow.kind == kind
            )
        )
        return {(psa_id, finance_id): CarriedValues(psa=psa, finance=finance) for psa_id, finance_id, psa, finance in rows}

    def get(self, integration_id: int, kind: LinkKind, pair: Pair) -> CarriedValues:
        """The state of one pair, empty when it was never linked."""
        row = self._session.get(CarriedRow, (integration_id, str(kind), *pair))
        return CarriedValues() if row is None else CarriedValues(psa=row.psa, finance=row.finance)

    def begin(self, integration_id: int, kind: LinkKind, pair: Pair) -> None:
        """A link begins: what both sides hold now counts as carried, so that only later changes are news."""
        sides = zip(Side, (pair[0], pair[1]), strict=True)
        psa, finance = ({} if one is None else texts_of(one) for one in (self._read(integration_id, kind, *at) for at in sides))
        self.put(integration_id, kind, pair, CarriedValues(psa=psa, finance=finance))

    def put(self, integration_id: int, kind: LinkKind, pair: Pair, values: CarriedValues) -> None:
        """Keep the state of a pair."""
        row = CarriedRow(
            integration_id=integration_id,
            kind=str(kind),
            psa_id=pair[0],
            finance_id=pair[1],
            psa=dict(values.psa),
            finance=dict(values.finance),
        )
        self._session.merge(row)

    def put_fields(self, integration_id: int, kind: LinkKind, pair: Pair, values: CarriedValues) -> None:
        """Keep some fields of a pair's state; the others stay."""
        before = self.get(integration_id, kind, pair)
        merged = CarriedValues(psa={**before.psa, **values.psa}, finance={**before.finance, **values.finance})
        self.put(integration_id, kind, pair, merged)

    def written(self, integration_id: int, side: Side, customer: Customer, names: Iterable[str]) -> None:
        """We wrote these fields of a customer, so what stands there is no news on its side; nothing when it is not linked."""
        column = LinkRow.psa_id if side is Side.PSA else LinkRow.finance_id
        link = self._session.scalars(
            select(LinkRow).where(
                LinkRow.integration_id == integration_id,
                LinkRow.kind == LinkKind.CUSTOMER,
                column == customer.id,
                LinkRow.removed_at.is_(None),
            )
        ).one_or_none()
        if link is None:
            return
        pair, texts = (link.psa_id, link.finance_id), texts_of(customer)
        other = Side.FINANCE if side is Side.PSA else Side.PSA
        there = self._read(integration_id, LinkKind.CUSTOMER, other, pair[1] if side is Side.PSA else pair[0])
        ours = {} if there is None else texts_of(there)
        kept: dict[Side, Mapping[str, str]] = {
            side: {name: texts[name] for name in names if name in texts},
            other: {name: ours[name] for name in names if name in ours},
        }
        values = CarriedValues(psa=kept[Side.PSA], finance=kept[Side.FINANCE])
        self.put_fields(integration_id, LinkKind.CUSTOMER, pair, values)

    def _read(self, integration_id: int, kind: LinkKind, side: Side, id_: str) -> Customer | Contact | Employee | None:
        if kind is LinkKind.CUSTOMER:
            return Customers(self._session).get(integration_id, side, id_)
        people = People(self._session)
        if kind is LinkKind.CONTACT:
            return people.get(Contact, integration_id, side, id_)
        return people.get(Employee, integration_id, side, id_)
