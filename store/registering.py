"""What a person registers by hand: an item with its event, already decided on, so that no candidate comes of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables.casework import Case
from store.tables.judging import Candidate, Event
from store.tables.watching import Item


def is_known(session: Session, channel: str, ref: str) -> bool:
    """True if a text with this reference came in before on this channel."""
    return session.scalar(select(Item.id).where(Item.identity == f"ref:{channel}:{ref}")) is not None


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody said or wrote: title and text masked, the original sealed (None = not kept)."""

    channel: str
    ref: str | None
    title: str
    text: str
    original: bytes | None
    received_at: datetime
    by_user: int | None


def add_item(session: Session, heard: Heard, now: datetime) -> Event:
    """Store the text as an item that needs no judging, and the event that it makes."""
    digest = hashlib.sha256(f"{heard.title}\n{heard.text}".encode()).hexdigest()
    own = f"{heard.by_user}-{now.isoformat()}-{digest[:12]}"
    event = Event(
        title=heard.title,
        channel=heard.channel,
        first_item_id=None,
        first_at=heard.received_at,
        last_at=heard.received_at,
        found_at=heard.received_at,
        items=1,
        sources=1,
        relevant=True,
    )
    session.add(event)
    session.flush()
    item = Item(
        identity=f"ref:{heard.channel}:{heard.ref or own}",
        channel=heard.channel,
        ref=heard.ref,
        title=heard.title,
        text=heard.text,
        original=heard.original,
        published_at=heard.received_at,
        found_at=heard.received_at,
        content_hash=digest,
        judged_at=now,
        event_id=event.id,
    )
    session.add(item)
    session.flush()
    event.first_item_id = item.id
    return event


def settle_candidate(session: Session, event: Event, case: Case, now: datetime, by_user: int | None) -> Candidate:
    """The candidate of such an event, already confirmed, so that monitoring raises no second one."""
    event.severity, event.kind, event.topic, event.place = case.severity, case.kind, case.topic, case.place
    candidate = Candidate(
        event_id=event.id,
        raised_at=now,
        severity=case.severity,
        rank=case.rank,
        state="confirmed",
        proposed_at=now,
        isolated=case.isolated,
        accused=list(case.accused),
        decided_at=now,
        decided_by=by_user,
        decision_reason="人工登记",
        case_id=case.id,
    )
    session.add(candidate)
    return candidate
