"""A case's history for the clocks, read from its rows; one for each round, as a rebound begins a new one.

What stops a clock is a row of what was really done (a published reply, a signature), never a state of the case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from routing.clocks_history import CaseHistory, Extended, Frozen, Grading, Handing, Waiver
from store import cases
from store.session import Session
from store.tables.casework import Assignment, Case, Deadline, Extension, Return
from store.tables.casework import Grading as GradingRow
from store.tables.replying import Reply

JUDGED = ("met", "waived", "ended")
"""States of a deadline whose verdict is frozen."""
LETTERS = ("mailbox", "hotline")
"""Channels on which the answer to the writer is the reply, published or not."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Everything of a case that the clocks look at."""

    case: Case
    gradings: list[GradingRow]
    assignments: list[Assignment]
    returns: list[Return]
    replies: list[Reply]
    extensions: list[Extension]
    waivers: list[Any]
    deadlines: list[Deadline]


def histories(session: Session, case: Case, deadlines: list[Deadline]) -> list[CaseHistory]:
    """The history of each round, the first one from T0."""
    rows = _Rows(
        case,
        cases.gradings(session, case.id),
        cases.assignments(session, case.id),
        cases.of_case(session, Return, case.id),
        cases.of_case(session, Reply, case.id),
        cases.of_case(session, Extension, case.id),
        cases.waivers(session, case.id),
        deadlines,
    )
    starts = [case.t0, *(each.at for each in rows.gradings if each.rebound)]
    ends: list[datetime | None] = [*starts[1:], None]
    return [_round(rows, number, *times) for number, times in enumerate(zip(starts, ends, strict=True), 1)]


def _round(rows: _Rows, number: int, start: datetime, end: datetime | None) -> CaseHistory:
    case = rows.case
    replies = [each for each in rows.replies if each.published_at >= start]
    first = number == 1
    return CaseHistory(
        t0=start,
        gradings=_gradings(rows.gradings, start, first),
        channel=case.channel,
        kind=case.kind,
        confirmed_at=_within(case.severity_confirmed_at, start, end),
        reported_at=_within(case.reported_at, start, end),
        handings=tuple(_handings(rows, start if not first else None, end)),
        authoritative_at=_first(each.published_at for each in replies if each.part == "authoritative"),
        press_at=_within(case.press_at, start, None),
        updates=tuple(each.published_at for each in replies if each.part == "interim"),
        replied_at=_first(each.published_at for each in replies if answers(each, case)),
        no_reply_at=_within(case.no_reply_at, start, None),
        finished_at=_within(case.closed_at, start, None),
        watch_ended_at=end,
        ended_at=case.ended_at,
        ended_how=case.ended_how,
        extensions=tuple(_extensions(rows.extensions)),
        waivers=tuple(Waiver(each.step, each.at, each.by_name, each.reason) for each in rows.waivers),
        frozen=tuple(_frozen(each) for each in rows.deadlines if each.round == number and each.state in JUDGED),
    )


def answers(reply: Reply, case: Case) -> bool:
    """True if this publication is the reply: public, or on letters and calls the answer to the writer."""
    return reply.part == "reply" and (reply.public or case.channel in LETTERS)


def _gradings(rows: list[GradingRow], start: datetime, first: bool) -> tuple[Grading, ...]:
    wanted = rows if first else [each for each in rows if each.at >= start]
    return tuple(Grading(each.at, each.severity, each.major_incident) for each in wanted)


def _handings(rows: _Rows, start: datetime | None, end: datetime | None) -> Iterable[Handing]:
    returned = {each.assignment_id: each for each in rows.returns}
    for each in rows.assignments:
        if (start and each.assigned_at < start) or (end and each.assigned_at >= end):
            continue
        back = returned.get(each.id)
        yield Handing(
            str(each.id),
            each.department,
            each.assigned_at,
            each.accepted_at,
            back.returned_at if back else None,
            back.ruled_at if back else None,
            each.ended_at,
        )


def _extensions(rows: list[Extension]) -> Iterable[Extended]:
    for each in rows:
        if each.decision == "agree" and each.decided_at is not None:
            yield Extended(each.step, each.decided_at, each.minutes, each.working_days)


def _frozen(row: Deadline) -> Frozen:
    assert row.ended_at is not None
    return Frozen(
        key=row.key,
        state=row.state,  # type: ignore[arg-type]
        kind=row.kind,  # type: ignore[arg-type]
        started_at=row.started_at or row.ended_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        on_time=row.on_time,
        source=row.source,
        explanation=row.explanation,
    )


def _within(moment: datetime | None, start: datetime, end: datetime | None) -> datetime | None:
    if moment is None or moment < start or (end is not None and moment >= end):
        return None
    return moment


def _first(moments: Iterable[datetime]) -> datetime | None:
    return min(moments, default=None)
