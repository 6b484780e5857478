"""Questions about who has a case in hand: returns made, windows still open, the draft in work."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.opening import binding_assignment
from store.tables.casework import Assignment, Deadline, Return
from store.tables.replying import Draft


def has_returned(session: Session, case_id: int, department: str) -> bool:
    """True if this department returned this case before."""
    question = (
        select(Return.id)
        .join(Assignment, Assignment.id == Return.assignment_id)
        .where(Return.case_id == case_id, Assignment.department == department)
    )
    return session.scalar(question.limit(1)) is not None


def return_due(session: Session, assignment_id: int) -> datetime | None:
    """Until when this assignment may be returned."""
    return session.scalar(
        select(Deadline.due_at).where(Deadline.assignment_id == assignment_id, Deadline.step == "return")
    )


def is_bound(session: Session, case_id: int, department: str) -> bool:
    """True if the department has a task in this case."""
    return binding_assignment(session, case_id, department) is not None


def draft_in_work(session: Session, case_id: int) -> Draft | None:
    """The newest reply draft that is still being written or reviewed."""
    question = select(Draft).where(
        Draft.case_id == case_id, Draft.part == "reply", Draft.state.in_(("drafting", "sent_back", "review"))
    )
    return session.scalars(question.order_by(Draft.number.desc())).first()
