"""Replying: drafts and their review, replies, where else they stand, promises, the way back to the writer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base


class Draft(Base):
    """拟稿: one version of an outgoing text. A new version is a new row, so that differences can be shown.

    `part`: authoritative, interim, reply. `facts`: list of {fact, source}. `questions`: list of {question, answered}.
    `settles`: this text fulfils what the kind of opinion obliges to publish (outcome, not only "being looked into").
    `disclosure`: 主动公开, 依申请公开, 不予公开 (with `disclosure_reason`). `state`: drafting, review, approved,
    sent_back, published, replaced.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("case_id", "part", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    part: Mapped[str]
    number: Mapped[int]
    department: Mapped[str]
    question: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    done: Mapped[str] = mapped_column(default="")
    disclosure: Mapped[str] = mapped_column(default="")
    disclosure_reason: Mapped[str] = mapped_column(default="")
    questions: Mapped[list[Any]] = mapped_column(default=list)
    facts: Mapped[list[Any]] = mapped_column(default=list)
    promises: Mapped[list[Any]] = mapped_column(default=list)
    adopted: Mapped[str] = mapped_column(default="")
    settles: Mapped[bool] = mapped_column(default=True)
    written_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="drafting", index=True)
    version: Mapped[int] = mapped_column(default=1)


class ReviewStep(Base):
    """审签: one step of the chain that a draft passes; `decision` empty = waits, pass, back.

    `department` is set where only that department's people may sign. `needed_record` names the record that must be
    written with the signature (consultation, wording agreed with the level above).
    """

    __tablename__ = "review_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    step: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(index=True)
    department: Mapped[str] = mapped_column(default="")
    check: Mapped[str] = mapped_column(default="")
    needed_record: Mapped[str] = mapped_column(default="")
    decision: Mapped[str] = mapped_column(default="")
    record: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Reply(Base):
    """回应: what was published, signed by a person. `slug` is its address on the public page."""

    __tablename__ = "reply"
    __table_args__ = (Index("ix_reply_public", "public", "published_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    part: Mapped[str]
    topic: Mapped[str] = mapped_column(default="", index=True)
    kind: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    question: Mapped[str]
    text: Mapped[str]
    done: Mapped[str] = mapped_column(default="")
    department: Mapped[str]
    disclosure: Mapped[str]
    adopted: Mapped[str] = mapped_column(default="")
    public: Mapped[bool] = mapped_column(default=True)
    published_at: Mapped[datetime] = mapped_column(index=True)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn_at: Mapped[datetime | None]
    sent_back_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Appearance(Base):
    """Where else a reply appeared: address, time and a copy as evidence."""

    __tablename__ = "appearance"

    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id", ondelete="CASCADE"), index=True)
    place: Mapped[str]
    url: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    content_hash: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")


class Promise(Base):
    """承诺: what a reply promised, by whom, by when; checked off with a note."""

    __tablename__ = "promise"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id", ondelete="SET NULL"))
    what: Mapped[str]
    department: Mapped[str]
    due_at: Mapped[datetime] = mapped_column(index=True)
    kept_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class PublishDuty(Base):
    """公开义务: what the kind of opinion obliges to publish (国办发〔2016〕80号), open until a reply did it."""

    __tablename__ = "publish_duty"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), unique=True)
    kind: Mapped[str]
    what: Mapped[str]
    owed_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id", ondelete="SET NULL"))
    released_at: Mapped[datetime | None]
    release_reason: Mapped[str] = mapped_column(default="")


class FollowUp(Base):
    """回访: did the writer or caller find it solved, and are they satisfied."""

    __tablename__ = "follow_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    via: Mapped[str]
    reached: Mapped[bool]
    solved: Mapped[bool | None]
    satisfied: Mapped[bool | None]
    note: Mapped[str] = mapped_column(default="")
    by_user: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
