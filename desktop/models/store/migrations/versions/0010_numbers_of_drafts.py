"""Which number people see on a draft; none where the finance system numbers nothing before it is booked"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_GUID_LENGTH = 36  # so far the id of every draft was shown, and only a guid is no number


def upgrade() -> None:
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("draft_number", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.alter_column("draft_number", server_default=None)
    transfers = sa.table("transfers", sa.column("finance_id", sa.Text()), sa.column("draft_number", sa.Text()))
    is_number = sa.func.length(transfers.c.finance_id) < _GUID_LENGTH
    op.execute(transfers.update().where(is_number).values(draft_number=transfers.c.finance_id))


def downgrade() -> None:
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.drop_column("draft_number")
