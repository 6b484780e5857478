"""What falls due around a deadline: warnings, breach, the written reminder, the circular.

Every check has its true moment, computed from the deadline alone. A sweep that was asleep for hours finds the same
checks with the same moments, so nothing is lost and nothing is dated to the time of waking up.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from packs.schema.clocks import Clocks
from routing.calendar import UnknownYear, WorkCalendar
from routing.clocks import Deadline
from times import local, require_aware

RETRY_UNKNOWN = timedelta(days=1)
JUST_AFTER = timedelta(microseconds=1)
"""A step that ends exactly when it is due is on time: it is late only just after."""


@dataclass(frozen=True, slots=True)
class Check:
    """Something that falls due at `at`: `what` is warn_50, warn_25 (percent left), breach, reminder or circular.

    `to` and `copy` are roles of the pack. Unique by case, `key` (the deadline's) and `what`: a sweep may meet it twice.
    """

    key: str
    what: str
    at: datetime
    to: tuple[str, ...]
    copy: tuple[str, ...] = ()

    @property
    def holds_from(self) -> datetime:
        """From when on it must happen; a breach from just after its moment, as done at that moment is on time."""
        return self.at + JUST_AFTER if self.what == "breach" else self.at

    def is_due(self, now: datetime) -> bool:
        """True once it must happen."""
        return self.holds_from <= now


def checks(deadline: Deadline, clocks: Clocks, calendar: WorkCalendar, told: Collection[str] = ()) -> tuple[Check, ...]:
    """The checks of one deadline, by time, without those `told` already; none for a window, a closed step or one
    without due moment.

    The breach stands at the due moment and holds from the instant after it.
    """
    if deadline.due_at is None or deadline.window or not deadline.is_open:
        return ()
    notices, due = clocks.notices, deadline.due_at
    found = [
        Check(deadline.key, what, at, tuple(each.to))
        for each in notices.warnings
        if (what := f"warn_{each.left_percent}") not in told
        and (at := _when_left(deadline, each.left_percent, calendar)) is not None
    ]
    if "breach" not in told:
        found.append(Check(deadline.key, "breach", due, tuple(notices.breach_to)))
    if "reminder" not in told:
        at = _day_after(deadline, due, calendar)
        found.append(Check(deadline.key, "reminder", at, tuple(notices.reminder_to), tuple(notices.reminder_copy)))
    if "circular" not in told:
        circular = calendar.add_working_days(due, notices.circular_after_working_days)
        if not isinstance(circular, UnknownYear):
            found.append(Check(deadline.key, "circular", require_aware(circular), tuple(notices.circular_to)))
    return tuple(sorted(found, key=lambda each: each.at))


def _when_left(deadline: Deadline, percent: int, calendar: WorkCalendar) -> datetime | None:
    """The moment at which `percent` of the time is left, counted as the limit is: office time or wall clock."""
    assert deadline.due_at is not None
    start = deadline.counted_from or deadline.started_at
    if start is None:
        return None
    if deadline.kind == "natural":
        return start + (deadline.due_at - start) * (100 - percent) / 100
    total = calendar.office_time_between(start, deadline.due_at)
    if isinstance(total, UnknownYear) or not total:
        return None
    moment = calendar.add_office_time(start, total * (100 - percent) / 100)
    return None if isinstance(moment, UnknownYear) else require_aware(moment)


def _day_after(deadline: Deadline, due: datetime, calendar: WorkCalendar) -> datetime:
    """The opening of the office on the day after the breach; of the next working day for a working-day limit."""
    if deadline.kind == "working":
        opening = calendar.next_working_opening(due)
        if not isinstance(opening, UnknownYear):
            return require_aware(opening)
    return require_aware(calendar.opens_at(local(due).date() + timedelta(days=1)))
