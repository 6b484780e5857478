"""The database: SQLite (WAL) by default, PostgreSQL by its address, the same code path for both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from sqlite3 import SQLITE_BUSY, OperationalError
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Engine, Executable, create_engine, event
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, sessionmaker

from errors import BadInput
from store.tables import Base, load_all

__all__ = ["Database", "Session", "open_database", "rows_of"]

PATIENCE_S = 30
"""How long a writer waits for another one on SQLite before it gives up."""


class Database:
    """An opened database. `read()` and `write()` give sessions; a write is one transaction, all or nothing."""

    def __init__(self, url: str) -> None:
        self.url = _with_driver(url)
        self.engine = _make_engine(self.url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        # Rows are written in the order of their foreign keys, which can be told only where all tables are known.
        event.listen(self._sessions, "before_flush", lambda *_: load_all())

    @property
    def is_sqlite(self) -> bool:
        """True on the embedded database, which has one writer at a time and no row locks."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for questions: nothing is written, and the rows that it gave stay readable after it."""
        with self._sessions() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session in one transaction: committed at the end, rolled back at any exception.

        On SQLite the write lock is taken at the beginning, so that two writers wait instead of failing half-way.
        """
        with self._sessions() as session:
            if self.is_sqlite:
                session.connection(execution_options={"huiying_write": True})
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    def create_all(self) -> None:
        """Make all tables without migrations (tests, and throw-away databases), marked as of the present schema."""
        from store import log, search
        from store.migrating import mark_present

        # These two hang more than tables on the metadata: the guards of the log and the search index.
        assert log
        assert search
        load_all()
        Base.metadata.create_all(self.engine)
        mark_present(self.engine)

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def rows_of(session: Session, question: Executable, values: Mapping[str, Any] | None = None) -> list[Any]:
    """The rows of a question for columns, asked of the connection itself: that costs half of asking the session, which
    first looks for changes to write and then for objects to build. For reading alone."""
    return list(session.connection().execute(question, values).all())


def open_database(url: str) -> Database:
    """The database at that address, brought to the present schema; raises BadInput for an address nobody can use."""
    from store.migrating import migrate

    try:
        database = Database(url)
    except ArgumentError as error:
        raise BadInput(f"数据库地址无效：{error}", field="--database") from None
    migrate(database.engine)
    return database


def _with_driver(url: str) -> str:
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _make_engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(url, connect_args={"timeout": PATIENCE_S, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: Any) -> None:
    # The driver's own implicit BEGIN is switched off: `_begin_sqlite` decides which kind of transaction it is.
    connection.isolation_level = None
    cursor = connection.cursor()
    _write_ahead(cursor)
    for line in (
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={PATIENCE_S * 1000}",
        "cache_size=-65536",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {line}")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Switch WAL on; where somebody else is doing so SQLite refuses at once, whatever the patience: so ask again."""
    end = monotonic() + PATIENCE_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except OperationalError as error:
            if error.sqlite_errorcode & 0xFF != SQLITE_BUSY or monotonic() > end:  # above it: why it is busy
                raise
        sleep(0.01)


def _begin_sqlite(connection: Any) -> None:
    writes = connection.get_execution_options().get("huiying_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
