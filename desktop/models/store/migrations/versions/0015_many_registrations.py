"""Registrations are read anew again and again, so on a server their numbers would reach the end of 32 bits within a year"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _use("BIGINT")


def downgrade() -> None:
    _use("INTEGER")


def _use(kind: str) -> None:
    """SQLite counts with 64 bits anyhow, and begins again when the table was emptied."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE registrations ALTER COLUMN id TYPE {kind}")
        op.execute(f"ALTER SEQUENCE registrations_id_seq AS {kind}")
