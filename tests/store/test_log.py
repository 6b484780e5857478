"""The log: what is appended stays as it was, and a change made behind the program's back is named."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from store.actors import PROGRAM, Actor
from store.log import Entry, append, append_all, entries_of, verify
from store.session import Database
from store.tables.casework import LogEntry

NOW = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)
PERSON = Actor(7, "王五", frozenset({"office"}))


def write(database: Database, count: int) -> None:
    with database.write() as session:
        for number in range(count):
            append(session, PERSON, "accept", "case", number, NOW + timedelta(seconds=number), after={"at": NOW})


def unguard(database: Database) -> None:
    with database.engine.begin() as connection:
        if database.is_sqlite:
            connection.execute(text("DROP TRIGGER log_entry_no_UPDATE"))
            connection.execute(text("DROP TRIGGER log_entry_no_DELETE"))
        else:
            connection.execute(text("DROP TRIGGER log_entry_no_change ON log_entry"))


def test_an_untouched_chain_is_intact(database: Database) -> None:
    write(database, 5)
    with database.read() as session:
        chain = verify(session)
        assert (chain.entries, chain.intact) == (5, True)
        assert [each.subject_id for each in entries_of(session, "case", 3)] == [3]


def test_an_empty_log_is_intact(database: Database) -> None:
    with database.read() as session:
        assert verify(session).intact


@pytest.mark.parametrize("statement", ["UPDATE log_entry SET reason = 'x'", "DELETE FROM log_entry"])
def test_the_database_refuses_to_change_the_log(database: Database, statement: str) -> None:
    write(database, 2)
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
        connection.execute(text(statement))
    with database.read() as session:
        assert verify(session).entries == 2


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE log_entry SET reason = 'x' WHERE id = 3", 3),
        ("UPDATE log_entry SET actor_id = 8 WHERE id = 2", 2),
        ("DELETE FROM log_entry WHERE id = 2", 3),
        ("DELETE FROM log_entry WHERE id = 1", 2),
    ],
)
def test_a_change_behind_the_back_is_named(database: Database, statement: str, broken: int) -> None:
    write(database, 4)
    unguard(database)
    with database.engine.begin() as connection:
        connection.execute(text(statement))
    with database.read() as session:
        chain = verify(session)
    assert not chain.intact
    assert chain.broken == broken


def test_what_is_rolled_back_leaves_no_entry(database: Database) -> None:
    write(database, 1)
    with suppress(RuntimeError), database.write() as session:
        append(session, PROGRAM, "sweep", "case", 1, NOW)
        raise RuntimeError
    with database.read() as session:
        assert verify(session).entries == 1


def test_many_writers_at_once_make_one_chain(database: Database) -> None:
    threads = [threading.Thread(target=write, args=(database, 5)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert verify(session) == verify(session)
        assert (verify(session).entries, verify(session).intact) == (30, True)


def test_several_entries_at_once_keep_their_order(database: Database) -> None:
    with database.write() as session:
        made = [Entry(PERSON, "breach", "case", number) for number in range(1500)]
        append_all(session, made, NOW)
    with database.read() as session:
        rows = session.scalars(select(LogEntry).order_by(LogEntry.id)).all()
        assert [each.subject_id for each in rows] == list(range(1500))
        chain = verify(session)
    assert (chain.entries, chain.intact, chain.head) == (1500, True, rows[-1].hash)


def test_a_time_without_zone_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="without zone"), database.write() as session:
        append(session, PROGRAM, "sweep", "case", 1, datetime(2026, 10, 9))  # noqa: DTZ001 - that is the point
    with database.read() as session:
        assert session.scalars(select(LogEntry)).all() == []
