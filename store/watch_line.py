"""The line on top of the duty desk: which sources are not watched now, and who is on duty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from store.session import Session, rows_of
from store.shifts import on_duty
from store.tables.people import User
from store.tables.watching import Source


@dataclass(frozen=True, slots=True)
class WatchLine:
    """`unwatched`: state → (how many sources, name of one of them); `until`: end of the present shift."""

    unwatched: dict[str, tuple[int, str]]
    officer: str
    chief: str
    until: datetime | None


_UNWATCHED = (
    select(Source.state, func.count(), func.min(Source.name))
    .where(Source.enabled, Source.state.not_in(bindparam("watched", expanding=True)))
    .group_by(Source.state)
)
_NAMES = select(User.id, User.display).where(User.id.in_(bindparam("ids", expanding=True)))


def watch_line(session: Session, now: datetime, watched: Iterable[str]) -> WatchLine:
    """What is not watched now (in none of the states `watched`), and who is on duty."""
    rows = rows_of(session, _UNWATCHED, {"watched": list(watched)})
    unwatched = {state: (number, name) for state, number, name in rows}
    shift = on_duty(session, now)
    if shift is None:
        return WatchLine(unwatched, "", "", None)
    by_id = {row.id: row.display for row in rows_of(session, _NAMES, {"ids": [shift.officer_id, shift.chief_id]})}
    return WatchLine(unwatched, by_id.get(shift.officer_id, ""), by_id.get(shift.chief_id or 0, ""), shift.ends_at)
