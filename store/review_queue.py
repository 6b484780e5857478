"""The review queue: drafts that wait for a signature of this person's roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased

from store.actors import Actor
from store.case_list import ClockRow, pressing
from store.seeing import KEPT, visible
from store.session import Session, rows_of
from store.tables.casework import Case
from store.tables.replying import Draft, ReviewStep

MOST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft whose next signature this person may give."""

    draft_id: int
    case_id: int
    number: str
    title: str
    severity: str
    part: str
    version_number: int
    department: str
    step_name: str
    written_at: datetime
    clock: ClockRow | None


def waiting(session: Session, actor: Actor) -> list[Waiting]:
    """Drafts in review whose first undecided step is one of this person's, what is due first on top."""
    rows = rows_of(session, _waiting(actor))
    clocks = pressing(session, [row[1] for row in rows])
    made = [Waiting(*[*row, clocks.get(row[1])]) for row in rows]
    return sorted(made, key=lambda each: (each.clock is None, each.clock.due_at if each.clock else each.written_at))


@lru_cache(KEPT)
def _waiting(actor: Actor) -> Select[Any]:
    earlier = aliased(ReviewStep)
    undecided = (
        earlier.draft_id == ReviewStep.draft_id,
        earlier.decision == "",
        earlier.position < ReviewStep.position,
    )
    own = or_(ReviewStep.department == "", ReviewStep.department == actor.department)
    question: Any = select(*_COLUMNS).join(Draft, Draft.id == ReviewStep.draft_id).join(Case, Case.id == Draft.case_id)
    waits = (Draft.state == "review", ReviewStep.decision == "", ReviewStep.role.in_(actor.roles))
    question = question.where(*waits, ~exists(select(1).where(*undecided)), own, visible(actor))
    return cast(Select[Any], question.order_by(Draft.id).limit(MOST))


_COLUMNS = (
    Draft.id,
    Case.id,
    Case.number,
    Case.title,
    Case.severity,
    Draft.part,
    Draft.number,
    Draft.department,
    ReviewStep.name,
    Draft.written_at,
)
