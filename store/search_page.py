"""What a search shows: the newest items and cases that hold all words, only those that the person may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store import search
from store.actors import Actor
from store.case_list import COLUMNS, CaseRow
from store.seeing import visible, visible_items
from store.tables.casework import Case
from store.tables.judging import Candidate, Event
from store.tables.watching import Item, Source

TEXT_LENGTH = 4000
STRETCHES = (1, 6)
"""How many pages of hits are looked through for visible ones, in turn, before the page is given as it is."""


@dataclass(frozen=True, slots=True)
class ItemHit:
    """An item that holds the words. `candidate_id`, `case_id`: where its event is dealt with, if it is."""

    id: int
    title: str
    text: str
    channel: str
    media: str
    source: str
    url: str | None
    at: datetime | None
    candidate_id: int | None
    case_id: int | None


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of items, newest first; `below`: the id from which the next page goes on, None at the end."""

    items: list[ItemHit]
    below: int | None


def item_hits(
    session: Session,
    actor: Actor,
    words: Sequence[str],
    below: int | None,
    limit: int,
    *,
    since: datetime | None = None,
) -> Hits:
    """Up to `limit` visible items with all words; with `since` only those found from then on."""
    found: list[ItemHit] = []
    first = _first_since(session, since) if since is not None else 0
    if first is None:
        return Hits([], None)
    for pages in STRETCHES:
        ids = search.find(session, "item", words, limit=limit * pages, below=below)
        found += _items(session, actor, [each for each in ids if each >= first])
        below = ids[-1] if len(ids) == limit * pages and ids[-1] > first else None
        if below is None or len(found) >= limit:
            break
    if len(found) > limit:
        return Hits(found[:limit], found[limit - 1].id)
    return Hits(found, below)


def _first_since(session: Session, since: datetime) -> int | None:
    """The id of the first item found since then: ids grow with time, so everything from it on is younger."""
    question = select(Item.id).where(Item.found_at >= since).order_by(Item.found_at, Item.id).limit(1)
    return session.scalar(question)


def _items(session: Session, actor: Actor, ids: list[int]) -> list[ItemHit]:
    question = (
        select(
            Item.id,
            Item.title,
            func.substr(Item.text, 1, TEXT_LENGTH),
            Item.channel,
            Item.media,
            func.coalesce(Source.name, ""),
            Item.url,
            func.coalesce(Item.published_at, Item.found_at),
            Candidate.id,
            Candidate.case_id,
        )
        .outerjoin(Source, Source.id == Item.source_id)
        .outerjoin(Event, Event.id == Item.event_id)
        .outerjoin(Candidate, Candidate.event_id == Event.id)
        .where(Item.id.in_(ids), visible_items(actor))
        .order_by(Item.id.desc())
    )
    rows: list[Any] = list(session.execute(question)) if ids else []
    return [ItemHit(*row) for row in rows]


def case_hits(
    session: Session, actor: Actor, words: Sequence[str], limit: int, *, since: datetime | None = None
) -> list[CaseRow]:
    """Up to `limit` visible cases with all words, newest first; with `since` only those with T0 from then on."""
    ids = search.find(session, "case", words, limit=limit * 3)
    if not ids:
        return []
    question = select(*COLUMNS).where(Case.id.in_(ids), visible(actor)).order_by(Case.id.desc()).limit(limit)
    if since is not None:
        question = question.where(Case.t0 >= since)
    rows: list[Any] = list(session.execute(question))
    return [CaseRow(*row) for row in rows]
