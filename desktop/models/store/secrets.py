"""Sealed secrets: encrypted bytes whose key lies in the keyring (design.md section 2); in a shared store a row for each person."""

from __future__ import annotations

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from desktop.models.store.tables import SealedRow


class SealedSecrets:
    """Bytes that nobody can read without the keyring."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, key: str, sealed: bytes) -> None:
        """Keep sealed bytes under a name."""
        self._session.merge(SealedRow(key=key, sealed=sealed))

    def get(self, key: str) -> bytes | None:
        """The sealed bytes, or `None`."""
        row = self._session.get(SealedRow, key)
        return None if row is None else row.sealed

    def delete(self, key: str) -> None:
        """Forget sealed bytes, everybody's; nothing happens when there are none."""
        of_somebody = SealedRow.key.startswith(f"{key} ", autoescape=True)
        self._session.execute(delete(SealedRow).where(or_(SealedRow.key == key, of_somebody)))
