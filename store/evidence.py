"""Evidence of cases: which pages are to be looked at again, and what was found there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, or_, select, update
from sqlalchemy.orm import Session

from store.locks import take_turn
from store.tables.casework import Case
from store.tables.watching import Evidence

_EVIDENCE = cast(Table, Evidence.__table__)
CHECK_EVERY = timedelta(days=1)


def claim_evidence(session: Session, now: datetime, limit: int) -> list[tuple[int, str]]:
    """(id, address) of evidence of cases that are not closed, not looked at for a day; marked as looked at now."""
    take_turn(session, "check evidence")
    question = (
        select(Evidence.id, Evidence.url)
        .join(Case, Case.id == Evidence.case_id)
        .where(
            Evidence.url.is_not(None),
            Evidence.change != "deleted",
            Case.closed_at.is_(None),
            or_(Evidence.checked_at.is_(None), Evidence.checked_at <= now - CHECK_EVERY),
            Evidence.fetched_at <= now - CHECK_EVERY,
        )
        .order_by(Evidence.checked_at, Evidence.id)
        .limit(limit)
    )
    found = [(evidence_id, str(url)) for evidence_id, url in session.execute(question)]
    looked = _EVIDENCE.c.id.in_([evidence_id for evidence_id, _ in found])
    session.execute(update(_EVIDENCE).where(looked).values(checked_at=now))
    return found


def mark_deleted(session: Session, ids: Collection[int], now: datetime) -> None:
    """Note that the pages of these pieces of evidence are gone; the copies stay."""
    if ids:
        gone = {"change": "deleted", "changed_at": now}
        session.execute(update(_EVIDENCE).where(_EVIDENCE.c.id.in_(list(ids))).values(gone))
