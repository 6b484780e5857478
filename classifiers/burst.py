"""Bursts and rebounds of an event's volume, from the moments of its items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)
BEFORE = 6  # hours that the last one is compared with (speed = last hour ÷ mean of the six before)
_QUIET = 0.5  # items an hour that an hour without any counts as, so that a first item is no infinite burst


@dataclass(frozen=True, slots=True)
class Burst:
    """How fast an event grows: items of the last hour, mean of the six before, their ratio, and whether it bursts."""

    last_hour: int
    mean_before: float
    speed: float
    bursts: bool


def burst_of(moments: Iterable[datetime], now: datetime, *, times: float = 3.0, least: int = 5) -> Burst:
    """The burst at `now` of items published at `moments` (aware).

    It bursts from `least` items in the last hour that are `times` the mean of the six hours before. An event that was
    silent before counts as if it had had half an item an hour.
    """
    ages = [now - moment for moment in moments if moment <= now]
    last = sum(age < HOUR for age in ages)
    before = sum(HOUR <= age < (BEFORE + 1) * HOUR for age in ages) / BEFORE
    speed = last / max(before, _QUIET)
    return Burst(last, round(before, 3), round(speed, 3), last >= least and speed >= times)


def rebounds(moments: Iterable[datetime], replied_at: datetime, now: datetime, *, share: float = 0.5) -> bool:
    """Whether an event rises again after the reply.

    True if the last hour brings at least two items and `share` of the busiest hour before the reply, and more than
    the quietest hour between reply and now did.
    """
    moments = list(moments)
    peak = max(Counter(hour_of(each) for each in moments if each <= replied_at).values(), default=0)
    last = sum(now - HOUR < each <= now for each in moments)
    since = range(int((now - replied_at) / HOUR) - 1)
    between = [sum(replied_at + n * HOUR < each <= replied_at + (n + 1) * HOUR for each in moments) for n in since]
    return bool(between) and last >= 2 and last >= share * peak and last > min(between)


def hour_of(moment: datetime) -> datetime:
    """The start of the hour in which `moment` lies, in its own zone."""
    return moment.replace(minute=0, second=0, microsecond=0)


def by_hour(seen: Iterable[tuple[datetime, str]]) -> dict[tuple[datetime, str], int]:
    """(start of the hour, platform) → how many items, from (moment, platform) of each."""
    return dict(Counter((hour_of(moment), platform) for moment, platform in seen))


def first_source(seen: Sequence[tuple[datetime, str]]) -> str:
    """The source of the earliest of (moment, source); the first given among equals, "" of none."""
    return min(seen, key=lambda each: each[0])[1] if seen else ""
