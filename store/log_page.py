"""The log and the traces of looks at unmasked data, as the audit administrator reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.tables.casework import Case, LogEntry
from store.tables.people import AccessTrace, User


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What a list is narrowed to; empty = not at all. `until` is the first moment that is left out."""

    actor: str = ""
    subject: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """One look at unmasked data, or one export."""

    id: int
    at: datetime
    who: str
    what: str
    subject: str
    subject_id: int | None
    reason: str


def entries(session: Session, wanted: LogFilter, *, below: int | None, limit: int) -> list[LogEntry]:
    """Entries, newest first; `below`: only ids smaller than this."""
    question = select(LogEntry).order_by(LogEntry.id.desc()).limit(limit)
    for column, value in ((LogEntry.actor, wanted.actor), (LogEntry.subject, wanted.subject)):
        if value:
            question = question.where(column == value)
    if wanted.action:
        question = question.where(LogEntry.action == wanted.action)
    if wanted.since:
        question = question.where(LogEntry.at >= wanted.since)
    if wanted.until:
        question = question.where(LogEntry.at < wanted.until)
    if below is not None:
        question = question.where(LogEntry.id < below)
    return list(session.scalars(question))


def numbers_of(session: Session, entries: list[LogEntry]) -> dict[int, str]:
    """Case → its number, for entries about cases."""
    ids = {each.subject_id for each in entries if each.subject == "case" and each.subject_id}
    return dict(session.execute(select(Case.id, Case.number).where(Case.id.in_(ids))).all()) if ids else {}


def traces(session: Session, *, below: int | None, limit: int) -> list[Trace]:
    """Traces, newest first."""
    question = (
        select(
            AccessTrace.id,
            AccessTrace.at,
            func.coalesce(User.display, "命令行"),
            AccessTrace.what,
            AccessTrace.subject,
            AccessTrace.subject_id,
            AccessTrace.reason,
        )
        .outerjoin(User, User.id == AccessTrace.user_id)
        .order_by(AccessTrace.id.desc())
        .limit(limit)
    )
    if below is not None:
        question = question.where(AccessTrace.id < below)
    rows: list[Any] = list(session.execute(question))
    return [Trace(*row) for row in rows]
