"""Traces of looks at unmasked data and of exports: who, when, what, why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from store.tables.people import AccessTrace


def leave(session: Session, user_id: int | None, what: str, subject: str, now: datetime, *, reason: str = "") -> None:
    """Write down that somebody (None = the command line) exported or unmasked something."""
    session.add(AccessTrace(at=now, user_id=user_id, what=what, subject=subject, reason=reason))
