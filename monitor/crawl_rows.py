"""Where the crawl meets its rows: claims with what earlier runs knew, and finished visits in one transaction."""

from __future__ import annotations

import os
import platform
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.robots import Robots, address_of
from monitor.watching import WATCHED, Visit, after_visit
from store import owed_items
from store.fetches import RobotsRow, StateChange, change_states, keep_robots, log_fetches, robots_of
from store.found import Kept
from store.items import SeenItem, fill_in, keep_found, seen_items
from store.sources import (
    Claim,
    SourceRow,
    change_sources,
    claim_due,
    last_visits,
    lease_owners,
    release_leases,
)

if TYPE_CHECKING:
    from store.session import Database


@dataclass(frozen=True, slots=True)
class Claimed:
    """Claimed sources, what is known of their hosts' robots.txt, and how long ago each host was visited."""

    sources: list[SourceRow]
    robots: dict[str, Robots]
    seconds_ago: dict[str, float]


def claim_with_memory(database: Database, claim: Claim, now: datetime, spaced: bool) -> Claimed:
    """Claim due sources, and remember for their hosts what earlier runs learnt (`spaced`: also when they came)."""
    with database.write() as session:
        sources = claim_due(session, claim, now)
        if not sources:
            return Claimed([], {}, {})
        places = {address_of(each.moved_to or each.url) for each in sources}
        robots = {row.place: Robots(row.rules, True, row.expires_at) for row in robots_of(session, places, now)}
        visits = last_visits(session, {each.host for each in sources}) if spaced else {}
    ago = {host: (now - at).total_seconds() for host, at in visits.items()}
    return Claimed(sources, robots, ago)


def recall(
    database: Database, identities: Collection[str], places: Collection[str], now: datetime
) -> tuple[dict[str, SeenItem], dict[str, Robots]]:
    """What rows know of entries and of robots.txt before the articles' own pages are asked for."""
    with database.read() as session:
        robots = {row.place: Robots(row.rules, True, row.expires_at) for row in robots_of(session, places, now)}
        return seen_items(session, set(identities)), robots


def keep_visits(
    database: Database, visits: Sequence[Visit], learnt: Mapping[str, tuple[Robots, int, datetime]]
) -> dict[int, Kept]:
    """Write finished visits: together, or where the batch fails, one by one, so that one of them spoils no other."""
    robots = [
        RobotsRow(place, at, each.expires_at, status if each.reachable else 0, each.rules)
        for place, (each, status, at) in learnt.items()
    ]
    try:
        return _kept(database, visits, robots)
    except Exception:
        if len(visits) == 1:
            raise
    kept: dict[int, Kept] = {}
    for visit in visits:
        try:
            kept |= _kept(database, [visit], [])
        except Exception as error:  # noqa: BLE001 - the source is marked as failing and comes again
            kept |= _kept(database, [_spoilt(visit, error)], [])
    return kept


def _spoilt(visit: Visit, error: Exception) -> Visit:
    from monitor.faults import Fault

    return Visit(visit.source, "failed", visit.at, fault=Fault("unreadable", f"入库失败：{type(error).__name__}"))


def _kept(database: Database, visits: Sequence[Visit], robots: Sequence[RobotsRow]) -> dict[int, Kept]:
    found = {visit.source.id: visit.parsed.items for visit in visits if visit.parsed}
    with database.write() as session:
        kept = keep_found(session, found, max(visit.at for visit in visits)) if found else {}
        if late := [(visit.source.id, each) for visit in visits for each in visit.late]:
            fill_in(session, late, max(visit.at for visit in visits))
        changes: dict[int, dict[str, Any]] = {}
        for visit in visits:
            known = visit.source.entries_seen if visit.outcome == "unchanged" else 0
            kept.setdefault(visit.source.id, Kept(0, known))
            changes[visit.source.id] = after_visit(visit, kept[visit.source.id])
        change_sources(session, {visit.source.id: _news(visit, changes[visit.source.id]) for visit in visits})
        log_fetches(session, [_log(visit, kept[visit.source.id]) for visit in visits])
        change_states(session, [each for visit in visits for each in _state_change(visit, changes[visit.source.id])])
        keep_robots(session, robots)
    return kept


def _news(visit: Visit, change: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in change.items() if value != getattr(visit.source, name)}


def _log(visit: Visit, kept: Kept) -> dict[str, Any]:
    return {
        "source_id": visit.source.id,
        "at": visit.at,
        "outcome": visit.fault.name if visit.fault else visit.outcome,
        "status": visit.status,
        "bytes": visit.size,
        "entries": kept.new + kept.known,
        "items_new": kept.new,
        "seconds": visit.seconds,
        "detail": visit.fault.words if visit.fault else visit.remark,
    }


def _state_change(visit: Visit, change: Mapping[str, Any]) -> list[StateChange]:
    state = str(change["state"])
    if state == visit.source.state:
        return []
    return [StateChange(visit.source.id, visit.at, state, str(change["state_detail"]), state in WATCHED)]


def worker_name() -> str:
    """A name for this process that tells whether it still lives: host, process id and the moment of its start."""
    return f"{platform.node()}/{os.getpid()}/{_started(os.getpid())}"


def free_dead_leases(database: Database) -> None:
    """Give free what killed workers of this machine had claimed, so that a restart need not wait for their leases."""
    with database.read() as session:
        owners = lease_owners(session)
    free_leases(database, [owner for owner in owners if not _lives(owner)])


def free_dead_judging(database: Database) -> None:
    """Give free the items that killed workers of this machine had in work: who judges in their place need not wait."""
    with database.read() as session:
        dead = [owner for owner in owed_items.lease_owners(session) if not _lives(owner)]
    if dead:
        with database.write() as session:
            owed_items.release_leases(session, dead)


def free_leases(database: Database, owners: Sequence[str]) -> None:
    """Give free what these workers have claimed."""
    if owners:
        with database.write() as session:
            release_leases(session, owners)


def _lives(owner: str) -> bool:
    node, _, rest = owner.partition("/")
    pid, _, started = rest.partition("/")
    if node != platform.node() or not pid.isdigit():
        return True  # another machine's worker: only time tells
    return _started(int(pid)) == started


def _started(pid: int) -> str:
    """A process's start in clock ticks, "" where there is no such process; where /proc is missing, whether it lives."""
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    if Path("/proc/self/stat").exists():
        return ""
    with suppress(OSError):
        os.kill(pid, 0)
        return "running"
    return ""
