"""Is everything alive: heartbeats, what waits too long, sources that are not watched as they should be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.tables.casework import Case
from store.tables.judging import Candidate
from store.tables.telling import Heartbeat, Notice
from store.tables.watching import Item, Source

MOST_NAMED = 50
MOST_COUNTED = 10_000
OPEN_CASES = ("registered", "graded", "assigned", "in_hand", "drafting", "review", "approved")


@dataclass(frozen=True, slots=True)
class Health:
    """`heartbeats`: part → last seen. `sources`: state → names of those in it, at most MOST_NAMED together."""

    heartbeats: dict[str, datetime]
    oldest_unjudged: datetime | None
    oldest_owed: datetime | None
    sources: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much there is of what moves; counted up to MOST_COUNTED."""

    items: int
    unjudged: int
    candidates: int
    cases: int
    owed: int
    sources: dict[str, int]


def health(session: Session, watched: Iterable[str]) -> Health:
    """The state of the parts, from indexed look-ups alone; sources in none of the states `watched` are named."""
    beats = session.execute(select(Heartbeat.name, Heartbeat.seen_at))
    unjudged = select(Item.found_at).where(Item.judged_at.is_(None)).order_by(Item.id).limit(1)
    owed = select(func.min(Notice.owed_at)).where(Notice.sent_at.is_(None), Notice.given_up_at.is_(None))
    named: dict[str, list[str]] = {}
    question = (
        select(Source.state, Source.name).where(Source.enabled, Source.state.not_in(list(watched))).limit(MOST_NAMED)
    )
    for state, name in session.execute(question):
        named.setdefault(state, []).append(name)
    return Health(dict(beats.all()), session.scalar(unjudged), session.scalar(owed), named)


def amounts(session: Session) -> Amounts:
    """Figures for machines."""

    def few(question: Any) -> int:
        return session.scalar(select(func.count()).select_from(question.limit(MOST_COUNTED).subquery())) or 0

    by_state = session.execute(select(Source.state, func.count()).where(Source.enabled).group_by(Source.state))
    return Amounts(
        items=session.scalar(select(func.max(Item.id))) or 0,
        unjudged=few(select(Item.id).where(Item.judged_at.is_(None))),
        candidates=few(select(Candidate.id).where(Candidate.state == "open")),
        cases=few(select(Case.id).where(Case.state.in_(OPEN_CASES))),
        owed=few(select(Notice.id).where(Notice.sent_at.is_(None), Notice.given_up_at.is_(None))),
        sources=dict(by_state.all()),
    )
