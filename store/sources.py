"""Sources: added, listed, claimed for a visit with a lease, and given back with what the visit taught."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Table, Update, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import Session

from store.locks import take_turn
from store.tables.watching import Source

_SOURCE = cast(Table, Source.__table__)
LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as a visit needs it; the fields are those of the row."""

    id: int
    kind: str
    url: str
    host: str
    name: str
    media_level: str
    platform: str
    settings: Mapping[str, Any]
    interval_s: int | None
    created_at: datetime
    next_at: datetime
    pace_s: int
    moved_to: str | None
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    conditional: bool
    unverified_304: int
    honest_304: bool
    visited_at: datetime | None
    fetched_at: datetime | None
    changed_at: datetime | None
    newest_entry_at: datetime | None
    entries_seen: int
    failures: int
    duplicate_share: float
    weekly_volume: float
    state: str
    state_since: datetime | None
    state_detail: str


_COLUMNS = tuple(_SOURCE.c[name] for name in SourceRow.__slots__)


@dataclass(frozen=True, slots=True)
class Claim:
    """Whom to claim for: `owner` is this worker, `per_host` how many of one host, `busy` hosts are left out.

    Due is what was to be visited at `due_by`; with `visited_before` set, everything not visited since then, whatever
    its row says (`--now`).
    """

    owner: str
    due_by: datetime
    limit: int = 64
    per_host: int = 2
    busy: Collection[str] = ()
    only: int | None = None
    visited_before: datetime | None = None


def add_sources(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Add sources that are not there yet (by address); gives the ids of the new ones, in order."""
    urls = [str(row["url"]) for row in rows]
    there: set[str] = set()
    for start in range(0, len(urls), 500):
        question = select(_SOURCE.c.url).where(_SOURCE.c.url.in_(urls[start : start + 500]))
        there.update(session.execute(question).scalars())
    fresh = [dict(row) for row in {str(row["url"]): row for row in rows}.values() if row["url"] not in there]
    if not fresh:
        return []
    session.connection().execute(insert(_SOURCE), fresh)
    added: dict[str, int] = {}
    for start in range(0, len(fresh), 500):
        chunk = [row["url"] for row in fresh[start : start + 500]]
        added |= {
            url: each
            for url, each in session.execute(select(_SOURCE.c.url, _SOURCE.c.id).where(_SOURCE.c.url.in_(chunk)))
        }
    return [added[str(row["url"])] for row in fresh]


def list_sources(session: Session) -> list[SourceRow]:
    """All enabled sources by id."""
    question = select(*_COLUMNS).where(_SOURCE.c.enabled).order_by(_SOURCE.c.id)
    return [SourceRow(*row) for row in session.execute(question)]


def source_by_id(session: Session, source_id: int) -> SourceRow | None:
    """One source, or None."""
    row = session.execute(select(*_COLUMNS).where(_SOURCE.c.id == source_id)).first()
    return SourceRow(*row) if row else None


def claim_due(session: Session, claim: Claim, now: datetime) -> list[SourceRow]:
    """Claim due sources, longest due first, hosts interleaved; a host that another worker visits is left to it.

    1. One claim at a time (a lock on PostgreSQL, the write lock on SQLite), so two workers never share a host.
    2. The lease ends by itself: what a killed worker had claimed is due again then.
    """
    take_turn(session, "claim sources")
    free = or_(_SOURCE.c.leased_until.is_(None), _SOURCE.c.leased_until <= now)
    elsewhere = select(_SOURCE.c.host).where(_SOURCE.c.leased_until > now, _SOURCE.c.leased_by != claim.owner)
    place = func.row_number().over(partition_by=_SOURCE.c.host, order_by=(_SOURCE.c.next_at, _SOURCE.c.id))
    wanted = [_SOURCE.c.enabled, free, _due(claim), _SOURCE.c.host.not_in(elsewhere)]
    if claim.busy:
        wanted.append(_SOURCE.c.host.not_in(list(claim.busy)))
    if claim.only is not None:
        wanted.append(_SOURCE.c.id == claim.only)
    ranked = select(_SOURCE.c.id, _SOURCE.c.next_at, place.label("place")).where(and_(*wanted)).subquery()
    chosen = (
        select(ranked.c.id)
        .where(ranked.c.place <= claim.per_host)
        .order_by(ranked.c.place, ranked.c.next_at, ranked.c.id)
        .limit(claim.limit)
    )
    ids = list(session.execute(chosen).scalars())
    if not ids:
        return []
    lease = {"leased_until": now + LEASE, "leased_by": claim.owner}
    session.execute(update(_SOURCE).where(_SOURCE.c.id.in_(ids)).values(lease))
    rows = [SourceRow(*row) for row in session.execute(select(*_COLUMNS).where(_SOURCE.c.id.in_(ids)))]
    order = {each: place for place, each in enumerate(ids)}
    return sorted(rows, key=lambda row: order[row.id])


def _due(claim: Claim) -> Any:
    if claim.visited_before is None:
        return _SOURCE.c.next_at <= claim.due_by
    return or_(_SOURCE.c.visited_at.is_(None), _SOURCE.c.visited_at < claim.visited_before)


def next_due_at(session: Session) -> datetime | None:
    """When the next source falls due, or None where there is none."""
    return session.execute(select(func.min(_SOURCE.c.next_at)).where(_SOURCE.c.enabled)).scalar()


def last_visits(session: Session, hosts: Collection[str]) -> dict[str, datetime]:
    """When each of `hosts` was last visited by whatever process; hosts never visited are left out."""
    question = (
        select(_SOURCE.c.host, func.max(_SOURCE.c.visited_at))
        .where(_SOURCE.c.host.in_(list(hosts)), _SOURCE.c.visited_at.is_not(None))
        .group_by(_SOURCE.c.host)
    )
    return {host: at for host, at in session.execute(question)}


def lease_owners(session: Session) -> list[str]:
    """Who holds leases, dead workers included."""
    question = select(_SOURCE.c.leased_by).where(_SOURCE.c.leased_by.is_not(None)).distinct()
    return [owner for owner in session.execute(question).scalars() if owner]


def release_leases(session: Session, owners: Collection[str]) -> None:
    """Make free what `owners` had claimed (they are dead, or stop now)."""
    if owners:
        freed = {"leased_until": None, "leased_by": None}
        session.execute(update(_SOURCE).where(_SOURCE.c.leased_by.in_(list(owners))).values(freed))


def change_sources(session: Session, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Write what visits taught (source id → columns) and give the leases back.

    Sources with the same columns to write share one prepared statement.
    """
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for source_id, change in changes.items():
        row = {"the_id": source_id, **{f"new_{name}": value for name, value in change.items()}}
        alike.setdefault(tuple(change), []).append(row)
    for names, rows in alike.items():
        session.connection().execute(_change(names), rows)


@lru_cache(maxsize=256)
def _change(names: tuple[str, ...]) -> Update:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    values |= {"leased_until": None, "leased_by": None}
    return update(_SOURCE).where(_SOURCE.c.id == bindparam("the_id")).values(values)


def source_by_url(session: Session, url: str) -> int | None:
    """The id of the source at that address, or None."""
    return session.execute(select(_SOURCE.c.id).where(_SOURCE.c.url == url)).scalar()
