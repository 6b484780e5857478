"""Items: kept once by their identity, revised when their text changes, ranked as often as a hot list is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from store.found import FoundItem, Kept
from store.inserting import insert_into
from store.tables.watching import Evidence, Item, RankPoint, Revision

_ITEM = cast(Table, Item.__table__)
_REVISION = cast(Table, Revision.__table__)
_RANK = cast(Table, RankPoint.__table__)
_EVIDENCE = cast(Table, Evidence.__table__)
_CHUNK = 500
# Judged again, and a worker that has the older text in work loses its lease, so that its verdict is not kept.
_OWED = {"judged_at": None, "judge_leased_until": None, "judge_leased_by": None}


@dataclass(frozen=True, slots=True)
class SeenItem:
    """What is known of an item by its identity: whose it is, and by what an edit is told."""

    id: int
    source_id: int | None
    content_hash: str
    title: str


def keep_found(session: Session, found: Mapping[int, Sequence[FoundItem]], now: datetime) -> dict[int, Kept]:
    """Keep what visits found (source id → items); says for each source what was new.

    An identity that is known adds nothing. Where its own source shows another text, the older hash, title and time
    become a revision and the item carries the newer text, which is owed a verdict again; another source's wording of
    the same page changes nothing.
    """
    known = seen_items(session, {each.identity for items in found.values() for each in items})
    rows: dict[str, dict[str, Any]] = {}
    revised: list[tuple[SeenItem, FoundItem]] = []
    kept: dict[int, Kept] = {}
    for source_id, items in found.items():
        before = len(rows)
        changes = 0
        for each in {item.identity: item for item in reversed(items)}.values():
            old = known.get(each.identity)
            if old is None:
                rows.setdefault(each.identity, _row(each, source_id, now))
            elif old.source_id == source_id and old.content_hash != each.content_hash:
                revised.append((old, each))
                changes += 1
        new = len(rows) - before
        kept[source_id] = Kept(new, len(items) - new, changes)
    _insert_new(session, list(rows.values()))
    _revise(session, revised, now)
    _add_ranks(session, found, now)
    return kept


def seen_items(session: Session, identities: set[str]) -> dict[str, SeenItem]:
    """Identity → what is known of it, for those that are there."""
    known: dict[str, SeenItem] = {}
    columns = (_ITEM.c.identity, _ITEM.c.id, _ITEM.c.source_id, _ITEM.c.content_hash, _ITEM.c.title)
    for chunk in _chunks(identities):
        for identity, *rest in session.execute(select(*columns).where(_ITEM.c.identity.in_(chunk))):
            known[identity] = SeenItem(*rest)
    return known


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(values)
    while chunk := list(islice(waiting, _CHUNK)):
        yield chunk


def _row(item: FoundItem, source_id: int, now: datetime) -> dict[str, Any]:
    return {
        "identity": item.identity,
        "source_id": source_id,
        "channel": item.channel,
        "url": item.url,
        "title": item.title,
        "text": item.text,
        "media": item.media,
        "media_level": item.media_level,
        "platform": item.platform,
        "author_hash": item.author_hash,
        "attachments": list(item.attachments),
        "published_at": item.published_at,
        "published_is_date": item.published_is_date,
        "found_at": now,
        "content_hash": item.content_hash,
    }


def _insert_new(session: Session, rows: list[dict[str, Any]]) -> None:
    """Insert, leaving alone what another worker was quicker with."""
    if rows:
        new = insert_into(session, _ITEM).on_conflict_do_nothing(index_elements=["identity"])
        session.connection().execute(new, rows)


def _revise(session: Session, revised: list[tuple[SeenItem, FoundItem]], now: datetime) -> None:
    if not revised:
        return
    _carry_newer(session, revised, now)
    changed = {"change": "edited", "changed_at": now}
    session.execute(
        update(_EVIDENCE)
        .where(_EVIDENCE.c.item_id.in_([old.id for old, _ in revised]), _EVIDENCE.c.change == "")
        .values(changed)
    )


def _carry_newer(session: Session, revised: list[tuple[SeenItem, FoundItem]], now: datetime) -> None:
    """Let items carry newer texts, older states become revisions (by which the search index follows)."""
    if not revised:
        return
    older = [
        {"item_id": old.id, "seen_at": now, "content_hash": old.content_hash, "title": old.title} for old, _ in revised
    ]
    session.execute(insert(_REVISION), older)
    newer = [
        {"the_id": old.id, "title": new.title, "text": new.text, "content_hash": new.content_hash, **_OWED}
        for old, new in revised
    ]
    session.connection().execute(update(_ITEM).where(_ITEM.c.id == bindparam("the_id")), newer)


def fill_in(session: Session, late: Sequence[tuple[int, FoundItem]], now: datetime) -> None:
    """Give items (with their source's id) the full text that came later than their summary; they are judged again.

    The summary becomes a revision with the same hash: that is no edit, and evidence is not marked. An item that was
    edited meanwhile, or belongs to another source, stays as it is.
    """
    known = seen_items(session, {each.identity for _, each in late})
    same = [
        (old, each)
        for source_id, each in late
        if (old := known.get(each.identity)) and (old.source_id, old.content_hash) == (source_id, each.content_hash)
    ]
    _carry_newer(session, same, now)


def _add_ranks(session: Session, found: Mapping[int, Sequence[FoundItem]], now: datetime) -> None:
    ranked = [
        (source_id, each)
        for source_id, items in found.items()
        for each in items
        if each.rank is not None or each.heat is not None
    ]
    if not ranked:
        return
    known = seen_items(session, {each.identity for _, each in ranked})
    rows = [
        {"source_id": source_id, "item_id": known[each.identity].id, "at": now, "rank": each.rank, "heat": each.heat}
        for source_id, each in ranked
    ]
    session.execute(insert(_RANK), rows)
