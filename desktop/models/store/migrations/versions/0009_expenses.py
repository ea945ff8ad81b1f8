"""Expenses: what was read, what was chosen for entries, and every writing to the PSA"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.String(length=200)


def upgrade() -> None:
    op.create_table(
        "expense_records",
        sa.Column("integration_id", sa.Integer(), nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["integration_id"], ["integrations.id"], name=op.f("fk_expense_records_integration_id")),
        sa.PrimaryKeyConstraint("integration_id", "kind", "place", name=op.f("pk_expense_records")),
    )
    op.create_table(
        "expense_choices",
        sa.Column("integration_id", sa.Integer(), nullable=False),
        sa.Column("entry_key", KEY, nullable=False),
        sa.Column("project_id", KEY, nullable=False),
        sa.Column("type_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["integration_id"], ["integrations.id"], name=op.f("fk_expense_choices_integration_id")),
        sa.PrimaryKeyConstraint("integration_id", "entry_key", name=op.f("pk_expense_choices")),
    )
    op.create_table(
        "expense_imports",
        sa.Column("integration_id", sa.Integer(), nullable=False),
        sa.Column("entry_key", KEY, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("state", KEY, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.JSON(), nullable=True),
        sa.Column("log_entry_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["integration_id"], ["integrations.id"], name=op.f("fk_expense_imports_integration_id")),
        sa.PrimaryKeyConstraint("integration_id", "entry_key", "turn", name=op.f("pk_expense_imports")),
    )


def downgrade() -> None:
    for table in ("expense_imports", "expense_choices", "expense_records"):
        op.drop_table(table)
