"""The one door for every move: pages, API and command line call `perform`, and nothing else changes a case.

Order of a move: 1. lock the case and the subject  2. may this person see it, is the version the one they looked at,
may they do this from here (the table)  3. read the form  4. apply  5. clocks  6. notices  7. log, in the same
transaction. A refusal anywhere rolls all of it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from errors import BadInput, Refused
from packs.pack import Pack
from routing.forms import fields_of, read
from routing.life import MOVES
from routing.move import Field, Move
from routing.recording import snapshots, write_log
from routing.rights import refusal
from routing.timing import set_clocks
from routing.work import Outcome, Owed, Work
from store import cases
from store.actors import Actor
from store.locks import take_turn
from store.owing import Telling, owe_all
from store.session import Database, Session
from store.tables.casework import Case
from store.tables.judging import Candidate

NOT_FOUND = "没有这一项，或者您无权查看。"


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that a person may make now on a row of a case, with its form."""

    move: Move
    subject_id: int
    version: int
    about: str
    fields: tuple[Field, ...]


def perform(
    database: Database,
    pack: Pack,
    actor: Actor,
    move_name: str,
    subject_id: int,
    form: Mapping[str, Any],
    *,
    version: int | None = None,
    secret: bytes | None = None,
    now: datetime,
) -> Outcome:
    """Make one move, or raise Refused (nothing has changed) or BadInput (the field is named).

    `version` is the subject's as the person saw it; a newer one means that somebody else was faster, and is refused.
    `secret` (32 bytes, kept outside the database) seals the original of what is registered by hand.
    """
    with database.write() as session:
        return perform_in(session, pack, actor, move_name, subject_id, form, version=version, secret=secret, now=now)


def perform_in(
    session: Session,
    pack: Pack,
    actor: Actor,
    move_name: str,
    subject_id: int,
    form: Mapping[str, Any],
    *,
    version: int | None = None,
    secret: bytes | None = None,
    now: datetime,
) -> Outcome:
    """The same in a transaction of the caller, who must let every exception roll it back."""
    if move_name not in MOVES:
        raise BadInput(f"没有这个动作：{move_name}", field="move")
    move = MOVES[move_name]
    work = _begin(session, pack, actor, move, subject_id, now)
    if version is not None and work.subject is not None and work.subject.version != version:
        raise Refused("stale", "这一项刚被别人处理过，已有新的内容。请刷新后再决定；您填的没有保存。")
    if denied := refusal(work, move):
        raise denied
    work.form, work.secret = read(move, form, pack), secret
    before = snapshots(work)
    move.apply(work)
    return _finish(work, move, before)


def _begin(session: Session, pack: Pack, actor: Actor, move: Move, subject_id: int, now: datetime) -> Work:
    if move.subject == "new":
        return Work(session, pack, actor, now, move.name, None, None)
    if any(each.kind == "case" for each in move.fields):
        # Such a move locks a second case: one at a time, or two merges in opposite directions would wait for ever.
        take_turn(session, "two cases")
    subject, case = cases.lock_subject(session, move.subject, subject_id)
    if subject is None or not may_see(session, actor, subject, case, move):
        raise Refused("not_found", NOT_FOUND)
    return Work(session, pack, actor, now, move.name, subject, case)


def may_see(session: Session, actor: Actor, subject: Any, case: Case | None, move: Move | None = None) -> bool:
    """True if the person may see the subject; to undo their own decision of a moment ago they always may."""
    if isinstance(subject, Candidate):
        if move is not None and move.name == "undo" and subject.decided_by == actor.id:
            return True
        return cases.visible_candidate(session, actor, subject.id) is not None
    return case is not None and cases.visible_case(session, actor, case.id) is not None


def _finish(work: Work, move: Move, before: dict[str, dict[str, Any]]) -> Outcome:
    session, subject = work.session, work.subject
    if subject is not None:
        if hasattr(type(subject), "state") and (work.to_state or move.to_state):
            subject.state = work.to_state or move.to_state
        subject.version += 1
    elif work.case is None:
        raise AssertionError(f"{move.name} opened no case")
    if work.case is not None:
        _close_case_of_move(work, move)
    session.flush()
    _owe_notices(work, move)
    write_log(work, move, before)
    row = subject if subject is not None else work.the_case
    case_id = work.case.id if work.case is not None else None
    return Outcome(
        case_id, row.id, row.version, work.message or f"{move.label}：已完成", work.undo_until, tuple(work.warnings)
    )


def _close_case_of_move(work: Work, move: Move) -> None:
    case = work.the_case
    if case.accused and not case.isolated:
        raise AssertionError("a case with accused departments must be isolated")
    if case is not work.subject and move.subject != "candidate":
        case.version += 1
    for each in {case.id: case, **{other.id: other for _, other, _ in work.also_logged}}.values():
        set_clocks(work.session, work.pack, each, work.now)


def _owe_notices(work: Work, move: Move) -> None:
    owed = [(_telling(work, move, number, each), each.recipients) for number, each in enumerate(work.owed)]
    owe_all(work.session, owed, work.now)


def _telling(work: Work, move: Move, number: int, each: Owed) -> Telling:
    case, subject = each.case or work.the_case, work.subject
    own = f"{move.name}-{subject.id if subject else 0}-{subject.version if subject else 0}-{number}"
    return Telling(
        subject="case",
        subject_id=case.id,
        about=each.about,
        severity=case.severity,
        title=each.title,
        body=each.body,
        link=f"/cases/{case.id}",
        threshold=each.threshold or own,
        not_before=work.now + timedelta(seconds=each.later_s) if each.later_s else None,
    )


def permitted(session: Session, pack: Pack, actor: Actor, row: Any, now: datetime) -> list[Move]:
    """The moves that this person may make now on this row (a case, candidate, assignment, draft, …)."""
    subject = subject_of(row)
    case = _case_of(session, row)
    if not may_see(session, actor, row, case):
        return []
    found = [each for each in MOVES.values() if each.subject == subject]
    return [each for each in found if refusal(Work(session, pack, actor, now, each.name, row, case), each) is None]


def offers(session: Session, pack: Pack, actor: Actor, case: Case, now: datetime) -> list[Offer]:
    """Everything that this person may do now about a case: on itself and on what belongs to it."""
    rows: list[Any] = [case]
    for name, table in cases.SUBJECTS.items():
        if name not in ("candidate", "case"):
            rows += cases.of_case(session, table, case.id)
    return [
        Offer(move, row.id, row.version, move.subject, fields_of(move, pack))
        for row in rows
        for move in permitted(session, pack, actor, row, now)
    ]


def subject_of(row: Any) -> str:
    """The name by which the table of moves knows this kind of row."""
    return next(name for name, table in cases.SUBJECTS.items() if isinstance(row, table))


def _case_of(session: Session, row: Any) -> Case | None:
    if isinstance(row, Case):
        return row
    return session.get(Case, row.case_id) if row.case_id else None
