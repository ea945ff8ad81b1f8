"""The att. person of a customer, where a system has one in place of contacts"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attention", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.alter_column("attention", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_column("attention")
