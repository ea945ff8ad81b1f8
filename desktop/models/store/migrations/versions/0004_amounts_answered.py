"""VAT rates of the finance system, and the amounts that it answered for each transfer"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vat_rates",
        sa.Column("integration_id", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=200), nullable=False),
        sa.Column("item_group", sa.String(length=200), nullable=False),
        sa.Column("percent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["integration_id"], ["integrations.id"], name=op.f("fk_vat_rates_integration_id")),
        sa.PrimaryKeyConstraint("integration_id", "zone", "item_group", name=op.f("pk_vat_rates")),
    )
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answered", sa.JSON(), nullable=True))
