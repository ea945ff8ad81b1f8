"""What both sides of a link held when something was last carried; of links there are, what they hold now"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OF_THE_SYSTEM = ("version", "changed_at", "external_keys")


def upgrade() -> None:
    op.create_table(
        "carried_values",
        sa.Column("integration_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("psa_id", sa.String(length=200), nullable=False),
        sa.Column("finance_id", sa.String(length=200), nullable=False),
        sa.Column("psa", sa.JSON(), nullable=False),
        sa.Column("finance", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["integration_id"], ["integrations.id"], name=op.f("fk_carried_values_integration_id")),
        sa.PrimaryKeyConstraint("integration_id", "kind", "psa_id", "finance_id", name=op.f("pk_carried_values")),
    )
    _begin_with_what_is_linked()


def downgrade() -> None:
    op.drop_table("carried_values")


def _begin_with_what_is_linked() -> None:
    connection = op.get_bind()
    known = sa.MetaData()
    links, customers, carried = (
        sa.Table(name, known, autoload_with=connection) for name in ("links", "customers", "carried_values")
    )
    live = sa.select(links.c.integration_id, links.c.psa_id, links.c.finance_id)
    for link in connection.execute(live.where(links.c.kind == "customer", links.c.removed_at.is_(None))).all():
        sides = {}
        for side, id_ in (("psa", link.psa_id), ("finance", link.finance_id)):
            here = (customers.c.integration_id == link.integration_id, customers.c.side == side, customers.c.id == id_)
            row = connection.execute(sa.select(customers).where(*here)).mappings().one_or_none()
            kept = {} if row is None else {str(name): value for name, value in row.items() if name not in _OF_THE_SYSTEM}
            kept = {name: value for name, value in kept.items() if isinstance(value, str) and name != "side"}
            sides[side] = kept
        connection.execute(
            carried.insert().values(
                integration_id=link.integration_id, kind="customer", psa_id=link.psa_id, finance_id=link.finance_id, **sides
            )
        )
