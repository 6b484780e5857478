"""What the index over cut words has not seen yet, and how far it has come.

Three streams of rows: items, cases, and revisions of items, whose newer text is a further entry of its item.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from store.search import Kind
from store.tables.casework import Case
from store.tables.watching import Item, Revision

Stream = Literal["item", "case", "revision"]
STREAMS: tuple[Stream, ...] = get_args(Stream)
INTO: dict[Stream, Kind] = {"item": "item", "case": "case", "revision": "item"}
"""Which index a stream goes into."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A row that is to be cut: its place in the stream, the row that a search finds, its text and revision."""

    place: int
    row_id: int
    text: str
    revision: int = 0


def owed(session: Session, stream: Stream, after: int, limit: int) -> list[Owed]:
    """Rows of a stream with higher ids than `after`, lowest first."""
    if stream == "item":
        items = select(Item.id, Item.title, Item.text).where(Item.id > after).order_by(Item.id).limit(limit)
        return [Owed(row[0], row[0], f"{row[1]}\n{row[2]}") for row in session.execute(items)]
    if stream == "revision":
        return _revisions(session, after, limit)
    cases = select(Case.id, Case.title, Case.summary, Case.number).where(Case.id > after).order_by(Case.id).limit(limit)
    return [Owed(row[0], row[0], f"{row[1]}\n{row[2]}\n{row[3]}") for row in session.execute(cases)]


def _revisions(session: Session, after: int, limit: int) -> list[Owed]:
    older = aliased(Revision)
    number = select(func.count()).where(older.item_id == Revision.item_id, older.id <= Revision.id).scalar_subquery()
    question = (
        select(Revision.id, Item.id, Item.title, Item.text, number)
        .join(Item, Item.id == Revision.item_id)
        .where(Revision.id > after)
        .order_by(Revision.id)
        .limit(limit)
    )
    return [Owed(row[0], row[1], f"{row[2]}\n{row[3]}", row[4]) for row in session.execute(question)]


def read_places(written: str) -> dict[Stream, int]:
    """Stream → the last indexed id, as `written_places` wrote it; 0 where nothing was indexed."""
    given = dict(part.split(":") for part in written.split() if ":" in part)
    return {stream: int(given.get(stream, "0")) for stream in STREAMS}


def written_places(places: dict[Stream, int]) -> str:
    """The places in one line, for the heartbeat row."""
    return " ".join(f"{stream}:{place}" for stream, place in places.items())
