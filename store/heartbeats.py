"""Signs of life of the program's parts, and the times in which there were none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from store.tables.casework import Case, Deadline
from store.tables.telling import Heartbeat, Notice, Outage
from store.tables.watching import Item


@dataclass(frozen=True)
class Waiting:
    """The oldest of what waits for each part: a deadline to check, an item to judge, a notice to send."""

    deadline: datetime | None
    item: datetime | None
    notice: datetime | None


@dataclass(frozen=True)
class FellDue:
    """A deadline that was missed while nobody looked, at its true moment."""

    case_id: int
    number: str
    title: str
    step: str
    department: str
    due_at: datetime


def beat(session: Session, name: str, now: datetime, detail: str = "") -> datetime | None:
    """Write that a part did its work now; gives when it was seen before, None at its first time."""
    row = session.get(Heartbeat, name)
    if row is None:
        session.add(Heartbeat(name=name, seen_at=now, detail=detail))
        return None
    seen, row.seen_at, row.detail = row.seen_at, now, detail
    return seen


def last_seen(session: Session) -> dict[str, datetime]:
    """Part → when it last did its work."""
    return {row.name: row.seen_at for row in session.scalars(select(Heartbeat))}


def last_detail(session: Session, name: str) -> str:
    """What the part wrote down at its last work, empty before its first."""
    row = session.get(Heartbeat, name)
    return row.detail if row else ""


def oldest_waiting(session: Session, now: datetime) -> Waiting:
    """What has waited longest; None where nothing is due."""
    open_notice = and_(Notice.sent_at.is_(None), Notice.given_up_at.is_(None), Notice.next_at <= now)
    return Waiting(
        deadline=session.scalar(select(func.min(Deadline.next_check_at)).where(Deadline.next_check_at <= now)),
        item=session.scalar(select(func.min(Item.found_at)).where(Item.judged_at.is_(None))),
        notice=session.scalar(select(func.min(Notice.next_at)).where(open_notice)),
    )


def fell_due_between(session: Session, since: datetime, until: datetime, limit: int = 1000) -> list[FellDue]:
    """Deadlines of cases that ran out in (since, until] without having been met by then, oldest first.

    Those of isolated cases are left out: who reads this list may not know of them, and 机关纪委 hears of each breach.
    """
    unmet = or_(Deadline.ended_at.is_(None), Deadline.ended_at > Deadline.due_at)
    question = (
        select(Case.id, Case.number, Case.title, Deadline.step, Deadline.department, Deadline.due_at)
        .join(Case, Case.id == Deadline.case_id)
        .where(Case.isolated.is_(False))
        .where(Deadline.due_at > since, Deadline.due_at <= until, unmet, Deadline.state.not_in(("waived", "ended")))
        .order_by(Deadline.due_at)
        .limit(limit)
    )
    rows = session.execute(question).all()
    return [FellDue(*row[:5], due_at=row.due_at) for row in rows if row.due_at is not None]


def note_outage(session: Session, began_at: datetime, ended_at: datetime, fell_due: int, now: datetime) -> int:
    """Keep that nobody looked between two moments; gives the outage's id."""
    row = Outage(began_at=began_at, ended_at=ended_at, fell_due=fell_due, noted_at=now)
    session.add(row)
    session.flush()
    return row.id


def outages(session: Session, since: datetime) -> list[Outage]:
    """Outages that ended after `since`, newest first."""
    return list(session.scalars(select(Outage).where(Outage.ended_at > since).order_by(Outage.id.desc())))
