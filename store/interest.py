"""Rules of interest and what they caught; noise is what the desk marked as not ours."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, case, func, insert, select
from sqlalchemy.orm import Session

from errors import BadInput, Refused
from store import log
from store.actors import Actor
from store.events import chunks
from store.seeing import visible_items
from store.tables.judging import Candidate, Event, Verdict
from store.tables.people import User
from store.tables.watching import InterestHit, InterestRule, Item, Source

_HIT = cast(Table, InterestHit.__table__)
USEFUL = ("confirmed", "merged", "transferred", "police")
TEXT_LENGTH = 4000


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as it is held against items."""

    id: int
    name: str
    expression: str
    version: int


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule on its page: what it caught since `since`, and what the desk made of that."""

    rule: InterestRule
    author: str
    hits: int
    useful: int
    noise: int


@dataclass(frozen=True, slots=True)
class RecentItem:
    """An item as a dry run shows it."""

    id: int
    title: str
    text: str
    media: str
    platform: str
    source: str
    found_at: datetime
    topic: str
    places: tuple[str, ...]
    candidate_id: int | None


@dataclass(frozen=True, slots=True)
class HitLine:
    """One hit of a rule: the item, the words, and the state of its candidate ("" = none)."""

    item_id: int
    title: str
    standing: str
    at: datetime
    words: list[Any]
    candidate_id: int | None
    state: str


def enabled_rules(session: Session) -> list[RuleRow]:
    """The rules in force."""
    question = select(InterestRule.id, InterestRule.name, InterestRule.expression, InterestRule.version)
    rows: list[Any] = list(session.execute(question.where(InterestRule.enabled).order_by(InterestRule.id)))
    return [RuleRow(*row) for row in rows]


def source_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Source → its name."""
    found: dict[int, str] = {}
    for chunk in chunks(ids):
        found.update(
            (row[0], row[1]) for row in session.execute(select(Source.id, Source.name).where(Source.id.in_(chunk)))
        )
    return found


def known_pairs(session: Session, event_ids: Collection[int]) -> set[tuple[int, int]]:
    """(rule, event) of hits that are written already."""
    found: set[tuple[int, int]] = set()
    for chunk in chunks(event_ids):
        question = select(InterestHit.rule_id, Item.event_id).join(Item, Item.id == InterestHit.item_id)
        for rule, event in session.execute(question.where(Item.event_id.in_(chunk)).distinct()):
            found.add((rule, event or 0))
    return found


def add_hits(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write hits (rule_id, item_id, at, words); an item that a rule caught before is left alone."""
    known: set[tuple[int, int]] = set()
    for chunk in chunks({row["item_id"] for row in rows}):
        question = select(_HIT.c.rule_id, _HIT.c.item_id).where(_HIT.c.item_id.in_(chunk))
        known.update((row[0], row[1]) for row in session.execute(question))
    fresh = [row for row in rows if (row["rule_id"], row["item_id"]) not in known]
    if fresh:
        session.execute(insert(_HIT), fresh)


def list_rules(session: Session, since: datetime) -> list[RuleLine]:
    """All rules, those in force first, with what they caught since then."""
    state = Candidate.state
    question = (
        select(
            InterestHit.rule_id,
            func.count(),
            func.sum(case((state.in_(USEFUL), 1), else_=0)),
            func.sum(case((state == "dismissed", 1), else_=0)),
        )
        .join(Item, Item.id == InterestHit.item_id)
        .outerjoin(Candidate, Candidate.event_id == Item.event_id)
        .where(InterestHit.at >= since)
        .group_by(InterestHit.rule_id)
    )
    counts = {row[0]: (int(row[1]), int(row[2] or 0), int(row[3] or 0)) for row in session.execute(question)}
    rules = session.execute(
        select(InterestRule, func.coalesce(User.display, ""))
        .outerjoin(User, User.id == InterestRule.written_by)
        .order_by(InterestRule.enabled.desc(), InterestRule.id.desc())
    )
    return [RuleLine(rule, author, *counts.get(rule.id, (0, 0, 0))) for rule, author in rules]


def rule_by_id(session: Session, rule_id: int) -> InterestRule | None:
    """One rule, or None."""
    return session.get(InterestRule, rule_id)


def hits_of(session: Session, actor: Actor, rule_id: int, limit: int) -> list[HitLine]:
    """The newest hits of a rule that this person may see."""
    question = (
        select(
            Item.id,
            Item.title,
            func.coalesce(func.nullif(Item.media, ""), Source.name, Item.platform, ""),
            InterestHit.at,
            InterestHit.words,
            Candidate.id,
            func.coalesce(Candidate.state, ""),
        )
        .join(Item, Item.id == InterestHit.item_id)
        .outerjoin(Source, Source.id == Item.source_id)
        .outerjoin(Event, Event.id == Item.event_id)
        .outerjoin(Candidate, Candidate.event_id == Event.id)
        .where(InterestHit.rule_id == rule_id, visible_items(actor))
        .order_by(InterestHit.id.desc())
        .limit(limit)
    )
    rows: list[Any] = list(session.execute(question))
    return [HitLine(*row) for row in rows]


def recent_items(session: Session, actor: Actor, since: datetime, most: int) -> Iterator[RecentItem]:
    """Items found since then that this person may see, newest first."""
    question = (
        select(
            Item.id,
            Item.title,
            func.substr(Item.text, 1, TEXT_LENGTH),
            Item.media,
            Item.platform,
            func.coalesce(Source.name, ""),
            Item.found_at,
            func.coalesce(Verdict.topic, ""),
            Verdict.places,
            Candidate.id,
        )
        .outerjoin(Source, Source.id == Item.source_id)
        .outerjoin(Verdict, Verdict.item_id == Item.id)
        .outerjoin(Event, Event.id == Item.event_id)
        .outerjoin(Candidate, Candidate.event_id == Event.id)
        .where(Item.found_at >= since, visible_items(actor))
        .order_by(Item.found_at.desc(), Item.id.desc())
        .limit(most)
    )
    rows: Any = session.execute(question)
    for *plain, places, candidate in rows:
        yield RecentItem(*[*plain, tuple(places or ()), candidate])


def keep_rule(
    session: Session, actor: Actor, rule_id: int | None, name: str, expression: str, version: int | None, now: datetime
) -> int:
    """Add a rule, or change one; raises BadInput for a name that is taken, Refused where somebody was faster."""
    taken = session.scalar(select(InterestRule.id).where(InterestRule.name == name))
    if taken is not None and taken != rule_id:
        raise BadInput(f"已经有一条叫“{name}”的规则", field="name")
    after = {"name": name, "expression": expression}
    if rule_id is None:
        row = InterestRule(**after, written_by=actor.id, created_at=now)
        session.add(row)
        session.flush()
        log.append(session, actor, "interest_added", "interest_rule", row.id, now, after=after)
        return row.id
    row = _locked(session, rule_id, version)
    before = {"name": row.name, "expression": row.expression}
    row.name, row.expression = name, expression
    row.version += 1
    log.append(session, actor, "interest_changed", "interest_rule", row.id, now, before=before, after=after)
    return row.id


def switch_rule(session: Session, actor: Actor, rule_id: int, *, enabled: bool, now: datetime) -> None:
    """Put a rule in force, or out of it; its hits stay."""
    row = _locked(session, rule_id, None)
    if row.enabled != enabled:
        before, row.enabled = {"enabled": row.enabled}, enabled
        row.version += 1
        log.append(
            session, actor, "interest_switched", "interest_rule", row.id, now, before=before, after={"enabled": enabled}
        )


def _locked(session: Session, rule_id: int, version: int | None) -> InterestRule:
    row = session.scalar(select(InterestRule).where(InterestRule.id == rule_id).with_for_update())
    if row is None:
        raise Refused("not_found", "没有这条规则。")
    if version is not None and row.version != version:
        raise Refused("stale", "这条规则刚被别人改过，您的改动没有保存。请刷新后再改。")
    return row
