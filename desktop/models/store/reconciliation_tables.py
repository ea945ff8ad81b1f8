"""The rows of reconciling, see `tables.py`. Figures are those of the record `BothSides`, packed; nothing here is ever deleted."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.store.tables import Key, Row

_LIVE = text("ended_at IS NULL")  # in PostgreSQL too, see LinkRow


class FiguresRow(Row):
    """What both sides said when an invoice was transferred, or when they last agreed."""

    __tablename__ = "transferred_figures"
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id"), primary_key=True)
    invoice_id: Mapped[str] = mapped_column(Key, primary_key=True)
    figures: Mapped[str]


class AcceptanceRow(Row):
    """A difference that was accepted; `ended_at` ends it, so that the history stays."""

    __tablename__ = "acceptances"
    id: Mapped[int] = mapped_column(primary_key=True)
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id"))
    document: Mapped[str] = mapped_column(Key)
    reason: Mapped[str]
    person: Mapped[str]
    accepted_at: Mapped[dt.datetime]
    figures: Mapped[str]
    ended_at: Mapped[dt.datetime | None]

    __table_args__ = (Index("uq_acceptances_live", "integration_id", "document", unique=True, sqlite_where=_LIVE),)


class SignOffRow(Row):
    """A month that was signed off; `content` is the record `SignedPeriod`, packed, and `hash` its SHA-256."""

    __tablename__ = "sign_offs"
    id: Mapped[int] = mapped_column(primary_key=True)
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id"))
    month: Mapped[str] = mapped_column(Key)  # 2026-10
    person: Mapped[str]
    signed_at: Mapped[dt.datetime]
    reason: Mapped[str]
    content: Mapped[str]
    hash: Mapped[str] = mapped_column(String(64))
    ended_at: Mapped[dt.datetime | None]
    ended_by: Mapped[str]
    ended_reason: Mapped[str]

    __table_args__ = (Index("uq_sign_offs_live", "integration_id", "month", unique=True, sqlite_where=_LIVE),)
