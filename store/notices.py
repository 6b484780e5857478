"""Notices on their way: leased while being sent, marked only after; silences; what a person was told."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from store.tables.telling import Notice, Silence

Silences = dict[tuple[str, int | None], Silence]


def due(channel: str, now: datetime) -> ColumnElement[bool]:
    """Notices of a channel whose moment has come and that no living worker holds."""
    return and_(
        Notice.channel == channel,
        Notice.sent_at.is_(None),
        Notice.given_up_at.is_(None),
        Notice.next_at <= now,
        or_(Notice.leased_until.is_(None), Notice.leased_until < now),
    )


def claim(
    session: Session, channel: str, worker: str, now: datetime, *, lease: timedelta, limit: int = 200
) -> list[Notice]:
    """Lease up to `limit` notices of a channel that are due; those of a dead worker come back when its lease ends."""
    question = (
        select(Notice)
        .where(due(channel, now))
        .order_by(Notice.next_at, Notice.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = list(session.scalars(question))
    for row in rows:
        row.leased_by, row.leased_until = worker, now + lease
        row.attempts += 1
    return rows


def _settle(session: Session, notice_id: int, worker: str, **values: object) -> bool:
    statement = (
        update(Notice)
        .where(Notice.id == notice_id, Notice.leased_by == worker, Notice.sent_at.is_(None))
        .values(leased_by=None, leased_until=None, **values)
        .returning(Notice.id)
    )
    return session.execute(statement).scalar() is not None


def mark_sent(session: Session, notice_id: int, worker: str, now: datetime) -> bool:
    """The channel took it. False if the lease went to somebody else meanwhile (then that one marks it)."""
    return _settle(session, notice_id, worker, sent_at=now, last_error="")


def put_off(session: Session, notice_id: int, worker: str, *, until: datetime, error: str) -> bool:
    """Not now: quiet hours, a full robot or a failure; it stays owed and comes back at `until`."""
    return _settle(session, notice_id, worker, next_at=until, last_error=error)


def give_up(session: Session, notice_id: int, worker: str, now: datetime, error: str) -> bool:
    """The channel refused for good (an address that does not exist); it stays visible as not told."""
    return _settle(session, notice_id, worker, given_up_at=now, last_error=error)


def messages_since(session: Session, channel: str, since: datetime, now: datetime) -> int:
    """Messages that a channel was given since then: sent ones (a digest counts once) and those being sent now."""
    under_way = and_(Notice.leased_until >= now, Notice.sent_at.is_(None))
    question = select(func.count(func.distinct(func.coalesce(Notice.digest, Notice.key)))).where(
        Notice.channel == channel, or_(Notice.sent_at > since, under_way)
    )
    return session.scalar(question) or 0


def withdraw(session: Session, subject: str, subject_id: int, now: datetime, *, why: str) -> int:
    """Take back what is owed but not yet sent of a subject (undo, merged or ended case); gives how many."""
    statement = (
        update(Notice)
        .where(
            Notice.subject == subject,
            Notice.subject_id == subject_id,
            Notice.sent_at.is_(None),
            Notice.given_up_at.is_(None),
        )
        .values(given_up_at=now, last_error=why)
        .returning(Notice.id)
    )
    return len(session.scalars(statement).all())


def silence(session: Session, subject: str, subject_id: int, by_user: int | None, reason: str, until: datetime,
            now: datetime) -> None:  # fmt: skip
    """Withhold what is owed of a subject until then; it has an author and a reason."""
    session.add(
        Silence(subject=subject, subject_id=subject_id, by_user=by_user, reason=reason, created_at=now, until=until)
    )


def end_silence(session: Session, subject: str, subject_id: int, now: datetime) -> int:
    """End the silences of a subject now: what was withheld becomes due at once. Gives how many ended."""
    ended = (
        update(Silence)
        .where(Silence.subject == subject, Silence.subject_id == subject_id, Silence.until > now)
        .values(until=now)
        .returning(Silence.id)
    )
    count = len(session.scalars(ended).all())
    if count:
        waiting = update(Notice).where(
            Notice.subject == subject, Notice.subject_id == subject_id, Notice.silenced_by.is_not(None),
            Notice.sent_at.is_(None), Notice.next_at > now,
        )  # fmt: skip
        session.execute(waiting.values(next_at=now))
    return count


def silences(session: Session, now: datetime) -> Silences:
    """The silences that hold now, by subject and its id (None: every one of that kind); of two the longer one."""
    question = select(Silence).where(Silence.created_at <= now, Silence.until > now).order_by(Silence.until)
    return {(each.subject, each.subject_id): each for each in session.scalars(question)}


def silence_of(held: Silences, subject: str, subject_id: int | None) -> Silence | None:
    """The silence that holds for a subject, if any."""
    return held.get((subject, subject_id)) or held.get((subject, None))
