"""The file calendar.yaml: office hours, days that differ from the statutory calendar, years typed in by hand."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from packs.schema.base import ClockTime, Part


class DayChange(Part):
    """One day that differs: `working` yes or no, `closes` an earlier (or later) close of office that day."""

    day: date
    working: bool
    closes: ClockTime | None = None
    why: str
    source: str

    @model_validator(mode="after")
    def _closes_only_when_open(self) -> Self:
        if self.closes and not self.working:
            raise ValueError("不上班的日子没有下班时间（closes）")
        return self


class Year(Part):
    """A year's statutory arrangement, typed from the notice, for a year that the library does not know yet.

    `holidays` are all days off beyond ordinary weekends, `make_up_days` the weekend days that are worked (调休).
    """

    year: int = Field(ge=2000, le=2100)
    source: str
    holidays: list[date] = Field(min_length=1)
    make_up_days: list[date] = Field(default_factory=list)

    @model_validator(mode="after")
    def _days_of_this_year(self) -> Self:
        for each in [*self.holidays, *self.make_up_days]:
            if each.year != self.year:
                raise ValueError(f"{each} 不在 {self.year} 年")
        for each in self.make_up_days:
            if each.weekday() < 5:
                raise ValueError(f"调休上班日 {each} 不是周末")
        if both := set(self.holidays) & set(self.make_up_days):
            raise ValueError(f"{min(both)} 既放假又上班")
        return self


class CalendarFile(Part):
    """The file calendar.yaml. `alarm_month`: from this month on a missing next year is an alarm of `check`."""

    version: str
    opens: ClockTime
    closes: ClockTime
    alarm_month: int = Field(default=10, ge=1, le=12)
    days: list[DayChange] = Field(default_factory=list)
    years: list[Year] = Field(default_factory=list)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("下班时间（closes）应晚于上班时间（opens）")
        for each in self.days:
            if each.closes and each.closes <= self.opens:
                raise ValueError(f"{each.day} 的下班时间应晚于上班时间（opens）")
        for given in ([each.day for each in self.days], [each.year for each in self.years]):
            if len(set(given)) < len(given):
                raise ValueError("同一天或同一年写了两次")
        return self
