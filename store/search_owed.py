"""What the index over cut words has not seen yet, and how far it has come."""

from __future__ import annotations

from typing import get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.search import Kind
from store.tables.casework import Case
from store.tables.watching import Item

KINDS: tuple[Kind, ...] = get_args(Kind)


def owed(session: Session, kind: Kind, after: int, limit: int) -> list[tuple[int, str]]:
    """(id, text to cut) of rows with higher ids than `after`, lowest first."""
    if kind == "item":
        items = select(Item.id, Item.title, Item.text).where(Item.id > after).order_by(Item.id).limit(limit)
        return [(row[0], f"{row[1]}\n{row[2]}") for row in session.execute(items)]
    cases = select(Case.id, Case.title, Case.summary, Case.number).where(Case.id > after).order_by(Case.id).limit(limit)
    return [(row[0], f"{row[1]}\n{row[2]}\n{row[3]}") for row in session.execute(cases)]


def read_places(written: str) -> dict[Kind, int]:
    """Kind → the last indexed id, as `written_places` wrote it; 0 where nothing was indexed."""
    given = dict(part.split(":") for part in written.split() if ":" in part)
    return {kind: int(given.get(kind, "0")) for kind in KINDS}


def written_places(places: dict[Kind, int]) -> str:
    """The places in one line, for the heartbeat row."""
    return " ".join(f"{kind}:{place}" for kind, place in places.items())
