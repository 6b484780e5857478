"""The database's own health: which one it is, and what time it thinks it is."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text

from store.session import Database


def describe(database: Database) -> str:
    """Kind and version of the database, without any secret of its address."""
    name = "SQLite" if database.is_sqlite else "PostgreSQL"
    question = "SELECT sqlite_version()" if database.is_sqlite else "SHOW server_version"
    with database.engine.connect() as connection:
        return f"{name} {connection.execute(text(question)).scalar()}"


def clock_of(database: Database) -> datetime:
    """The present moment by the database's clock, aware UTC."""
    question = "SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')" if database.is_sqlite else "SELECT clock_timestamp()"
    with database.engine.connect() as connection:
        value = connection.execute(text(question)).scalar()
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
