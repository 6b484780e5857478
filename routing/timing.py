"""The clocks of a case as rows: computed anew after each move, written where they changed, never un-missed.

Rows that have ended keep the verdict they got then. What fell due before a move is written with its true moment,
whether or not a sweep came by in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from packs.pack import Pack
from routing import clocks
from routing.calendar import WorkCalendar, calendar_of
from routing.clocks_checks import JUST_AFTER, RETRY_UNKNOWN, Check, checks
from routing.history import JUDGED, histories
from store import cases
from store.session import Session
from store.tables.casework import Case, Deadline

COLUMNS = {"breach": "breached_at", "reminder": "reminded_at", "circular": "circular_at"}


def calendar_for(pack: Pack) -> WorkCalendar:
    """The pack's working calendar."""
    return calendar_of(pack.calendar)


def set_clocks(session: Session, pack: Pack, case: Case, now: datetime) -> list[Deadline]:
    """Compute all deadlines of the case and write them; gives its rows."""
    session.flush()
    calendar = calendar_for(pack)
    rows = cases.deadlines(session, case.id)
    known = {(each.round, each.key): each for each in rows}
    owed: set[tuple[int, str]] = set()
    finish_runs = False
    for number, history in enumerate(histories(session, case, rows), 1):
        made = clocks.deadlines(pack.clocks, calendar, history, now)
        for each in made:
            if each.step == "finish" and finish_runs:
                continue
            owed.add((number, each.key))
            row = known.get((number, each.key)) or _new(session, case, number, each)
            _write(row, each, pack, calendar, now)
        finish_runs = finish_runs or any(each.step == "finish" and each.is_open for each in made)
    for place, row in known.items():
        if place not in owed and row.state not in JUDGED:
            _drop(session, row, now)
    session.flush()
    case.policy_version = pack.clocks.version
    return cases.deadlines(session, case.id)


def _new(session: Session, case: Case, number: int, each: clocks.Deadline) -> Deadline:
    row = Deadline(case_id=case.id, step=each.step, key=each.key, round=number, kind=each.kind, told={})
    session.add(row)
    return row


def _write(row: Deadline, made: clocks.Deadline, pack: Pack, calendar: WorkCalendar, now: datetime) -> None:
    if row.state in JUDGED:
        return
    row.assignment_id = int(made.assignment) if made.assignment.isdigit() else None
    row.department, row.kind, row.source = made.department, made.kind, made.source
    row.started_at, row.counted_from, row.due_at = made.started_at, made.counted_from, made.due_at
    row.explanation, row.state, row.ended_at, row.on_time = made.explanation, made.state, made.ended_at, made.on_time
    if row.state in JUDGED:
        row.next_check_at = None
        _tell_past(row, made, pack, calendar)
    else:
        plan_checks(row, made, checks(made, pack.clocks, calendar, row.told or {}), now)


def _tell_past(row: Deadline, made: clocks.Deadline, pack: Pack, calendar: WorkCalendar) -> None:
    """Write what fell due before the step ended; the reminder and the circular are owed only while it is open."""
    if made.due_at is not None and made.ended_at is not None and made.ended_at > made.due_at and made.on_time is False:
        note_told(row, pack, Check(made.key, "breach", made.due_at, ()))


def plan_checks(row: Deadline, made: clocks.Deadline, untold: Sequence[Check], now: datetime) -> None:
    """Set when the row must be looked at again: at the earliest of its checks that were not told yet."""
    moments = [each.holds_from for each in untold]
    if made.state == "unknown":
        moments.append(now + RETRY_UNKNOWN)
    if made.window and made.is_open and made.due_at is not None:
        moments.append(made.due_at + JUST_AFTER)
    row.next_check_at = min(moments, default=None)


def note_told(row: Deadline, pack: Pack, check: Check) -> None:
    """Write that a check fell due, at its true moment."""
    row.told = {**(row.told or {}), check.what: check.at.isoformat()}
    warnings = [f"warn_{each.left_percent}" for each in pack.clocks.notices.warnings]
    columns = COLUMNS | dict(zip(warnings, ("warned_50_at", "warned_25_at"), strict=False))
    if check.what in columns:
        setattr(row, columns[check.what], check.at)


def value_of(row: Deadline, pack: Pack) -> clocks.Deadline:
    """The row as the pure functions of the clocks know it."""
    step = pack.clocks.step(row.step)
    return clocks.Deadline(
        key=row.key,
        step=row.step,
        name=step.name,
        kind=row.kind,  # type: ignore[arg-type]
        state=row.state,  # type: ignore[arg-type]
        started_at=row.started_at,
        due_at=row.due_at,
        source=row.source,
        explanation=row.explanation,
        department=row.department,
        counted_from=row.counted_from,
        window=step.window,
    )


def _drop(session: Session, row: Deadline, now: datetime) -> None:
    """A step that the case no longer owes: forgotten if nothing fell due, else kept as ended with its breach."""
    if row.breached_at is None:
        session.delete(row)
        return
    row.state, row.ended_at, row.on_time, row.next_check_at = "ended", now, False, None


def open_steps(rows: Iterable[Deadline], step: str) -> list[Deadline]:
    """The deadlines of one step that are still owed."""
    return [each for each in rows if each.step == step and each.state in ("running", "late", "unknown")]
