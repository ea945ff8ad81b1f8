"""Why an item cannot stand on a line, where the finance system says more than that it is barred"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("why_unusable", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.alter_column("why_unusable", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.drop_column("why_unusable")
