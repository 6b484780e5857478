"""How judging does: topics that people corrected over the weeks, and which items a person should label next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.actors import Actor
from store.seeing import visible_candidates, visible_events
from store.tables.casework import Case
from store.tables.judging import Candidate, Correction, Event, Verdict
from store.tables.watching import Item

WEEK = timedelta(days=7)
LOOKED_AT = 3000


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic over the weeks, oldest first: (cases with it, corrected ones of them), and both sums."""

    topic: str
    weeks: tuple[tuple[int, int], ...]
    cases: int
    corrected: int

    @property
    def accuracy(self) -> float | None:
        """Share that nobody corrected; None without cases."""
        return 1 - self.corrected / self.cases if self.cases else None


@dataclass(frozen=True, slots=True)
class ToLabel:
    """An item that is worth a person's look: how unsure judging is (0-1), how far it spread, and both together."""

    title: str
    topic: str
    confidence: float
    items: int
    worth: float
    candidate_id: int | None


def topic_lines(session: Session, now: datetime, weeks: int) -> list[TopicLine]:
    """Topics as they were judged, of cases opened in the last `weeks` weeks; those with most cases first.

    A case counts for the topic that was proposed: the one before the correction, else its own. Isolated ones are left
    out.
    """
    since = now - WEEK * weeks
    corrected = dict(
        session.execute(
            select(Correction.case_id, Correction.was)
            .where(Correction.head == "topic", Correction.at >= since)
            .order_by(Correction.id.desc())
        ).all()
    )
    question = select(Case.id, Case.topic, Case.opened_at).where(
        Case.opened_at >= since, Case.opened_at <= now, Case.event_id.is_not(None), Case.isolated.is_(False)
    )
    all_: Counter[tuple[str, int]] = Counter()
    wrong: Counter[tuple[str, int]] = Counter()
    for case_id, topic, opened in session.execute(question):
        week = min(int((opened - since) / WEEK), weeks - 1)
        judged = corrected.get(case_id, topic) or "（没有判断）"
        all_[judged, week] += 1
        wrong[judged, week] += case_id in corrected
    return _lines(all_, wrong, weeks)


def _lines(all_: Counter[tuple[str, int]], wrong: Counter[tuple[str, int]], weeks: int) -> list[TopicLine]:
    made = []
    for topic in {topic for topic, _ in all_}:
        counts = tuple((all_[topic, week], wrong[topic, week]) for week in range(weeks))
        made.append(TopicLine(topic, counts, sum(one for one, _ in counts), sum(two for _, two in counts)))
    return sorted(made, key=lambda each: (-each.cases, each.topic))


def to_label(session: Session, actor: Actor, now: datetime, limit: int) -> list[ToLabel]:
    """Relevant items of thirty days that nobody corrected yet, by uncertainty of the topic × spread of the event."""
    known = select(Correction.item_id).where(Correction.head == "topic", Correction.item_id.is_not(None))
    question = (
        select(Item.title, Verdict.topic, Verdict.confidence, Event.items, Candidate.id)
        .join(Verdict, Verdict.item_id == Item.id)
        .join(Event, Event.id == Item.event_id)
        .join(Candidate, Candidate.event_id == Event.id)
        .where(Verdict.relevant, Item.reprint_of.is_(None), Item.found_at >= now - timedelta(days=30))
        .where(Item.id.not_in(known), visible_events(actor), visible_candidates(actor))
        .order_by(Item.id.desc())
        .limit(LOOKED_AT)
    )
    rows: list[Any] = list(session.execute(question))
    found = [_worth(*row) for row in rows]
    return sorted(found, key=lambda each: -each.worth)[:limit]


def _worth(title: str, topic: str, confidence: dict[str, Any], items: int, candidate_id: int | None) -> ToLabel:
    sure = float(confidence.get("topic", 0.0))
    return ToLabel(title, topic, sure, items, (1 - sure) * log2(1 + max(items, 1)), candidate_id)
