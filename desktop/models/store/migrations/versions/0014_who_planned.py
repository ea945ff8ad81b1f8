"""Who planned what is to be done with a customer"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.alter_column("person", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_column("person")
