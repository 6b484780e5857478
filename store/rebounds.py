"""How much was heard of answered cases before and after their reply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from store.tables.casework import Case
from store.tables.judging import Event
from store.tables.watching import Item

LONGEST_WATCH = timedelta(days=30)
"""How long after a reply its event is still looked at, whatever the state of the case."""


@dataclass(frozen=True, slots=True)
class Volume:
    """An answered case and its event's texts: in the stretch before the reply, and in the same length up to now."""

    case_id: int
    severity: str
    event_severity: str
    before: int
    after: int


def volumes(session: Session, now: datetime, stretch: timedelta) -> Iterator[Volume]:
    """The volume of every case that is answered and watched, and of whose event something was found since."""
    question = (
        select(Case.id, Case.severity, Case.replied_at, Case.rebounded_at, Event.id, Event.severity)
        .join(Event, Event.id == Case.event_id)
        .where(
            Case.state.in_(("replied", "watched")),
            Case.replied_at > now - LONGEST_WATCH,
            Event.last_at > Case.replied_at,
        )
    )
    for case_id, severity, replied_at, rebounded_at, event_id, event_severity in session.execute(question).all():
        assert replied_at is not None
        began = max(each for each in (replied_at, rebounded_at, now - stretch) if each is not None)
        before = _found(session, event_id, replied_at - stretch, replied_at)
        yield Volume(case_id, severity, event_severity, before, _found(session, event_id, began, now))


def _found(session: Session, event_id: int, since: datetime, until: datetime) -> int:
    moment = func.coalesce(Item.published_at, Item.found_at)
    within = and_(Item.event_id == event_id, moment > since, moment <= until)
    return session.scalar(select(func.count()).where(within)) or 0
