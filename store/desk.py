"""The duty desk's queue: open candidates, worst first, a page at a time; what is new since a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import BindParameter, Select, and_, bindparam, func, or_, select, tuple_

from store import search
from store.actors import Actor
from store.seeing import KEPT, visible_candidates
from store.session import Session, rows_of
from store.tables.judging import Candidate, Event, EventHour
from store.tables.watching import Item

HOURS = 24
MOST_COUNTED = 2000
HITS = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the desk shows; empty = all. `query`: what was typed, looked for in titles; `words`: the words in it, looked
    for in the newest HITS texts that hold them all."""

    state: str = "open"
    severity: str = ""
    lead: str = ""
    channel: str = ""
    place: str = ""
    query: str = ""
    words: tuple[str, ...] = ()
    unsure_below: float = 0.0


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One row of the queue. `spread`: items in each of the last 24 hours, oldest first."""

    id: int
    event_id: int
    severity: str
    rank: int
    raised_at: datetime
    state: str
    lead: str
    confidence: float
    proposed_at: datetime | None
    isolated: bool
    case_id: int | None
    silenced_until: datetime | None
    title: str
    channel: str
    place: str
    items: int
    sources: int
    first_at: datetime
    version: int
    spread: tuple[int, ...] = field(default=())

    @property
    def key(self) -> tuple[int, datetime, int]:
        """Where the row stands in the order of the queue."""
        return self.rank, self.raised_at, self.id


_COLUMNS = (
    Candidate.id,
    Candidate.event_id,
    Candidate.severity,
    Candidate.rank,
    Candidate.raised_at,
    Candidate.state,
    Candidate.lead,
    Candidate.confidence,
    Candidate.proposed_at,
    Candidate.isolated,
    Candidate.case_id,
    Candidate.silenced_until,
    Event.title,
    Event.channel,
    Event.place,
    Event.items,
    Event.sources,
    Event.first_at,
    Candidate.version,
)


def queue(
    session: Session,
    actor: Actor,
    wanted: Wanted,
    now: datetime,
    *,
    after: tuple[int, datetime, int] | None = None,
    limit: int = 50,
) -> list[QueueRow]:
    """Up to `limit` rows that this person may see behind `after`, in the order severity, newest, id."""
    values: dict[str, Any] = {"yesterday": now - timedelta(days=1), "limit": limit}
    if wanted.query:
        values["events"] = _events_with(session, wanted.words)
    if after is not None:
        values |= dict(zip(("rank", "raised_at", "id"), after, strict=True))
    return _with_spread(session, rows_of(session, _queue(actor, wanted, after is not None), values), now)


@lru_cache(KEPT)
def _queue(actor: Actor, wanted: Wanted, behind: bool) -> Select[Any]:
    place = (Candidate.rank, Candidate.raised_at, Candidate.id)
    question = _filtered(_rows(actor), wanted)
    if behind:
        question = question.where(tuple_(*place) < tuple_(*(bindparam(each.key, type_=each.type) for each in place)))
    return question.order_by(*(each.desc() for each in place)).limit(bindparam("limit"))


def of_candidates(session: Session, actor: Actor, ids: Iterable[int], now: datetime) -> list[QueueRow]:
    """Those of these candidates that this person may see, as rows of the queue."""
    return _with_spread(session, rows_of(session, _rows(actor).where(Candidate.id.in_(list(ids)))), now)


@dataclass(frozen=True, slots=True)
class Overview:
    """What is open: severity → how many, and the departments that it is proposed to, in order."""

    counts: dict[str, int]
    leads: tuple[str, ...]


def overview(session: Session, actor: Actor) -> Overview:
    """What is open and this person may see, counted up to MOST_COUNTED together."""
    counts: dict[str, int] = {}
    leads: set[str] = set()
    for severity, lead, number in rows_of(session, _open(actor)):
        counts[severity] = counts.get(severity, 0) + number
        leads.add(lead)
    return Overview(counts, tuple(sorted(leads - {""})))


@lru_cache(KEPT)
def _open(actor: Actor) -> Select[Any]:
    seen = select(Candidate.severity, Candidate.lead).where(Candidate.state == "open", visible_candidates(actor))
    few = seen.limit(MOST_COUNTED).subquery()
    return select(few.c.severity, few.c.lead, func.count()).group_by(few.c.severity, few.c.lead)


@lru_cache(KEPT)
def _rows(actor: Actor) -> Select[Any]:
    joined: Any = select(*_COLUMNS).join(Event, Event.id == Candidate.event_id)
    return cast(Select[Any], joined.where(visible_candidates(actor)))


_YESTERDAY: BindParameter[datetime] = bindparam("yesterday", type_=Candidate.decided_at.type)


def _filtered(question: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.state == "decided":
        question = question.where(Candidate.state != "open", Candidate.decided_at > _YESTERDAY)
    else:
        question = question.where(Candidate.state == wanted.state)
    for column, value in (
        (Candidate.severity, wanted.severity),
        (Candidate.lead, wanted.lead),
        (Event.channel, wanted.channel),
        (Event.place, wanted.place),
    ):
        if value:
            question = question.where(column == value)
    if wanted.unsure_below:
        question = question.where(Candidate.confidence < wanted.unsure_below)
    if wanted.query:
        # The index finds texts; titles are read along the queue, which is short, so that a piece of a word finds them.
        titles = and_(*(Event.title.contains(piece, autoescape=True) for piece in wanted.query.split()))
        question = question.where(or_(titles, Event.id.in_(bindparam("events", expanding=True))))
    return question


_OF_ITEMS = select(Item.event_id).where(Item.id.in_(bindparam("items", expanding=True)), Item.event_id.is_not(None))


def _events_with(session: Session, words: tuple[str, ...]) -> list[int]:
    items = search.find(session, "item", words, limit=HITS) if words else []
    return [row[0] for row in rows_of(session, _OF_ITEMS.distinct(), {"items": items})] if items else []


def _with_spread(session: Session, rows: Sequence[Any], now: datetime) -> list[QueueRow]:
    lines = spread(session, [row.event_id for row in rows], now)
    return [QueueRow(*[*row, lines[row.event_id]]) for row in rows]


_SPREAD = (
    select(EventHour.event_id, EventHour.hour, func.sum(EventHour.items))
    .where(EventHour.event_id.in_(bindparam("events", expanding=True)), EventHour.hour >= bindparam("begin"))
    .group_by(EventHour.event_id, EventHour.hour)
)


def spread(session: Session, event_ids: list[int], now: datetime) -> dict[int, tuple[int, ...]]:
    """Event → items in each of the last 24 hours, oldest first, in one question."""
    begin = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS - 1)
    lines = {event_id: [0] * HOURS for event_id in event_ids}
    if not lines:
        return {}
    for event_id, hour, items in rows_of(session, _SPREAD, {"events": list(lines), "begin": begin}):
        place = int((hour - begin).total_seconds() // 3600)
        if 0 <= place < HOURS:
            lines[event_id][place] = int(items)
    return {event_id: tuple(line) for event_id, line in lines.items()}
