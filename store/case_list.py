"""Lists of cases for pages: newest first, a page at a time, each with the clock that presses most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from store.actors import Actor
from store.seeing import KEPT, visible
from store.tables.casework import Case, Deadline

OPEN_CLOCKS = ("running", "late")


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list is narrowed to, as it stands in the address; empty = all."""

    states: tuple[str, ...] = ()
    severity: str = ""
    lead: str = ""
    channel: str = ""
    kind: str = ""
    words: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a list of cases."""

    id: int
    number: str
    title: str
    state: str
    severity: str
    rank: int
    lead: str
    channel: str
    kind: str
    place: str
    t0: datetime
    replied_at: datetime | None
    isolated: bool

    @property
    def key(self) -> tuple[int, datetime, int]:
        """Where the row stands in the list (the rank plays no part)."""
        return 0, self.t0, self.id


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock that runs or is over."""

    case_id: int
    step: str
    department: str
    started_at: datetime | None
    due_at: datetime
    state: str


COLUMNS = (
    Case.id,
    Case.number,
    Case.title,
    Case.state,
    Case.severity,
    Case.rank,
    Case.lead,
    Case.channel,
    Case.kind,
    Case.place,
    Case.t0,
    Case.replied_at,
    Case.isolated,
)


def list_rows(
    session: Session,
    actor: Actor,
    wanted: CaseFilter,
    now: datetime,
    *,
    after: tuple[int, datetime, int] | None = None,
    limit: int = 50,
) -> list[CaseRow]:
    """Up to `limit` visible cases behind `after`, newest T0 first."""
    question = _narrowed(_visible_rows(actor), wanted, now)
    if after is not None:
        question = question.where(tuple_(Case.t0, Case.id) < tuple_(after[1], after[2]))
    question = question.order_by(Case.t0.desc(), Case.id.desc()).limit(limit)
    return [CaseRow(*row) for row in session.execute(question)]


@lru_cache(KEPT)
def _visible_rows(actor: Actor) -> Select[Any]:
    rows: Any = select(*COLUMNS)
    return cast(Select[Any], rows.where(visible(actor)))


def _narrowed(question: Select[Any], wanted: CaseFilter, now: datetime) -> Select[Any]:
    if wanted.states:
        question = question.where(Case.state.in_(wanted.states))
    for column, value in (
        (Case.severity, wanted.severity),
        (Case.lead, wanted.lead),
        (Case.channel, wanted.channel),
        (Case.kind, wanted.kind),
    ):
        if value:
            question = question.where(column == value)
    for word in wanted.words.split():
        question = question.where(or_(Case.title.contains(word, autoescape=True), Case.number == word))
    if wanted.overdue:
        # Asked case by case along the list: a set of all late clocks would be made for each page.
        late = select(1).where(Deadline.case_id == Case.id, Deadline.state.in_(OPEN_CLOCKS), Deadline.due_at < now)
        question = question.where(Case.closed_at.is_(None), exists(late.correlate(Case)))
    return question


def own_clocks(department: str) -> ColumnElement[bool]:
    """Clocks of that department or of the whole body; never found by their department, of which most have none."""
    return func.coalesce(Deadline.department, "").in_((department, ""))


def pressing(session: Session, case_ids: Iterable[int], department: str = "") -> dict[int, ClockRow]:
    """Case → the open clock that is due first (of that department or of none, where a department is given)."""
    ids = list(case_ids)
    if not ids:
        return {}
    rows: list[Any] = list(session.execute(_open_clocks(department), {"cases": ids}))
    return {row[0]: ClockRow(*row) for row in rows}


@lru_cache
def _open_clocks(department: str) -> Select[Any]:
    columns = (
        Deadline.case_id,
        Deadline.step,
        Deadline.department,
        Deadline.started_at,
        Deadline.due_at,
        Deadline.state,
    )
    question: Any = select(*columns).where(
        Deadline.case_id.in_(bindparam("cases", expanding=True)),
        Deadline.state.in_(OPEN_CLOCKS),
        Deadline.due_at.is_not(None),
    )
    question = question.where(own_clocks(department)) if department else question
    return cast(Select[Any], question.order_by(Deadline.due_at.desc()))
