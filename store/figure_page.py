"""The cases behind a figure, as one person may see them; isolated cases stand in no figure and in no list here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from store import figures
from store.actors import Actor
from store.case_list import COLUMNS, CaseRow
from store.figures import Period
from store.seeing import visible
from store.tables.accounting import FigureSheet
from store.tables.casework import Case, Deadline


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figure is opened: its kind (rate, stage, total, overdue), its name, and of which department."""

    kind: str
    name: str = ""
    department: str = ""
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Behind:
    """The cases behind a figure: how many there are, how many this person may see, and a page of those."""

    all: int
    seen: int
    rows: list[CaseRow]


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


def ids_behind(asked: Asked, period: Period) -> Select[Any] | None:
    """The ids of the cases behind a figure, by the same condition that counts them; None for no such figure."""
    if asked.kind == "rate" and asked.name in figures.RATES:
        return figures.behind(asked.name, period, department=asked.department, missed=asked.missed)
    if asked.kind == "stage" and asked.name in figures.STAGES:
        return figures.behind_stage(asked.name, period, asked.department)
    if asked.kind == "total" and asked.name in ("cases", "replied", "closed", "红", "橙", "黄", "蓝"):
        return figures.of_total(asked.name, period)
    return figures.overdue(period.now, asked.department) if asked.kind == "overdue" else None


def behind(session: Session, actor: Actor, asked: Asked, period: Period, *, limit: int, skip: int = 0) -> Behind | None:
    """A page of the cases behind a figure, newest T0 first, with how many there are and how many are seen."""
    ids = ids_behind(asked, period)
    if ids is None:
        return None
    whole = ids.distinct().subquery()
    seen = select(func.count()).select_from(Case).where(Case.id.in_(select(whole.c.id)), visible(actor))
    rows: Any = select(*COLUMNS).where(Case.id.in_(select(whole.c.id)), visible(actor))
    rows = rows.order_by(Case.t0.desc(), Case.id.desc()).offset(skip).limit(limit)
    return Behind(
        session.scalar(select(func.count()).select_from(whole)) or 0,
        session.scalar(seen) or 0,
        [CaseRow(*row) for row in session.execute(rows)],
    )


def due_today(session: Session, actor: Actor, now: datetime, until: datetime, limit: int = 12) -> list[Due]:
    """What this person may see of what falls due until then, next first."""
    question = (
        select(Case.id, Case.number, Case.title, Case.severity, Case.lead, Deadline.step, Deadline.due_at)
        .join(Deadline, Deadline.case_id == Case.id)
        .where(figures.running(), Deadline.due_at > now, Deadline.due_at <= until, visible(actor))
        .order_by(Deadline.due_at)
        .limit(limit)
    )
    rows: list[Any] = list(session.execute(question))
    return [Due(*row) for row in rows]


def count_due(session: Session, now: datetime, until: datetime) -> int:
    """How many cases have something falling due until then, whoever asks."""
    question = (
        select(func.count(func.distinct(Deadline.case_id)))
        .join(Case, Case.id == Deadline.case_id)
        .where(figures.running(), Deadline.due_at > now, Deadline.due_at <= until)
    )
    return session.scalar(question) or 0


def reckoned_at(session: Session, key: str) -> datetime | None:
    """When a sheet was last reckoned."""
    return session.scalar(select(FigureSheet.reckoned_at).where(FigureSheet.key == key))
