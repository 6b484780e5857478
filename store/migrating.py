"""Bring a database to the present schema; Alembic is loaded only when there is something to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from errors import BadInput

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
PRESENT = "0007"
"""The newest migration; a test holds it against the folder, so that start-up need not read the scripts."""
LOCK = 20_160_061
"""Key of the lock on PostgreSQL that lets one process migrate at a time."""


def migrate(engine: Engine) -> None:
    """Run the migrations that the database has not seen, all or none; nothing, quickly, where it is up to date.

    Two processes at once wait for each other. Raises BadInput for a database that a newer version made.
    """
    if version_of(engine) == PRESENT:
        return
    from alembic import command

    config = settings_for_alembic()
    writing = engine.connect().execution_options(huiying_write=True)
    with writing as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        _refuse_unknown(connection, config)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def settings_for_alembic() -> Config:
    """Alembic's settings: where the scripts lie; the connection is handed over in `attributes`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def version_of(engine: Engine) -> str | None:
    """The newest migration that the database has seen, None for an empty one."""
    with engine.connect() as connection:
        return _version(connection)


def mark_present(engine: Engine) -> None:
    """Note that the tables were made as they are now, so that the migrations leave them alone."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
        if connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 0:
            connection.execute(text("INSERT INTO alembic_version VALUES (:present)"), {"present": PRESENT})


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _refuse_unknown(connection: Connection, config: Config) -> None:
    from alembic.script import ScriptDirectory

    version = _version(connection)
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise BadInput(f"数据库是更新的程序版本建立的（{version}），本版本不认识；请升级程序", field="--database")
