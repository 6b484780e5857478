"""Policies and consultations as rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from store.session import Session, rows_of
from store.tables.consulting import Clause, Consultation, Opinion, Policy

_ALL = select(Policy).order_by(Policy.published_at.desc(), Policy.id.desc())


def all_policies(session: Session) -> list[Policy]:
    """The register, newest first."""
    return list(session.scalars(_ALL))


_NAMES = select(Policy.id, Policy.title, Policy.number, Policy.aliases, Policy.department).order_by(
    Policy.published_at.desc(), Policy.id.desc()
)


def names(session: Session) -> list[Any]:
    """Rows with id, title, number, aliases, department of every policy, newest first: enough to find it in a text."""
    return rows_of(session, _NAMES)


def those(session: Session, ids: list[int]) -> dict[int, Policy]:
    """The policies of these ids."""
    return {row.id: row for row in session.scalars(select(Policy).where(Policy.id.in_(ids)))} if ids else {}


def consultations(session: Session, *, published: bool = False) -> list[Consultation]:
    """Consultations, the latest to close first; `published`: only those whose adoption table is out."""
    question = select(Consultation).order_by(Consultation.closes_at.desc())
    if published:
        question = question.where(Consultation.published_at.is_not(None))
    return list(session.scalars(question))


def clauses_of(session: Session, consultation_id: int) -> list[Clause]:
    """The clauses of a draft in their order."""
    question = select(Clause).where(Clause.consultation_id == consultation_id).order_by(Clause.position)
    return list(session.scalars(question))


def opinions_of(session: Session, consultation_id: int) -> list[Opinion]:
    """The opinions on a draft, grouped by clause (those without one last), oldest first."""
    question = (
        select(Opinion)
        .outerjoin(Clause, Clause.id == Opinion.clause_id)
        .where(Opinion.consultation_id == consultation_id)
        .order_by(Clause.position.is_(None), Clause.position, Opinion.received_at, Opinion.id)
    )
    return list(session.scalars(question))


def unanswered(session: Session, consultation_id: int) -> int:
    """How many opinions have no answer yet."""
    question = select(func.count()).where(Opinion.consultation_id == consultation_id, Opinion.answer == "")
    return session.scalar(question) or 0
