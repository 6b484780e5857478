"""Watching: sources, visits to them, items and their revisions, evidence, rules of interest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base


class Source(Base):
    """信源: an address that is visited, with all that the next visit needs; what is due lives in `next_at`.

    `visited_at` is the last attempt, `fetched_at` the last one that was answered. `conditional` False = its 304 lied;
    `unverified_304` counts those since the last whole answer, `honest_304` says that such an answer confirmed them.
    """

    __tablename__ = "source"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    url: Mapped[str] = mapped_column(unique=True)
    host: Mapped[str] = mapped_column(default="", index=True)
    name: Mapped[str]
    media_level: Mapped[str] = mapped_column(default="local")
    platform: Mapped[str] = mapped_column(default="")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    interval_s: Mapped[int | None]
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    # the next visit
    next_at: Mapped[datetime] = mapped_column(index=True)
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None]
    pace_s: Mapped[int] = mapped_column(default=900)
    not_before: Mapped[datetime | None]
    # what the last visits taught
    moved_to: Mapped[str | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    body_hash: Mapped[str | None]
    conditional: Mapped[bool] = mapped_column(default=True)
    unverified_304: Mapped[int] = mapped_column(default=0)
    honest_304: Mapped[bool] = mapped_column(default=False)
    visited_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]
    entries_seen: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None]
    newest_entry_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    duplicate_share: Mapped[float] = mapped_column(default=0.0)
    weekly_volume: Mapped[float] = mapped_column(default=0.0)
    state: Mapped[str] = mapped_column(default="new", index=True)
    state_since: Mapped[datetime | None]
    state_detail: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class Fetch(Base):
    """One visit to a source: what was asked, what came, what was new."""

    __tablename__ = "fetch"
    __table_args__ = (Index("ix_fetch_source_at", "source_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[str]
    status: Mapped[int | None]
    bytes: Mapped[int] = mapped_column(default=0)
    entries: Mapped[int] = mapped_column(default=0)
    items_new: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    detail: Mapped[str] = mapped_column(default="")


class SourceState(Base):
    """A stretch of time in which a source was not watched as it should be; `until` empty while it lasts."""

    __tablename__ = "source_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"), index=True)
    state: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    detail: Mapped[str] = mapped_column(default="")


class RobotsRules(Base):
    """A host's robots.txt as last read; `status` 0 = could not be reached."""

    __tablename__ = "robots_rules"

    host: Mapped[str] = mapped_column(primary_key=True)
    fetched_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    status: Mapped[int]
    body: Mapped[str] = mapped_column(default="")


class Item(Base):
    """信息: one text that was published or sent to us, unique by `identity`.

    `identity` is `url:<canonical address>`, `ref:<channel>:<ref>` or `id:<source>:<entry id>`. Text is masked; letters
    keep the original encrypted in `original` until retention ends. `author_hash` is salted; `media` names only media
    and public bodies. `judged_at` empty = owed to judging; `judge_leased_until` guards a batch in work.
    """

    __tablename__ = "item"
    __table_args__ = (
        Index("ix_item_owed", "judged_at", "id"),
        Index("ix_item_event_published", "event_id", "published_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(unique=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id", ondelete="SET NULL"), index=True)
    channel: Mapped[str]
    ref: Mapped[str | None]
    url: Mapped[str | None]
    title: Mapped[str]
    text: Mapped[str]
    media: Mapped[str] = mapped_column(default="")
    media_level: Mapped[str] = mapped_column(default="local")
    platform: Mapped[str] = mapped_column(default="")
    author_hash: Mapped[str | None]
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    published_at: Mapped[datetime | None]
    published_is_date: Mapped[bool] = mapped_column(default=False)
    found_at: Mapped[datetime] = mapped_column(index=True)
    content_hash: Mapped[str]
    original: Mapped[bytes | None]
    text_gone_at: Mapped[datetime | None]
    judged_at: Mapped[datetime | None]
    judge_leased_until: Mapped[datetime | None]
    judge_leased_by: Mapped[str | None]
    reprint_of: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="SET NULL"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"))


class Revision(Base):
    """An older state of an edited item: its hash and time stay, the item carries the newer text."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    seen_at: Mapped[datetime]
    content_hash: Mapped[str]
    title: Mapped[str]


class RankPoint(Base):
    """Rank and heat of a hot-list entry at one visit."""

    __tablename__ = "rank_point"
    __table_args__ = (Index("ix_rank_point_item_at", "item_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    rank: Mapped[int | None]
    heat: Mapped[float | None]


class Evidence(Base):
    """A copy of an item for a case, so that the raw item can go; `change` tells of a later edit or deletion.

    `change`: empty, edited, deleted. `checked_at`: when its page was last looked at for that.
    """

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="SET NULL"))
    url: Mapped[str | None]
    title: Mapped[str]
    text: Mapped[str]
    content_hash: Mapped[str]
    fetched_at: Mapped[datetime]
    change: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None] = mapped_column(index=True)


class InterestRule(Base):
    """A rule of interest that an officer wrote: what to bring to the desk whatever the judgement says."""

    __tablename__ = "interest_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    expression: Mapped[str]
    written_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    enabled: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class InterestHit(Base):
    """An item that a rule of interest caught; what came of it stands with the candidate of its event."""

    __tablename__ = "interest_hit"
    __table_args__ = (UniqueConstraint("rule_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("interest_rule.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    words: Mapped[list[Any]] = mapped_column(default=list)
