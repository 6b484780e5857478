"""When a source is visited next: from its own evidence, between bounds, never before what the source asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

FASTEST_S = 300
SLOWEST_S = 4 * 3600
FIRST_S = 900
FLOOR_CAP_S = 24 * 3600
_WEEK_S = 7 * 24 * 3600
_SMOOTHING = 0.3


@dataclass(frozen=True, slots=True)
class Pace:
    """A source's pace and the evidence it rests on.

    `pace_s`: seconds between visits. `duplicate_share`: smoothed share of entries that were known already (0-1).
    `weekly_volume`: smoothed number of new entries a week.
    """

    pace_s: int = FIRST_S
    duplicate_share: float = 0.0
    weekly_volume: float = 0.0


def adapted(pace: Pace, entries: int, new: int, since_last_s: float | None) -> Pace:
    """The pace after a visit that showed `entries` of which `new` were new, `since_last_s` after the last good visit.

    Two pieces of evidence, the more eager one wins: the volume asks for two visits per new entry; the share of
    duplicates stretches the pace by a quarter when nothing was new and halves it when most entries were.
    The first visit (`since_last_s` None) shows the whole backlog and teaches nothing.
    """
    if since_last_s is None:
        return pace
    share = 1.0 - new / entries if entries else 1.0
    duplicate_share = _smooth(pace.duplicate_share, share)
    weekly_volume = _smooth(pace.weekly_volume, new * _WEEK_S / max(since_last_s, FASTEST_S))
    by_share = pace.pace_s * (1.25 if not new else 0.5 if share < 0.5 else 0.9)
    by_volume = _WEEK_S / (2 * weekly_volume) if weekly_volume > 0 else float(SLOWEST_S)
    eager = min(by_share, by_volume)
    return Pace(int(min(max(eager, FASTEST_S), SLOWEST_S)), round(duplicate_share, 4), round(weekly_volume, 4))


def _smooth(before: float, now: float) -> float:
    return before + _SMOOTHING * (now - before)


def next_visit(now: datetime, pace_s: int, floors: tuple[int | None, ...]) -> datetime:
    """When to come again: after `pace_s`, but not before any of the `floors` (seconds, each capped at 24 h)."""
    floor = max((min(each, FLOOR_CAP_S) for each in floors if each is not None), default=0)
    return now + timedelta(seconds=max(pace_s, floor))


def cache_floor_s(headers: Mapping[str, str], now: datetime) -> int | None:
    """Seconds for which the answer calls itself fresh (Cache-Control max-age less Age, else Expires), or None."""
    control = headers.get("cache-control", "").lower()
    if any(word in control for word in ("no-cache", "no-store")):
        return None
    for part in control.split(","):
        name, _, value = part.strip().partition("=")
        if name == "max-age" and value.strip('" ').isdigit():
            age = headers.get("age", "0")
            return max(0, int(value.strip('" ')[:9]) - (int(age[:9]) if age.isdigit() else 0))
    return _expires_s(headers.get("expires", ""), now)


def _expires_s(written: str, now: datetime) -> int | None:
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0, int((moment - now).total_seconds()))
