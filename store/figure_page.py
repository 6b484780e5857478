"""The cases behind a figure, as one person may see them; isolated cases stand in no figure and in no list here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, bindparam, func, select, tuple_

from store import figures
from store.actors import Actor
from store.case_list import COLUMNS, CaseRow, Place
from store.figures import Period
from store.seeing import KEPT, visible
from store.session import Session, rows_of
from store.tables.casework import Case, Deadline


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figure is opened: its kind (rate, stage, total), its name, and of which department."""

    kind: str
    name: str = ""
    department: str = ""
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline that falls due soon, and its case."""

    case_id: int
    number: str
    title: str
    severity: str
    lead: str
    step: str
    due_at: datetime


def condition_of(asked: Asked, period: Period) -> ColumnElement[bool] | None:
    """The filter on `Case` behind a figure, the same that counts it; None for no such figure."""
    if asked.kind == "rate" and asked.name in figures.RATES:
        return figures.counted(asked.name, period, department=asked.department, missed=asked.missed)
    if asked.kind == "stage" and asked.name in figures.STAGES:
        return figures.lasted(asked.name, period, asked.department)
    if asked.kind == "total" and asked.name in ("cases", "replied", "closed", "红", "橙", "黄", "蓝"):
        return figures.of_total(asked.name, period)
    return None


def behind(
    session: Session, actor: Actor, asked: Asked, period: Period, *, limit: int, after: Place | None = None
) -> list[CaseRow] | None:
    """Up to `limit` of the cases behind a figure that this person may see, newest T0 first; None for no such figure."""
    # Seen at the beginning of this minute, so that the question is built once a minute and not for every page.
    minute = replace(period, now=period.now.replace(second=0, microsecond=0))
    question = _behind(actor, asked, minute, after is not None)
    if question is None:
        return None
    values = {"limit": limit} | ({"t0": after[1], "id": after[2]} if after is not None else {})
    return [CaseRow(*row) for row in rows_of(session, question, values)]


@lru_cache(KEPT)
def _behind(actor: Actor, asked: Asked, period: Period, goes_on: bool) -> Select[Any] | None:
    condition = condition_of(asked, period)
    if condition is None:
        return None
    rows: Any = select(*COLUMNS).where(condition, visible(actor))
    if goes_on:
        rows = rows.where(tuple_(Case.t0, Case.id) < tuple_(bindparam("t0", type_=Case.t0.type), bindparam("id")))
    return cast(Select[Any], rows.order_by(Case.t0.desc(), Case.id.desc()).limit(bindparam("limit")))


def overdue(
    session: Session, actor: Actor, department: str, now: datetime, *, limit: int, after: Place | None = None
) -> tuple[list[CaseRow], Place | None]:
    """Up to `limit` overdue cases that this person may see, longest overdue first, and where the list goes on.

    Walks the deadlines in their order and stops when the page is full; a case with two of them comes once.
    """
    question: Any = select(*COLUMNS, Deadline.due_at, Deadline.id)
    question = question.join(Deadline, Deadline.case_id == Case.id).where(
        figures.overdue(now, department), visible(actor)
    )
    if after is not None:
        question = question.where(tuple_(Deadline.due_at, Deadline.id) > tuple_(after[1], after[2]))
    found: list[Any] = rows_of(session, question.order_by(Deadline.due_at, Deadline.id).limit(limit))
    rows = {row[0]: CaseRow(*row[:-2]) for row in found}
    goes_on = (0, found[-1][-2], found[-1][-1]) if len(found) == limit else None
    return list(rows.values()), goes_on


def due_today(session: Session, actor: Actor, now: datetime, until: datetime, limit: int = 12) -> list[Due]:
    """What this person may see of what falls due until then, next first."""
    return [Due(*row) for row in rows_of(session, _due(actor, limit), {"now": now, "until": until})]


_SOON = (figures.running(), Deadline.due_at > bindparam("now"), Deadline.due_at <= bindparam("until"))


@lru_cache(KEPT)
def _due(actor: Actor, limit: int) -> Select[Any]:
    columns: tuple[Any, ...] = (Case.id, Case.number, Case.title, Case.severity, Case.lead)
    question = select(*columns, Deadline.step, Deadline.due_at).join(Deadline, Deadline.case_id == Case.id)
    return question.where(*_SOON, visible(actor)).order_by(Deadline.due_at).limit(limit)


def count_due(session: Session, now: datetime, until: datetime) -> int:
    """How many cases have something falling due until then, whoever asks."""
    return session.scalar(_COUNTED, {"now": now, "until": until}) or 0


_COUNTED = select(func.count(func.distinct(Deadline.case_id))).join(Case, Case.id == Deadline.case_id).where(*_SOON)
