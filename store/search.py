"""The index over cut words, on both databases: FTS5 on SQLite, an array with GIN on PostgreSQL.

Words are cut before they come here (a database cannot cut Chinese). An item that was edited keeps its older words too:
each revision is one more entry of the same row, so that a text is found by what it said then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import DDL, event, text
from sqlalchemy.orm import Session

from store.tables import watching

Kind = Literal["item", "case"]
REVISIONS = 8
"""Entries a row may have; later revisions than the seventh share the last place."""
LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """The cut words of one row in one revision (0 = as first seen)."""

    row_id: int
    words: Sequence[str]
    revision: int = 0

    @property
    def key(self) -> int:
        """The place of the entry in the index; orders by row, newest rows highest."""
        return self.row_id * REVISIONS + min(self.revision, REVISIONS - 1)


def statements(dialect: str) -> tuple[str, ...]:
    """The statements that make the index; migrations run the same ones."""
    return _POSTGRESQL if dialect == "postgresql" else _SQLITE


_SQLITE = tuple(
    f"CREATE VIRTUAL TABLE IF NOT EXISTS search_{kind} USING fts5("
    "words, content='', detail='none', tokenize=\"unicode61 remove_diacritics 0\")"
    for kind in ("item", "case")
)
_POSTGRESQL = tuple(
    statement
    for kind in ("item", "case")
    for statement in (
        f"CREATE TABLE IF NOT EXISTS search_{kind} (key BIGINT PRIMARY KEY, words TEXT[] NOT NULL)",
        f"CREATE INDEX IF NOT EXISTS ix_search_{kind}_words ON search_{kind} USING gin (words)",
    )
)


def index(session: Session, kind: Kind, entries: Iterable[Entry]) -> None:
    """Add entries; one that is there already is left as it is."""
    rows = [(each.key, _clean(each.words)) for each in entries]
    if not rows:
        return
    if session.get_bind().dialect.name == "postgresql":
        statement = f"INSERT INTO search_{kind} (key, words) VALUES (:key, :words) ON CONFLICT (key) DO NOTHING"
        session.execute(text(statement), [{"key": key, "words": words} for key, words in rows])
        return
    known = _known(session, kind, [key for key, _ in rows])
    fresh = [{"key": key, "words": " ".join(words)} for key, words in rows if key not in known]
    if fresh:
        session.execute(text(f"INSERT INTO search_{kind} (rowid, words) VALUES (:key, :words)"), fresh)


def _known(session: Session, kind: Kind, keys: list[int]) -> set[int]:
    # The table of lengths is the only part of a contentless index that can be asked by key.
    marks = ",".join(str(key) for key in keys)
    return set(session.execute(text(f"SELECT id FROM search_{kind}_docsize WHERE id IN ({marks})")).scalars())


def find(session: Session, kind: Kind, words: Sequence[str], *, limit: int, below: int | None = None) -> list[int]:
    """Ids of rows that hold all `words`, newest first, each once; `below`: only ids smaller than this (next page)."""
    wanted = _clean(words)
    if not wanted:
        return []
    found: list[int] = []
    top = None if below is None else below * REVISIONS
    while len(found) < limit:
        keys = _page(session, kind, wanted, limit, top)
        for key in keys:
            if not found or found[-1] != key // REVISIONS:
                found.append(key // REVISIONS)
        if len(keys) < limit:
            break
        top = keys[-1]
    return found[:limit]


def _page(session: Session, kind: Kind, words: list[str], limit: int, top: int | None) -> list[int]:
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    key, condition = (
        ("key", "words @> CAST(:words AS TEXT[])") if on_postgresql else ("rowid", f"search_{kind} MATCH :words")
    )
    below = "" if top is None else f"AND {key} < :top"
    statement = f"SELECT {key} FROM search_{kind} WHERE {condition} {below} ORDER BY {key} DESC LIMIT :limit"
    values: dict[str, object] = {"words": words if on_postgresql else " ".join(f'"{word}"' for word in words)}
    if top is not None:
        values["top"] = top
    return list(session.execute(text(statement), values | {"limit": limit}).scalars())


def _clean(words: Iterable[str]) -> list[str]:
    """Distinct words in lower case, without blanks and signs: what both databases keep as one word."""
    kept = dict.fromkeys(word.strip().lower()[:LONGEST_WORD] for word in words)
    return [word for word in kept if word and word.isalnum()]


for _dialect in ("sqlite", "postgresql"):
    for _statement in statements(_dialect):
        _index = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(watching.Item.__table__, "after_create", _index)
