"""Stretches of time in which sources were not watched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from store.tables.watching import Source, SourceState

MOST = 5000


@dataclass(frozen=True, slots=True)
class Stretch:
    """One source in one state from `since` to `until` (None = it lasts)."""

    source: str
    state: str
    since: datetime
    until: datetime | None


def stretches(session: Session, since: datetime, until: datetime) -> list[Stretch]:
    """Stretches that touch [since, until), of enabled sources, oldest first."""
    question = (
        select(Source.name, SourceState.state, SourceState.since, SourceState.until)
        .join(Source, Source.id == SourceState.source_id)
        .where(
            Source.enabled,
            SourceState.since < until,
            or_(SourceState.until.is_(None), SourceState.until > since),
        )
        .order_by(SourceState.since)
        .limit(MOST)
    )
    rows: list[Any] = list(session.execute(question))
    return [Stretch(*row) for row in rows]
