"""The case page: one case with all that belongs to it, each by a key, in about a dozen short questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
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


def case_view(session: Session, actor: Actor, case_id: int) -> CaseView | None:
    """The case with all that belongs to it, None if this person may not see it or there is none."""
    case = visible_case(session, actor, case_id)
    if case is None:
        return None
    drafts = of_case(session, Draft, case_id)
    replies = of_case(session, Reply, case_id)
    view = CaseView(
        case=case,
        deadlines=of_case(session, Deadline, case_id),
        assignments=of_case(session, Assignment, case_id),
        drafts=drafts,
        steps=_grouped(session, ReviewStep, ReviewStep.draft_id, [each.id for each in drafts[-3:]], "draft_id"),
        returns=of_case(session, Return, case_id),
        extensions=of_case(session, Extension, case_id),
        approvals=of_case(session, Approval, case_id),
        promises=of_case(session, Promise, case_id),
        replies=replies,
        appearances=_grouped(session, Appearance, Appearance.reply_id, [each.id for each in replies], "reply_id"),
        follow_ups=of_case(session, FollowUp, case_id),
        reminders=of_case(session, Reminder, case_id),
        evidence=_evidence(session, case_id),
        entries=_entries(session, case_id),
        candidate_id=session.scalar(select(Candidate.id).where(Candidate.event_id == case.event_id).limit(1)),
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
        for row in session.scalars(select(table).where(column.in_(ids)).order_by(table.id)):
            found.setdefault(getattr(row, name), []).append(row)
    return found


def _evidence(session: Session, case_id: int) -> list[Evidence]:
    question = select(Evidence).where(Evidence.case_id == case_id).order_by(Evidence.id).limit(MOST_EVIDENCE)
    return list(session.scalars(question))


def _entries(session: Session, case_id: int) -> list[LogEntry]:
    """Newest first."""
    question = select(LogEntry).where(LogEntry.subject == "case", LogEntry.subject_id == case_id)
    return list(session.scalars(question.order_by(LogEntry.id.desc()).limit(MOST_ENTRIES)))


def _merged(session: Session, case_id: int) -> list[tuple[int, str, str]]:
    question = select(Case.id, Case.number, Case.title).where(Case.merged_into == case_id).limit(50)
    return [(row[0], row[1], row[2]) for row in session.execute(question)]


def _names(session: Session, view: CaseView) -> dict[int, str]:
    """Names of the people that the page speaks of."""
    rows: list[Any] = [*view.drafts, *view.returns, *view.assignments, *view.extensions, *view.approvals, *view.replies]
    rows += [step for steps in view.steps.values() for step in steps]
    columns = ("written_by", "returned_by", "ruled_by", "accepted_by", "asked_by", "decided_by", "published_by")
    ids = {getattr(row, name, None) for row in rows for name in columns} - {None}
    if not ids:
        return {}
    return dict(session.execute(select(User.id, User.display).where(User.id.in_(ids))).all())
