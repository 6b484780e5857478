"""What is due, found by index and claimed in stretches; two sweeps at once do each case once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from store.tables.casework import Case, Deadline
from store.tables.judging import Candidate


def claim_due(session: Session, now: datetime, limit: int) -> list[tuple[Deadline, Case]]:
    """Deadlines that must be looked at, earliest first, their cases locked; what another transaction has is left to it.

    The rows are read again after the lock: a move that committed meanwhile may have ended them.
    """
    due = (
        select(Deadline.case_id)
        .where(Deadline.next_check_at <= now)
        .order_by(Deadline.next_check_at, Deadline.id)
        .limit(limit)
    )
    wanted = sorted(set(session.scalars(due)))
    question = select(Case).where(Case.id.in_(wanted)).order_by(Case.id)
    locked = question.with_for_update(key_share=True, skip_locked=True).execution_options(populate_existing=True)
    cases = {each.id: each for each in session.scalars(locked)}
    rows = (
        select(Deadline)
        .where(Deadline.case_id.in_(list(cases)), Deadline.next_check_at <= now)
        .order_by(Deadline.next_check_at, Deadline.id)
        .execution_options(populate_existing=True)
    )
    return [(each, cases[each.case_id]) for each in session.scalars(rows)]


def unconfirmed_in_time(session: Session, severities: Sequence[str], states: Sequence[str], limit: int) -> list[int]:
    """Cases of these severities whose confirmation time ran out without a confirmation."""
    late = exists().where(
        and_(Deadline.case_id == Case.id, Deadline.step == "confirm", Deadline.breached_at.is_not(None))
    )
    question = (
        select(Case.id)
        .where(Case.severity.in_(severities), Case.state.in_(states), Case.severity_confirmed_at.is_(None), late)
        .limit(limit)
    )
    return list(session.scalars(question))


def to_watch(session: Session, limit: int) -> list[int]:
    """Answered cases whose time of watching runs."""
    runs = exists().where(and_(Deadline.case_id == Case.id, Deadline.step == "watch", Deadline.state == "running"))
    return list(session.scalars(select(Case.id).where(Case.state == "replied", runs).limit(limit)))


def silence_over(session: Session, now: datetime, limit: int) -> list[int]:
    """Silenced candidates whose silence has ended."""
    question = select(Candidate.id).where(Candidate.state == "silenced", Candidate.silenced_until <= now)
    return list(session.scalars(question.limit(limit)))
