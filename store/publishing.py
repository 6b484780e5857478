"""Published replies and what follows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables.casework import Case
from store.tables.replying import Draft, Promise, Reply
from store.tables.watching import Item


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


def answers_by_reference(session: Session, channel: str, since: datetime | None) -> list[tuple[str, Reply]]:
    """(reference, answer) of all who wrote or called through that channel about an answered case, oldest answer first:
    the one whose letter opened it, those whose letters came to the same event, and those of cases merged into it.

    Those of isolated cases are left out: 机关纪委 answers by hand.
    """
    question = (
        select(Case, Reply)
        .join(Reply, Reply.case_id == Case.id)
        .where(Case.isolated.is_(False), Reply.part == "reply")
        .where(Reply.withdrawn_at.is_(None), Reply.slug.not_like("past-%"))
        .order_by(Reply.published_at, Reply.id)
    )
    if since is not None:
        question = question.where(Reply.published_at >= since)
    found = session.execute(question).all()
    refs = _references(session, channel, [row[0] for row in found])
    return [(ref, reply) for case, reply in found for ref in refs.get(case.id, ()) if ref]


def _references(session: Session, channel: str, cases: Sequence[Case]) -> dict[int | None, dict[str | None, None]]:
    """Case → the references of its writers in that channel, each once, its own first."""
    refs: dict[int | None, dict[str | None, None]] = {each.id: {} for each in cases}
    by_event: dict[int | None, list[int | None]] = {}
    for each in cases:
        if each.channel == channel and each.ref is not None:
            refs[each.id][each.ref] = None
        if each.event_id is not None and each.id not in by_event.setdefault(each.event_id, []):
            by_event[each.event_id].append(each.id)
    merged = select(Case.merged_into, Case.ref, Case.event_id).where(Case.merged_into.is_not(None))
    for into, ref, event_id in session.execute(merged.where(Case.channel == channel, Case.ref.is_not(None))):
        if into in refs:
            refs[into][ref] = None
            by_event.setdefault(event_id, []).append(into)
    letters = select(Item.event_id, Item.ref).where(Item.channel == channel, Item.ref.is_not(None)).order_by(Item.id)
    for event_id, ref in session.execute(letters.where(Item.event_id.in_(select(Case.event_id)))):
        for case_id in by_event.get(event_id, ()):
            refs[case_id][ref] = None
    return refs


def settling_reply(session: Session, case_id: int) -> Reply | None:
    """The first reply meant for the public page and still standing that fulfils the duty to publish."""
    question = (
        select(Reply)
        .join(Draft, Draft.id == Reply.draft_id)
        .where(Reply.case_id == case_id, Reply.part == "reply", Reply.public.is_(True), Draft.settles.is_(True))
        .order_by(Reply.id)
    )
    return session.scalars(question).first()
