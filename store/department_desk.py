"""The department desk: what a department has to do, sorted by what is due first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Select, bindparam, func, select

from store.actors import Actor
from store.case_list import COLUMNS, OPEN_CLOCKS, CaseRow, ClockRow, own_clocks, pressing
from store.seeing import KEPT, visible
from store.session import Session, rows_of
from store.tables.casework import Assignment, Case, Deadline
from store.tables.replying import Promise

OPEN_TASKS = ("assigned", "accepted", "returned")
MOST = 50


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


@dataclass(frozen=True, slots=True)
class Work:
    """What a department has to do: the MOST tasks that are due first, and how many there are."""

    tasks: list[Task]
    count: int
    late: int


def work_of(session: Session, actor: Actor, department: str, now: datetime) -> Work:
    """The open tasks of a department, what is due first on top, those without a clock last."""
    rows = rows_of(session, _first(actor, department), {"now": now})
    count, late = (rows[0][1], rows[0][2]) if rows else (0, 0)
    return Work(_tasks(session, [row[0] for row in rows], department), count, late)


@lru_cache(KEPT)
def _first(actor: Actor, department: str) -> Select[Any]:
    of_task = (Deadline.case_id == Assignment.case_id, own_clocks(department), Deadline.state.in_(OPEN_CLOCKS))
    due = select(func.min(Deadline.due_at)).where(*of_task).correlate(Assignment)
    open_tasks = (
        select(Assignment.id, Assignment.case_id, due.scalar_subquery().label("due_at"))
        .join(Case, Case.id == Assignment.case_id)
        .where(Assignment.department == department, Assignment.state.in_(OPEN_TASKS), Assignment.ended_at.is_(None))
        .where(Case.closed_at.is_(None), Case.merged_into.is_(None), visible(actor))
        .cte("open_tasks")
        .prefix_with("MATERIALIZED")  # what is due first is looked up once for each task, not at each mention
    )
    due_at = open_tasks.c.due_at
    late = due_at < bindparam("now", type_=Deadline.due_at.type)
    question: Any = select(open_tasks.c.id, func.count().over(), func.count().filter(late).over())
    return cast(Select[Any], question.order_by(due_at.is_(None), due_at, open_tasks.c.id).limit(MOST))


_TASKS: Any = (
    select(Assignment.id, Assignment.part, Assignment.state, Assignment.task, Assignment.assigned_at, *COLUMNS)
    .join(Case, Case.id == Assignment.case_id)
    .where(Assignment.id.in_(bindparam("ids", expanding=True)))
)


def _tasks(session: Session, ids: list[int], department: str) -> list[Task]:
    """These assignments with their cases and clocks, in the order of `ids`."""
    by_id = {row[0]: row for row in rows_of(session, _TASKS, {"ids": ids})} if ids else {}
    found = [(by_id[each][:5], CaseRow(*by_id[each][5:])) for each in ids]
    clocks = pressing(session, [case.id for _, case in found], department)
    return [Task(*[*head, case, clocks.get(case.id)]) for head, case in found]


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
