"""What figures are reckoned from: counts of deadlines and cases by department, and the cases behind each count.

Every count and its list use the same condition, so that a figure always opens to exactly its cases. Isolated cases
stand in no figure: whoever may see figures could otherwise count what they must not see.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    true,
)

from store.session import Session, rows_of
from store.tables.accounting import FigureSheet
from store.tables.casework import Assignment, Case, Deadline, Extension, Return
from store.tables.replying import FollowUp, Promise, PublishDuty

OVER = ("merged", "withdrawn")
"""States of cases that are answered elsewhere or were opened by mistake: they stand in no figure."""
NOBODY = "-"
"""Asked for in the place of a department: what no department has yet."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time [since, until) in which T0 must lie, as seen at `now`."""

    since: datetime
    until: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """How many of how many, for one department ("" = no department yet)."""

    department: str
    part: int
    whole: int


Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a rate is reckoned from: rows of `table`, whose department is `department`, counted in the whole where
    `whole` holds, and in the part where `part` holds too."""

    table: type
    department: SQLColumnExpression[str]
    whole: Callable[[datetime], Condition]
    part: Condition


def _step(step: str, *more: Condition) -> Basis:
    """On time ÷ due of a step. Unfinished and overdue counts as due; what was waived or fell away does not."""

    def due(now: datetime) -> Condition:
        overdue = and_(Deadline.on_time.is_(None), Deadline.ended_at.is_(None), Deadline.due_at <= now)
        return and_(Deadline.step == step, *more, or_(Deadline.on_time.is_not(None), overdue))

    department = func.coalesce(func.nullif(Deadline.department, ""), Case.lead)
    return Basis(Deadline, department, due, Deadline.on_time.is_(True))


def _always(condition: Condition) -> Callable[[datetime], Condition]:
    return lambda now: condition


_LEADING = Assignment.part != "transfer"
_AGREED = select(Return.id).where(Return.assignment_id == Assignment.id, Return.ruling == "agree").exists()
_REFUSED = select(Return.id).where(Return.assignment_id == Assignment.id, Return.ruling == "refuse").exists()
_RETURNED = select(Return.id).where(Return.assignment_id == Assignment.id).exists()
_EXTENDED = select(Extension.id).where(Extension.case_id == Case.id, Extension.decision == "agree").exists()

RATES: dict[str, Basis] = {
    "reply_48h": _step("reply", Deadline.kind == "natural"),
    "authoritative_5h": _step("authoritative"),
    "press_24h": _step("press"),
    "sign": _step("sign"),
    "finish": _step("finish"),
    "returned": Basis(Assignment, Assignment.department, _always(_LEADING), _RETURNED),
    "return_refused": Basis(Assignment, Assignment.department, _always(and_(_LEADING, _RETURNED)), _REFUSED),
    "routing_accuracy": Basis(Assignment, Assignment.department, _always(_LEADING), ~_AGREED),
    "redone": Basis(Case, Case.lead, _always(Case.replied_at.is_not(None)), Case.redone > 0),
    "extended": Basis(Case, Case.lead, _always(Case.lead != ""), _EXTENDED),
    "published": Basis(
        PublishDuty, Case.lead, _always(PublishDuty.released_at.is_(None)), PublishDuty.done_at.is_not(None)
    ),
    "promises_kept": Basis(
        Promise,
        Promise.department,
        lambda now: or_(Promise.kept_at.is_not(None), Promise.due_at <= now),
        and_(Promise.kept_at.is_not(None), Promise.kept_at <= Promise.due_at),
    ),
    "rebounded": Basis(Case, Case.lead, _always(Case.replied_at.is_not(None)), Case.rebounds > 0),
    "solved": Basis(FollowUp, Case.lead, _always(FollowUp.reached.is_(True)), FollowUp.solved.is_(True)),
    "satisfied": Basis(FollowUp, Case.lead, _always(FollowUp.reached.is_(True)), FollowUp.satisfied.is_(True)),
}
"""Rate → what it is reckoned from."""


def counts(session: Session, rate: str, period: Period) -> list[Count]:
    """Part and whole of a rate by department, for cases whose T0 lies in the period."""
    basis = RATES[rate]
    part = func.sum(case((basis.part, 1), else_=0))
    question = (
        select(basis.department, part, func.count())
        .select_from(basis.table)
        .where(basis.whole(period.now), *_of_period(period))
        .group_by(basis.department)
    )
    if basis.table is not Case:
        question = question.join(Case, Case.id == basis.table.case_id)  # type: ignore[attr-defined]
    return [Count(department or "", int(some), int(all_)) for department, some, all_ in session.execute(question)]


def counted(rate: str, period: Period, *, department: str = "", missed: bool = False) -> Condition:
    """The filter on `Case` that leaves the cases which a rate counts: of all departments, or of one (`NOBODY` = of
    none yet).

    `missed`: only those that are in the whole but not in the part.
    """
    basis = RATES[rate]
    conditions = [basis.whole(period.now), *_in_department(basis.department, department)]
    if missed:
        conditions.append(or_(~basis.part, basis.part.is_(None)))
    if basis.table is Case:
        return and_(*_of_period(period), *conditions)
    return and_(*_of_period(period), _exists(basis.table, *conditions))


def _exists(table: Any, *conditions: Condition) -> Condition:
    # Asked case by case, so that a page of a list stops when it is full.
    return exists(select(1).select_from(table).where(table.case_id == Case.id, *conditions).correlate(Case))


def _in_department(column: SQLColumnExpression[str], department: str) -> tuple[Condition, ...]:
    if not department:
        return ()
    return (func.coalesce(column, "") == ("" if department == NOBODY else department),)


def cases_behind(
    session: Session, rate: str, period: Period, *, department: str = "", missed: bool = False, limit: int = 200
) -> list[Case]:
    """The cases of `counted`, oldest first."""
    condition = counted(rate, period, department=department, missed=missed)
    return list(session.scalars(select(Case).where(condition).order_by(Case.t0, Case.id).limit(limit)))


def _of_period(period: Period) -> tuple[Condition, ...]:
    within = and_(Case.t0 >= period.since, Case.t0 < period.until)
    return (within, Case.isolated.is_(False), Case.state.not_in(OVER))


STAGES = ("confirm", "assign", "sign", "reply", "finish")
_WHOSE = func.coalesce(func.nullif(Deadline.department, ""), Case.lead)


def stage_lengths(session: Session, period: Period) -> list[tuple[str, str, float]]:
    """(step, department, seconds from its start to its end) of every ended step of the period's cases."""
    question = (
        select(Deadline.step, _WHOSE, Deadline.started_at, Deadline.ended_at)
        .join(Case, Case.id == Deadline.case_id)
        .where(Deadline.step.in_(STAGES), *_lasted(), *_of_period(period))
    )
    rows = session.execute(question)
    return [(step, name or "", (end - start).total_seconds()) for step, name, start, end in rows if start and end]


def lasted(step: str, period: Period, department: str = "") -> Condition:
    """The filter on `Case` that leaves the cases whose ended step stands in `stage_lengths`."""
    conditions = (Deadline.step == step, *_lasted(), *_in_department(_WHOSE, department))
    return and_(*_of_period(period), _exists(Deadline, *conditions))


def _lasted() -> tuple[Condition, ...]:
    return (Deadline.ended_at.is_not(None), Deadline.on_time.is_not(None), Deadline.started_at.is_not(None))


def detection_delays(session: Session, period: Period) -> list[float]:
    """Seconds from an event's first public text to its being found, for the period's cases heard in public."""
    from store.tables.judging import Event

    question = (
        select(Event.first_at, Event.found_at)
        .join(Case, Case.event_id == Event.id)
        .where(*_of_period(period), Case.channel.in_(("news", "weibo", "forum", "hotlist")))
    )
    return [max((found - first).total_seconds(), 0.0) for first, found in session.execute(question)]


def overdue_by_department(session: Session, now: datetime) -> list[tuple[str, int]]:
    """Department → open cases with a reply or finish deadline that is over, most first."""
    question = (
        select(_WHOSE, func.count(func.distinct(Case.id)))
        .select_from(Deadline)
        .join(Case, Case.id == Deadline.case_id)
        .where(running(), Deadline.due_at <= now)
        .group_by(_WHOSE)
        .order_by(func.count(func.distinct(Case.id)).desc(), _WHOSE)
    )
    return [(department or "", count) for department, count in session.execute(question)]


def overdue(now: datetime, department: str = "") -> Condition:
    """The filter on `Case` joined with `Deadline` that leaves what `overdue_by_department` counts."""
    return and_(running(), Deadline.due_at <= now, *_in_department(_WHOSE, department))


def overdue_cases(session: Session, now: datetime, department: str = "", limit: int = 200) -> list[Case]:
    """The cases of `overdue`, longest overdue first."""
    question = (
        select(Case)
        .join(Deadline, Case.id == Deadline.case_id)
        .where(overdue(now, department))
        .group_by(Case.id)
        .order_by(func.min(Deadline.due_at))
        .limit(limit)
    )
    return list(session.scalars(question))


def due_between(session: Session, now: datetime, until: datetime, limit: int = 50) -> list[tuple[Case, Deadline]]:
    """What falls due from now to `until`, next first."""
    question = (
        select(Case, Deadline)
        .join(Deadline, Case.id == Deadline.case_id)
        .where(running(), Deadline.due_at > now, Deadline.due_at <= until)
        .order_by(Deadline.due_at)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def running() -> Condition:
    """A reply or finish deadline that has not ended, of a case that stands in figures and is not over."""
    return and_(
        Deadline.step.in_(("reply", "finish")),
        Deadline.ended_at.is_(None),
        Deadline.due_at.is_not(None),
        Case.isolated.is_(False),
        Case.state.not_in(OVER),
        Case.ended_at.is_(None),
    )


def totals(session: Session, period: Period) -> dict[str, int]:
    """Cases of the period: all, replied, open, by severity."""
    question = (
        select(Case.severity, func.count(), func.count(Case.replied_at), func.count(Case.closed_at))
        .where(*_of_period(period))
        .group_by(Case.severity)
    )
    sums = {"cases": 0, "replied": 0, "closed": 0}
    for severity, all_, replied, closed in session.execute(question):
        sums[severity] = all_
        sums["cases"] += all_
        sums["replied"] += replied
        sums["closed"] += closed
    return sums


def of_total(name: str, period: Period) -> Condition:
    """The filter on `Case` behind a number of `totals`: cases, replied, closed, or a severity."""
    conditions = {"cases": true(), "replied": Case.replied_at.is_not(None), "closed": Case.closed_at.is_not(None)}
    return and_(conditions.get(name, Case.severity == name), *_of_period(period))


def keep_sheet(session: Session, key: str, content: dict[str, object], now: datetime) -> None:
    """Keep a reckoned sheet in the place of the one before."""
    session.merge(FigureSheet(key=key, reckoned_at=now, content=content))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kept sheet: what was reckoned, as plain values that nobody changes, and when."""

    reckoned_at: datetime
    content: dict[str, Any]


_SHEETS = select(FigureSheet.key, FigureSheet.reckoned_at, cast(FigureSheet.content, Text)).where(
    FigureSheet.key.in_(bindparam("keys", expanding=True))
)


def sheet(session: Session, key: str) -> Sheet | None:
    """The sheet of a period, None while none was reckoned."""
    return sheets(session, [key]).get(key)


def sheets(session: Session, keys: Sequence[str]) -> dict[str, Sheet]:
    """The kept sheets of these keys, in one question."""
    return {key: Sheet(at, _read(written)) for key, at, written in rows_of(session, _SHEETS, {"keys": list(keys)})}


@lru_cache(64)
def _read(written: str) -> dict[str, Any]:
    # Kept by the whole text: reading it again takes longer than all else that a page asks of it.
    content: dict[str, Any] = json.loads(written)
    return content
