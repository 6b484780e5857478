"""Notices: owed in the same transaction as what they tell of, leased while being sent, marked only after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from store.tables.casework import Case
from store.tables.people import User, UserRole
from store.tables.telling import Notice, Silence

MAY_KNOW_ISOLATED = ("discipline", "bureau_chief")
"""Roles that may hear of an isolated case (机关纪委, 主要负责人)."""


@dataclass(frozen=True)
class Telling:
    """What is to be told. `about`: alert, assigned, warn_50, warn_25, breach, reminder, circular, escalation, … and
    `threshold` tells repeats apart (a clock's id, a rung). `true_at`: when it really fell due, if that was earlier."""

    subject: str
    subject_id: int
    about: str
    severity: str
    title: str
    body: str = ""
    link: str = ""
    threshold: str = ""
    true_at: datetime | None = None
    not_before: datetime | None = None
    rung: int = 0


def owe(session: Session, telling: Telling, recipients: Sequence[str], now: datetime) -> int:
    """Owe `telling` to everybody who holds one of `recipients` (roles, names of departments, or `user:<id>`).

    One notice per person, unique by its key: owing twice changes nothing. People of an accused department are left
    out, and of an isolated case only those hear who may know it. Gives the number of new notices.
    """
    owed = 0
    for user_id, recipient in _people(session, recipients, telling):
        key = ":".join((telling.subject, str(telling.subject_id), telling.about, telling.threshold, str(user_id)))
        owed += insert_once(session, _row(telling, key, recipient, user_id, "console", now))
    return owed


def _row(
    telling: Telling, key: str, recipient: str, user_id: int | None, channel: str, now: datetime
) -> dict[str, object]:
    return {
        "key": key,
        "subject": telling.subject,
        "subject_id": telling.subject_id,
        "about": telling.about,
        "severity": telling.severity,
        "recipient": recipient,
        "recipient_id": user_id,
        "channel": channel,
        "title": telling.title,
        "body": telling.body,
        "link": telling.link,
        "owed_at": now,
        "true_at": telling.true_at,
        "not_before": telling.not_before,
        "next_at": telling.not_before or now,
        "rung": telling.rung,
        "attempts": 0,
        "last_error": "",
    }


def insert_once(session: Session, values: dict[str, object]) -> int:
    """Insert a notice unless its key is already there; 1 if it is new, else 0."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(Notice).values(**values).on_conflict_do_nothing(index_elements=["key"]).returning(Notice.id)
    return 0 if session.execute(statement).scalar() is None else 1


def _people(session: Session, recipients: Sequence[str], telling: Telling) -> list[tuple[int, str]]:
    wanted = [each for each in recipients if each and not each.startswith("user:")]
    persons = [int(each.removeprefix("user:")) for each in recipients if each.startswith("user:")]
    question = (
        select(User.id, User.department, UserRole.role)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.active.is_(True), _wanted(wanted, persons))
        .order_by(User.id)
    )
    case = session.get(Case, telling.subject_id) if telling.subject == "case" else None
    found: dict[int, str] = {}
    for user_id, department, role in session.execute(question):
        if case is not None and not _may_hear(case, department, session, user_id):
            continue
        found.setdefault(user_id, role if role in wanted else department or f"user:{user_id}")
    return list(found.items())


def _wanted(names: list[str], persons: list[int]) -> ColumnElement[bool]:
    # A department is told through its head and liaisons; a role of its own name never clashes with a department.
    by_department = and_(User.department.in_(names), UserRole.role.in_(("head", "liaison")))
    return or_(UserRole.role.in_(names), by_department, User.id.in_(persons))


def _may_hear(case: Case, department: str, session: Session, user_id: int) -> bool:
    if department and department in case.accused:
        return False
    if not case.isolated:
        return True
    roles = session.scalars(select(UserRole.role).where(UserRole.user_id == user_id)).all()
    return not set(roles).isdisjoint(MAY_KNOW_ISOLATED)


def claim(
    session: Session, channel: str, worker: str, now: datetime, *, lease: timedelta, limit: int = 200
) -> list[Notice]:
    """Lease up to `limit` notices of a channel that are due; those of a dead worker come back when its lease ends."""
    question = (
        select(Notice)
        .where(
            Notice.channel == channel,
            Notice.sent_at.is_(None),
            Notice.given_up_at.is_(None),
            Notice.next_at <= now,
            or_(Notice.leased_until.is_(None), Notice.leased_until < now),
        )
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


def to_relay(session: Session, limit: int = 500) -> list[Notice]:
    """Notices of the console for which the group robots were not yet given theirs."""
    question = (
        select(Notice)
        .where(Notice.channel == "console", Notice.relayed_at.is_(None), Notice.given_up_at.is_(None))
        .order_by(Notice.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(question))


def relay(session: Session, notice: Notice, channel: str, now: datetime, next_at: datetime) -> int:
    """Owe to a robot what a person was owed; one message however many people the notice went to."""
    key = f"{notice.key.rsplit(':', 1)[0]}:@{channel}"
    values = {name: getattr(notice, name) for name in _RELAYED}
    values |= {"key": key, "channel": channel, "recipient_id": None, "owed_at": now, "next_at": next_at}
    return insert_once(session, values | {"attempts": 0, "last_error": "", "relayed_at": now})


_RELAYED = ("subject", "subject_id", "about", "severity", "recipient", "title", "body", "link", "true_at", "rung")


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


def is_silenced(session: Session, subject: str, subject_id: int | None, now: datetime) -> Silence | None:
    """The silence that holds for a subject now, if any."""
    question = select(Silence).where(
        Silence.subject == subject,
        or_(Silence.subject_id == subject_id, Silence.subject_id.is_(None)),
        Silence.created_at <= now,
        Silence.until > now,
    )
    return session.scalars(question.limit(1)).first()


def inbox(session: Session, user_id: int, *, limit: int = 50) -> list[Notice]:
    """A person's notices of the console, newest first."""
    question = (
        select(Notice)
        .where(Notice.recipient_id == user_id, Notice.channel == "console", Notice.sent_at.is_not(None))
        .order_by(Notice.id.desc())
        .limit(limit)
    )
    return list(session.scalars(question))
