"""Telling: notices owed, silences, heartbeats of the parts, outages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base


class Notice(Base):
    """通知: owed until sent. `key` is unique (subject, clock, threshold, recipient, channel), so nobody is told twice.

    `recipient_id` a person, else `recipient` a role or department. Leased while it is being sent; `sent_at` is written
    only after the channel took it. `not_before`: quiet hours, or the 10 s in which the desk may undo. `digest` names
    the message that several notices share, written before it is sent, so that a repeat carries the same key.
    `relayed_at`: when the group robots that should hear it too were given their own notices.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_owed", "sent_at", "next_at"),
        Index("ix_notice_recipient", "recipient_id", "acknowledged_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    subject: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(index=True)
    about: Mapped[str]
    severity: Mapped[str]
    recipient: Mapped[str]
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(default="console")
    title: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    owed_at: Mapped[datetime]
    true_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    silenced_by: Mapped[int | None]
    rung: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str | None]
    relayed_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Silence(Base):
    """A silence has an author, a reason and an end; it withholds sending, never evaluation."""

    __tablename__ = "silence"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    subject_id: Mapped[int | None]
    by_user: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str]
    created_at: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)


class Heartbeat(Base):
    """When a part of the program last did its work (scheduler, judging, sweep, notices)."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
    detail: Mapped[str] = mapped_column(default="")


class Outage(Base):
    """A time in which deadlines were not evaluated, and how many fell due meanwhile."""

    __tablename__ = "outage"

    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    fell_due: Mapped[int] = mapped_column(default=0)
    noted_at: Mapped[datetime]
