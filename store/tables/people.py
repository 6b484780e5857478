"""People: users and roles, sign-ins, tokens, shifts and their handover, traces of views of masked data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base


class User(Base):
    """A person who works with the program; `department` limits what liaisons and heads see."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    display: Mapped[str]
    password_hash: Mapped[str]
    department: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    must_change: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    toured_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class UserRole(Base):
    """One role of one person."""

    __tablename__ = "user_role"
    __table_args__ = (UniqueConstraint("user_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(index=True)


class SignIn(Base):
    """A signed-in browser; only the hash of its secret is kept."""

    __tablename__ = "sign_in"

    secret_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Token(Base):
    """A key for the API; only its hash is kept. `scopes`: items:write, cases:read, …"""

    __tablename__ = "token"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Shift(Base):
    """值班: who is on duty from when to when. It cannot begin before the one before it is handed over and signed."""

    __tablename__ = "shift"

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    officer_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    chief_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Handover(Base):
    """交接班: what was handled, what is open, what to watch; signed by the one who leaves and the one who comes."""

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id", ondelete="CASCADE"), unique=True)
    next_shift_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"))
    handled: Mapped[str] = mapped_column(default="")
    open: Mapped[str] = mapped_column(default="")
    watch: Mapped[str] = mapped_column(default="")
    memo: Mapped[str] = mapped_column(default="")
    open_cases: Mapped[list[Any]] = mapped_column(default=list)
    signed_out_at: Mapped[datetime | None]
    signed_out_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    signed_in_at: Mapped[datetime | None]
    signed_in_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class DutyNote(Base):
    """值班日志: one line of the duty log."""

    __tablename__ = "duty_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by_user: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id", ondelete="SET NULL"))


class AccessTrace(Base):
    """A view of unmasked data or an export: who, when, what, why."""

    __tablename__ = "access_trace"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    what: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
