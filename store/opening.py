"""What opening a case reads and copies: its number, the event's items as evidence, what is already assigned."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.locks import take_turn
from store.seeing import GONE
from store.tables.casework import Assignment, Case
from store.tables.judging import Candidate, Event, Verdict
from store.tables.replying import PublishDuty
from store.tables.watching import Evidence, Item


def next_number(session: Session, form: str, year: int) -> tuple[str, int]:
    """(number, serial) of the next case of that local year; one transaction at a time takes one."""
    take_turn(session, "case number")
    serial = (session.scalar(select(func.max(Case.serial)).where(Case.year == year)) or 0) + 1
    while session.scalar(select(Case.id).where(Case.number == form.format(year=year, serial=serial))) is not None:
        serial += 1
    return form.format(year=year, serial=serial), serial


def binding_assignment(session: Session, case_id: int, department: str) -> Assignment | None:
    """The department's assignment in this case that still binds it."""
    question = select(Assignment).where(
        Assignment.case_id == case_id,
        Assignment.department == department,
        Assignment.ended_at.is_(None),
        Assignment.state.not_in(GONE),
    )
    return session.scalars(question).first()


def duty_of(session: Session, case_id: int) -> PublishDuty | None:
    """The case's duty to publish."""
    return session.scalars(select(PublishDuty).where(PublishDuty.case_id == case_id)).first()


def event_of(session: Session, event_id: int) -> Event:
    """The event; a merged one lives on in another, whose row is given."""
    event = session.get_one(Event, event_id)
    while event.merged_into is not None:
        event = session.get_one(Event, event.merged_into)
    return event


def ordered_at(session: Session, event_id: int) -> datetime | None:
    """When the first order from above about this event was received."""
    return session.scalar(
        select(func.min(func.coalesce(Item.published_at, Item.found_at))).where(
            Item.event_id == event_id, Item.channel == "superior"
        )
    )


def first_ref(session: Session, event_id: int) -> str | None:
    """The reference of the letter or ticket that the event began with."""
    return session.scalar(
        select(Item.ref).where(Item.event_id == event_id, Item.ref.is_not(None)).order_by(Item.id).limit(1)
    )


def copy_evidence(session: Session, case_id: int, event_id: int, now: datetime, *, most: int = 200) -> int:
    """Copy the event's items to the case, earliest first, so that the raw ones can go; gives how many."""
    known = select(Evidence.item_id).where(Evidence.case_id == case_id, Evidence.item_id.is_not(None))
    question = (
        select(Item)
        .where(Item.event_id == event_id, Item.id.not_in(known))
        .order_by(Item.found_at, Item.id)
        .limit(most)
    )
    rows = list(session.scalars(question))
    for item in rows:
        session.add(
            Evidence(
                case_id=case_id,
                item_id=item.id,
                url=item.url,
                title=item.title,
                text=item.text,
                content_hash=item.content_hash,
                fetched_at=item.found_at,
            )
        )
    return len(rows)


def withdraw_evidence(session: Session, case_id: int, event_id: int, now: datetime) -> None:
    """Mark the copies that came from an event as taken back."""
    items = select(Item.id).where(Item.event_id == event_id)
    for each in session.scalars(select(Evidence).where(Evidence.case_id == case_id, Evidence.item_id.in_(items))):
        each.change, each.changed_at = "withdrawn", now


def judged_items(session: Session, event_id: int) -> list[tuple[Item, Verdict]]:
    """The event's judged items, earliest first: what a proposal rests on."""
    question = (
        select(Item, Verdict)
        .join(Verdict, Verdict.item_id == Item.id)
        .where(Item.event_id == event_id)
        .order_by(Item.found_at, Item.id)
        .limit(20)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def owed_proposals(session: Session, limit: int) -> list[Candidate]:
    """Open candidates that routing has not looked at yet, locked against a second worker."""
    question = (
        select(Candidate)
        .where(Candidate.proposed_at.is_(None), Candidate.state == "open")
        .order_by(Candidate.rank.desc(), Candidate.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(question))
