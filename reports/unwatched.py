"""What was not watched in a period, and for how long: it stands beside every report, so that silence is not taken
for calm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from store.session import Session
from store.unwatched import Stretch, stretches


@dataclass(frozen=True, slots=True)
class Unwatched:
    """A source that was not watched: in which states, for how long within the period, and whether it still is not."""

    source: str
    states: tuple[str, ...]
    length: timedelta
    lasts: bool


def unwatched(session: Session, since: datetime, until: datetime, now: datetime) -> list[Unwatched]:
    """Sources that were down, silent or refused at some time in [since, until), longest first."""
    return by_source(stretches(session, since, until), since, min(until, now))


def by_source(found: Iterable[Stretch], since: datetime, until: datetime) -> list[Unwatched]:
    """The stretches summed by source, each cut to the period; stretches that overlap count once."""
    groups: dict[str, list[Stretch]] = {}
    for each in found:
        groups.setdefault(each.source, []).append(each)
    sums = [_sum(source, few, since, until) for source, few in groups.items()]
    return sorted((each for each in sums if each.length > timedelta(0)), key=lambda each: (-each.length, each.source))


def _sum(source: str, few: list[Stretch], since: datetime, until: datetime) -> Unwatched:
    length, reached = timedelta(0), since
    for each in sorted(few, key=lambda one: one.since):
        begin, end = max(each.since, reached), min(each.until or until, until)
        if end > begin:
            length, reached = length + (end - begin), end
    states = tuple(dict.fromkeys(each.state for each in few))
    return Unwatched(source, states, length, any(each.until is None for each in few))
