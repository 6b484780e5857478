"""Cases and what belongs to them: read for pages through the one filter, locked for moves."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from errors import BadInput
from store.actors import Actor
from store.seeing import KEPT
from store.seeing import visible as visible
from store.seeing import visible_candidates as visible_candidates
from store.tables.casework import Approval, Assignment, Case, Deadline, Extension, Grading, Return, Waiver
from store.tables.judging import Candidate
from store.tables.replying import Draft, Promise, PublishDuty, Reply

SUBJECTS: dict[str, Any] = {
    "candidate": Candidate,
    "case": Case,
    "assignment": Assignment,
    "return": Return,
    "draft": Draft,
    "reply": Reply,
    "promise": Promise,
    "extension": Extension,
    "approval": Approval,
}
"""Subject of a move → its rows."""


def lock_subject(session: Session, subject: str, subject_id: int) -> tuple[Any, Case | None]:
    """The row and its case, both locked until the transaction ends, or (None, None).

    The case is always locked before what belongs to it, so that two moves on one case wait instead of crossing.
    """
    table = SUBJECTS[subject]
    if subject == "case":
        case = _locked(session, Case, subject_id)
        return case, case
    if subject == "candidate":
        _lock_if_any(session, session.scalar(select(Candidate.case_id).where(Candidate.id == subject_id)))
        candidate = _locked(session, Candidate, subject_id)
        return candidate, _lock_if_any(session, candidate.case_id if candidate else None)
    case_id = session.scalar(select(table.case_id).where(table.id == subject_id))
    if case_id is None:
        return None, None
    case = _locked(session, Case, case_id)
    return _locked(session, table, subject_id), case


def _lock_if_any(session: Session, case_id: int | None) -> Case | None:
    return None if case_id is None else _locked(session, Case, case_id)


def _locked(session: Session, table: Any, row_id: int) -> Any:
    question = (
        select(table)
        .where(table.id == row_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return session.scalars(question).first()


def lock_case(session: Session, case_id: int) -> Case | None:
    """The case, locked until the transaction ends."""
    found: Case | None = _locked(session, Case, case_id)
    return found


def visible_case(session: Session, actor: Actor, case_id: int) -> Case | None:
    """The case if this person may see it; None is also the answer for one that does not exist."""
    return session.scalars(_visible_case(actor), {"case": case_id}).first()


@lru_cache(KEPT)
def _visible_case(actor: Actor) -> Select[Case]:
    return select(Case).where(Case.id == bindparam("case"), visible(actor))


def visible_candidate(session: Session, actor: Actor, candidate_id: int) -> Candidate | None:
    """The candidate if this person may see it."""
    return session.scalars(_visible_candidate(actor), {"candidate": candidate_id}).first()


@lru_cache(KEPT)
def _visible_candidate(actor: Actor) -> Select[Candidate]:
    return select(Candidate).where(Candidate.id == bindparam("candidate"), visible_candidates(actor))


def find_case(session: Session, actor: Actor, written: str) -> Case:
    """The visible case with that number or id; raises BadInput where there is none."""
    written = written.strip()
    same = Case.number == written
    if written.isascii() and written.isdigit() and len(written) < 16:
        same = or_(same, Case.id == int(written))
    found = session.scalars(select(Case).where(same, visible(actor))).first()
    if found is None:
        raise BadInput(f"没有这个事项：{written}", field="case")
    return found


def of_case(session: Session, table: Any, case_id: int) -> list[Any]:
    """All rows of a table that belong to a case, in the order in which they came."""
    return list(session.scalars(_of_case(table), {"case": case_id}))


@lru_cache
def _of_case(table: Any) -> Select[Any]:
    return select(table).where(table.case_id == bindparam("case")).order_by(table.id)


def assignments(session: Session, case_id: int) -> list[Assignment]:
    """The assignments of a case, in the order in which they were given."""
    return of_case(session, Assignment, case_id)


def open_assignments(session: Session, case_id: int) -> list[Assignment]:
    """Those that still bind their department."""
    return [each for each in assignments(session, case_id) if each.ended_at is None]


def lead_assignment(session: Session, case_id: int) -> Assignment | None:
    """The present lead department's assignment."""
    return next((each for each in open_assignments(session, case_id) if each.part == "lead"), None)


def deadlines(session: Session, case_id: int) -> list[Deadline]:
    """The clocks of a case."""
    return of_case(session, Deadline, case_id)


def gradings(session: Session, case_id: int) -> list[Grading]:
    """Every severity that the case had, in order."""
    return of_case(session, Grading, case_id)


def waivers(session: Session, case_id: int) -> list[Waiver]:
    """What was waived."""
    return of_case(session, Waiver, case_id)


def publish_duty(session: Session, case_id: int) -> PublishDuty | None:
    """What the kind of opinion obliges to publish, None for plain information."""
    return session.scalars(select(PublishDuty).where(PublishDuty.case_id == case_id)).first()
