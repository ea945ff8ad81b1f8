"""The rows of default items, see `tables.py`: what was chosen here, and what the PSA told of its dimensions and lines."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.store.tables import Key, OfIntegration, Row


class ItemPrincipleRow(OfIntegration):
    """How lines of one data type get their item: by a dimension or one item; there is no row where it is chosen when invoicing."""

    __tablename__ = "item_principles"
    data_type: Mapped[str] = mapped_column(Key, primary_key=True)
    dimension: Mapped[str] = mapped_column(Key)
    item_number: Mapped[str] = mapped_column(Key)


class ValueItemRow(OfIntegration):
    """The item that was chosen here for a value of a dimension; an empty number says that it gets none."""

    __tablename__ = "value_items"
    dimension: Mapped[str] = mapped_column(Key, primary_key=True)
    value_id: Mapped[str] = mapped_column(Key, primary_key=True)
    item_number: Mapped[str] = mapped_column(Key)


class LineItemRow(OfIntegration):
    """What a person chose for one line of an invoice: `shares` is a list of item number and net amount, both as text."""

    __tablename__ = "line_items"
    invoice_id: Mapped[str] = mapped_column(Key, primary_key=True)
    line_id: Mapped[str] = mapped_column(Key, primary_key=True)
    shares: Mapped[list[Any]]


class DimensionValueRow(OfIntegration):
    """A value of a dimension, as last read; `item_number` is the PSA's own."""

    __tablename__ = "dimension_values"
    dimension: Mapped[str] = mapped_column(Key, primary_key=True)
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    name: Mapped[str]
    is_active: Mapped[bool]
    item_number: Mapped[str] = mapped_column(Key)


class ProjectKindsRow(OfIntegration):
    """Type and category of a project, as last read."""

    __tablename__ = "project_kinds"
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    type_id: Mapped[str]
    category_id: Mapped[str]


class RegistrationRow(Row):
    """Something that stands behind a line of an invoice, as last read; `document` is the whole record."""

    __tablename__ = "registrations"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)  # a new one at each reading
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id"), index=True)
    document: Mapped[str]
