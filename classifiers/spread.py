"""How far an event has spread, as severity asks for it: values in, `SpreadFacts` out."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from classifiers.burst import burst_of
from classifiers.severity_score import SpreadFacts

_LEVELS = ("central", "provincial", "city", "local")
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
LEAST_KNOWN = 20  # events of a platform from which a percentile says something
_CRITICAL = ("问题", "误解")


@dataclass(frozen=True, slots=True)
class Seen:
    """One item of an event as far as spread goes. `author`: hash of an author or name of a medium, "" = unknown.

    `reprint`: it prints another item again. `media_level` as of the source; `kind` as judged.
    """

    at: datetime
    platform: str
    author: str
    reprint: bool
    media_level: str
    kind: str


@dataclass(frozen=True, slots=True)
class Volumes:
    """Platform → sorted numbers of items that the unit's events had there in the last 90 days."""

    by_platform: Mapping[str, Sequence[int]]

    def percentile(self, counts: Mapping[str, int]) -> float | None:
        """The highest percentile (0-100) of an event with these counts; None where too little is known."""
        found = [
            100.0 * bisect_left(known, count) / len(known)
            for platform, count in counts.items()
            if len(known := self.by_platform.get(platform, ())) >= LEAST_KNOWN
        ]
        return round(max(found), 1) if found else None


def spread_of(
    items: Iterable[Seen],
    volumes: Volumes,
    now: datetime,
    *,
    hot_rank: int | None = None,
    hot_hours: float | None = None,
) -> SpreadFacts:
    """The facts of an event's spread at `now`; unknown parts stay None.

    Independent sources are different authors or media of the last 7 days outside one reprint group. Coverage is
    critical where an item of that level was judged 问题 or 误解; it goes on where that level was critical on two days.
    """
    items = list(items)
    level = next((each for each in _LEVELS if any(item.media_level == each for item in items)), None)
    critical = [item for item in items if item.media_level == level and item.kind in _CRITICAL] if level else []
    days = {(item.at - min(each.at for each in critical)) // _DAY for item in critical}
    return SpreadFacts(
        percentile=volumes.percentile(Counter(item.platform for item in items if item.platform)),
        speed=burst_of((item.at for item in items), now).speed,
        media_level=level,
        critical=bool(critical),
        follow_up=len(days) > 1,
        platforms=len({item.platform for item in items if item.platform}),
        sources=len({item.author for item in items if item.author and not item.reprint and now - item.at <= _WEEK}),
        hot_rank=hot_rank,
        hot_hours=hot_hours,
    )
