"""What the clocks need to know of a case: a few moments and changes, filled from rows by casework.

Every moment is aware. Nothing here is ever edited: a new fact is one more value, so a deadline can be computed again
at any time and comes out the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Grading:
    """From `at` on the case has this severity (红 橙 黄 蓝); `major_incident` = 重大突发. The first one is at T0."""

    at: datetime
    severity: str
    major_incident: bool = False


@dataclass(frozen=True, slots=True)
class Handing:
    """One assignment (交办): given to `department`, then signed for, or returned and ruled upon.

    `returned_at` → the department says "not ours"; `ruled_at` → 办公室 agreed, refused or designated. A new
    assignment after an agreed return is a Handing of its own. `ended_at`: the assignment was withdrawn.
    """

    id: str
    department: str
    assigned_at: datetime
    signed_at: datetime | None = None
    returned_at: datetime | None = None
    ruled_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Extended:
    """An approved extension (延期) of `step` by minutes (natural steps) or working days; `key` names the deadline."""

    key: str
    approved_at: datetime
    minutes: int = 0
    working_days: int = 0


@dataclass(frozen=True, slots=True)
class Waiver:
    """A step that somebody with the right to do so declared unnecessary (press: the bureau chief), with its trace."""

    step: str
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """The verdict of a step that has ended, as it was stored then; later changes of policy do not touch it.

    `state` is one of met, waived, ended; `on_time` None where the step was not judged.
    """

    key: str
    state: Literal["met", "waived", "ended"]
    kind: Literal["natural", "working"]
    started_at: datetime
    due_at: datetime | None
    ended_at: datetime
    on_time: bool | None
    source: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class CaseHistory:
    """All that decides a case's deadlines.

    `t0`: set once, start of everything. `gradings`: at least one, by time. `confirmed_at`: severity confirmed by a
    person, or taken effect by itself. `replied_at`: the published reply (the row of the publication, not a state);
    `no_reply_at`: the approved decision not to publish. `finished_at`: 办结. `ended_at` with `ended_how`: merged,
    transferred and signed for there, or archived without more: no clock runs after it.
    """

    t0: datetime
    gradings: tuple[Grading, ...]
    channel: str = "public"
    kind: str = ""
    confirmed_at: datetime | None = None
    reported_at: datetime | None = None
    handings: tuple[Handing, ...] = ()
    authoritative_at: datetime | None = None
    press_at: datetime | None = None
    updates: tuple[datetime, ...] = ()
    replied_at: datetime | None = None
    no_reply_at: datetime | None = None
    finished_at: datetime | None = None
    watch_ended_at: datetime | None = None
    ended_at: datetime | None = None
    ended_how: str = ""
    extensions: tuple[Extended, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    frozen: tuple[Frozen, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a history without grading or with a time that has no zone."""
        if not self.gradings:
            raise ValueError("a case without severity")
        moments = [self.t0, *self.updates, *(each.at for each in self.gradings)]
        if any(moment.tzinfo is None for moment in moments):
            raise ValueError("a time without zone in a case's history")

    @property
    def stopped_at(self) -> datetime | None:
        """When the public was answered or it was decided not to: the only two things that stop the reply clock."""
        return earliest(self.replied_at, self.no_reply_at)


def earliest(*moments: datetime | None) -> datetime | None:
    """The earliest of the moments that are given, None if none is."""
    return min((moment for moment in moments if moment is not None), default=None)
