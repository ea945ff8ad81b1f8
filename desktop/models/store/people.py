"""Contacts and employees of both sides, as last read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desktop.models.records import Contact, Employee, Side
from desktop.models.store.tables import ContactRow, EmployeeRow

P = TypeVar("P", Contact, Employee)
_ROWS: dict[type[Any], type[ContactRow] | type[EmployeeRow]] = {Contact: ContactRow, Employee: EmployeeRow}


class People:
    """Contacts and employees."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, kind: type[P], integration_id: int, side: Side) -> list[P]:
        """Every contact or employee of one side."""
        row = _ROWS[kind]
        found = self._session.scalars(select(row).where(row.integration_id == integration_id, row.side == side).order_by(row.id))
        return [kind(**{one.name: getattr(person, one.name) for one in fields(kind)}) for person in found]

    def of_customer(self, integration_id: int, side: Side, customer_id: str) -> list[Contact]:
        """Every contact of one customer."""
        here = (ContactRow.integration_id == integration_id, ContactRow.side == side, ContactRow.customer_id == customer_id)
        found = self._session.scalars(select(ContactRow).where(*here).order_by(ContactRow.id))
        return [Contact(**{one.name: getattr(person, one.name) for one in fields(Contact)}) for person in found]

    def get(self, kind: type[P], integration_id: int, side: Side, person_id: str) -> P | None:
        """One person, or `None`."""
        found = self._session.get(_ROWS[kind], (integration_id, side, person_id))
        return None if found is None else kind(**{one.name: getattr(found, one.name) for one in fields(kind)})

    def put(self, integration_id: int, side: Side, person: Contact | Employee) -> None:
        """Keep one person as it is now."""
        self._session.merge(_ROWS[type(person)](integration_id=integration_id, side=side, **asdict(person)))

    def remove(self, kind: type[Contact] | type[Employee], integration_id: int, side: Side, person_id: str) -> None:
        """Forget one person who was deleted over there."""
        row = _ROWS[kind]
        self._session.execute(delete(row).where(row.integration_id == integration_id, row.side == side, row.id == person_id))

    def replace_all(self, kind: type[P], integration_id: int, side: Side, people: Iterable[P]) -> int:
        """Keep a whole register as just read, and give its size. Links keep ids, so nobody is missed who is gone."""
        row = _ROWS[kind]
        self._session.execute(delete(row).where(row.integration_id == integration_id, row.side == side))
        values = {person.id: {"integration_id": integration_id, "side": str(side), **asdict(person)} for person in people}
        if values:
            self._session.execute(row.__table__.insert(), list(values.values()))  # type: ignore[attr-defined]  # a Table
        return len(values)
