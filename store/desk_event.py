"""The opened event on the duty desk: what is known, why, and the texts with their reprints folded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select

from store.session import Session, rows_of
from store.tables.casework import Case
from store.tables.judging import Candidate, Event, EventChange, Verdict
from store.tables.watching import Item, Source

MOST_TEXTS = 12
MOST_REPRINTS = 200
TEXT_LENGTH = 1200


@dataclass(frozen=True, slots=True)
class Reprint:
    """A copy of a text that stands elsewhere."""

    id: int
    title: str
    media: str
    platform: str
    url: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class EventText:
    """One text of the event that is not a reprint, its own reprints folded below it."""

    id: int
    title: str
    text: str
    channel: str
    media: str
    media_level: str
    platform: str
    source: str
    url: str | None
    published_at: datetime | None
    published_is_date: bool
    found_at: datetime
    kind: str
    severity: str
    reasons: list[Any]
    reprints: list[Reprint]


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything that the right side of the desk shows. `texts_left`: further texts that are not shown; `changes`:
    rows with what, reason and at, newest first."""

    candidate: Candidate
    event: Event
    texts: list[EventText]
    texts_left: int
    changes: list[Any]
    case_number: str
    like: list[tuple[str, str]]


_EVENT: BindParameter[int] = bindparam("event")
_OWN = select(func.count()).select_from(
    select(Item.id).where(Item.event_id == _EVENT, Item.reprint_of.is_(None)).limit(1000).subquery()
)
_CHANGES = (
    select(EventChange.what, EventChange.reason, EventChange.at)
    .where(EventChange.event_id == _EVENT)
    .order_by(EventChange.id.desc())
    .limit(10)
)


def opened(session: Session, candidate_id: int) -> Opened | None:
    """The candidate with its event, or None if there is none of that id."""
    candidate = session.get(Candidate, candidate_id)
    if candidate is None:
        return None
    event = session.get_one(Event, candidate.event_id)
    texts = _texts(session, event.id)
    own = rows_of(session, _OWN, {"event": event.id})[0][0] if len(texts) == MOST_TEXTS else len(texts)
    number = session.scalar(select(Case.number).where(Case.id == candidate.case_id)) if candidate.case_id else None
    changes = rows_of(session, _CHANGES, {"event": event.id})
    return Opened(candidate, event, texts, max(0, own - len(texts)), changes, number or "", _like(session, event))


_TEXT_COLUMNS: tuple[Any, ...] = (
    Item.id,
    Item.title,
    func.substr(Item.text, 1, TEXT_LENGTH),
    Item.channel,
    Item.media,
    Item.media_level,
    Item.platform,
    func.coalesce(Source.name, ""),
    Item.url,
    Item.published_at,
    Item.published_is_date,
    Item.found_at,
    func.coalesce(Verdict.kind, ""),
    func.coalesce(Verdict.severity, ""),
    Verdict.reasons,
)
_TEXTS = (
    select(*_TEXT_COLUMNS)
    .select_from(Item)
    .outerjoin(Source, Source.id == Item.source_id)
    .outerjoin(Verdict, Verdict.item_id == Item.id)
    .where(Item.event_id == _EVENT, Item.reprint_of.is_(None))
    .order_by(Item.published_at, Item.id)
    .limit(MOST_TEXTS)
)
_REPRINTS = (
    select(Item.reprint_of, Item.id, Item.title, Item.media, Item.platform, Item.url, Item.published_at)
    .where(Item.reprint_of.in_(bindparam("items", expanding=True)))
    .order_by(Item.published_at, Item.id)
    .limit(MOST_REPRINTS)
)
_LIKE = (
    select(Case.number, Case.title)
    .where(Case.topic == bindparam("topic"), Case.closed_at.is_(None), Case.merged_into.is_(None))
    .where(Case.isolated.is_(False))
    .order_by(Case.t0.desc())
    .limit(8)
)


def _texts(session: Session, event_id: int) -> list[EventText]:
    rows = rows_of(session, _TEXTS, {"event": event_id})
    copies = _reprints(session, [row[0] for row in rows])
    return [_text(list(row), copies) for row in rows]


def _text(row: list[Any], copies: dict[int, list[Reprint]]) -> EventText:
    *plain, reasons = row
    return EventText(*[*plain, reasons or [], copies.get(row[0], [])])


def _reprints(session: Session, item_ids: list[int]) -> dict[int, list[Reprint]]:
    copies: dict[int, list[Reprint]] = {}
    if not item_ids:
        return copies
    for row in rows_of(session, _REPRINTS, {"items": item_ids}):
        copies.setdefault(row[0], []).append(Reprint(*row[1:]))
    return copies


def _like(session: Session, event: Event) -> list[tuple[str, str]]:
    """(number, title) of open cases on the same topic, newest first: what this event may be merged into."""
    return [(row[0], row[1]) for row in rows_of(session, _LIKE, {"topic": event.topic})]
