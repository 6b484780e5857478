"""Bursts of an event's volume, from the moments of its items."""

from __future__ import annotations

from collections.abc import Iterable
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


def hour_of(moment: datetime) -> datetime:
    """The start of the hour in which `moment` lies, in its own zone."""
    return moment.replace(minute=0, second=0, microsecond=0)
