"""Periods as people write them: 2026-10-03, 2026-W40, 2026-10, 2026; they begin and end at midnight in Shanghai."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from errors import BadInput
from times import SHANGHAI, local

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"(\d{4})")


def bounds(period: str) -> tuple[datetime, datetime]:
    """[since, until) of a written period, in UTC; raises BadInput for what is none."""
    try:
        first, after = _days(period)
    except ValueError:
        raise BadInput(f"不是时段：{period!r}（例：2026-10-03、2026-W40、2026-10、2026）", field="--period") from None
    return _midnight(first), _midnight(after)


def _days(period: str) -> tuple[date, date]:
    if found := _DAY.fullmatch(period):
        day = date(int(found[1]), int(found[2]), int(found[3]))
        return day, day + timedelta(days=1)
    if found := _WEEK.fullmatch(period):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return monday, monday + timedelta(days=7)
    if found := _MONTH.fullmatch(period):
        first = date(int(found[1]), int(found[2]), 1)
        return first, (first + timedelta(days=32)).replace(day=1)
    if found := _YEAR.fullmatch(period):
        return date(int(found[1]), 1, 1), date(int(found[1]) + 1, 1, 1)
    raise ValueError(period)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


def day_of(moment: datetime) -> str:
    """The day of a moment as a written period."""
    return f"{local(moment):%Y-%m-%d}"


def week_of(moment: datetime) -> str:
    """The ISO week of a moment as a written period."""
    year, week, _ = local(moment).isocalendar()
    return f"{year}-W{week:02d}"


def month_of(moment: datetime) -> str:
    """The month of a moment as a written period."""
    return f"{local(moment):%Y-%m}"


def last_weeks(now: datetime, count: int) -> list[str]:
    """The last `count` weeks up to this one, oldest first."""
    return [week_of(now - timedelta(weeks=back)) for back in reversed(range(count))]
