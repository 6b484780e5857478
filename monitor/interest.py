"""Rules of interest at work: each judged item is held against them, and a hit brings its event to the desk."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from errors import BadInput
from monitor.events_rows import Judged, Placed
from monitor.interest_match import Facts, hit, prepared
from monitor.interest_rule import Node, read_rule
from store import events, interest, raising
from store.actors import Actor
from store.interest import RecentItem, RuleRow
from store.session import Session

_LOG = logging.getLogger(__name__)
DRY_DAYS = 7
DRY_MOST = 20_000
"""How many of the newest items a dry run looks at."""
_SEVERITIES = "蓝黄橙红"


@dataclass(frozen=True, slots=True)
class DryHit:
    """An item that a rule would have caught, and by what."""

    item: RecentItem
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a rule would have caught: `hits` of `looked` items found since `since`."""

    looked: int
    since: datetime
    hits: tuple[DryHit, ...]


@dataclass
class InterestBook:
    """The enabled rules as trees; a rule is read again only when its version changes."""

    _trees: dict[tuple[int, int], Node | None] = field(default_factory=dict)

    def rules(self, session: Session) -> list[tuple[RuleRow, Node]]:
        """The rules in force; one that cannot be read any more is left out, and the log says so."""
        rows = interest.enabled_rules(session)
        self._trees = {key: self._tree(row) for row in rows if (key := (row.id, row.version))}
        return [(row, tree) for row in rows if (tree := self._trees[row.id, row.version]) is not None]

    def _tree(self, row: RuleRow) -> Node | None:
        key = (row.id, row.version)
        if key in self._trees:
            return self._trees[key]
        try:
            return read_rule(row.expression)
        except BadInput as error:
            _LOG.error("rule of interest %s (%s) cannot be read: %s", row.id, row.name, error.why)
            return None


def note_hits(session: Session, book: InterestBook, placed: Mapping[int, Sequence[Placed]], now: datetime) -> int:
    """Hold the items of a batch against all rules; write the hits and bring their events to the desk.

    `placed`: event → its items of this batch. Gives how many candidates were added. An event that is on the desk or was
    decided stays as it is; the rule stands among the changes of the event, once.
    """
    rules = book.rules(session)
    if not rules:
        return 0
    judged = [(event, each.judged) for event, items in placed.items() for each in items]
    names = interest.source_names(session, {each.item.source_id for _, each in judged if each.item.source_id})
    found = []
    for event, each in judged:
        facts = _facts(each, names)
        found += [(event, each.item.id, row, words) for row, tree in rules if (words := hit(tree, facts)) is not None]
    if not found:
        return 0
    before = interest.known_pairs(session, {event for event, *_ in found})
    rows = [{"rule_id": row.id, "item_id": item, "at": now, "words": list(words)} for _, item, row, words in found]
    interest.add_hits(session, rows)
    first = {(row.id, event): (row, words) for event, _, row, words in reversed(found) if (row.id, event) not in before}
    events.note_changes(session, [_change(event, row, words, now) for (_, event), (row, words) in first.items()])
    return _bring(session, {event for event, *_ in found}, now)


def _facts(judged: Judged, names: Mapping[int, str]) -> Facts:
    item, verdict = judged.item, judged.verdict
    standing = tuple(each for each in (item.media, item.platform, names.get(item.source_id or 0, "")) if each)
    return Facts(prepared(item.title, item.text), verdict.places, verdict.topic, standing)


def _change(event: int, row: RuleRow, words: Sequence[str], now: datetime) -> dict[str, object]:
    reason = f"“{row.name}”" + (f"（{'、'.join(words)}）" if words else "")
    return {"event_id": event, "at": now, "what": "interest", "other_id": None, "reason": reason}


def _bring(session: Session, event_ids: set[int], now: datetime) -> int:
    known = raising.candidates_of(session, event_ids)
    rows = events.events_of(session, event_ids - set(known))
    fresh = [
        {"event_id": event, "raised_at": now, "severity": row["severity"], "rank": _SEVERITIES.index(row["severity"])}
        for event, row in rows.items()
        if row["merged_into"] is None
    ]
    raising.add_candidates(session, fresh)
    return len(fresh)


def dry_run(session: Session, actor: Actor, tree: Node, now: datetime) -> DryRun:
    """What the rule would have caught in the last seven days, newest first; only what this person may see."""
    since = now - timedelta(days=DRY_DAYS)
    looked, hits = 0, []
    for item in interest.recent_items(session, actor, since, DRY_MOST):
        looked += 1
        standing = tuple(each for each in (item.media, item.platform, item.source) if each)
        words = hit(tree, Facts(prepared(item.title, item.text), item.places, item.topic, standing))
        if words is not None:
            hits.append(DryHit(item, words))
    return DryRun(looked, since, tuple(hits))
