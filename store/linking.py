"""What moves along when cases are merged or split."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.tables.judging import Candidate
from store.tables.watching import Evidence


def move_evidence(session: Session, case_id: int, into: int) -> None:
    """Give the evidence of a case to the one it was merged into, except what is there already."""
    there = set(session.scalars(select(Evidence.content_hash).where(Evidence.case_id == into)))
    for each in session.scalars(select(Evidence).where(Evidence.case_id == case_id).order_by(Evidence.id)):
        if each.content_hash not in there:
            _copy(session, each, into)
            there.add(each.content_hash)


def copy_evidence(session: Session, case_id: int, into: int) -> None:
    """Copy the evidence of a case to one that was split off."""
    for each in session.scalars(select(Evidence).where(Evidence.case_id == case_id).order_by(Evidence.id)):
        _copy(session, each, into)


def _copy(session: Session, row: Evidence, case_id: int) -> None:
    names = ("item_id", "url", "title", "text", "content_hash", "fetched_at", "change", "changed_at")
    session.add(Evidence(case_id=case_id, **{name: getattr(row, name) for name in names}))


def point_candidates(session: Session, case_id: int, into: int) -> None:
    """The candidates of a merged case belong to the one that it lives on in."""
    session.execute(update(Candidate).where(Candidate.case_id == case_id).values(case_id=into))
