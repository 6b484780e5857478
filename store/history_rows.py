"""From an item to what became of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables.judging import Candidate
from store.tables.watching import Item


def open_candidate_of(session: Session, identity: str) -> Candidate | None:
    """The candidate that still waits for a decision on the event of this item, None where there is none."""
    question = (
        select(Candidate)
        .join(Item, Item.event_id == Candidate.event_id)
        .where(Item.identity == identity, Candidate.state == "open")
    )
    return session.scalars(question.limit(1)).first()
