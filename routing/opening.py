"""Opening a case: T0, severity, evidence, publication duty and the first assignments, all in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from packs.pack import Pack
from routing.work import Work
from store import opening
from store.actors import Actor
from store.session import Session
from store.tables.casework import Assignment, Case, Grading
from store.tables.replying import PublishDuty
from times import local

RANKS = {"蓝": 0, "黄": 1, "橙": 2, "红": 3}
"""Severity → its rank; the order of every queue."""
UNDO_S = 10
"""Seconds in which the desk may undo; notices wait as long."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new case starts with. `severity` is the proposed one; `confirmed`: a duty chief stands behind it."""

    title: str
    summary: str
    channel: str
    severity: str
    t0: datetime
    t0_basis: str
    topic: str = ""
    kind: str = ""
    place: str = ""
    ref: str | None = None
    event_id: int | None = None
    major_incident: bool = False
    confirmed: bool = False
    isolated: bool = False
    accused: tuple[str, ...] = ()
    rule: str = ""
    duty: str = ""
    words: tuple[str, ...] = ()
    reasons: tuple[object, ...] = field(default=())


def earliest_start(found: datetime | None, registered: datetime, ordered: datetime | None) -> tuple[datetime, str]:
    """(T0, its basis): the earliest of found, registered and the order from above received."""
    moments = [(registered, "registered")]
    moments += [(moment, basis) for moment, basis in ((found, "found"), (ordered, "order")) if moment is not None]
    return min(moments, key=lambda each: each[0])


def open_case(work: Work, start: Opening) -> Case:
    """Write a new case with its first grading and its duty to publish; its clocks are set at the end of the move."""
    session, now = work.session, work.now
    year = local(now).year
    number, serial = opening.next_number(session, work.pack.casework.number_format, year)
    case = Case(
        number=number,
        year=year,
        serial=serial,
        title=start.title,
        summary=start.summary,
        state="registered",
        channel=start.channel,
        ref=start.ref,
        event_id=start.event_id,
        topic=start.topic,
        kind=start.kind,
        place=start.place,
        severity=start.severity,
        rank=RANKS[start.severity],
        severity_confirmed_at=now if start.confirmed else None,
        major_incident=start.major_incident,
        isolated=start.isolated or bool(start.accused),
        accused=list(start.accused),
        t0=start.t0,
        t0_basis=start.t0_basis,
        opened_at=now,
        rule=start.rule,
        duty=start.duty,
        words=list(start.words),
        routing_reasons=list(start.reasons),
    )
    session.add(case)
    session.flush()
    session.add(
        Grading(
            case_id=case.id,
            at=start.t0,
            severity=start.severity,
            major_incident=start.major_incident,
            by_user=work.actor.id,
            reason="立项",
        )
    )
    owe_publication(session, work.pack, case, now)
    work.case = case
    work.made["case"] = case.id
    return case


def owe_publication(session: Session, pack: Pack, case: Case, now: datetime) -> None:
    """The duty to publish that the kind of opinion brings (国办发〔2016〕80号); plain information brings none."""
    what = pack.kinds.publish.get(case.kind, "")
    duty = opening.duty_of(session, case.id)
    if what in ("", "无"):
        if duty is not None and duty.done_at is None:
            session.delete(duty)
        return
    if duty is None:
        session.add(PublishDuty(case_id=case.id, kind=case.kind, what=what, owed_at=now))
    elif duty.done_at is None:
        duty.kind, duty.what = case.kind, what


def assign(
    session: Session, actor: Actor, case: Case, department: str, part: str, task: str, now: datetime
) -> Assignment:
    """Give a department its task; a department that already has one in this case keeps it."""
    given = opening.binding_assignment(session, case.id, department)
    if given is not None:
        given.part = "lead" if part == "lead" else given.part
        given.task = task or given.task
        return given
    made = Assignment(
        case_id=case.id,
        department=department,
        part=part,
        state="assigned",
        task=task,
        assigned_at=now,
        assigned_by=actor.id,
    )
    session.add(made)
    session.flush()
    return made


def hand_out(work: Work, lead: str, assist: Iterable[str], task: str, *, later_s: int = 0) -> None:
    """Give the case to its lead department and those that assist; nobody assists in an isolated case."""
    case = work.the_case
    case.lead = lead
    made = [assign(work.session, work.actor, case, lead, "lead", task, work.now)]
    if not case.isolated:
        made += [
            assign(work.session, work.actor, case, each, "assist", task, work.now) for each in assist if each != lead
        ]
    case.state = "assigned"
    for each in made:
        part = "主办" if each.part == "lead" else "协办"
        work.tell(
            "assigned", f"{part}交办：{case.title}", each.department, threshold=f"assignment-{each.id}", later_s=later_s
        )
    work.made["assignments"] = [each.id for each in made]
