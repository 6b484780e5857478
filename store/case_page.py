"""The case page: one case with all that belongs to it, each by a key, in about a dozen short questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, exists, select
from sqlalchemy.orm import Session

from store.actors import Actor
from store.cases import of_case, visible_case
from store.tables.casework import Approval, Assignment, Case, Deadline, Extension, LogEntry, Reminder, Return
from store.tables.judging import Candidate
from store.tables.people import User
from store.tables.replying import Appearance, Draft, FollowUp, Promise, Reply, ReviewStep
from store.tables.watching import Evidence

MOST_ENTRIES = 200
MOST_EVIDENCE = 30


@dataclass(frozen=True)
class CaseView:
    """Everything that the page of one case shows; lists are in the order in which things came."""

    case: Case
    deadlines: list[Deadline]
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
    evidence: list[Evidence]
    entries: list[LogEntry]
    candidate_id: int | None
    merged: list[tuple[int, str, str]]
    names: dict[int, str] = field(default_factory=dict)

    @property
    def draft(self) -> Draft | None:
        """The newest draft."""
        return self.drafts[-1] if self.drafts else None


_CASE: BindParameter[int] = bindparam("case")
_EVIDENCE = select(Evidence).where(Evidence.case_id == _CASE).order_by(Evidence.id).limit(MOST_EVIDENCE)
_ENTRIES = (
    select(LogEntry)
    .where(LogEntry.subject == "case", LogEntry.subject_id == _CASE)
    .order_by(LogEntry.id.desc())
    .limit(MOST_ENTRIES)
)
_MERGED = select(Case.id, Case.number, Case.title).where(Case.merged_into == _CASE).limit(50)
_CANDIDATE = select(Candidate.id).where(Candidate.event_id == bindparam("event")).limit(1)


_FEW: tuple[Any, ...] = (Draft, Reply, Return, Extension, Approval, Promise, FollowUp, Reminder)
"""What most cases have nothing of: one question tells which of them need one of their own."""
_THERE = select(*(exists(select(1).where(table.case_id == _CASE)) for table in _FEW))


def _few(session: Session, case_id: int) -> dict[Any, list[Any]]:
    there = session.execute(_THERE, {"case": case_id}).one()
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
        deadlines=of_case(session, Deadline, case_id),
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
        evidence=_evidence(session, case_id),
        entries=_entries(session, case_id),
        candidate_id=session.scalar(_CANDIDATE, {"event": case.event_id}),
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


def _evidence(session: Session, case_id: int) -> list[Evidence]:
    return list(session.scalars(_EVIDENCE, {"case": case_id}))


def _entries(session: Session, case_id: int) -> list[LogEntry]:
    """Newest first."""
    return list(session.scalars(_ENTRIES, {"case": case_id}))


def _merged(session: Session, case_id: int) -> list[tuple[int, str, str]]:
    return [(row[0], row[1], row[2]) for row in session.execute(_MERGED, {"case": case_id})]


def _names(session: Session, view: CaseView) -> dict[int, str]:
    """Names of the people that the page speaks of."""
    rows: list[Any] = [*view.drafts, *view.returns, *view.assignments, *view.extensions, *view.approvals, *view.replies]
    rows += [step for steps in view.steps.values() for step in steps]
    columns = ("written_by", "returned_by", "ruled_by", "accepted_by", "asked_by", "decided_by", "published_by")
    ids = {getattr(row, name, None) for row in rows for name in columns} - {None}
    if not ids:
        return {}
    return dict(session.execute(select(User.id, User.display).where(User.id.in_(ids))).all())
