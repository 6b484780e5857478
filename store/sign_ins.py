"""Signed-in browsers: rows that hold only the hash of a secret, with an idle and an absolute end."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update

from store.actors import Actor
from store.session import Session, rows_of
from store.tables.people import SignIn, User, UserRole

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=13)
"""A shift of twelve hours and its handover; then the password is asked for again."""
SEEN_EVERY = timedelta(minutes=1)
FREE_FAILURES = 5
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a request comes from."""

    actor: Actor
    name: str
    must_change: bool
    toured: bool


def hash_of(secret: str) -> str:
    """What is kept of a secret: SHA-256, hexadecimal; enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def wait_after(failures: int) -> timedelta:
    """How long a name is locked after that many failures in a row: 1 minute at the fifth, doubling, at most an hour."""
    if failures < FREE_FAILURES:
        return timedelta()
    return min(timedelta(minutes=2 ** min(failures - FREE_FAILURES, 10)), LONGEST_WAIT)


def note_failure(session: Session, user_id: int, now: datetime) -> None:
    """Count a wrong password and lock the name for a growing while."""
    session.execute(update(User).where(User.id == user_id).values(failures=User.failures + 1))
    failures = session.scalars(select(User.failures).where(User.id == user_id)).one()
    wait = wait_after(failures)
    if wait:
        session.execute(update(User).where(User.id == user_id).values(locked_until=now + wait))


def open_sign_in(session: Session, user_id: int, secret: str, now: datetime) -> None:
    """Begin a session; forgets failures, and sessions of anybody that ended."""
    session.execute(delete(SignIn).where((SignIn.expires_at < now) | (SignIn.seen_at < now - IDLE)))
    session.execute(update(User).where(User.id == user_id).values(failures=0, locked_until=None))
    session.add(
        SignIn(secret_hash=hash_of(secret), user_id=user_id, created_at=now, seen_at=now, expires_at=now + LONGEST)
    )


def close_sign_in(session: Session, secret: str) -> None:
    """End the session of that secret."""
    session.execute(delete(SignIn).where(SignIn.secret_hash == hash_of(secret)))


_SIGNED_IN = (
    select(
        SignIn.seen_at,
        User.id,
        User.name,
        User.display,
        User.department,
        User.must_change,
        User.toured_at,
        UserRole.role,
    )
    .join(User, User.id == SignIn.user_id)
    .outerjoin(UserRole, UserRole.user_id == User.id)
    .where(
        SignIn.secret_hash == bindparam("secret"),
        SignIn.expires_at > bindparam("now", type_=SignIn.expires_at.type),
        SignIn.seen_at > bindparam("idle", type_=SignIn.seen_at.type),
        User.active,
    )
)
"""Built once: it is asked with every page. A row for each role, one without where the person has none."""


def signed_in(session: Session, secret: str, now: datetime) -> tuple[SignedIn, bool] | None:
    """(who it is, True if `touch` is due) of a living session, else None."""
    rows = rows_of(session, _SIGNED_IN, {"secret": hash_of(secret), "now": now, "idle": now - IDLE})
    if not rows:
        return None
    row = rows[0]
    actor = Actor(row.id, row.display, frozenset(each.role for each in rows if each.role), row.department)
    who = SignedIn(actor, row.name, row.must_change, row.toured_at is not None)
    return who, now - row.seen_at > SEEN_EVERY


def touch(session: Session, secret: str, now: datetime) -> None:
    """Note that the session was used."""
    session.execute(update(SignIn).where(SignIn.secret_hash == hash_of(secret)).values(seen_at=now))
