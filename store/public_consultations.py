"""Consultations as citizens read them: open for opinions, being answered, or with their table of adoption."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import policies
from store.tables.consulting import Clause, Consultation, Opinion


@dataclass(frozen=True, slots=True)
class Table:
    """A consultation with its clauses; `opinions` by clause id (None = on the whole), empty until published."""

    consultation: Consultation
    clauses: list[Clause]
    opinions: dict[int | None, list[Opinion]]

    @property
    def count(self) -> int:
        """How many opinions were answered."""
        return sum(len(few) for few in self.opinions.values())


def announced(session: Session, now: datetime, limit: int = 500) -> list[Consultation]:
    """Consultations that have begun, the latest to close first."""
    question = select(Consultation).where(Consultation.opens_at <= now).order_by(Consultation.closes_at.desc())
    return list(session.scalars(question.limit(limit)))


def table(session: Session, consultation_id: int, now: datetime) -> Table | None:
    """A consultation that has begun; its opinions and answers only once the table of adoption is published."""
    row = session.get(Consultation, consultation_id)
    if row is None or row.opens_at > now:
        return None
    found: dict[int | None, list[Opinion]] = {}
    if row.published_at is not None:
        for opinion in policies.opinions_of(session, consultation_id):
            found.setdefault(opinion.clause_id, []).append(opinion)
    return Table(row, policies.clauses_of(session, consultation_id), found)
