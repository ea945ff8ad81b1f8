"""Default items: principles, items of values, choices for lines, and what the PSA told that they need"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.String(length=200)


def upgrade() -> None:
    _create(
        "item_principles",
        [sa.Column("data_type", KEY, nullable=False)],
        [sa.Column("dimension", KEY, nullable=False), sa.Column("item_number", KEY, nullable=False)],
    )
    _create(
        "value_items",
        [sa.Column("dimension", KEY, nullable=False), sa.Column("value_id", KEY, nullable=False)],
        [sa.Column("item_number", KEY, nullable=False)],
    )
    _create(
        "line_items",
        [sa.Column("invoice_id", KEY, nullable=False), sa.Column("line_id", KEY, nullable=False)],
        [sa.Column("shares", sa.JSON(), nullable=False)],
    )
    _create(
        "dimension_values",
        [sa.Column("dimension", KEY, nullable=False), sa.Column("id", KEY, nullable=False)],
        [
            sa.Column("name", sa.Text(), nullable=False),
            sa.Column("is_active", sa.Boolean(), nullable=False),
            sa.Column("item_number", KEY, nullable=False),
        ],
    )
    _create(
        "project_kinds",
        [sa.Column("id", KEY, nullable=False)],
        [sa.Column("type_id", sa.Text(), nullable=False), sa.Column("category_id", sa.Text(), nullable=False)],
    )
    op.create_table(
        "registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("integration_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["integration_id"], ["integrations.id"], name=op.f("fk_registrations_integration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
    )
    op.create_index(op.f("ix_registrations_integration_id"), "registrations", ["integration_id"])


def downgrade() -> None:
    for table in ("registrations", "project_kinds", "dimension_values", "line_items", "value_items", "item_principles"):
        op.drop_table(table)


def _create(name: str, keys: list[sa.Column[Any]], others: list[sa.Column[Any]]) -> None:
    """A table whose rows belong to an integration and are found by it and the other keys."""
    op.create_table(
        name,
        sa.Column("integration_id", sa.Integer(), nullable=False),
        *keys,
        *others,
        sa.ForeignKeyConstraint(["integration_id"], ["integrations.id"], name=op.f(f"fk_{name}_integration_id")),
        sa.PrimaryKeyConstraint("integration_id", *(one.name for one in keys), name=op.f(f"pk_{name}")),
    )
