"""Sources on their pages: all of them with their states, one with its history, and what an administrator changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from errors import BadInput, Refused
from store import log
from store.actors import Actor
from store.sources import add_sources
from store.tables.watching import Fetch, Source, SourceState

EDITED = ("kind", "url", "host", "name", "media_level", "interval_s", "settings")
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SourceFilter:
    """What a list is narrowed to; empty = not at all. `state`: a state, `paused`, or `unwatched`."""

    words: str = ""
    state: str = ""
    kind: str = ""


def counts(session: Session) -> tuple[dict[str, int], int]:
    """(state → how many sources that are visited, how many are paused)."""
    question = select(Source.enabled, Source.state, func.count()).group_by(Source.enabled, Source.state)
    found: dict[str, int] = {}
    paused = 0
    for enabled, state, number in session.execute(question):
        if enabled:
            found[state] = number
        else:
            paused += number
    return found, paused


def page_of(
    session: Session, wanted: SourceFilter, watched: Collection[str], *, after: Place | None, limit: int
) -> list[tuple[Place, Source]]:
    """Sources, those that are not watched first, then by id; `after`: the place of the last one of the page before."""
    rank = case((Source.enabled.is_(False), 2), (Source.state.in_(list(watched)), 1), else_=0)
    question = select(rank, Source).order_by(rank, Source.id).limit(limit)
    if wanted.words:
        question = question.where(
            Source.name.contains(wanted.words, autoescape=True) | Source.url.contains(wanted.words, autoescape=True)
        )
    if wanted.kind:
        question = question.where(Source.kind == wanted.kind)
    if wanted.state == "paused":
        question = question.where(Source.enabled.is_(False))
    elif wanted.state == "unwatched":
        question = question.where(rank == 0)
    elif wanted.state:
        question = question.where(Source.enabled, Source.state == wanted.state)
    if after is not None:
        question = question.where((rank > after[0]) | ((rank == after[0]) & (Source.id > after[1])))
    return [((found, source.id), source) for found, source in session.execute(question)]


def source_named(session: Session, source_id: int) -> Source:
    """One source; raises Refused where there is none."""
    source = session.get(Source, source_id)
    if source is None:
        raise Refused("not_found", "没有这个信源。")
    return source


def stretches_of(session: Session, source_id: int, limit: int) -> list[SourceState]:
    """The newest stretches in which the source was not watched as it should be."""
    question = select(SourceState).where(SourceState.source_id == source_id).order_by(SourceState.id.desc())
    return list(session.scalars(question.limit(limit)))


def visits_of(session: Session, source_id: int, limit: int) -> list[Fetch]:
    """The newest visits."""
    question = select(Fetch).where(Fetch.source_id == source_id).order_by(Fetch.id.desc())
    return list(session.scalars(question.limit(limit)))


def add(session: Session, actor: Actor, rows: Sequence[Mapping[str, Any]], now: datetime) -> list[int]:
    """Add sources that are not there yet; one entry of the log tells of all of them. Gives the new ids."""
    added = add_sources(session, rows)
    if added:
        after = {"count": len(added), "urls": [str(row["url"]) for row in rows][:50]}
        log.append(session, actor, "source_added", "source", added[0], now, after=after)
    return added


def edit(
    session: Session, actor: Actor, source_id: int, version: int | None, row: Mapping[str, Any], now: datetime
) -> None:
    """Change what a source is (the columns EDITED); a new address begins without what the old one taught."""
    source = _locked(session, source_id, version)
    taken = session.scalar(select(Source.id).where(Source.url == row["url"], Source.id != source_id))
    if taken is not None:
        raise BadInput("这个地址已经是另一个信源", field="url")
    changed = {name: row[name] for name in EDITED if getattr(source, name) != row[name]}
    if not changed:
        return
    before = {name: getattr(source, name) for name in changed}
    for name, value in changed.items():
        setattr(source, name, value)
    if "url" in changed or "kind" in changed:
        source.etag = source.last_modified = source.body_hash = source.moved_to = None
        source.conditional, source.unverified_304, source.honest_304 = True, 0, False
    source.next_at = now
    source.version += 1
    log.append(session, actor, "source_changed", "source", source_id, now, before=before, after=changed)


def switch(session: Session, actor: Actor, source_id: int, *, enabled: bool, reason: str, now: datetime) -> None:
    """Pause a source, or visit it again; a pause has a reason, because from then on nobody watches there."""
    source = _locked(session, source_id, None)
    if source.enabled == enabled:
        return
    if not enabled and not reason:
        raise BadInput("请写明为什么暂停：暂停期间这里没人看", field="reason")
    source.enabled = enabled
    source.next_at = now
    source.version += 1
    action = "source_resumed" if enabled else "source_paused"
    log.append(session, actor, action, "source", source_id, now, reason=reason, after={"enabled": enabled})


def visit_soon(session: Session, actor: Actor, source_id: int, now: datetime) -> None:
    """Make a source due now; politeness to its host still holds."""
    source = _locked(session, source_id, None)
    if not source.enabled:
        raise Refused("state", "这个信源已经暂停，请先恢复。")
    source.next_at = now
    log.append(session, actor, "source_due_now", "source", source_id, now)


def _locked(session: Session, source_id: int, version: int | None) -> Source:
    source = session.scalar(select(Source).where(Source.id == source_id).with_for_update())
    if source is None:
        raise Refused("not_found", "没有这个信源。")
    if version is not None and source.version != version:
        raise Refused("stale", "这个信源刚被别人改过，您的改动没有保存。请刷新后再改。")
    return source
