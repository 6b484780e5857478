"""Alerts and candidates as judging raises them: one alert an event and severity, one candidate an event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from store.events import chunks
from store.inserting import insert_into
from store.tables.judging import Alert, Candidate

_ALERT = cast(Table, Alert.__table__)
_CANDIDATE = cast(Table, Candidate.__table__)


def add_alerts(session: Session, rows: Sequence[dict[str, Any]]) -> int:
    """Raise alerts (event_id, severity, raised_at, reasons); what was raised before is left alone. Gives how many."""
    if not rows:
        return 0
    known: set[tuple[int, str]] = set()
    for chunk in chunks({row["event_id"] for row in rows}):
        question = select(_ALERT.c.event_id, _ALERT.c.severity).where(_ALERT.c.event_id.in_(chunk))
        known.update((row[0], row[1]) for row in session.execute(question))
    fresh = [row for row in rows if (row["event_id"], row["severity"]) not in known]
    if fresh:
        statement = insert_into(session, _ALERT).on_conflict_do_nothing(index_elements=["event_id", "severity"])
        session.connection().execute(statement, fresh)
    return len(fresh)


def candidates_of(session: Session, event_ids: Iterable[int]) -> dict[int, Candidate]:
    """Event → its candidate, where there is one; locked for this transaction."""
    found: dict[int, Candidate] = {}
    for chunk in chunks(event_ids):
        question = select(Candidate).where(Candidate.event_id.in_(chunk)).with_for_update()
        found.update((row.event_id, row) for row in session.scalars(question))
    return found


def add_candidates(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Bring events to the desk: event_id, raised_at, severity, rank."""
    if rows:
        session.execute(insert(_CANDIDATE), rows)


def raise_candidates(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write severity, rank and state of candidates: `id`, `severity`, `rank`, `state`, `decision_reason`."""
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    statement = update(_CANDIDATE).where(_CANDIDATE.c.id == bindparam("the_id"))
    session.connection().execute(
        statement.values(**values, version=_CANDIDATE.c.version + 1),
        [{"the_id": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows],
    )


def move_alerts(session: Session, gone: int, kept: int) -> None:
    """Alerts of a merged event go over to the one it lives on in, except for severities that were raised there too."""
    there = select(_ALERT.c.severity).where(_ALERT.c.event_id == kept).scalar_subquery()
    session.execute(
        update(_ALERT).where(_ALERT.c.event_id == gone, _ALERT.c.severity.not_in(there)).values(event_id=kept)
    )


def copy_alerts(session: Session, of: int, to: int, now: datetime) -> None:
    """A split event counts as alerted for what its whole was alerted for, and nobody is told again."""
    question = select(_ALERT.c.severity, _ALERT.c.reasons).where(_ALERT.c.event_id == of)
    rows = [
        {"event_id": to, "severity": severity, "reasons": reasons, "raised_at": now, "told_at": now}
        for severity, reasons in session.execute(question)
    ]
    if rows:
        session.execute(insert(_ALERT), rows)
