"""Periods as people write them: 2026-10-03, 2026-W40, 2026-10, 2026; they begin and end at midnight in Shanghai."""

from __future__ import annotations

import re
from collections.abc import Callable
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


def year_of(moment: datetime) -> str:
    """The year of a moment as a written period."""
    return f"{local(moment):%Y}"


def last_weeks(now: datetime, count: int) -> list[str]:
    """The last `count` weeks up to this one, oldest first."""
    return [week_of(now - timedelta(weeks=back)) for back in reversed(range(count))]


KINDS: dict[str, Callable[[datetime], str]] = {"day": day_of, "week": week_of, "month": month_of}
"""Kinds of period → how the one around a moment is written."""


def kind_of(period: str) -> str:
    """day, week, month or year; raises BadInput for what is no period."""
    bounds(period)
    if _YEAR.fullmatch(period):
        return "year"
    return "week" if _WEEK.fullmatch(period) else "day" if _DAY.fullmatch(period) else "month"


def beside(period: str) -> tuple[str, str]:
    """The periods of the same kind before and after this one."""
    since, until = bounds(period)
    write = KINDS.get(kind_of(period), year_of)
    return write(since - timedelta(seconds=1)), write(until)


def in_words(period: str) -> str:
    """The period as people say it: 2026年11月20日, 2026年第47周（11月16日至22日）, 2026年11月, 2026年."""
    since, until = (local(each) for each in bounds(period))
    last = until - timedelta(days=1)
    kind = kind_of(period)
    if kind == "week":
        end = f"{last.day}日" if last.month == since.month else f"{last.month}月{last.day}日"
        return f"{period[:4]}年第{int(period[6:])}周（{since.month}月{since.day}日至{end}）"
    day = f"{since.year}年{since.month}月{since.day}日"
    return {"day": day, "month": f"{since.year}年{since.month}月"}.get(kind, f"{since.year}年")
