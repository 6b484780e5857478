"""Letters, tickets and orders that were pushed in, once per channel and reference; answered ones are past cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from store.opening import next_number
from store.tables.casework import Case, Grading
from store.tables.replying import Draft, Reply
from store.tables.watching import Item
from times import local

_ITEM = cast(Table, Item.__table__)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter as it is kept: title and text masked, `original` encrypted, times aware."""

    ref: str
    title: str
    text: str
    original: bytes
    content_hash: str
    received_at: datetime
    received_is_date: bool


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a case that was answered before it came to us. `reply` is masked like all text."""

    reply: str
    replied_at: datetime
    severity: str
    rank: int = 0
    topic: str = ""
    kind: str = ""
    place: str = ""
    lead: str = ""
    rule: str = ""
    duty: str = ""
    words: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    isolated: bool = False


def known_refs(session: Session, channel: str, refs: Iterable[str]) -> set[str]:
    """Those of `refs` that came in before on this channel."""
    wanted = {f"ref:{channel}:{ref}": ref for ref in refs}
    identities = list(wanted)
    found: set[str] = set()
    for start in range(0, len(identities), _CHUNK):
        chunk = identities[start : start + _CHUNK]
        found.update(wanted[each] for each in session.scalars(select(Item.identity).where(Item.identity.in_(chunk))))
    return found


def add_letters(session: Session, channel: str, rows: Sequence[LetterRow], now: datetime) -> None:
    """Keep letters that are owed to judging; none of them may be known."""
    if rows:
        session.execute(insert(_ITEM), [_item(channel, each, now) for each in rows])


def add_answered(session: Session, channel: str, row: LetterRow, past: Past, number_format: str, now: datetime) -> Case:
    """Keep a letter together with the closed case that its reply makes of it; nothing is judged, warned or told.

    T0 is its receipt. The reply is not shown to the public: nobody here has decided on its disclosure.
    """
    session.execute(insert(_ITEM), [_item(channel, row, now) | {"judged_at": now}])
    year = local(row.received_at).year
    number, serial = next_number(session, number_format, year)
    case = Case(
        number=number,
        year=year,
        serial=serial,
        title=row.title,
        summary=row.text,
        state="closed",
        channel=channel,
        ref=row.ref,
        topic=past.topic,
        kind=past.kind,
        place=past.place,
        severity=past.severity,
        rank=past.rank,
        t0=row.received_at,
        t0_basis="registered",
        opened_at=row.received_at,
        lead=past.lead,
        rule=past.rule,
        duty=past.duty,
        words=list(past.words),
        accused=list(past.accused),
        isolated=past.isolated or bool(past.accused),
        replied_at=past.replied_at,
        closed_at=past.replied_at,
    )
    session.add(case)
    session.flush()
    session.add(Grading(case_id=case.id, at=case.t0, severity=case.severity, reason="导入的已答复事项"))
    _add_reply(session, case, past)
    return case


def _add_reply(session: Session, case: Case, past: Past) -> None:
    draft = Draft(
        case_id=case.id,
        part="reply",
        number=1,
        department=past.lead,
        question=case.title,
        text=past.reply,
        written_at=past.replied_at,
        state="published",
    )
    session.add(draft)
    session.flush()
    reply = Reply(
        case_id=case.id,
        draft_id=draft.id,
        slug=f"past-{case.id}",
        part="reply",
        topic=case.topic,
        kind=case.kind,
        title=case.title,
        question=case.summary,
        text=past.reply,
        department=past.lead,
        disclosure="",
        public=False,
        published_at=past.replied_at,
    )
    session.add(reply)


def _item(channel: str, row: LetterRow, now: datetime) -> dict[str, Any]:
    return {
        "identity": f"ref:{channel}:{row.ref}",
        "channel": channel,
        "ref": row.ref,
        "title": row.title,
        "text": row.text,
        "published_at": row.received_at,
        "published_is_date": row.received_is_date,
        "found_at": now,
        "content_hash": row.content_hash,
        "original": row.original,
    }
