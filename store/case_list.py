"""Lists of cases for pages: newest first, a page at a time, each with the clock that presses most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select, tuple_

from store import search
from store.actors import Actor
from store.seeing import KEPT, visible
from store.session import Session, rows_of
from store.tables.casework import Case, Deadline

OPEN_CLOCKS = ("running", "late")
STRETCH, STRETCHES = 500, 20
"""How many hits of the index are narrowed at a time, and how often, before a page is given as it is."""
Place = tuple[int, datetime, int]
"""Where a list goes on, as `CaseRow.key`."""


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list is narrowed to; empty = all. `query`: what was typed (a number?), `words`: the words in it."""

    states: tuple[str, ...] = ()
    severity: str = ""
    lead: str = ""
    channel: str = ""
    kind: str = ""
    query: str = ""
    words: tuple[str, ...] = ()
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
    def key(self) -> Place:
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
    session: Session, actor: Actor, wanted: CaseFilter, now: datetime, *, after: Place | None = None, limit: int = 50
) -> list[CaseRow]:
    """Up to `limit` visible cases behind `after`, newest T0 first; where words are asked for, the case of that number,
    else the cases that hold all the words, newest first."""
    asked = _Question(actor, replace(wanted, query="", words=()))
    if not wanted.query:
        return _rows(session, asked, {"now": now, "limit": limit}, after)
    by_number = _rows(session, replace(asked, part="number"), {"now": now, "limit": limit, "number": wanted.query})
    return by_number or _with_words(session, asked, wanted.words, now, after, limit)


def _with_words(
    session: Session, asked: _Question, words: tuple[str, ...], now: datetime, after: Place | None, limit: int
) -> list[CaseRow]:
    """A page of the hits of the index that the person may see and the filter lets through, a stretch at a time."""
    found: list[CaseRow] = []
    below = after[2] if after is not None else None
    for _ in range(STRETCHES):
        ids = search.find(session, "case", words, limit=STRETCH, below=below) if words else []
        if ids:
            values = {"now": now, "limit": limit - len(found), "ids": ids}
            found += _rows(session, replace(asked, part="ids"), values)
        if len(found) >= limit or len(ids) < STRETCH:
            break
        below = ids[-1]
    return found


@dataclass(frozen=True, slots=True)
class _Question:
    """What a list is asked by, without the values: each is built once, which costs more than asking it."""

    actor: Actor
    wanted: CaseFilter
    part: Literal["", "behind", "number", "ids"] = ""


def _rows(session: Session, asked: _Question, values: dict[str, Any], after: Place | None = None) -> list[CaseRow]:
    if after is not None:
        asked, values = replace(asked, part="behind"), values | {"t0": after[1], "id": after[2]}
    return [CaseRow(*row) for row in rows_of(session, _built(asked), values)]


@lru_cache(KEPT)
def _built(asked: _Question) -> Select[Any]:
    rows: Any = select(*COLUMNS)
    question: Select[Any] = _narrowed(rows.where(visible(asked.actor)), asked.wanted)
    if asked.part == "number":
        question = question.where(Case.number == bindparam("number"))
    if asked.part == "ids":
        question = question.where(Case.id.in_(bindparam("ids", expanding=True)))
        return question.order_by(Case.id.desc()).limit(bindparam("limit"))
    if asked.part == "behind":
        question = question.where(
            tuple_(Case.t0, Case.id) < tuple_(bindparam("t0", type_=Case.t0.type), bindparam("id"))
        )
    return question.order_by(Case.t0.desc(), Case.id.desc()).limit(bindparam("limit"))


def _narrowed(question: Select[Any], wanted: CaseFilter) -> Select[Any]:
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
    if wanted.overdue:
        # Asked case by case along the list: a set of all late clocks would be made for each page.
        over = Deadline.due_at < bindparam("now", type_=Deadline.due_at.type)
        late = select(1).where(Deadline.case_id == Case.id, Deadline.state.in_(OPEN_CLOCKS), over)
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
    return {row[0]: ClockRow(*row) for row in rows_of(session, _open_clocks(department), {"cases": ids})}


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
