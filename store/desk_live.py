"""What came to the duty desk since it was last looked at: two look-ups by key, cheap enough for every second."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from store.actors import Actor
from store.seeing import visible_candidates
from store.session import Session, rows_of
from store.tables.judging import Alert, Candidate


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a desk has seen: the newest alert and the newest candidate."""

    alert: int = 0
    candidate: int = 0


_NEWEST = select(select(func.max(Alert.id)).scalar_subquery(), select(func.max(Candidate.id)).scalar_subquery())


def newest(session: Session) -> Seen:
    """The newest rows there are."""
    ((alert, candidate),) = rows_of(session, _NEWEST)
    return Seen(alert or 0, candidate or 0)


def come_since(session: Session, actor: Actor, seen: Seen, limit: int = 100) -> list[tuple[int, str]]:
    """(candidate, severity) of open candidates that are new, or were raised to a new severity, since `seen`."""
    alerted = select(Alert.event_id).where(Alert.id > seen.alert)
    question = (
        select(Candidate.id, Candidate.severity)
        .where((Candidate.id > seen.candidate) | Candidate.event_id.in_(alerted))
        .where(Candidate.state == "open", visible_candidates(actor))
        .order_by(Candidate.rank.desc(), Candidate.raised_at.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(question)]
