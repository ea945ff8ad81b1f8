"""Run by Alembic: applies the migrations in the transaction that `migrate.py` hands in."""

from alembic import context

from desktop.models.store.tables import Row

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Row.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
