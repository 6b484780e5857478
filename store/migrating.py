"""Bring a database to the present schema; Alembic is loaded only when there is something to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from store.tables import Base, load_all

if TYPE_CHECKING:
    from store.session import Database

MIGRATIONS = Path(__file__).parent / "migrations"
PRESENT = "0001"
"""The newest migration; a test holds it against the folder, so that start-up need not read the scripts."""


def migrate(database: Database) -> None:
    """Run the migrations that the database has not seen; does nothing, quickly, where it is up to date."""
    if _version(database) == PRESENT:
        return
    load_all()
    Base.metadata.create_all(database.engine)
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("DELETE FROM alembic_version"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": PRESENT})


def _version(database: Database) -> str | None:
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
