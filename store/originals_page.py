"""The sealed original of a letter for who has the right to unmask it: found only where the matter itself is visible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from errors import Refused
from store import log
from store.actors import Actor
from store.seeing import visible, visible_events
from store.tables.casework import Case
from store.tables.judging import Event
from store.tables.people import AccessTrace
from store.tables.watching import Evidence, Item

RIGHT = "originals"


@dataclass(frozen=True, slots=True)
class Masked:
    """An item as everybody sees it, and its sealed original if one is kept."""

    id: int
    title: str
    text: str
    channel: str
    received_at: datetime
    original: bytes | None
    case_id: int | None


def masked_item(session: Session, actor: Actor, item_id: int) -> Masked:
    """The item; raises Refused where it does not exist or the person may not see the matter that it belongs to."""
    item = session.get(Item, item_id)
    case_id = _case_of(session, actor, item) if item is not None else None
    if item is None or (case_id is None and not _event_seen(session, actor, item)):
        raise Refused("not_found", "没有这条信息，或者您无权查看它所属的事项。")
    at = item.published_at or item.found_at
    return Masked(item.id, item.title, item.text, item.channel, at, item.original, case_id)


def _case_of(session: Session, actor: Actor, item: Item) -> int | None:
    """A visible case that the item belongs to: by its event, its reference, or as evidence."""
    belongs: list[ColumnElement[bool]] = [Case.id.in_(select(Evidence.case_id).where(Evidence.item_id == item.id))]
    if item.event_id is not None:
        belongs.append(Case.event_id == item.event_id)
    if item.ref:
        belongs.append((Case.channel == item.channel) & (Case.ref == item.ref))
    return session.scalar(select(Case.id).where(or_(*belongs), visible(actor)).limit(1))


def _event_seen(session: Session, actor: Actor, item: Item) -> bool:
    if item.event_id is None:
        return False
    question = select(Event.id).where(Event.id == item.event_id, visible_events(actor))
    return session.scalar(question) is not None


def note_look(session: Session, actor: Actor, item_id: int, reason: str, now: datetime) -> None:
    """Write down who looked and why, before anything is opened: in the traces and in the log."""
    session.add(AccessTrace(at=now, user_id=actor.id, what="unmask", subject="item", subject_id=item_id, reason=reason))
    log.append(session, actor, "unmask", "item", item_id, now, reason=reason)
