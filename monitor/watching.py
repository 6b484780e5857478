"""What a visit teaches about its source: pace, validators, and whether it is being watched. Pure decisions.

Every way of not being watched is a named state; it is shown by `source list`, on the source page, in /health, and
beside each report of the period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from monitor.faults import Fault, stay_away
from monitor.pace import Pace, adapted, cache_floor_s, next_visit
from monitor.reading.entry import CAPTURE_TIME, CLOCK_SKEW, PROBLEM_WORDS, TRUNCATED, ZERO_ENTRIES, Problem
from store.found import FoundItem, Kept

if TYPE_CHECKING:
    from monitor.bodies import ParsedBody
    from store.sources import SourceRow

TRUST_304: Final = 3
TRUST_HONEST_304: Final = 12
"""How many 304 in a row are believed before the whole body is asked for: of a new source, of one proved honest."""

_SILENT_AT_LEAST = timedelta(days=3)
_SILENT_AT_MOST = timedelta(days=60)
_SILENT_UNKNOWN = timedelta(days=30)
_HABIT_FACTOR = 6
_WEEK = timedelta(days=7)

# Read all the same, with a remark.
WATCHED: Final = frozenset({"new", "watched", TRUNCATED, CLOCK_SKEW, CAPTURE_TIME})

# fmt: off
_TAUGHT: Final = (
    "next_at", "pace_s", "moved_to", "etag", "last_modified", "body_hash", "conditional", "unverified_304",
    "honest_304", "visited_at", "fetched_at", "changed_at", "newest_entry_at", "entries_seen", "failures",
    "duplicate_share", "weekly_volume", "state", "state_since", "state_detail",
)
# fmt: on
_taught = attrgetter(*_TAUGHT)

STATE_WORDS: Final[Mapping[str, str]] = {
    **PROBLEM_WORDS,
    "new": "尚未访问",
    "watched": "正常",
    "failing": "连续访问失败",
    "gone": "页面不存在",
    "refused": "robots.txt 不允许访问",
    "silent": "比以往沉默得久",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit as it ended. `outcome`: read, unchanged (same body as before), not_modified (304) or failed.

    `remark` tells of the articles' own pages, `left_at` when the last of them was done; without pages it is None.
    `late` are items that are known and have their full text only now.
    """

    source: SourceRow
    outcome: str
    at: datetime
    seconds: float = 0.0
    status: int | None = None
    headers: Mapping[str, str] | None = None
    size: int = 0
    fault: Fault | None = None
    parsed: ParsedBody | None = None
    body_hash: str | None = None
    moved_to: str | None = None
    remark: str = ""
    left_at: datetime | None = None
    late: tuple[FoundItem, ...] = ()


def condition(source: SourceRow) -> dict[str, str]:
    """The request headers that ask only for news; empty when the source lies, or when its 304 are to be checked."""
    trusted = TRUST_HONEST_304 if source.honest_304 else TRUST_304
    if not source.conditional or source.unverified_304 >= trusted:
        return {}
    headers = {"If-None-Match": source.etag or "", "If-Modified-Since": source.last_modified or ""}
    return {name: value for name, value in headers.items() if value}


def after_visit(visit: Visit, kept: Kept) -> dict[str, Any]:
    """The columns of the source after `visit`, of whose items `kept` became rows, changed or not."""
    change = _unchanged(visit.source)
    change["visited_at"] = visit.left_at or visit.at  # the next one keeps its distance from the last page
    if visit.outcome == "failed":
        change |= _after_failure(visit)
    elif visit.outcome == "not_modified":
        change |= _after_good(visit, kept) | {"unverified_304": visit.source.unverified_304 + 1}
    else:
        change |= _after_good(visit, kept) | _validators(visit, kept) | _after_body(visit, kept)
    state, detail = _state(visit, change)
    if state != visit.source.state:
        change["state_since"] = visit.at
    return change | {"state": state, "state_detail": detail}


def _unchanged(source: SourceRow) -> dict[str, Any]:
    return dict(zip(_TAUGHT, _taught(source), strict=True))


def _after_failure(visit: Visit) -> dict[str, Any]:
    source, fault = visit.source, visit.fault or Fault("unreadable")
    failures = source.failures + 1
    wait = stay_away(fault, failures, source.interval_s or source.pace_s)
    # An address that was remembered from a redirect and fails is forgotten: the original one is asked again.
    return {"failures": failures, "next_at": visit.at + wait, "moved_to": None}


def _after_good(visit: Visit, kept: Kept) -> dict[str, Any]:
    source = visit.source
    since = (visit.at - source.fetched_at).total_seconds() if source.fetched_at else None
    before = Pace(source.pace_s, source.duplicate_share, source.weekly_volume)
    pace = adapted(before, max(kept.new + kept.known, source.entries_seen), kept.new, since)
    ttl = visit.parsed.ttl_s if visit.parsed else None
    floors = (ttl, cache_floor_s(visit.headers or {}, visit.at))
    return {
        "failures": 0,
        "fetched_at": visit.at,
        "pace_s": pace.pace_s,
        "duplicate_share": pace.duplicate_share,
        "weekly_volume": pace.weekly_volume,
        "next_at": next_visit(visit.at, source.interval_s or pace.pace_s, floors),
    }


def _validators(visit: Visit, kept: Kept) -> dict[str, Any]:
    """What a whole answer says about the 304 before it: honest, or hiding entries that were there already."""
    source, headers = visit.source, visit.headers or {}
    etag, modified = headers.get("etag"), headers.get("last-modified")
    checked = source.unverified_304 > 0
    lied = checked and kept.new > 0 and (_same_validators(source, etag, modified) or _was_hidden(visit))
    # What could not be read whole, or has further pages, is to be asked for whole again.
    whole = visit.parsed is None or (visit.parsed.is_whole and visit.fault is None)
    return {
        "etag": etag if whole else None,
        "last_modified": modified if whole else None,
        "body_hash": visit.body_hash if whole else None,
        "unverified_304": 0,
        "honest_304": (source.honest_304 or checked) and not lied,
        "conditional": source.conditional and not lied,
    }


def _same_validators(source: SourceRow, etag: str | None, modified: str | None) -> bool:
    return bool(etag or modified) and (etag, modified) == (source.etag, source.last_modified)


def _was_hidden(visit: Visit) -> bool:
    newest = visit.parsed.newest_at if visit.parsed else None
    return bool(newest and visit.source.visited_at and newest < visit.source.visited_at - timedelta(minutes=5))


def _after_body(visit: Visit, kept: Kept) -> dict[str, Any]:
    source, parsed = visit.source, visit.parsed
    change: dict[str, Any] = {}
    if kept.new:
        change["changed_at"] = visit.at
    if parsed and parsed.items:
        change["moved_to"] = visit.moved_to or source.moved_to
        change["entries_seen"] = len(parsed.items)
        newest = parsed.newest_at
        if newest and newest <= visit.at and (source.newest_entry_at is None or newest > source.newest_entry_at):
            change["newest_entry_at"] = newest
    return change


def _state(visit: Visit, change: Mapping[str, Any]) -> tuple[str, str]:
    if visit.outcome == "failed":
        return _state_of_failure(visit, int(change["failures"]))
    if visit.parsed is not None:
        problem = _gravest(visit.parsed)
        if problem:
            return problem.name, problem.detail
    elif visit.source.state not in ("new", "watched", "failing", "gone", "refused", "silent"):
        return visit.source.state, visit.source.state_detail  # the same body still has the same fault
    silent = _silence(visit, change)
    if silent:
        return "silent", f"已 {silent.days} 天没有新内容"
    return "watched", ""


def _state_of_failure(visit: Visit, failures: int) -> tuple[str, str]:
    fault = visit.fault or Fault("unreadable")
    if fault.name == "robots_refused":
        return "refused", fault.words
    if fault.name == "gone":
        return "gone", fault.words
    if fault.grade != "hard" and failures < 2 and visit.source.state in WATCHED - {"new"}:
        return visit.source.state, visit.source.state_detail  # once is no habit
    return "failing", f"{fault.words}，已连续 {failures} 次"


def _gravest(parsed: ParsedBody) -> Problem | None:
    problems = list(parsed.problems)
    if parsed.items:
        # What was read is watched; only remarks about it count.
        problems = [each for each in problems if each.name in WATCHED or each.name == "garbled"]
    elif not problems:
        return Problem(ZERO_ENTRIES)
    order = list(PROBLEM_WORDS)

    def gravity(problem: Problem) -> tuple[bool, bool, int]:
        # That there were no entries says least: whatever else was seen is the reason for it.
        return problem.name in WATCHED, problem.name == ZERO_ENTRIES, order.index(problem.name)

    return min(problems, key=gravity, default=None)


def _silence(visit: Visit, change: Mapping[str, Any]) -> timedelta | None:
    """How long the source has been silent, if that is longer than its habit: six of its usual gaps, 3-60 days."""
    last = change["newest_entry_at"] or change["changed_at"] or visit.source.created_at
    if change["changed_at"] and change["changed_at"] > last:
        last = change["changed_at"]
    volume = float(change["weekly_volume"])
    usual = _WEEK / volume * _HABIT_FACTOR if volume > 0.1 else _SILENT_UNKNOWN
    limit = min(max(usual, _SILENT_AT_LEAST), _SILENT_AT_MOST)
    quiet: timedelta = visit.at - last
    return quiet if quiet > limit else None


def with_more(visit: Visit, more: ParsedBody) -> Visit:
    """The visit with what a further page of the same source held."""
    if visit.parsed is None:
        return visit
    items = (*visit.parsed.items, *more.items)
    return replace(visit, parsed=replace(visit.parsed, items=items, problems=(*visit.parsed.problems, *more.problems)))
