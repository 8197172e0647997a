"""Alembic's door: runs the versions on the connection that `upgrade` hands over."""

from alembic import context

from ledger.store.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
