"""What is kept how long: raw texts go after their time unless a case rests on them; originals of letters, too."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from store.tables.casework import Case
from store.tables.watching import Evidence, Fetch, Item, SourceState

_ITEM = cast(Table, Item.__table__)
_BY_CASE = exists(select(Evidence.id).where(Evidence.item_id == Item.id))
_BY_EVENT = exists(
    select(Case.id).where(Case.event_id == Item.event_id, Case.archived_at.is_(None), Item.event_id.is_not(None))
)


def forget_texts(session: Session, before: datetime, now: datetime, limit: int = 5000) -> int:
    """Take the text from items found before then that belong to no case; title, address and verdict stay.

    Gives how many; call again until it is 0. An item that an open case or a copy for a case rests on keeps its text.
    """
    old = (
        select(Item.id)
        .where(Item.found_at < before, Item.text_gone_at.is_(None), ~_BY_CASE, ~_BY_EVENT)
        .order_by(Item.id)
        .limit(limit)
    )
    return _changed(session, update(_ITEM).where(_ITEM.c.id.in_(old)).values(text="", original=None, text_gone_at=now))


def forget_originals(session: Session, before: datetime, limit: int = 5000) -> int:
    """Take the encrypted originals from letters received before then; the masked text stays with its case."""
    received = or_(Item.published_at < before, Item.published_at.is_(None) & (Item.found_at < before))
    old = select(Item.id).where(received, Item.original.is_not(None)).order_by(Item.id).limit(limit)
    return _changed(session, update(_ITEM).where(_ITEM.c.id.in_(old)).values(original=None))


def forget_visits(session: Session, before: datetime) -> int:
    """Drop visits, and states that ended, from before then."""
    ended = delete(SourceState).where(SourceState.until < before)
    return _changed(session, delete(Fetch).where(Fetch.at < before)) + _changed(session, ended)


def _changed(session: Session, statement: Any) -> int:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
