"""Casework: cases, assignments, deadlines, rulings, the append-only log."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import ForeignKey, Index, Table, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base
from store.tables.guard import guard

_MERGED = text("merged_into IS NOT NULL")


class Case(Base):
    """事项: a matter that is answered. `t0` is set once; `t0_basis` says from what. `accused` departments never see it.

    `severity_confirmed_at` empty = proposed only. `state` is one of the states of the life of a case. A case with
    `accused` departments is always `isolated`. `rebounded_at`: begin of the present round of clocks after a rebound
    (`t0` stays). `ended_at` with `ended_how`: merged, transferred and signed for there, withdrawn, archived.
    """

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_list", "state", "rank", "t0"),
        Index("ix_case_lead", "lead", "state"),
        Index("ix_case_lead_t0", "lead", "t0"),
        Index("ix_case_serial", "year", "serial"),
        Index("ix_case_ref", "ref", "channel"),
        # Only of merged ones: a plain index would be taken for the many that are not.
        Index("ix_case_merged_into", "merged_into", sqlite_where=_MERGED, postgresql_where=_MERGED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    year: Mapped[int] = mapped_column(default=0)
    serial: Mapped[int] = mapped_column(default=0)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    channel: Mapped[str]
    ref: Mapped[str | None]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"), index=True)
    topic: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    severity: Mapped[str]
    rank: Mapped[int] = mapped_column(default=0)
    severity_confirmed_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    press_at: Mapped[datetime | None]
    major_incident: Mapped[bool] = mapped_column(default=False)
    isolated: Mapped[bool] = mapped_column(default=False)
    accused: Mapped[list[Any]] = mapped_column(default=list)
    t0: Mapped[datetime] = mapped_column(index=True)
    t0_basis: Mapped[str]
    opened_at: Mapped[datetime]
    lead: Mapped[str] = mapped_column(default="")
    return_locked: Mapped[bool] = mapped_column(default=False)
    rule: Mapped[str] = mapped_column(default="")
    duty: Mapped[str] = mapped_column(default="")
    words: Mapped[list[Any]] = mapped_column(default=list)
    routing_reasons: Mapped[list[Any]] = mapped_column(default=list)
    replied_at: Mapped[datetime | None]
    no_reply_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_how: Mapped[str] = mapped_column(default="")
    rebounded_at: Mapped[datetime | None]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    policy_version: Mapped[str] = mapped_column(default="")
    rebounds: Mapped[int] = mapped_column(default=0)
    redone: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class Grading(Base):
    """定级: from `at` on the case has this severity; the first one is at T0, nothing is ever changed or deleted.

    `rebound`: the volume rose again after the reply; a new round of clocks begins here.
    """

    __tablename__ = "grading"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    severity: Mapped[str]
    major_incident: Mapped[bool] = mapped_column(default=False)
    by_user: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(default="")
    rebound: Mapped[bool] = mapped_column(default=False)


class Waiver(Base):
    """免除: a step that somebody with the right to do so declared unnecessary (press conference), with its trace."""

    __tablename__ = "waiver"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    step: Mapped[str]
    at: Mapped[datetime]
    by_user: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    by_name: Mapped[str]
    reason: Mapped[str]


class Approval(Base):
    """请示: something that takes a second person: `kind` lower (severity), t0, no_reply. `wanted` says what exactly.

    `decision`: empty while it waits, agree, refuse.
    """

    __tablename__ = "approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    wanted: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision: Mapped[str] = mapped_column(default="")
    decision_reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)


class Assignment(Base):
    """交办: one department's task in a case: lead (主办), assist (协办) or transfer (转出 to an outside body).

    `state`: assigned, accepted, returned, done; ended ones: reassigned, withdrawn, signed (by the outside body), former
    (before a rebound: the department reads on what it answered).
    """

    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_department", "department", "state"),
        # Who may see a case is asked by both: by the department alone each case would look through all its tasks.
        Index("ix_assignment_case_department", "case_id", "department"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    department: Mapped[str]
    part: Mapped[str]
    state: Mapped[str] = mapped_column(default="assigned")
    task: Mapped[str] = mapped_column(default="")
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    done_at: Mapped[datetime | None]
    done_note: Mapped[str] = mapped_column(default="")
    agreed_draft: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Return(Base):
    """退回: a department said "not ours"; the office's ruling (裁定) stands beside it. The clock never stops."""

    __tablename__ = "return"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    returned_at: Mapped[datetime]
    returned_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason_code: Mapped[str]
    duty: Mapped[str] = mapped_column(default="")
    explanation: Mapped[str] = mapped_column(default="")
    suggested: Mapped[str] = mapped_column(default="")
    ruling: Mapped[str] = mapped_column(default="")
    ruled_at: Mapped[datetime | None]
    ruled_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ruling_reason: Mapped[str] = mapped_column(default="")
    new_department: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class Deadline(Base):
    """时限: one clock of a case. `on_time` is frozen when the step ends; warnings and breach keep their true times.

    `key` is the step, with `:` and the assignment's id or `#` and a number where it comes several times; `round` counts
    from 1, one more for each rebound. `state`: waiting, running, late, unknown (no calendar data: `due_at` empty), met,
    waived, ended. `told`: what fell due (warn_50, breach, …) → its true time as ISO text; the `…_at` columns repeat it.
    `next_check_at` empty = nothing more to look at.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        Index("ix_deadline_check", "next_check_at"),
        Index("ix_deadline_case_step", "case_id", "step"),
        # Holds all that a list asks of the open clocks of a case.
        Index("ix_deadline_case_open", "case_id", "state", "due_at", "department"),
        Index("ix_deadline_open", "ended_at", "due_at"),
        UniqueConstraint("case_id", "round", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    step: Mapped[str]
    key: Mapped[str]
    round: Mapped[int] = mapped_column(default=1)
    department: Mapped[str] = mapped_column(default="", index=True)
    kind: Mapped[str]
    started_at: Mapped[datetime | None]
    counted_from: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(default="")
    explanation: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="running")
    ended_at: Mapped[datetime | None]
    on_time: Mapped[bool | None]
    warned_50_at: Mapped[datetime | None]
    warned_25_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    circular_at: Mapped[datetime | None]
    told: Mapped[dict[str, Any]] = mapped_column(default=dict)
    next_check_at: Mapped[datetime | None]


class Extension(Base):
    """延期: one per step, asked with a reason, decided by a leader, never longer than the original time."""

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    step: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    amount: Mapped[str]
    minutes: Mapped[int] = mapped_column(default=0)
    working_days: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str]
    decision: Mapped[str] = mapped_column(default="")
    decision_reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)


class Reminder(Base):
    """催办, 督办 or 通报: what was pressed, to whom, with whom in copy; `step` names the clock that ran out."""

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    step: Mapped[str] = mapped_column(default="")
    department: Mapped[str]
    at: Mapped[datetime]
    copied_to: Mapped[list[Any]] = mapped_column(default=list)
    text: Mapped[str] = mapped_column(default="")
    by_user: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class LogEntry(Base):
    """One entry of the append-only log; `hash` covers the entry and `previous_hash`, so that a change shows.

    `subject` is `case`, `candidate`, `user`, `source`, … with `subject_id`; `before` and `after` hold what changed.
    """

    __tablename__ = "log_entry"
    __table_args__ = (Index("ix_log_entry_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)


guard(cast(Table, LogEntry.__table__))
