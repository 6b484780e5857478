"""What waits for a second person's decision, and small questions that gradings ask."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from store.tables.casework import Approval, Case, Deadline, Extension
from store.tables.judging import Candidate

_WAITING = select(Approval).where(
    Approval.case_id == bindparam("case"), Approval.kind == bindparam("kind"), Approval.decision == ""
)


def waiting(session: Session, case_id: int, kind: str) -> Approval | None:
    """The approval of this kind that nobody has decided yet."""
    return session.scalars(_WAITING, {"case": case_id, "kind": kind}).first()


def extensions_of(session: Session, case_id: int, key: str) -> list[Extension]:
    """What was asked for this deadline so far, refused ones left out."""
    question = select(Extension).where(
        Extension.case_id == case_id, Extension.step == key, Extension.decision != "refuse"
    )
    return list(session.scalars(question))


def confirm_due(session: Session, case_id: int) -> datetime | None:
    """When the severity should have been confirmed."""
    question = select(Deadline.due_at).where(Deadline.case_id == case_id, Deadline.step == "confirm")
    return session.scalar(question.order_by(Deadline.round.desc()).limit(1))


def sync_candidate(session: Session, case: Case) -> None:
    """Give the candidate of a case the same isolation, so that the desk hides or shows both alike."""
    for each in session.scalars(select(Candidate).where(Candidate.case_id == case.id)):
        each.isolated, each.accused = case.isolated, list(case.accused)
