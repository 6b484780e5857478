"""Shifts: who is on duty, the duty log, the written handover."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from store.tables.casework import Case
from store.tables.judging import Candidate
from store.tables.people import DutyNote, Handover, Shift

OPEN_STATES = ("registered", "graded", "assigned", "in_hand", "drafting", "review", "approved")
"""States in which a case is not answered yet, so that the next shift must know of it."""


_BEGUN = (
    select(Shift).where(Shift.begun_at.is_not(None), Shift.ended_at.is_(None)).order_by(Shift.begun_at.desc()).limit(1)
)
_PLANNED = (
    select(Shift)
    .where(Shift.starts_at <= bindparam("now"), Shift.ends_at > bindparam("now"), Shift.ended_at.is_(None))
    .order_by(Shift.starts_at)
)


def on_duty(session: Session, now: datetime) -> Shift | None:
    """The shift that has begun and not ended; before anybody signs in, the planned one of this moment."""
    return session.scalars(_BEGUN).first() or session.scalars(_PLANNED, {"now": now}).first()


def before(session: Session, shift: Shift) -> Shift | None:
    """The shift that went before, by its planned start."""
    question = select(Shift).where(Shift.starts_at < shift.starts_at).order_by(Shift.starts_at.desc())
    return session.scalars(question.limit(1)).first()


def after(session: Session, shift: Shift) -> Shift | None:
    """The next planned shift."""
    question = select(Shift).where(Shift.starts_at > shift.starts_at).order_by(Shift.starts_at)
    return session.scalars(question.limit(1)).first()


def handover_of(session: Session, shift_id: int) -> Handover | None:
    """The written handover of a shift, if it was begun."""
    return session.scalars(select(Handover).where(Handover.shift_id == shift_id)).first()


def overlapping(session: Session, starts_at: datetime, ends_at: datetime, apart_from: int | None = None) -> bool:
    """True if another planned shift lies within these times."""
    question = select(Shift.id).where(Shift.starts_at < ends_at, Shift.ends_at > starts_at)
    if apart_from is not None:
        question = question.where(Shift.id != apart_from)
    return session.scalars(question.limit(1)).first() is not None


def notes(session: Session, shift_id: int) -> list[DutyNote]:
    """The duty log of a shift, oldest first."""
    return list(session.scalars(select(DutyNote).where(DutyNote.shift_id == shift_id).order_by(DutyNote.at)))


def open_cases(session: Session, limit: int = 200) -> list[Case]:
    """Cases not answered yet, worst and oldest first; they are carried over to the next shift by themselves."""
    question = (
        select(Case)
        .where(Case.state.in_(OPEN_STATES), Case.merged_into.is_(None), Case.isolated.is_(False))
        .order_by(Case.rank.desc(), Case.t0)
        .limit(limit)
    )
    return list(session.scalars(question))


def open_candidates(session: Session) -> int:
    """How many candidates wait for a decision."""
    return len(session.scalars(select(Candidate.id).where(Candidate.state == "open").limit(1000)).all())


def roster(session: Session, since: datetime, until: datetime) -> list[Shift]:
    """Planned shifts that touch the period, in order."""
    question = select(Shift).where(Shift.ends_at > since, Shift.starts_at < until).order_by(Shift.starts_at)
    return list(session.scalars(question))
