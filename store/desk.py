"""The duty desk's queue: open candidates, worst first, a page at a time; what is new since a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Select, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from store.actors import Actor
from store.seeing import KEPT, visible_candidates
from store.tables.judging import Candidate, Event, EventHour

HOURS = 24
MOST_COUNTED = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the desk shows: filters as they stand in the address; empty = all."""

    state: str = "open"
    severity: str = ""
    lead: str = ""
    channel: str = ""
    place: str = ""
    words: str = ""
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
    question = _filtered(_rows(actor), wanted, now)
    if after is not None:
        question = question.where(tuple_(Candidate.rank, Candidate.raised_at, Candidate.id) < tuple_(*after))
    question = question.order_by(Candidate.rank.desc(), Candidate.raised_at.desc(), Candidate.id.desc()).limit(limit)
    return _with_spread(session, session.execute(question).all(), now)


def rows_of(session: Session, actor: Actor, ids: Iterable[int], now: datetime) -> list[QueueRow]:
    """Those of these candidates that this person may see, as rows of the queue."""
    question = _rows(actor).where(Candidate.id.in_(list(ids)))
    return _with_spread(session, session.execute(question).all(), now)


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many open candidates of each severity this person may see, counted up to MOST_COUNTED together."""
    return {severity: number for severity, number in session.execute(_counts(actor))}


@lru_cache(KEPT)
def _counts(actor: Actor) -> Select[str, int]:
    seen = select(Candidate.severity).where(Candidate.state == "open", visible_candidates(actor))
    few = seen.limit(MOST_COUNTED).subquery()
    return select(few.c.severity, func.count()).group_by(few.c.severity)


def leads(session: Session, actor: Actor) -> list[str]:
    """The departments that visible open candidates are proposed to, for the filter."""
    return sorted(name for name in session.scalars(_leads(actor)) if name)


@lru_cache(KEPT)
def _leads(actor: Actor) -> Select[str]:
    seen = select(Candidate.lead).where(Candidate.state == "open", visible_candidates(actor))
    few = seen.limit(MOST_COUNTED).subquery()
    return select(few.c.lead).distinct()


@lru_cache(KEPT)
def _rows(actor: Actor) -> Select[Any]:
    joined: Any = select(*_COLUMNS).join(Event, Event.id == Candidate.event_id)
    return cast(Select[Any], joined.where(visible_candidates(actor)))


def _filtered(question: Select[Any], wanted: Wanted, now: datetime) -> Select[Any]:
    if wanted.state == "decided":
        question = question.where(Candidate.state != "open", Candidate.decided_at > now - timedelta(days=1))
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
    for word in wanted.words.split():
        question = question.where(Event.title.contains(word, autoescape=True))
    return question


def _with_spread(session: Session, rows: Iterable[Any], now: datetime) -> list[QueueRow]:
    found = [QueueRow(*row) for row in rows]
    lines = spread(session, [row.event_id for row in found], now)
    return [replace(row, spread=lines[row.event_id]) for row in found]


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
    for event_id, hour, items in session.execute(_SPREAD, {"events": list(lines), "begin": begin}):
        place = int((hour - begin).total_seconds() // 3600)
        if 0 <= place < HOURS:
            lines[event_id][place] = int(items)
    return {event_id: tuple(line) for event_id, line in lines.items()}
