"""How each step of a transfer ended: customer, contact, employee, invoice, write-back"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("steps", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.alter_column("steps", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.drop_column("steps")
