"""How a limit moves while its step is open: changes of severity and the extension, in the order they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from packs.schema.clocks import Clocks, Step
from routing.calendar import WorkCalendar
from routing.clocks_history import CaseHistory, Extended, Grading
from routing.clocks_limits import Limit, limit_from, longest_extension
from routing.clocks_words import moment_words


@dataclass(frozen=True, slots=True)
class Settled:
    """The limit that holds in the end (None = not owed), the severity it follows, and what happened on the way."""

    limit: Limit | None
    severity: str
    remarks: tuple[str, ...] = ()


def settle(
    clocks: Clocks,
    calendar: WorkCalendar,
    history: CaseHistory,
    step: Step,
    key: str,
    start: datetime,
    until: datetime | None,
) -> Settled:
    """The limit of one occasion of `step` after every change that came before `until` (its end, if it has one).

    A change after the due moment is said and has no effect: what was missed stays missed.
    """
    gradings = sorted(history.gradings, key=_moment)
    first = next((each for each in reversed(gradings) if each.at <= start), gradings[0])
    owed = _Owed(clocks, calendar, history, step.step, start)
    settled = Settled(owed.by(first), first.severity)
    changes: list[Grading | Extended] = [each for each in gradings if each.at > first.at]
    for change in sorted(changes + _extensions(clocks, history, key), key=_moment):
        if until is not None and _moment(change) >= until:
            break
        limit = settled.limit
        if limit is not None and limit.due_at is not None and limit.due_at < _moment(change):
            said = f"{moment_words(_moment(change))} 的{_change_word(change)}不改变已经超过的时限。"
            return Settled(limit, settled.severity, (*settled.remarks, said))
        settled = _extended(owed, settled, change) if isinstance(change, Extended) else _regraded(owed, settled, change)
    return settled


def _moment(change: Grading | Extended) -> datetime:
    return change.at if isinstance(change, Grading) else change.approved_at


def _change_word(change: Grading | Extended) -> str:
    return "级别调整" if isinstance(change, Grading) else "延期"


def _extensions(clocks: Clocks, history: CaseHistory, key: str) -> list[Grading | Extended]:
    """As many of the extensions of this deadline, earliest first, as the policy allows."""
    given: list[Grading | Extended] = [each for each in history.extensions if each.key == key]
    return sorted(given, key=_moment)[: clocks.extension.times]


@dataclass(frozen=True, slots=True)
class _Owed:
    """What a step owes by a severity, counted from its start."""

    clocks: Clocks
    calendar: WorkCalendar
    history: CaseHistory
    step: str
    start: datetime

    def by(self, grading: Grading, extra: int = 0) -> Limit | None:
        history = self.history
        rule = self.clocks.rule(self.step, grading.severity, history.channel, history.kind, grading.major_incident)
        return None if rule.not_owed else limit_from(rule, self.start, self.calendar, extra)


def _extended(owed: _Owed, settled: Settled, change: Extended) -> Settled:
    """The limit with the extension, cut to the longest that is allowed."""
    limit = settled.limit
    longest = longest_extension(limit.rule, owed.clocks.extension) if limit is not None else None
    if limit is None or longest is None:
        return settled
    if limit.kind == "working":
        extra = min(change.working_days, longest.working_days or 0)
    else:
        extra = min(change.minutes, longest.natural_minutes)
    return Settled(limit_from(limit.rule, limit.counted_from, owed.calendar, extra), settled.severity, settled.remarks)


def _regraded(owed: _Owed, settled: Settled, change: Grading) -> Settled:
    """The limit by the new severity, counted from the same start.

    Where that moment has passed before anybody could know of it, the time is counted from the change, but never
    ends later than what held before: a rise gives no time away. T0 stays what it is.
    """
    before, limit = settled.limit, owed.by(change)
    if before is not None and limit is not None and before.rule == limit.rule:
        return Settled(before, change.severity, settled.remarks)
    said = f"{moment_words(change.at)} 级别调整为{change.severity}色，按新级别重新计算。"
    if limit is None or limit.due_at is None:
        return Settled(limit, change.severity, (*settled.remarks, said))
    if before is not None and before.extra and before.kind == limit.kind:
        limit = limit_from(limit.rule, owed.start, owed.calendar, before.extra)
    if limit.due_at is not None and limit.due_at <= change.at:
        said += "自原起点计算的时刻在调整时已过，改自调整时起计算。"
        limit = limit_from(limit.rule, change.at, owed.calendar)
        if before and before.due_at and limit.due_at and before.due_at < limit.due_at:
            return Settled(before, settled.severity, (*settled.remarks, said, "原时限先到，仍以原时限为准。"))
    return Settled(limit, change.severity, (*settled.remarks, said))
