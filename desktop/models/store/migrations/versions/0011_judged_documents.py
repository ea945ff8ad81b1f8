"""What people said about documents over there that may be an invoice of ours"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_judgements",
        sa.Column("integration_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.String(length=200), nullable=False),
        sa.Column("document_id", sa.String(length=200), nullable=False),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("ruling", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["integration_id"], ["integrations.id"], name=op.f("fk_document_judgements_integration_id")),
        sa.PrimaryKeyConstraint("integration_id", "invoice_id", "document_id", "is_draft", name=op.f("pk_document_judgements")),
    )


def downgrade() -> None:
    op.drop_table("document_judgements")
