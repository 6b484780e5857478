"""Past decisions for a dry run of changed rules, and officers' corrections as proposals to the duty list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store import log
from store.actors import Actor
from store.seeing import visible
from store.tables.casework import Case
from store.tables.judging import Correction, Event, Verdict

OPEN, TAKEN, REFUSED = "new", "taken", "refused"
_NOT_COLUMNS = ("item_id", "judged_at")


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case with what was judged of its first text; `columns` are those of the verdict."""

    id: int
    number: str
    channel: str
    columns: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A correction that officers made several times: the duty list gave `was`, people gave `now`.

    `words`: what the texts had touched, most frequent first; `cases`: (id, number) of the newest ones.
    """

    was: str
    now: str
    times: int
    newest: datetime
    words: tuple[str, ...]
    cases: tuple[tuple[int, str], ...]


def past_cases(session: Session, limit: int) -> list[PastCase]:
    """The newest cases that came from judged texts, isolated ones left out."""
    question = (
        select(Case.id, Case.number, Case.channel, Verdict)
        .join(Event, Event.id == Case.event_id)
        .join(Verdict, Verdict.item_id == Event.first_item_id)
        .where(Case.isolated.is_(False))
        .order_by(Case.id.desc())
        .limit(limit)
    )
    names = [each.key for each in Verdict.__table__.columns if each.key not in _NOT_COLUMNS]
    return [
        PastCase(case_id, number, channel, {name: getattr(verdict, name) for name in names})
        for case_id, number, channel, verdict in session.execute(question)
    ]


def titles_of(session: Session, actor: Actor, ids: list[int]) -> dict[int, str]:
    """Case → title, of those that this person may see."""
    question = select(Case.id, Case.title).where(Case.id.in_(ids[:500]), visible(actor))
    return dict(session.execute(question).all()) if ids else {}


def proposals(session: Session, limit: int = 50) -> list[Proposal]:
    """Open corrections of the lead department, the most frequent first; isolated cases are left out."""
    question = (
        select(Correction, Case.id, Case.number, Case.words, Event.keywords)
        .join(Case, Case.id == Correction.case_id)
        .outerjoin(Event, Event.id == Case.event_id)
        .where(Correction.head == "lead", Correction.state == OPEN, Case.isolated.is_(False))
        .order_by(Correction.id.desc())
        .limit(2000)
    )
    groups: dict[tuple[str, str], list[Any]] = {}
    for row in session.execute(question):
        groups.setdefault((row[0].was, row[0].now), []).append(row)
    made = [_proposal(pair, rows) for pair, rows in groups.items()]
    return sorted(made, key=lambda each: -each.times)[:limit]


def _proposal(pair: tuple[str, str], rows: list[Any]) -> Proposal:
    words = Counter(word for _, _, _, found, keywords in rows for word in [*(found or []), *(keywords or [])])
    cases = tuple(dict.fromkeys((row[1], row[2]) for row in rows))[:8]
    return Proposal(*pair, len(rows), rows[0][0].at, tuple(word for word, _ in words.most_common(10)), cases)


def settle(session: Session, actor: Actor, was: str, now_: str, state: str, now: datetime) -> int:
    """Mark the open corrections from one department to another as taken into the duty list, or refused."""
    chosen = (
        update(Correction)
        .where(Correction.head == "lead", Correction.was == was, Correction.now == now_, Correction.state == OPEN)
        .values(state=state)
        .returning(Correction.id)
    )
    changed = len(list(session.scalars(chosen)))
    if changed:
        after = {"was": was, "now": now_, "corrections": changed}
        log.append(session, actor, f"proposal_{state}", "correction", None, now, after=after)
    return changed
