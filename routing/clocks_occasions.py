"""When a step of a case falls due: its start, what does it, and what else ends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from routing.clocks_history import CaseHistory, earliest


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time that a step falls due: when it starts, when it was done, what else ends it."""

    key: str
    start: datetime | None
    done_at: datetime | None
    closed_at: datetime | None
    assignment: str = ""
    department: str = ""


def occasions(step: str, history: CaseHistory) -> Iterator[Occasion]:
    """Each time that `step` falls due in the life of the case."""
    ended, answered = history.ended_at, earliest(history.stopped_at, history.ended_at)
    t0 = history.t0
    if step == "confirm":
        yield Occasion(step, t0, history.confirmed_at, answered)
    elif step == "report":
        yield Occasion(step, t0, history.reported_at, answered)
    elif step == "assign":
        yield from _assigning(history, answered)
    elif step in ("sign", "return"):
        yield from _handed(step, history, answered)
    elif step == "authoritative":
        done = earliest(history.authoritative_at, history.replied_at)
        yield Occasion(step, t0, done, earliest(history.no_reply_at, ended))
    elif step == "press":
        # A published reply does not replace the conference; only the conference or a waiver does.
        yield Occasion(step, t0, history.press_at, earliest(history.no_reply_at, ended))
    elif step == "reply":
        yield Occasion(step, t0, history.stopped_at, ended)
    elif step == "update":
        yield from _updates(history, answered)
    elif step == "finish":
        yield Occasion(step, t0, history.finished_at, ended)
    elif step == "watch":
        yield Occasion(step, history.replied_at, history.watch_ended_at, ended)


def _assigning(history: CaseHistory, answered: datetime | None) -> Iterator[Occasion]:
    """The first assignment, then for every return the ruling upon it."""
    first = min((each.assigned_at for each in history.handings), default=None)
    yield Occasion("assign", earliest(history.confirmed_at, first), first, answered)
    for each in history.handings:
        if each.returned_at is not None:
            yield Occasion(f"assign:{each.id}", each.returned_at, each.ruled_at, answered, each.id)


def _handed(step: str, history: CaseHistory, answered: datetime | None) -> Iterator[Occasion]:
    """Signing for an assignment, or the window in which it may be returned; either one settles both."""
    for each in history.handings:
        yield Occasion(
            f"{step}:{each.id}",
            each.assigned_at,
            earliest(each.signed_at, each.returned_at),
            earliest(each.ended_at, answered),
            each.id,
            each.department,
        )


def _updates(history: CaseHistory, answered: datetime | None) -> Iterator[Occasion]:
    """One occasion per interim update, counted from the one before; the answer ends them and is none itself."""
    start = history.t0
    for number, moment in enumerate(sorted(history.updates), 1):
        yield Occasion(f"update#{number}", start, moment, answered)
        start = moment
    yield Occasion(f"update#{len(history.updates) + 1}", start, None, answered)
