"""Published replies and what follows them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables.casework import Case
from store.tables.replying import Draft, Promise, Reply


def mark_sent_back(reply: Reply, now: datetime) -> None:
    """The answer went back to the person who wrote or called."""
    reply.sent_back_at = now


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


def answers_by_reference(session: Session, channel: str, since: datetime | None) -> list[tuple[Case, Reply]]:
    """Answers to letters or calls that have a reference, as they go back to the mailbox or hotline, oldest first.

    Those of isolated cases are left out: 机关纪委 answers by hand.
    """
    question = (
        select(Case, Reply)
        .join(Reply, Reply.case_id == Case.id)
        .where(Case.channel == channel, Case.ref.is_not(None), Case.isolated.is_(False), Reply.part == "reply")
        .where(Reply.withdrawn_at.is_(None), Reply.slug.not_like("past-%"))
        .order_by(Reply.published_at, Reply.id)
    )
    if since is not None:
        question = question.where(Reply.published_at >= since)
    return [(row[0], row[1]) for row in session.execute(question)]


def settling_reply(session: Session, case_id: int) -> Reply | None:
    """The first reply meant for the public page and still standing that fulfils the duty to publish."""
    question = (
        select(Reply)
        .join(Draft, Draft.id == Reply.draft_id)
        .where(Reply.case_id == case_id, Reply.part == "reply", Reply.public.is_(True), Draft.settles.is_(True))
        .order_by(Reply.id)
    )
    return session.scalars(question).first()
