"""Alembic's entry: runs the migrations on the connection that `store.migrating` hands over."""

from __future__ import annotations

from alembic import context

from store.tables import Base, load_all

load_all()
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
