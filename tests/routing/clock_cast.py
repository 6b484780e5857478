"""The cast of the clock tests: one pack, one T0, and short ways to a case's deadlines."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from packs.pack import load_pack
from packs.schema.clocks import Clocks
from routing.calendar import calendar_of
from routing.clocks import Deadline, deadlines
from routing.clocks_checks import Check, checks
from routing.clocks_history import CaseHistory, Grading
from times import parse_time

PACK = load_pack("justice-bureau")
CLOCKS = PACK.clocks
CALENDAR = calendar_of(PACK.calendar)
# Mon 2025-06-09, an ordinary week.
T0 = parse_time("2025-06-09 10:00")[0]


def at(text: str) -> datetime:
    """A moment on the wall clock of Asia/Shanghai."""
    return parse_time(text)[0]


def hours(number: float) -> datetime:
    """T0 and so many hours."""
    return T0 + timedelta(hours=number)


def case(severity: str = "黄", **facts: object) -> CaseHistory:
    """A case with T0 and one grading, and more facts."""
    return replace(CaseHistory(t0=T0, gradings=(Grading(T0, severity),)), **facts)  # type: ignore[arg-type]


def seen(history: CaseHistory, now: datetime, clocks: Clocks = CLOCKS) -> dict[str, Deadline]:
    """Deadlines by key."""
    return {each.key: each for each in deadlines(clocks, CALENDAR, history, now)}


def due_checks(history: CaseHistory, now: datetime, after: datetime | None = None) -> list[Check]:
    """What fell due up to `now` and, if `after` is given, was not due then: what a sweep finds."""
    found = [
        check
        for each in deadlines(CLOCKS, CALENDAR, history, now)
        for check in checks(each, CLOCKS, CALENDAR)
        if check.is_due(now) and not (after is not None and check.is_due(after))
    ]
    return sorted(found, key=lambda check: check.at)
