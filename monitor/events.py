"""Judged items become events: placed, counted by hour, merged and split, in one transaction a batch."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from classifiers.burst import hour_of
from classifiers.grouping import Change
from classifiers.keywords import event_keywords
from monitor.events_rows import Judged, Placed, grown, new_event
from monitor.events_state import Grouping
from store import event_merging, events
from store.locks import take_turn
from store.owed_items import mark_judged
from store.session import Session

_KEYWORD_TEXTS = 8
_GROWING = (
    "title", "first_at", "last_at", "found_at", "items", "reprints", "platforms", "relevant", "topic", "kind", "place",
    "severity", "keywords",
)  # fmt: skip


def place_batch(
    session: Session, grouping: Grouping, batch: Sequence[Judged], now: datetime
) -> dict[int, list[Placed]]:
    """Put a batch of judged items into events and write both; gives event → its items of this batch.

    Holds the turn of placing until the transaction ends. An item that was judged before and edited since stays where
    it is and is not counted again.
    """
    take_turn(session, "events")
    grouping.catch_up(session, now)
    fresh = [each for each in batch if each.item.event_id is None]
    placed = _place(session, grouping, sorted(fresh, key=lambda each: (each.item.at, each.item.id)))
    marks = [(each.judged.item.id, event, each.original) for event, items in placed.items() for each in items]
    again = [each for each in batch if each.item.event_id is not None]
    marks += [(each.item.id, each.item.event_id or 0, each.item.reprint_of) for each in again]
    mark_judged(session, marks, now)
    events.add_hours(session, _hours(placed))
    moved = _write_changes(session, grouping, grouping.changes(), now)
    for each in again:
        placed[each.item.event_id or 0].append(Placed(each, each.item.reprint_of))
    return _followed(placed, moved)


def _place(session: Session, grouping: Grouping, fresh: Sequence[Judged]) -> dict[int, list[Placed]]:
    by_key: dict[str, list[Placed]] = defaultdict(list)
    new: list[str] = []
    for judged in fresh:
        placement = grouping.place(judged.item)
        if placement.joined_because == "first":
            new.append(placement.event_id)
        original = int(placement.reprint_of) if placement.reprint_of else None
        by_key[placement.event_id].append(Placed(judged, original))
    rows = [_with_keywords(new_event(by_key[key]), by_key[key]) for key in new]
    for key, event_id in zip(new, events.add_events(session, rows), strict=True):
        grouping.name(key, event_id)
    known = {grouping.event_of(key): items for key, items in by_key.items() if key not in set(new)}
    present = events.events_of(session, known)
    changed = [_with_keywords(grown(present[event], items), items) for event, items in known.items()]
    events.change_events(session, [{"id": row["id"], **{name: row[name] for name in _GROWING}} for row in changed])
    found: dict[int, list[Placed]] = defaultdict(list)
    for key, items in by_key.items():
        found[grouping.event_of(key)] += items
    return found


def _with_keywords(row: dict[str, Any], placed: Sequence[Placed]) -> dict[str, Any]:
    """Key words of relevant events, from the titles of this batch and those found before."""
    if row["relevant"]:
        texts = [(each.judged.item.title, each.judged.item.text) for each in placed[:_KEYWORD_TEXTS]]
        row["keywords"] = list(event_keywords(texts, row["keywords"]))
    return row


def _hours(placed: Mapping[int, Iterable[Placed]]) -> Counter[tuple[int, datetime, str]]:
    counts: Counter[tuple[int, datetime, str]] = Counter()
    for event, items in placed.items():
        for each in items:
            item = each.judged.item
            counts[event, hour_of(item.at), item.platform or item.channel] += 1
    return counts


def _write_changes(session: Session, grouping: Grouping, changes: Sequence[Change], now: datetime) -> dict[int, int]:
    """Write merges and splits to the rows; gives the merged events with the ones that they live on in."""
    moved: dict[int, int] = {}
    for change in changes:
        if change.kind == "merged":
            kept, gone = event_merging.survivor(
                session, grouping.event_of(change.into), grouping.event_of(change.event_id)
            )
            event_merging.merge(session, gone, kept, now, change.because)
            grouping.name(change.into, kept)
            grouping.name(change.event_id, kept)
            moved[gone] = kept
        else:
            items = [int(each) for each in change.item_ids]
            part = event_merging.split(session, grouping.event_of(change.event_id), items, now, change.because)
            grouping.name(change.into, part)
    if changes:
        session.flush()
        grouping.note_own_changes(session)
    return moved


def _followed(placed: Mapping[int, list[Placed]], moved: Mapping[int, int]) -> dict[int, list[Placed]]:
    found: dict[int, list[Placed]] = defaultdict(list)
    for event, items in placed.items():
        while event in moved:
            event = moved[event]
        found[event] += items
    return found
