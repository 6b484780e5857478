"""Working days: the statutory calendar with make-up days (调休), the pack's changes, and an honest "unknown".

Two measures, each an inverse of the other's `add`:
whole working days (a time limit in 工作日: the first day does not count, it ends at the last day's close of office),
and office time within them (how much of such a limit is used, for lights and warnings).
A year without data is a value (`UnknownYear`), never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import chinese_calendar

from packs.schema.calendar import CalendarFile, DayChange, Year
from times import SHANGHAI, local, require_aware

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UnknownYear:
    """The answer where the calendar has no data for a year: nothing is computed beyond it."""

    year: int

    @property
    def why(self) -> str:
        """The sentence for pages and the command line."""
        return f"{self.year} 年的节假日安排尚无数据，按工作日的时限不作推算"


@lru_cache(maxsize=8192)
def _statutory(day: date) -> bool | None:
    """True for a working day by the yearly notices of the State Council's office; None without data."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


@dataclass(frozen=True)
class WorkCalendar:
    """Working days and office hours of one body. `version` is kept beside every deadline computed by it."""

    version: str
    opens: time
    closes: time
    alarm_month: int = 10
    days: Mapping[date, DayChange] = field(default_factory=dict)
    years: Mapping[int, Year] = field(default_factory=dict)

    def is_working(self, day: date) -> bool | UnknownYear:
        """Whether `day` is worked: a change of the pack, else a year typed in by hand, else the statutory calendar."""
        if (change := self.days.get(day)) is not None:
            return change.working
        if (year := self.years.get(day.year)) is not None:
            return day in year.make_up_days or (day.weekday() < 5 and day not in year.holidays)
        known = _statutory(day)
        return UnknownYear(day.year) if known is None else known

    def covers(self, year: int) -> bool:
        """True if the whole year has data, from the pack or from the library."""
        return year in self.years or _statutory(date(year, 7, 1)) is not None

    def opens_at(self, day: date) -> datetime:
        """The start of office on `day`, aware."""
        return datetime.combine(day, self.opens, SHANGHAI)

    def closes_at(self, day: date) -> datetime:
        """The close of office on `day`, aware; half-days close earlier."""
        change = self.days.get(day)
        return datetime.combine(day, (change.closes if change else None) or self.closes, SHANGHAI)

    def add_working_days(self, start: datetime, count: int) -> datetime | UnknownYear:
        """The close of office of the `count`-th working day after the local day of `start`, which does not count."""
        if count < 1:
            raise ValueError(f"a limit of {count} working days")
        day = local(start).date()
        while count:
            day += ONE_DAY
            working = self.is_working(day)
            if isinstance(working, UnknownYear):
                return working
            count -= working
        return self.closes_at(day)

    def working_days_between(self, start: datetime, end: datetime) -> int | UnknownYear:
        """How many working days after the local day of `start` have closed by `end`; 0 if `end` is earlier."""
        day, last, count = local(start).date() + ONE_DAY, local(end).date(), 0
        while day <= last:
            working = self.is_working(day)
            if isinstance(working, UnknownYear):
                return working
            count += working and self.closes_at(day) <= require_aware(end)
            day += ONE_DAY
        return count

    def office_time_between(self, start: datetime, end: datetime) -> timedelta | UnknownYear:
        """Office time from the first working day after that of `start` up to `end`: the used part of a limit."""
        day, last, total = local(start).date() + ONE_DAY, local(end).date(), timedelta()
        while day <= last:
            working = self.is_working(day)
            if isinstance(working, UnknownYear):
                return working
            if working:
                total += max(timedelta(), min(end, self.closes_at(day)) - self.opens_at(day))
            day += ONE_DAY
        return total

    def add_office_time(self, start: datetime, amount: timedelta) -> datetime | UnknownYear:
        """The moment at which `amount` (> 0) of office time after the day of `start` has passed."""
        if amount <= timedelta():
            raise ValueError(f"a limit of {amount} of office time")
        day = local(start).date()
        while True:
            day += ONE_DAY
            working = self.is_working(day)
            if isinstance(working, UnknownYear):
                return working
            if working:
                length = self.closes_at(day) - self.opens_at(day)
                if amount <= length:
                    return self.opens_at(day) + amount
                amount -= length

    def next_working_opening(self, moment: datetime) -> datetime | UnknownYear:
        """The start of office of the first working day after the local day of `moment`."""
        close = self.add_working_days(moment, 1)
        return close if isinstance(close, UnknownYear) else self.opens_at(local(close).date())


def calendar_of(file: CalendarFile) -> WorkCalendar:
    """The calendar that a pack's calendar.yaml describes."""
    return WorkCalendar(
        version=file.version,
        opens=file.opens,
        closes=file.closes,
        alarm_month=file.alarm_month,
        days={each.day: each for each in file.days},
        years={each.year: each for each in file.years},
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """What `check` says of the calendar: years without data that matter now, and whether that is an alarm."""

    missing: tuple[int, ...]
    alarm: bool
    sentence: str


def coverage(calendar: WorkCalendar, now: datetime) -> Coverage:
    """Whether this year and the next have data; a missing next year is an alarm from `alarm_month` on."""
    today = local(now).date()
    missing = tuple(year for year in (today.year, today.year + 1) if not calendar.covers(year))
    if not missing:
        return Coverage((), False, f"{today.year}、{today.year + 1} 年的工作日历齐全")
    alarm = today.year in missing or today.month >= calendar.alarm_month
    years = "、".join(str(year) for year in missing)
    return Coverage(
        missing,
        alarm,
        f"{years} 年没有节假日数据，跨入该年的工作日时限将显示“无法计算”；"
        "请升级 chinesecalendar，或照放假通知录入组织包 calendar.yaml 的 years",
    )
