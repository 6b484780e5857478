"""What officers taught: corrected topics, and the topics of answered cases that nobody had to correct."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables.casework import Case
from store.tables.judging import Correction, Event, Verdict
from store.tables.watching import Item


@dataclass(frozen=True, slots=True)
class Taught:
    """A text with the topic that a person gave it or let stand; `at`: when it was published or found."""

    item_id: int
    title: str
    text: str
    topic: str
    at: datetime


def taught_topics(session: Session, limit: int = 20_000) -> list[Taught]:
    """One row per text, the newest decision on it; texts that are gone teach nothing."""
    taught: dict[int, Taught] = {}
    answered = (
        select(Item, Case.topic)
        .join(Event, Event.first_item_id == Item.id)
        .join(Case, Case.event_id == Event.id)
        .where(Case.replied_at.is_not(None), Case.topic != "", Item.text != "")
        .order_by(Case.id.desc())
        .limit(limit)
    )
    corrected = (
        select(Item, Correction.now)
        .join(Correction, Correction.item_id == Item.id)
        .where(Correction.head == "topic", Item.text != "")
        .order_by(Correction.id)
        .limit(limit)
    )
    for question in (answered, corrected):
        for item, topic in session.execute(question):
            at = item.published_at or item.found_at
            taught[item.id] = Taught(item.id, item.title, item.text, topic, at)
    return list(taught.values())


def untaught_texts(session: Session, limit: int = 5_000) -> list[tuple[str, str]]:
    """(title, text) of the newest items that concern the body and whose topic nobody has corrected.

    Corrections outlive their items: one without an item must not stand in the list, or NOT IN would match nothing.
    """
    corrected = select(Correction.item_id).where(Correction.head == "topic", Correction.item_id.is_not(None))
    question = (
        select(Item.title, Item.text)
        .join(Verdict, Verdict.item_id == Item.id)
        .where(Verdict.relevant, Item.text != "", Item.id.not_in(corrected))
        .order_by(Item.id.desc())
        .limit(limit)
    )
    return [(title, text) for title, text in session.execute(question)]


def newest_correction(session: Session) -> datetime | None:
    """When a topic was last corrected, None where none ever was."""
    question = select(Correction.at).where(Correction.head == "topic").order_by(Correction.at.desc())
    return session.scalars(question.limit(1)).first()
