"""A person's notices for their page, how many are unread, and what nobody could be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select, tuple_, update

from store import alerts
from store.actors import Actor
from store.seeing import KEPT, visible, visible_candidates
from store.session import Session, rows_of
from store.tables.casework import Case
from store.tables.judging import Candidate
from store.tables.telling import Notice

MOST_COUNTED = 100
OVERDUE = timedelta(minutes=30)
"""A notice that is owed longer than this, without quiet hours, counts as not told."""


@dataclass(frozen=True, slots=True)
class Untold:
    """Notices that did not reach anybody, by channel and reason: how many, and since when."""

    channel: str
    reason: str
    count: int
    since: datetime


def _told(user_id: int | None) -> ColumnElement[bool]:
    return and_(Notice.recipient_id == user_id, Notice.channel == "console", Notice.sent_at.is_not(None))


def _mine(actor: Actor) -> ColumnElement[bool]:
    # An inbox is short, so each notice asks for its own case or event; one that was isolated later is hidden with it.
    seen = exists(select(1).where(Case.id == Notice.subject_id, visible(actor)).correlate(Notice))
    hidden = select(1).where(
        Candidate.event_id == Notice.subject_id, Candidate.isolated.is_(True), not_(visible_candidates(actor))
    )
    of_event = not_(exists(hidden.correlate(Notice)))
    return and_(_told(actor.id), or_(Notice.subject != "case", seen), or_(Notice.subject != "event", of_event))


def mine(
    session: Session,
    actor: Actor,
    *,
    unread: bool = False,
    after: tuple[int, datetime, int] | None = None,
    limit: int = 50,
) -> list[Notice]:
    """What a person was told, newest first; what is about a case they may not see (any more) is left out."""
    question = select(Notice).where(_mine(actor))
    if unread:
        question = question.where(Notice.acknowledged_at.is_(None))
    if after is not None:
        question = question.where(tuple_(Notice.owed_at, Notice.id) < tuple_(after[1], after[2]))
    return list(session.scalars(question.order_by(Notice.owed_at.desc(), Notice.id.desc()).limit(limit)))


def unread(session: Session, actor: Actor) -> int:
    """How many notices a person has not acknowledged, counted up to MOST_COUNTED."""
    ((count,),) = rows_of(session, _unread(actor))
    return int(count)


@lru_cache(KEPT)
def _unread(actor: Actor) -> Select[int]:
    few = select(Notice.id).where(_mine(actor), Notice.acknowledged_at.is_(None)).limit(MOST_COUNTED).subquery()
    return select(func.count()).select_from(few)


def acknowledge(session: Session, user_id: int | None, notice_id: int | None, up_to: int | None, now: datetime) -> int:
    """A person has seen one notice, or all up to the newest that stood on their page; gives how many.

    Whoever has seen the notice of an alert has taken the event up: the alert climbs no further.
    """
    which = Notice.id == notice_id if notice_id is not None else Notice.id <= (up_to or 0)
    statement = (
        update(Notice)
        .where(_told(user_id), which, Notice.acknowledged_at.is_(None))
        .values(acknowledged_at=now, acknowledged_by=user_id)
        .returning(Notice.subject, Notice.subject_id)
    )
    seen = session.execute(statement).all()
    for event_id in {each for subject, each in seen if subject == "event" and each is not None}:
        alerts.acknowledge(session, event_id, user_id, now)
    return len(seen)


def untold(session: Session, now: datetime) -> list[Untold]:
    """What did not reach its channel: given up for good, or owed too long. Says nothing of what it was about."""
    late = and_(Notice.sent_at.is_(None), Notice.given_up_at.is_(None), Notice.next_at < now - OVERDUE)
    failed = and_(Notice.given_up_at.is_not(None), Notice.given_up_at > now - timedelta(days=30), Notice.attempts > 0)
    question = (
        select(Notice.channel, Notice.last_error, func.count(), func.min(Notice.owed_at))
        .where(or_(late, failed))
        .group_by(Notice.channel, Notice.last_error)
        .order_by(func.count().desc())
        .limit(30)
    )
    return [Untold(channel, reason, count, since) for channel, reason, count, since in session.execute(question)]
