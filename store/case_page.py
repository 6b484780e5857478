"""The case page: one case with all that belongs to it, each by a key, in about a dozen short questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, exists, select

from store.actors import Actor
from store.cases import of_case, visible_case
from store.session import Session, rows_of
from store.tables.casework import Approval, Assignment, Case, Deadline, Extension, LogEntry, Reminder, Return
from store.tables.judging import Candidate
from store.tables.people import User
from store.tables.replying import Appearance, Draft, FollowUp, Promise, Reply, ReviewStep
from store.tables.watching import Evidence

MOST_ENTRIES = 200
MOST_EVIDENCE = 30


@dataclass(frozen=True)
class CaseView:
    """Everything that the page of one case shows; lists are in the order in which things came.

    `deadlines`, `evidence` and `entries` (newest first) are plain rows of the columns below: no move is made on them.
    """

    case: Case
    deadlines: list[Any]
    assignments: list[Assignment]
    drafts: list[Draft]
    steps: dict[int, list[ReviewStep]]
    returns: list[Return]
    extensions: list[Extension]
    approvals: list[Approval]
    promises: list[Promise]
    replies: list[Reply]
    appearances: dict[int, list[Appearance]]
    follow_ups: list[FollowUp]
    reminders: list[Reminder]
    evidence: list[Any]
    entries: list[Any]
    candidate_id: int | None
    merged: list[tuple[int, str, str]]
    names: dict[int, str] = field(default_factory=dict)

    @property
    def draft(self) -> Draft | None:
        """The newest draft."""
        return self.drafts[-1] if self.drafts else None


_CASE: BindParameter[int] = bindparam("case")
_CLOCK: tuple[Any, ...] = (
    Deadline.step,
    Deadline.department,
    Deadline.started_at,
    Deadline.due_at,
    Deadline.state,
    Deadline.on_time,
    Deadline.explanation,
    Deadline.source,
)
_COPY: tuple[Any, ...] = (
    Evidence.item_id,
    Evidence.url,
    Evidence.title,
    Evidence.text,
    Evidence.content_hash,
    Evidence.fetched_at,
    Evidence.change,
)
_ENTRY: tuple[Any, ...] = (
    LogEntry.at,
    LogEntry.actor,
    LogEntry.action,
    LogEntry.reason,
    LogEntry.before,
    LogEntry.after,
)
_DEADLINES = select(*_CLOCK).where(Deadline.case_id == _CASE).order_by(Deadline.id)
_EVIDENCE = select(*_COPY).where(Evidence.case_id == _CASE).order_by(Evidence.id).limit(MOST_EVIDENCE)
_ENTRIES = (
    select(*_ENTRY)
    .where(LogEntry.subject == "case", LogEntry.subject_id == _CASE)
    .order_by(LogEntry.id.desc())
    .limit(MOST_ENTRIES)
)
_NAMES = select(User.id, User.display).where(User.id.in_(bindparam("ids", expanding=True)))
_MERGED = select(Case.id, Case.number, Case.title).where(Case.merged_into == _CASE).limit(50)
_CANDIDATE = select(Candidate.id).where(Candidate.event_id == bindparam("event")).limit(1)


_FEW: tuple[Any, ...] = (Draft, Reply, Return, Extension, Approval, Promise, FollowUp, Reminder)
"""What most cases have nothing of: one question tells which of them need one of their own."""
_THERE = select(*(exists(select(1).where(table.case_id == _CASE)) for table in _FEW))


def _few(session: Session, case_id: int) -> dict[Any, list[Any]]:
    (there,) = rows_of(session, _THERE, {"case": case_id})
    return {table: of_case(session, table, case_id) if any_ else [] for table, any_ in zip(_FEW, there, strict=True)}


@lru_cache
def _those(table: Any, column: Any) -> Select[Any]:
    return select(table).where(column.in_(bindparam("ids", expanding=True))).order_by(table.id)


def case_view(session: Session, actor: Actor, case_id: int) -> CaseView | None:
    """The case with all that belongs to it, None if this person may not see it or there is none."""
    case = visible_case(session, actor, case_id)
    if case is None:
        return None
    few = _few(session, case_id)
    drafts, replies = few[Draft], few[Reply]
    view = CaseView(
        case=case,
        deadlines=rows_of(session, _DEADLINES, {"case": case_id}),
        assignments=of_case(session, Assignment, case_id),
        drafts=drafts,
        steps=_grouped(session, ReviewStep, ReviewStep.draft_id, [each.id for each in drafts[-3:]], "draft_id"),
        returns=few[Return],
        extensions=few[Extension],
        approvals=few[Approval],
        promises=few[Promise],
        replies=replies,
        appearances=_grouped(session, Appearance, Appearance.reply_id, [each.id for each in replies], "reply_id"),
        follow_ups=few[FollowUp],
        reminders=few[Reminder],
        evidence=rows_of(session, _EVIDENCE, {"case": case_id}),
        entries=rows_of(session, _ENTRIES, {"case": case_id}),
        candidate_id=next((row[0] for row in rows_of(session, _CANDIDATE, {"event": case.event_id})), None),
        merged=_merged(session, case_id),
    )
    view.names.update(_names(session, view))
    return view


def drafts_of(session: Session, case_id: int, part: str) -> list[Draft]:
    """All versions of one outgoing text, oldest first."""
    return list(
        session.scalars(select(Draft).where(Draft.case_id == case_id, Draft.part == part).order_by(Draft.number))
    )


def _grouped(session: Session, table: Any, column: Any, ids: list[int], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    if ids:
        for row in session.scalars(_those(table, column), {"ids": ids}):
            found.setdefault(getattr(row, name), []).append(row)
    return found


def _merged(session: Session, case_id: int) -> list[tuple[int, str, str]]:
    return [(row[0], row[1], row[2]) for row in rows_of(session, _MERGED, {"case": case_id})]


def _names(session: Session, view: CaseView) -> dict[int, str]:
    """Names of the people that the page speaks of."""
    rows: list[Any] = [*view.drafts, *view.returns, *view.assignments, *view.extensions, *view.approvals, *view.replies]
    rows += [step for steps in view.steps.values() for step in steps]
    columns = ("written_by", "returned_by", "ruled_by", "accepted_by", "asked_by", "decided_by", "published_by")
    ids = {getattr(row, name, None) for row in rows for name in columns} - {None}
    if not ids:
        return {}
    return {row.id: row.display for row in rows_of(session, _NAMES, {"ids": list(ids)})}
