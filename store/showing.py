"""Notices reach the console, and with it the group robots that should hear of them too: many at once.

The console is our own database: to mark a notice is to deliver it. What robots are owed is written in the same
transaction, so that a process killed in between has done both or neither.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Row, select, union, update
from sqlalchemy.orm import Session

from store.notices import due, silence_of, silences
from store.owing import insert_once
from store.tables.casework import Case
from store.tables.judging import Candidate
from store.tables.telling import Notice

_RELAYED = ("subject", "subject_id", "about", "severity", "recipient", "title", "body", "link", "true_at", "rung")
_TO_SHOW = (Notice.id, Notice.key, *(getattr(Notice, name) for name in _RELAYED))
Shown = Row[Any]
"""A shown notice: id, key and what a robot would repeat of it."""


def show(session: Session, now: datetime, limit: int) -> tuple[list[Shown], int]:
    """Show up to `limit` due notices to their people; gives the shown ones and how many a silence withholds."""
    question = (
        select(*_TO_SHOW)
        .where(due("console", now))
        .order_by(Notice.next_at, Notice.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows, held = session.execute(question).all(), silences(session, now)
    shown = []
    for row in rows:
        silence = silence_of(held, row.subject, row.subject_id)
        if silence is None:
            shown.append(row)
        else:
            withheld = {"silenced_by": silence.id, "next_at": silence.until, "last_error": "已静默"}
            session.execute(update(Notice).where(Notice.id == row.id).values(**withheld))
    marked = {"sent_at": now, "relayed_at": now, "last_error": "", "attempts": Notice.attempts + 1}
    session.execute(update(Notice).where(Notice.id.in_([each.id for each in shown])).values(**marked))
    return shown, len(rows) - len(shown)


def confidential(session: Session, rows: Collection[Shown]) -> set[tuple[str, int]]:
    """The subjects among these that are isolated: a group robot has readers whom nobody can check."""
    cases = [each.subject_id for each in rows if each.subject == "case"]
    events = [each.subject_id for each in rows if each.subject == "event"]
    of_cases = select(Case.id).where(Case.id.in_(cases), Case.isolated.is_(True))
    of_events: CompoundSelect[int] = union(
        select(Candidate.event_id).where(Candidate.event_id.in_(events), Candidate.isolated.is_(True)),
        select(Case.event_id).where(Case.event_id.in_(events), Case.isolated.is_(True)),
    )
    found = {("case", each) for each in session.scalars(of_cases)} if cases else set()
    return found | ({("event", each) for each in session.scalars(of_events)} if events else set())


def relay(session: Session, rows: Sequence[tuple[Shown, str, datetime]], now: datetime) -> int:
    """Owe to robots (notice, channel, earliest moment); one message however many people the notice went to."""
    owed: dict[str, dict[str, Any]] = {}
    for row, channel, next_at in rows:
        key = f"{row.key.rsplit(':', 1)[0]}:@{channel}"
        values = {name: getattr(row, name) for name in _RELAYED}
        values |= {"key": key, "channel": channel, "recipient_id": None, "owed_at": now, "next_at": next_at}
        owed.setdefault(key, values | {"attempts": 0, "last_error": "", "relayed_at": now})
    return insert_once(session, list(owed.values()))
