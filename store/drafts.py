"""Drafts and their review steps."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from store.tables.replying import Draft, ReviewStep


def unpublished(session: Session, case_id: int, part: str) -> list[Draft]:
    """The versions of this part that are neither published nor replaced, oldest first."""
    question = select(Draft).where(
        Draft.case_id == case_id, Draft.part == part, Draft.state.not_in(("published", "replaced"))
    )
    return list(session.scalars(question.order_by(Draft.number)))


def next_number(session: Session, case_id: int, part: str) -> int:
    """The number of the next version of this part."""
    last = session.scalar(select(func.max(Draft.number)).where(Draft.case_id == case_id, Draft.part == part))
    return (last or 0) + 1


def steps_of(session: Session, draft_id: int) -> list[ReviewStep]:
    """The chain of a draft, in order."""
    question = select(ReviewStep).where(ReviewStep.draft_id == draft_id)
    return list(session.scalars(question.order_by(ReviewStep.position)))


def waiting_step(session: Session, draft_id: int) -> ReviewStep | None:
    """The step whose turn it is, None if all have passed."""
    return next((each for each in steps_of(session, draft_id) if not each.decision), None)


def clear_steps(session: Session, draft_id: int) -> None:
    """Forget an earlier round of review of this version; what was decided stands in the log."""
    session.execute(delete(ReviewStep).where(ReviewStep.draft_id == draft_id))


def set_aside(session: Session, case_id: int) -> int:
    """The unpublished versions are replaced: the case went to other hands or will not be answered; gives how many."""
    question = select(Draft).where(Draft.case_id == case_id, Draft.state.not_in(("published", "replaced")))
    rows = list(session.scalars(question))
    for each in rows:
        each.state = "replaced"
        each.version += 1
    return len(rows)
