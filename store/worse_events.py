"""Open cases whose event has become worse than they are graded."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case as choose
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from store.tables.casework import Case, Grading
from store.tables.judging import Event, EventChange

_ORDER = ("蓝", "黄", "橙", "红")


@dataclass(frozen=True, slots=True)
class Worse:
    """A case and the severity that its event has reached, with what the event's texts and spread give as reasons."""

    case_id: int
    severity: str
    because: tuple[str, ...]


def worse_events(session: Session, states: tuple[str, ...], limit: int) -> list[Worse]:
    """Cases in these states whose event became worse than their grade after they were graded last, oldest first.

    What was known when a person lowered a case does not raise it again.
    """
    case_rank, event_rank = (
        choose({name: rank for rank, name in enumerate(_ORDER)}, value=column, else_=0)
        for column in (Case.severity, Event.severity)
    )
    graded = select(func.max(Grading.at)).where(Grading.case_id == Case.id).scalar_subquery()
    since = exists().where(EventChange.event_id == Event.id, EventChange.what == "severity", EventChange.at > graded)
    question = (
        select(Case.id, Event.severity, Event.severity_reasons)
        .join(Event, Event.id == Case.event_id)
        .where(Case.state.in_(states), event_rank > case_rank, since)
        .order_by(Case.id)
        .limit(limit)
    )
    found = session.execute(question).all()
    return [Worse(case, severity, tuple(each["because"] for each in reasons)) for case, severity, reasons in found]
