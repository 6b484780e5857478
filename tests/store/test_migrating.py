"""Migrations on both databases: from nothing to the present schema, once, and never half."""

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from errors import BadInput
from store import search
from store.migrating import PRESENT, migrate, settings_for_alembic, version_of
from store.session import Database, open_database
from store.tables import Base, load_all


def test_the_migrations_make_exactly_the_tables(empty_database: Database) -> None:
    load_all()
    migrate(empty_database.engine)
    with empty_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": not_the_index, "compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def not_the_index(name: str | None, kind: str, parents: object) -> bool:
    """The search index is made by statements of its own; Alembic does not know it."""
    return not (kind == "table" and str(name).startswith("search_"))


def test_the_present_version_is_the_newest_script() -> None:
    assert ScriptDirectory.from_config(settings_for_alembic()).get_current_head() == PRESENT


def test_migrating_again_changes_nothing(empty_database: Database) -> None:
    migrate(empty_database.engine)
    before = set(inspect(empty_database.engine).get_table_names())
    migrate(empty_database.engine)
    assert version_of(empty_database.engine) == PRESENT
    assert set(inspect(empty_database.engine).get_table_names()) == before


def test_a_migrated_database_guards_its_log_and_finds_words(empty_database: Database) -> None:
    migrate(empty_database.engine)
    with empty_database.write() as session:
        search.index(session, "item", [search.Entry(1, ["律师"])])
        assert search.find(session, "item", ["律师"], limit=5) == [1]
        session.execute(
            text(
                "INSERT INTO log_entry (at, actor, action, subject, reason, before, after, previous_hash, hash) "
                "VALUES ('2026-01-01', 'a', 'b', 'case', '', '{}', '{}', '0', '1')"
            )
        )
    with pytest.raises(Exception, match="append-only"), empty_database.write() as session:
        session.execute(text("UPDATE log_entry SET actor = 'x'"))


def test_two_processes_at_once_end_with_one_schema(empty_database: Database) -> None:
    faults: list[Exception] = []

    def go() -> None:
        other = Database(empty_database.url)
        try:
            migrate(other.engine)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test names it
            faults.append(error)
        finally:
            other.close()

    threads = [threading.Thread(target=go) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert faults == []
    assert version_of(empty_database.engine) == PRESENT


def test_a_file_that_somebody_else_begins_to_write_is_waited_for(tmp_path: Path) -> None:
    """SQLite refuses to change the journal of a new file at once then, whatever the patience of the connection."""
    other = sqlite3.connect(tmp_path / "new.sqlite", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    end = threading.Timer(0.2, other.execute, ["COMMIT"])
    end.start()
    database = open_database(f"sqlite:///{tmp_path / 'new.sqlite'}")
    end.join()
    other.close()
    assert version_of(database.engine) == PRESENT
    database.close()


def test_a_database_of_a_newer_version_is_refused(empty_database: Database) -> None:
    migrate(empty_database.engine)
    with empty_database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadInput, match="9999"):
        migrate(empty_database.engine)


def test_all_migrations_can_be_taken_back(empty_database: Database) -> None:
    migrate(empty_database.engine)
    config = settings_for_alembic()
    with empty_database.engine.connect().execution_options(huiying_write=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    left = {name for name in inspect(empty_database.engine).get_table_names() if not name.startswith("search_")}
    assert left == {"alembic_version"}


def test_a_database_of_an_earlier_version_keeps_its_rows(empty_database: Database) -> None:
    config = settings_for_alembic()
    with empty_database.engine.connect().execution_options(huiying_write=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        connection.execute(
            text(
                "INSERT INTO interest_rule (name, expression, created_at, enabled, version) "
                "VALUES ('退费', '律师 且 退费', '2026-01-01', true, 3)"
            )
        )
    assert version_of(empty_database.engine) == "0006"
    migrate(empty_database.engine)
    assert version_of(empty_database.engine) == PRESENT
    with empty_database.engine.connect() as connection:
        assert connection.execute(text("SELECT name, version FROM interest_rule")).all() == [("退费", 3)]


def test_an_address_nobody_can_use_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        open_database("nonsense")


def test_tables_made_without_migrations_are_of_the_present_schema(empty_database: Database) -> None:
    empty_database.create_all()
    assert version_of(empty_database.engine) == PRESENT
    migrate(empty_database.engine)  # would fail on a table that is there already
