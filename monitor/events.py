"""Judged items become events: placed, counted by hour, merged and split, in one transaction a batch."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from classifiers.burst import hour_of
from classifiers.grouping import Change
from classifiers.grouping_ledger import EventLedger
from classifiers.keywords import event_keywords
from monitor.events_rows import Judged, Placed, grown, new_event, retold
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
    ledger, changes = _group(grouping, sorted(fresh, key=lambda each: (each.item.at, each.item.id)))
    _write_changes(session, grouping, changes, {each.item.id for each in fresh}, now)
    placed = _write_events(session, grouping, fresh, ledger, now)
    marks = [(each.judged.item.id, event, each.original) for event, items in placed.items() for each in items]
    events.add_hours(session, _hours(placed))
    again = [each for each in batch if each.item.event_id is not None]
    marks += [(each.item.id, each.item.event_id or 0, each.item.reprint_of) for each in again]
    mark_judged(session, marks, now)
    edited: dict[int, list[Placed]] = defaultdict(list)
    for each in again:
        edited[each.item.event_id or 0].append(Placed(each, each.item.reprint_of))
    present = events.events_of(session, edited)
    changed = [_with_keywords(retold(present[event], items), items) for event, items in edited.items()]
    _change(session, present, changed, now)
    for event, items in edited.items():
        placed[event] += items
    return placed


def _group(grouping: Grouping, fresh: Sequence[Judged]) -> tuple[EventLedger, tuple[Change, ...]]:
    """Place all items in memory first: what merges and parts again within a batch never becomes a row."""
    ledger = EventLedger()
    concerned: set[str] = set()
    for each in fresh:
        placement = grouping.place(each.item)
        ledger.note(placement)
        if each.verdict.relevant:
            concerned.add(placement.event_id)
    changes = grouping.changes(concerned)
    ledger.follow(changes)
    return ledger, changes


def _write_changes(
    session: Session, grouping: Grouping, changes: Sequence[Change], fresh: set[int], now: datetime
) -> None:
    """Write merges and splits of events that had rows before this batch."""
    written = False
    for change in changes:
        source = grouping.row_of(change.event_id)
        if change.kind == "merged":
            target = grouping.row_of(change.into)
            if source is not None and target is not None and source != target:
                kept, gone = event_merging.survivor(session, target, source)
                event_merging.merge(session, gone, kept, now, change.because)
                grouping.rename(gone, kept)
                written = True
            continue
        old = [item for item in map(int, change.item_ids) if item not in fresh]
        if source is not None and old:
            grouping.name(change.into, event_merging.split(session, source, old, now, change.because))
            written = True
    if written:
        session.flush()
        grouping.note_own_changes(session)


def _write_events(
    session: Session, grouping: Grouping, fresh: Sequence[Judged], ledger: EventLedger, now: datetime
) -> dict[int, list[Placed]]:
    by_key: dict[str, list[Placed]] = defaultdict(list)
    for judged in fresh:
        original = ledger.reprint_of(str(judged.item.id))
        by_key[ledger.event_of(str(judged.item.id))].append(Placed(judged, int(original) if original else None))
    new = [key for key in by_key if grouping.row_of(key) is None]
    rows = [_with_keywords(new_event(by_key[key]), by_key[key]) for key in new]
    for key, event_id in zip(new, events.add_events(session, rows), strict=True):
        grouping.name(key, event_id)
    made = set(new)
    found: dict[int, list[Placed]] = defaultdict(list)
    known: dict[int, list[Placed]] = defaultdict(list)
    for key, items in by_key.items():
        event = grouping.event_of(key)
        found[event] += items
        if key not in made:
            known[event] += items
    present = events.events_of(session, known)
    changed = [_with_keywords(grown(present[event], items), items) for event, items in known.items()]
    _change(session, present, changed, now)
    return found


def _change(
    session: Session, present: Mapping[int, Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], now: datetime
) -> None:
    """Write events that have changed; that one became worse by a text is logged, as what comes of its spread is."""
    events.change_events(session, [{"id": row["id"], **{name: row[name] for name in _GROWING}} for row in rows])
    before = {row["id"]: present[row["id"]]["severity"] for row in rows}
    worse = [row for row in rows if row["relevant"] and row["severity"] != before[row["id"]]]
    changes = [events.severity_change(row["id"], before[row["id"]], row["severity"], now) for row in worse]
    events.note_changes(session, changes)


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
