"""Alerts as notices need them: which are not told yet, which nobody has acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, not_, or_, select, update
from sqlalchemy.orm import Session

from store.tables.judging import Alert, Candidate, Event

PATIENCE = timedelta(minutes=1)
"""How long an alert waits for the proposal on its candidate."""


@dataclass(frozen=True)
class AlertView:
    """An alert with the event's title and size, for the text of a notice."""

    alert: Alert
    title: str
    place: str
    items: int


def untold(session: Session, now: datetime, limit: int = 200) -> list[AlertView]:
    """Alerts for which nobody was owed a notice yet, oldest first; locked for this transaction.

    One whose candidate is still owed to routing waits for it a minute at most: only then is it known whether the event
    is isolated, and who must not hear of it.
    """
    undecided = exists().where(Candidate.event_id == Alert.event_id, Candidate.proposed_at.is_(None))
    question = (
        select(Alert, Event.title, Event.place, Event.items)
        .join(Event, Event.id == Alert.event_id)
        .where(Alert.told_at.is_(None), or_(Alert.raised_at < now - PATIENCE, not_(undecided)))
        .order_by(Alert.id)
        .limit(limit)
        .with_for_update(of=Alert, skip_locked=True)
    )
    return [AlertView(*row) for row in session.execute(question)]


def unacknowledged(session: Session, severities: list[str]) -> list[AlertView]:
    """Told alerts whose event still waits for a decision and that nobody has acknowledged.

    Only an event's alert of its present severity climbs: the lower ones are answered by it.
    """
    waiting = and_(Candidate.event_id == Alert.event_id, Candidate.state == "open")
    question = (
        select(Alert, Event.title, Event.place, Event.items)
        .join(Event, Event.id == Alert.event_id)
        .join(Candidate, waiting)
        .where(
            Alert.told_at.is_not(None),
            Alert.acknowledged_at.is_(None),
            Alert.severity.in_(severities),
            Alert.severity == Event.severity,
        )
        .order_by(Alert.id)
        .with_for_update(of=Alert, skip_locked=True)
    )
    return [AlertView(*row) for row in session.execute(question)]


def acknowledge(session: Session, event_id: int, user_id: int | None, now: datetime) -> int:
    """Somebody has taken the event up: none of its alerts climbs any further. Gives how many were open."""
    statement = (
        update(Alert)
        .where(Alert.event_id == event_id, Alert.acknowledged_at.is_(None))
        .values(acknowledged_at=now, acknowledged_by=user_id)
        .returning(Alert.id)
    )
    return len(session.scalars(statement).all())
