"""Items that are owed to judging: claimed with a lease, their verdicts kept, marked when done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from store.tables.judging import Verdict
from store.tables.watching import Item

_ITEM = cast(Table, Item.__table__)
_VERDICT = cast(Table, Verdict.__table__)
_DATE_ONLY = timedelta(hours=36)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class OwedItem:
    """An item as judging and grouping see it. `event_id` is set where it was judged before and then edited."""

    id: int
    channel: str
    title: str
    text: str
    media: str
    media_level: str
    platform: str
    author_hash: str | None
    source_id: int | None
    published_at: datetime | None
    published_is_date: bool
    found_at: datetime
    event_id: int | None
    reprint_of: int | None

    @property
    def at(self) -> datetime:
        """When it appeared: as published, but never after it was found; a fresh bare date says less than that."""
        published = self.published_at
        if published is None or published > self.found_at:
            return self.found_at
        if self.published_is_date and self.found_at - published < _DATE_ONLY:
            return self.found_at
        return published

    @property
    def author(self) -> str:
        """Who stands behind it, as far as independence goes: medium, else author, else source; "" = unknown."""
        return self.media or self.author_hash or (f"source {self.source_id}" if self.source_id else "")


COLUMNS = (
    _ITEM.c.id, _ITEM.c.channel, _ITEM.c.title, _ITEM.c.text, _ITEM.c.media, _ITEM.c.media_level, _ITEM.c.platform,
    _ITEM.c.author_hash, _ITEM.c.source_id, _ITEM.c.published_at, _ITEM.c.published_is_date, _ITEM.c.found_at,
    _ITEM.c.event_id, _ITEM.c.reprint_of,
)  # fmt: skip
"""The columns of an `OwedItem`, in its order."""


def owed_item(columns: Any) -> OwedItem:
    """The item whose `COLUMNS` these are."""
    return OwedItem(*columns)


def claim(session: Session, now: datetime, *, by: str, limit: int, lease: timedelta) -> list[OwedItem]:
    """The oldest items without a verdict that nobody has in work, leased to `by` until `now` + `lease`."""
    free = or_(_ITEM.c.judge_leased_until.is_(None), _ITEM.c.judge_leased_until < now)
    question = (
        select(*COLUMNS)
        .where(_ITEM.c.judged_at.is_(None), free)
        .order_by(_ITEM.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=_ITEM)
    )
    found = [owed_item(row) for row in session.execute(question)]
    leased = {"judge_leased_until": now + lease, "judge_leased_by": by}
    for start in range(0, len(found), _CHUNK):
        ids = [each.id for each in found[start : start + _CHUNK]]
        session.execute(update(_ITEM).where(_ITEM.c.id.in_(ids)).values(leased))
    return found


def lease_owners(session: Session) -> list[str]:
    """Who has items in work, dead workers included."""
    leased = _ITEM.c.judged_at.is_(None), _ITEM.c.judge_leased_by.is_not(None)
    return list(session.execute(select(_ITEM.c.judge_leased_by).where(*leased).distinct()).scalars())


def release_leases(session: Session, owners: Collection[str]) -> None:
    """Make free what `owners` had in work (they are dead)."""
    if owners:
        theirs = _ITEM.c.judged_at.is_(None), _ITEM.c.judge_leased_by.in_(list(owners))
        session.execute(update(_ITEM).where(*theirs).values({"judge_leased_until": None, "judge_leased_by": None}))


def still_leased(session: Session, ids: Sequence[int], by: str) -> set[int]:
    """Which of these items `by` still holds and nobody has judged meanwhile."""
    held: set[int] = set()
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        question = select(_ITEM.c.id).where(
            _ITEM.c.id.in_(chunk), _ITEM.c.judged_at.is_(None), _ITEM.c.judge_leased_by == by
        )
        held.update(session.scalars(question))
    return held


def keep_verdicts(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep one verdict per item; an older one is replaced."""
    if not rows:
        return
    for start in range(0, len(rows), _CHUNK):
        ids = [row["item_id"] for row in rows[start : start + _CHUNK]]
        session.execute(delete(_VERDICT).where(_VERDICT.c.item_id.in_(ids)))
    session.execute(insert(_VERDICT), rows)


def mark_judged(session: Session, placed: Sequence[tuple[int, int, int | None]], now: datetime) -> None:
    """Note event and reprint of (item, event, reprint_of) and give the leases back."""
    if not placed:
        return
    statement = (
        update(_ITEM)
        .where(_ITEM.c.id == bindparam("the_id"))
        .values(
            event_id=bindparam("the_event"),
            reprint_of=bindparam("the_original"),
            judged_at=now,
            judge_leased_until=None,
            judge_leased_by=None,
        )
    )
    rows = [{"the_id": item, "the_event": event, "the_original": original} for item, event, original in placed]
    session.connection().execute(statement, rows)


def owed_count(session: Session) -> int:
    """How many items wait for a verdict."""
    return session.scalar(select(func.count()).select_from(_ITEM).where(_ITEM.c.judged_at.is_(None))) or 0
