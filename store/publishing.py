"""Published replies and what follows them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables.casework import Case
from store.tables.replying import Promise, PublishDuty, Reply


def mark_sent_back(reply: Reply, now: datetime) -> None:
    """The answer went back to the person who wrote or called."""
    reply.sent_back_at = now


def open_promises(session: Session, case_id: int) -> list[Promise]:
    """What was promised and not kept yet."""
    question = select(Promise).where(Promise.case_id == case_id, Promise.kept_at.is_(None))
    return list(session.scalars(question.order_by(Promise.due_at)))


def overdue_promises(session: Session, now: datetime, limit: int) -> list[Promise]:
    """Promises past their day of which nobody was told yet, locked against a second sweep."""
    question = (
        select(Promise)
        .where(Promise.due_at < now, Promise.kept_at.is_(None), Promise.overdue_told_at.is_(None))
        .order_by(Promise.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(question))


def owed_publications(session: Session) -> list[tuple[PublishDuty, Case]]:
    """What kinds of opinion oblige to publish and is not done yet."""
    question = (
        select(PublishDuty, Case)
        .join(Case, Case.id == PublishDuty.case_id)
        .where(PublishDuty.done_at.is_(None), PublishDuty.released_at.is_(None), Case.ended_at.is_(None))
        .order_by(PublishDuty.owed_at)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def answers_by_reference(session: Session, channel: str, since: datetime) -> list[tuple[Case, Reply]]:
    """Published answers to letters or calls that have a reference: what goes back to the mailbox or hotline."""
    question = (
        select(Case, Reply)
        .join(Reply, Reply.case_id == Case.id)
        .where(Case.channel == channel, Case.ref.is_not(None), Reply.part == "reply", Reply.published_at >= since)
        .order_by(Reply.published_at)
    )
    return [(row[0], row[1]) for row in session.execute(question)]
