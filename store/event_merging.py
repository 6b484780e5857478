"""Rows of events that become one, and of events that come apart; nothing is lost, and nothing alerts twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, func, or_, select, update
from sqlalchemy.orm import Session

from store.events import add_hours, chunks, note_changes, severity_change
from store.raising import candidates_of, copy_alerts, move_alerts
from store.tables.judging import Candidate, Event, EventHour
from store.tables.watching import Item

_ITEM = cast(Table, Item.__table__)
_HOUR = cast(Table, EventHour.__table__)
_DECIDED = ("confirmed", "transferred", "police")


def survivor(session: Session, one: int, other: int) -> tuple[int, int]:
    """(the event that lives on, the one that goes into it): the one that a case hangs on, else the older one."""
    older, younger = sorted((one, other))
    candidates = candidates_of(session, (older, younger))
    decided = [event for event in (older, younger) if event in candidates and candidates[event].state in _DECIDED]
    return (younger, older) if decided == [younger] else (older, younger)


def merge(session: Session, gone: int, kept: int, now: datetime, reason: str) -> None:
    """Let one event live on in another: items, hours, alerts and what waited for a person go over; both are logged."""
    old, new = session.get_one(Event, gone), session.get_one(Event, kept)
    session.execute(update(_ITEM).where(_ITEM.c.event_id == gone).values(event_id=kept))
    _move_hours(session, gone, kept)
    move_alerts(session, gone, kept)
    _join_candidates(session, gone, kept, now)
    new.first_at, new.last_at = min(new.first_at, old.first_at), max(new.last_at, old.last_at)
    new.found_at = min(new.found_at, old.found_at)
    new.relevant = new.relevant or old.relevant
    before, new.severity = new.severity, max((new.severity, old.severity), key="蓝黄橙红".index)
    old.merged_into, old.items, old.reprints = kept, 0, 0
    recount(session, new)
    note_changes(
        session,
        [
            {"event_id": gone, "at": now, "what": "merged", "other_id": kept, "reason": reason},
            {"event_id": kept, "at": now, "what": "absorbed", "other_id": gone, "reason": reason},
            *([severity_change(kept, before, new.severity, now)] if new.severity != before else []),
        ],
    )
    session.flush()


def split(session: Session, event_id: int, item_ids: Sequence[int], now: datetime, reason: str) -> int:
    """Make an event of its own of these items and their reprints; gives its id. Their alerts count as told."""
    whole = session.get_one(Event, event_id)
    first = session.scalars(select(Item).where(Item.id.in_(item_ids)).order_by(Item.id).limit(1)).one()
    part = Event(
        title=first.title or first.text[:40],
        channel=first.channel,
        first_item_id=first.id,
        first_at=whole.first_at,
        last_at=whole.last_at,
        found_at=whole.found_at,
        relevant=whole.relevant,
        topic=whole.topic,
        kind=whole.kind,
        place=whole.place,
        severity=whole.severity,
        severity_reasons=whole.severity_reasons,
    )
    session.add(part)
    session.flush()
    for chunk in chunks(item_ids):
        mine = or_(_ITEM.c.id.in_(chunk), _ITEM.c.reprint_of.in_(chunk))
        session.execute(update(_ITEM).where(_ITEM.c.event_id == event_id, mine).values(event_id=part.id))
    for each in (whole, part):
        _rewrite_hours(session, each.id)
        recount(session, each)
    copy_alerts(session, event_id, part.id, now)
    note_changes(
        session,
        [
            {"event_id": event_id, "at": now, "what": "split", "other_id": part.id, "reason": reason},
            {"event_id": part.id, "at": now, "what": "parted", "other_id": event_id, "reason": reason},
        ],
    )
    return part.id


def recount(session: Session, event: Event) -> None:
    """Set an event's counts and its first and last moment from its items."""
    at = func.coalesce(_ITEM.c.published_at, _ITEM.c.found_at)
    question = select(
        func.count(), func.count(_ITEM.c.reprint_of), func.min(at), func.max(at), func.min(_ITEM.c.found_at)
    )
    items, reprints, first, last, found = session.execute(question.where(_ITEM.c.event_id == event.id)).one()
    event.items, event.reprints = items, reprints
    if items:
        event.first_at, event.last_at, event.found_at = first, last, found
    where = select(_ITEM.c.platform).where(_ITEM.c.event_id == event.id, _ITEM.c.platform != "").distinct()
    event.platforms = sorted(session.scalars(where))
    event.version += 1


def _move_hours(session: Session, gone: int, kept: int) -> None:
    question = select(_HOUR.c.hour, _HOUR.c.platform, _HOUR.c["items"]).where(_HOUR.c.event_id == gone)
    add_hours(session, {(kept, hour, platform): items for hour, platform, items in session.execute(question)})
    session.execute(delete(_HOUR).where(_HOUR.c.event_id == gone))


def _rewrite_hours(session: Session, event_id: int) -> None:
    session.execute(delete(_HOUR).where(_HOUR.c.event_id == event_id))
    question = select(func.coalesce(_ITEM.c.published_at, _ITEM.c.found_at), _ITEM.c.platform, _ITEM.c.channel)
    counts: Counter[tuple[int, datetime, str]] = Counter()
    for at, platform, channel in session.execute(question.where(_ITEM.c.event_id == event_id)):
        counts[event_id, at.replace(minute=0, second=0, microsecond=0), platform or channel] += 1
    add_hours(session, counts)


def _join_candidates(session: Session, gone: int, kept: int, now: datetime) -> None:
    """What still waits for a person goes on waiting in the event that lives on; decisions stay as they are."""
    found = candidates_of(session, (gone, kept))
    ours, theirs = found.get(kept), found.get(gone)
    if theirs is None or theirs.state != "open":
        return
    if ours is None:
        theirs.event_id = kept
    else:
        _close_as_merged(theirs, now)
        if ours.state == "dismissed":
            ours.state, ours.decision_reason = "open", f"{ours.decision_reason}；并入新情况后重新提请".strip("；")
        if theirs.rank > ours.rank:
            ours.rank, ours.severity = theirs.rank, theirs.severity
        ours.version += 1
    session.flush()


def _close_as_merged(candidate: Candidate, now: datetime) -> None:
    candidate.state, candidate.decided_at, candidate.decision_reason = "merged", now, "事件已并入另一事件"
    candidate.version += 1
