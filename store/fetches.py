"""Visits as they are remembered: the log of fetches, robots.txt of each host, and stretches of not being watched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from store.tables.watching import Fetch, RobotsRules, Source, SourceState

_FETCH = cast(Table, Fetch.__table__)
_ROBOTS = cast(Table, RobotsRules.__table__)
_STATE = cast(Table, SourceState.__table__)
_SOURCE = cast(Table, Source.__table__)
_END_STRETCH = (
    update(_STATE)
    .where(_STATE.c.source_id == bindparam("the_source"), _STATE.c.until.is_(None))
    .values(until=bindparam("ended_at"))
)


@dataclass(frozen=True, slots=True)
class RobotsRow:
    """A host's robots.txt as last read: where it lies, when, until when it holds, status (0 = no answer), rules."""

    place: str
    fetched_at: datetime
    expires_at: datetime
    status: int
    rules: str


@dataclass(frozen=True, slots=True)
class StateChange:
    """A source goes over into another state `at`; `watched` says whether the new state is one of being watched well."""

    source_id: int
    at: datetime
    state: str
    detail: str
    watched: bool


@dataclass(frozen=True, slots=True)
class Unwatched:
    """A stretch in which a source was not watched; `until` None while it lasts."""

    source_id: int
    name: str
    state: str
    since: datetime
    until: datetime | None
    detail: str


def log_fetches(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add visits to the log."""
    if rows:
        session.execute(insert(_FETCH), [dict(row) for row in rows])


def keep_robots(session: Session, rows: Sequence[RobotsRow]) -> None:
    """Write down what hosts' robots.txt said, in place of what they said before."""
    if not rows:
        return
    session.execute(delete(_ROBOTS).where(_ROBOTS.c.host.in_([each.place for each in rows])))
    values = [
        {
            "host": each.place,
            "fetched_at": each.fetched_at,
            "expires_at": each.expires_at,
            "status": each.status,
            "body": each.rules,
        }
        for each in rows
    ]
    session.execute(insert(_ROBOTS), values)


def robots_of(session: Session, places: Collection[str], now: datetime) -> list[RobotsRow]:
    """What is known and still valid of the robots.txt at `places`; those that could not be reached are asked again."""
    columns = (_ROBOTS.c.host, _ROBOTS.c.fetched_at, _ROBOTS.c.expires_at, _ROBOTS.c.status, _ROBOTS.c.body)
    question = select(*columns).where(
        _ROBOTS.c.host.in_(list(places)), _ROBOTS.c.expires_at > now, _ROBOTS.c.status != 0
    )
    return [RobotsRow(*row) for row in session.execute(question)]


def change_states(session: Session, changes: Sequence[StateChange]) -> None:
    """End the stretches of the sources that change, and begin new ones where they are not watched."""
    if not changes:
        return
    ended = [{"the_source": each.source_id, "ended_at": each.at} for each in changes]
    session.connection().execute(_END_STRETCH, ended)
    begun = [
        {"source_id": each.source_id, "state": each.state, "since": each.at, "until": None, "detail": each.detail}
        for each in changes
        if not each.watched
    ]
    if begun:
        session.execute(insert(_STATE), begun)


def unwatched_between(session: Session, start: datetime, end: datetime) -> list[Unwatched]:
    """Stretches of not being watched that touch [start, end), by source and time: what stands beside every report."""
    question = (
        select(_STATE.c.source_id, _SOURCE.c.name, _STATE.c.state, _STATE.c.since, _STATE.c.until, _STATE.c.detail)
        .join(_SOURCE, _SOURCE.c.id == _STATE.c.source_id)
        .where(_STATE.c.since < end, or_(_STATE.c.until.is_(None), _STATE.c.until > start))
        .order_by(_SOURCE.c.name, _STATE.c.since)
    )
    return [Unwatched(*row) for row in session.execute(question)]


def unwatched_now(session: Session) -> list[Unwatched]:
    """Sources that are not watched at present, for /health and the line on top of the desk."""
    question = (
        select(_STATE.c.source_id, _SOURCE.c.name, _STATE.c.state, _STATE.c.since, _STATE.c.until, _STATE.c.detail)
        .join(_SOURCE, _SOURCE.c.id == _STATE.c.source_id)
        .where(_STATE.c.until.is_(None), _SOURCE.c.enabled)
        .order_by(_STATE.c.since)
    )
    return [Unwatched(*row) for row in session.execute(question)]


def last_fetches(session: Session, source_id: int, limit: int = 20) -> list[dict[str, Any]]:
    """The latest visits to a source, newest first."""
    question = select(_FETCH).where(_FETCH.c.source_id == source_id).order_by(_FETCH.c.id.desc()).limit(limit)
    return [dict(row) for row in session.execute(question).mappings()]


def count_fetches(session: Session, source_id: int) -> int:
    """How many visits to a source the log holds."""
    return session.execute(select(func.count()).where(_FETCH.c.source_id == source_id)).scalar_one()
