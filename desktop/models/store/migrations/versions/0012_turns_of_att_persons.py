"""Whose turn it is to be sent with the att. person of a customer"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "att_person_turns",
        sa.Column("integration_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(length=200), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["integration_id"], ["integrations.id"], name=op.f("fk_att_person_turns_integration_id")),
        sa.PrimaryKeyConstraint("integration_id", "customer_id", name=op.f("pk_att_person_turns")),
    )


def downgrade() -> None:
    op.drop_table("att_person_turns")
