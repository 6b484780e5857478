"""Events: made and changed in batches, their items by hour and platform, what their spread is measured by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import Session

from store.inserting import insert_into
from store.owed_items import COLUMNS, OwedItem, owed_item
from store.tables.judging import Event, EventChange, EventHour, Verdict
from store.tables.watching import Item, RankPoint

_EVENT = cast(Table, Event.__table__)
_HOUR = cast(Table, EventHour.__table__)
_CHANGE = cast(Table, EventChange.__table__)
_ITEM = cast(Table, Item.__table__)
_VERDICT = cast(Table, Verdict.__table__)
_CHUNK = 500
_GROUPING_CHANGES = ("merged", "split")


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids in lists of at most 500, sorted."""
    every = sorted(ids)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]


def open_items(session: Session, since: datetime, long_since: datetime, long_channels: Sequence[str]) -> list[OwedItem]:
    """Placed items of all events that may still grow, in the order in which they were placed."""
    is_long = _ITEM.c.channel.in_(long_channels)
    alive = select(_ITEM.c.event_id).join(_EVENT, _EVENT.c.id == _ITEM.c.event_id)
    alive = alive.where(or_(_EVENT.c.last_at >= since, and_(is_long, _EVENT.c.last_at >= long_since)))
    question = (
        select(*COLUMNS)
        .where(_ITEM.c.event_id.in_(alive), _ITEM.c.judged_at.is_not(None))
        .order_by(_ITEM.c.judged_at, _ITEM.c.id)
    )
    return [owed_item(row) for row in session.execute(question)]


def placed_since(session: Session, since: datetime) -> list[int]:
    """Items in events that were judged at or after `since`, in the order in which they were placed."""
    question = (
        select(_ITEM.c.id)
        .where(_ITEM.c.judged_at >= since, _ITEM.c.event_id.is_not(None))
        .order_by(_ITEM.c.judged_at, _ITEM.c.id)
    )
    return list(session.scalars(question))


def items_of(session: Session, ids: Iterable[int]) -> dict[int, OwedItem]:
    """The items of these ids."""
    found: dict[int, OwedItem] = {}
    for chunk in chunks(ids):
        found.update((row[0], owed_item(row)) for row in session.execute(select(*COLUMNS).where(_ITEM.c.id.in_(chunk))))
    return found


def last_change(session: Session) -> int:
    """The number of the newest merge or split, by whomever; 0 if there was none."""
    return session.scalar(select(func.max(_CHANGE.c.id)).where(_CHANGE.c.what.in_(_GROUPING_CHANGES))) or 0


def due_for_grading(session: Session, now: datetime, limit: int) -> list[int]:
    """Events whose spread is to be looked at again by now, longest due first."""
    question = select(_EVENT.c.id).where(_EVENT.c.respread_at <= now, _EVENT.c.merged_into.is_(None))
    return list(session.scalars(question.order_by(_EVENT.c.respread_at).limit(limit)))


def events_of(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """All columns of these events, by id."""
    found: dict[int, dict[str, Any]] = {}
    for chunk in chunks(ids):
        for row in session.execute(select(_EVENT).where(_EVENT.c.id.in_(chunk))).mappings():
            found[row["id"]] = dict(row)
    return found


def add_events(session: Session, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert events and give their ids in the order of the rows."""
    if not rows:
        return []
    statement = insert(_EVENT).returning(_EVENT.c.id, sort_by_parameter_order=True)
    return list(session.scalars(statement, rows))


def change_events(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the changed columns of events; every row has `id` and the same further columns; versions go up."""
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    statement = update(_EVENT).where(_EVENT.c.id == bindparam("the_id")).values(**values, version=_EVENT.c.version + 1)
    session.connection().execute(
        statement, [{"the_id": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows]
    )


def add_hours(session: Session, counts: Mapping[tuple[int, datetime, str], int]) -> None:
    """Add items to the hours of events; keys are (event, start of the hour, platform)."""
    if not counts:
        return
    statement = insert_into(session, _HOUR)
    statement = statement.on_conflict_do_update(
        index_elements=["event_id", "hour", "platform"], set_={"items": _HOUR.c["items"] + statement.excluded["items"]}
    )
    rows = [
        {"event_id": event, "hour": hour, "platform": platform, "items": items}
        for (event, hour, platform), items in counts.items()
    ]
    session.connection().execute(statement, rows)


def note_changes(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Log merges, splits and changes of severity: event_id, at, what, other_id, reason."""
    if rows:
        session.execute(insert(_CHANGE), rows)


def severity_change(event: int, before: str, after: str, now: datetime) -> dict[str, Any]:
    """The row that says that an event became worse; what hangs on it (an open case) is raised by these rows."""
    return {"event_id": event, "at": now, "what": "severity", "other_id": None, "reason": f"{before} → {after}"}


def seen_items(session: Session, ids: Iterable[int], *, since: datetime) -> dict[int, list[tuple[OwedItem, str]]]:
    """Event → its items found since then, with the kind that each was judged to be ("" = not judged)."""
    found: dict[int, list[tuple[OwedItem, str]]] = {}
    for chunk in chunks(ids):
        question = (
            select(*COLUMNS, func.coalesce(_VERDICT.c.kind, ""))
            .outerjoin(_VERDICT, _VERDICT.c.item_id == _ITEM.c.id)
            .where(_ITEM.c.event_id.in_(chunk), _ITEM.c.found_at >= since)
        )
        for *columns, kind in session.execute(question):
            item = owed_item(columns)
            found.setdefault(item.event_id or 0, []).append((item, kind))
    return found


def hot_points(session: Session, ids: Iterable[int], top: int) -> dict[int, tuple[int, float]]:
    """Event → (best rank, hours on the list within `top`) of its hot-list items."""
    found: dict[int, tuple[int, float]] = {}
    for chunk in chunks(ids):
        question = (
            select(_ITEM.c.event_id, func.min(RankPoint.rank), func.min(RankPoint.at), func.max(RankPoint.at))
            .join(RankPoint, RankPoint.item_id == _ITEM.c.id)
            .where(_ITEM.c.event_id.in_(chunk), RankPoint.rank.is_not(None), RankPoint.rank <= top)
            .group_by(_ITEM.c.event_id)
        )
        for event, rank, first, last in session.execute(question):
            found[event] = (rank, round((last - first) / timedelta(hours=1), 2))
    return found


def volumes_by_platform(session: Session, since: datetime) -> dict[str, list[int]]:
    """Platform → sorted numbers of items that each relevant event had there since then."""
    question = (
        select(_HOUR.c.platform, func.sum(_HOUR.c["items"]))
        .join(_EVENT, _EVENT.c.id == _HOUR.c.event_id)
        .where(_HOUR.c.hour >= since, _EVENT.c.relevant.is_(True), _EVENT.c.merged_into.is_(None))
        .group_by(_HOUR.c.platform, _HOUR.c.event_id)
    )
    found: dict[str, list[int]] = {}
    for platform, items in session.execute(question):
        found.setdefault(platform, []).append(int(items))
    return {platform: sorted(counts) for platform, counts in found.items()}
