"""Answers about suggested pairs that were shown without their score"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "judged_pairs",
        sa.Column("integration_id", sa.Integer(), nullable=False),
        sa.Column("finance_id", sa.String(length=200), nullable=False),
        sa.Column("psa_id", sa.String(length=200), nullable=False),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["integration_id"], ["integrations.id"], name=op.f("fk_judged_pairs_integration_id")),
        sa.PrimaryKeyConstraint("integration_id", "finance_id", name=op.f("pk_judged_pairs")),
    )
