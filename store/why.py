"""Why a department was chosen: what the decision rests on, of a candidate or of a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.actors import Actor
from store.seeing import visible, visible_candidates
from store.tables.casework import Case
from store.tables.judging import Candidate, Event


@dataclass(frozen=True, slots=True)
class Why:
    """The decision with its grounds. `case_id` set = it is a case by now."""

    title: str
    rule: str
    rules_version: str
    duty: str
    words: list[Any]
    lead: str
    assist: list[Any]
    runners_up: list[Any]
    confidence: float | None
    reasons: list[Any]
    severity: str
    severity_reasons: list[Any]
    case_id: int | None
    candidate_id: int | None


def of_candidate(session: Session, actor: Actor, candidate_id: int) -> Why | None:
    """The grounds of a candidate's proposal, None if this person may not see it."""
    question = select(Candidate, Event).join(Event, Event.id == Candidate.event_id)
    row = session.execute(question.where(Candidate.id == candidate_id, visible_candidates(actor))).first()
    if row is None:
        return None
    return _of(row[0], row[1])


def of_case(session: Session, actor: Actor, case_id: int) -> Why | None:
    """The grounds of a case's present department; severity and runners-up are those of the proposal."""
    case = session.scalars(select(Case).where(Case.id == case_id, visible(actor))).first()
    if case is None:
        return None
    event = session.get(Event, case.event_id) if case.event_id else None
    return Why(
        title=case.title,
        rule=case.rule,
        rules_version=case.policy_version,
        duty=case.duty,
        words=case.words,
        lead=case.lead,
        assist=[],
        runners_up=[],
        confidence=None,
        reasons=case.routing_reasons,
        severity=case.severity,
        severity_reasons=event.severity_reasons if event else [],
        case_id=case.id,
        candidate_id=None,
    )


def _of(candidate: Candidate, event: Event) -> Why:
    return Why(
        title=event.title,
        rule=candidate.rule,
        rules_version=candidate.rules_version,
        duty=candidate.duty,
        words=candidate.words,
        lead=candidate.lead,
        assist=candidate.assist,
        runners_up=candidate.runners_up,
        confidence=candidate.confidence,
        reasons=candidate.reasons,
        severity=candidate.severity,
        severity_reasons=event.severity_reasons,
        case_id=candidate.case_id,
        candidate_id=candidate.id,
    )
