"""Judging: verdicts, corrections, events and their spread, alerts, candidates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base


class Verdict(Base):
    """研判: what was judged of one item, with confidence and reasons; replaced when the item is judged again."""

    __tablename__ = "verdict"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    judged_at: Mapped[datetime]
    relevant: Mapped[bool]
    topic: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    severity: Mapped[str]
    emotion: Mapped[str]
    places: Mapped[list[Any]] = mapped_column(default=list)
    confidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    signals: Mapped[dict[str, Any]] = mapped_column(default=dict)
    needs_person: Mapped[bool] = mapped_column(default=False)
    versions: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Correction(Base):
    """An officer's correction of one head: learning data for `train`, and a proposal to the duty list."""

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="SET NULL"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id", ondelete="SET NULL"))
    head: Mapped[str]
    was: Mapped[str]
    now: Mapped[str]
    by_user: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="new")


class Event(Base):
    """事件: items about the same matter. `merged_into` set = it lives on there; `severity` from text and spread."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_last", "last_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    keywords: Mapped[list[Any]] = mapped_column(default=list)
    channel: Mapped[str]
    first_item_id: Mapped[int | None]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    found_at: Mapped[datetime]
    items: Mapped[int] = mapped_column(default=0)
    reprints: Mapped[int] = mapped_column(default=0)
    sources: Mapped[int] = mapped_column(default=0)
    platforms: Mapped[list[Any]] = mapped_column(default=list)
    relevant: Mapped[bool] = mapped_column(default=False)
    topic: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="资讯")
    place: Mapped[str] = mapped_column(default="")
    severity: Mapped[str] = mapped_column(default="蓝")
    severity_reasons: Mapped[list[Any]] = mapped_column(default=list)
    spread: Mapped[dict[str, Any]] = mapped_column(default=dict)
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"))
    respread_at: Mapped[datetime | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)


class EventHour(Base):
    """How many items of an event stood on a platform in one hour (`hour` = its start)."""

    __tablename__ = "event_hour"
    __table_args__ = (UniqueConstraint("event_id", "hour", "platform"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    hour: Mapped[datetime]
    platform: Mapped[str]
    items: Mapped[int]


class EventChange(Base):
    """A merge or split of events, or a change of its severity: what, why and by whom."""

    __tablename__ = "event_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    what: Mapped[str]
    other_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    by_user: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Alert(Base):
    """预警: an event reached a severity; one alert per event and severity, so that nothing alerts twice.

    `told_at` empty = notices are owed to nobody yet; `rung`: how far it climbed the ladder without acknowledgement.
    """

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("event_id", "severity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    severity: Mapped[str]
    raised_at: Mapped[datetime] = mapped_column(index=True)
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    told_at: Mapped[datetime | None] = mapped_column(index=True)
    rung: Mapped[int] = mapped_column(default=0)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Candidate(Base):
    """线索: an event that waits for a person's decision, with who would answer it and why (proposed by routing).

    `state`: open, confirmed, dismissed, merged, transferred, police (紧急转110), silenced. `proposed_at` empty =
    owed to routing. `rank` orders the desk: severity first (3 = 红), newest first.
    """

    __tablename__ = "candidate"
    __table_args__ = (Index("ix_candidate_desk", "state", "rank", "raised_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    raised_at: Mapped[datetime] = mapped_column(index=True)
    severity: Mapped[str]
    rank: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default="open")
    # what routing proposes
    proposed_at: Mapped[datetime | None] = mapped_column(index=True)
    rule: Mapped[str] = mapped_column(default="")
    rules_version: Mapped[str] = mapped_column(default="")
    duty: Mapped[str] = mapped_column(default="")
    words: Mapped[list[Any]] = mapped_column(default=list)
    lead: Mapped[str] = mapped_column(default="")
    assist: Mapped[list[Any]] = mapped_column(default=list)
    runners_up: Mapped[list[Any]] = mapped_column(default=list)
    confidence: Mapped[float] = mapped_column(default=0.0)
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    isolated: Mapped[bool] = mapped_column(default=False)
    accused: Mapped[list[Any]] = mapped_column(default=list)
    # what a person decided
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision_reason: Mapped[str] = mapped_column(default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id", ondelete="SET NULL"))
    silenced_until: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
