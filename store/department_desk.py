"""The department desk: what a department has to do, sorted by what is due first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.actors import Actor
from store.case_list import COLUMNS, CaseRow, ClockRow, pressing
from store.seeing import visible
from store.tables.casework import Assignment, Case
from store.tables.replying import Promise

OPEN_TASKS = ("assigned", "accepted", "returned")
MOST = 300


@dataclass(frozen=True, slots=True)
class Task:
    """One open assignment of the department with its case and the clock that presses most."""

    assignment_id: int
    part: str
    state: str
    task: str
    assigned_at: datetime
    case: CaseRow
    clock: ClockRow | None


def tasks(session: Session, actor: Actor, department: str) -> list[Task]:
    """Up to MOST open tasks, what is due first on top, those without a clock last."""
    question = (
        select(Assignment.id, Assignment.part, Assignment.state, Assignment.task, Assignment.assigned_at, *COLUMNS)
        .join(Case, Case.id == Assignment.case_id)
        .where(Assignment.department == department, Assignment.state.in_(OPEN_TASKS), Assignment.ended_at.is_(None))
        .where(Case.closed_at.is_(None), Case.merged_into.is_(None), visible(actor))
        .order_by(Assignment.id.desc())
        .limit(MOST)
    )
    rows: list[Any] = list(session.execute(question))
    found = [(row[:5], CaseRow(*row[5:])) for row in rows]
    clocks = pressing(session, [case.id for _, case in found], department)
    made = [Task(*[*head, case, clocks.get(case.id)]) for head, case in found]
    return sorted(made, key=lambda each: (each.clock is None, each.clock.due_at if each.clock else each.assigned_at))


def promises_due(session: Session, department: str, until: datetime) -> list[tuple[Promise, str]]:
    """Promises of the department that are not kept and fall due before `until`, with the case's number."""
    question = (
        select(Promise, Case.number)
        .join(Case, Case.id == Promise.case_id)
        .where(Promise.department == department, Promise.kept_at.is_(None), Promise.due_at < until)
        .order_by(Promise.due_at)
        .limit(50)
    )
    return [(row[0], row[1]) for row in session.execute(question)]
