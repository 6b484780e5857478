"""The roster, and a shift with all that was written in it, with names of people and titles of cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import shifts
from store.actors import Actor
from store.case_list import COLUMNS, CaseRow
from store.seeing import visible
from store.tables.casework import Case
from store.tables.people import DutyNote, Handover, Shift, User, UserRole


@dataclass(frozen=True, slots=True)
class ShiftView:
    """A shift: its log, its handover, the cases carried over (as this person may see them), and people's names."""

    shift: Shift
    notes: list[DutyNote]
    handover: Handover | None
    cases: list[CaseRow]
    carried: int
    names: dict[int, str]


def view(session: Session, actor: Actor, shift_id: int) -> ShiftView | None:
    """One shift, None if there is none of that id."""
    shift = session.get(Shift, shift_id)
    if shift is None:
        return None
    handover = shifts.handover_of(session, shift_id)
    notes = shifts.notes(session, shift_id)
    ids = [int(each["id"]) for each in handover.open_cases] if handover else []
    people = [shift.officer_id, shift.chief_id, *(each.by_user for each in notes)]
    people += [handover.signed_out_by, handover.signed_in_by] if handover else []
    return ShiftView(shift, notes, handover, cases(session, actor, ids), len(ids), names(session, people))


def cases(session: Session, actor: Actor, ids: Iterable[int]) -> list[CaseRow]:
    """These cases as far as the person may see them, worst and oldest first."""
    question = select(*COLUMNS).where(Case.id.in_(list(ids)), visible(actor)).order_by(Case.rank.desc(), Case.t0)
    rows: list[Any] = list(session.execute(question))
    return [CaseRow(*row) for row in rows]


def open_now(session: Session, actor: Actor) -> list[CaseRow]:
    """What the next handover will carry over by itself."""
    return cases(session, actor, [each.id for each in shifts.open_cases(session)])


def names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Id → the person's name."""
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    return dict(session.execute(select(User.id, User.display).where(User.id.in_(wanted))).all())


def on_roster(session: Session, since: datetime, until: datetime) -> tuple[list[Shift], dict[int, str]]:
    """The shifts of a stretch of time, and the names of whoever is on them."""
    rows = shifts.roster(session, since, until)
    people: list[int | None] = [each.officer_id for each in rows]
    return rows, names(session, people + [each.chief_id for each in rows])


def who_may_be_on_duty(session: Session, role: str) -> list[tuple[int, str]]:
    """(id, name) of active people who hold a role."""
    question = (
        select(User.id, User.display)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.active, UserRole.role == role)
        .order_by(User.display)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def next_for(session: Session, actor: Actor, now: datetime) -> Shift | None:
    """The shift that this person may begin next: planned for them, not begun, not over."""
    question = (
        select(Shift)
        .where(Shift.begun_at.is_(None), Shift.ends_at > now)
        .where((Shift.officer_id == actor.id) | (Shift.chief_id == actor.id))
        .order_by(Shift.starts_at)
    )
    return session.scalars(question.limit(1)).first()
