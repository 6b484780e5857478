"""The working calendar: which years have data, each day off and each make-up day, office hours, what is overridden."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from routing.calendar import UnknownYear, WorkCalendar, calendar_of, coverage
from times import local
from web.admin_places import OFFICE, admin_page
from web.sessions import Visitor, with_role
from web.site import Here

router = APIRouter()
Reader = Annotated[Visitor, Depends(with_role(*OFFICE))]
FIRST, LAST = 2004, 2100


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the year's sheet. `mark`: off, worked (a weekend day that is worked), unknown, empty; `said` why."""

    number: int
    mark: str
    said: str


@router.get("/admin/calendar")
def show(request: Request, site: Here, who: Reader) -> Response:
    """One year, this one unless another is asked for."""
    now = site.clock()
    asked = request.query_params.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and FIRST <= int(asked) <= LAST else local(now).year
    days = calendar_of(site.pack.calendar)
    return admin_page(
        request,
        site,
        "calendar",
        who,
        year=year,
        this_year=local(now).year,
        covered=days.covers(year),
        sheets=[(month, _weeks(days, year, month)) for month in range(1, 13)] if days.covers(year) else [],
        coverage=coverage(days, now),
        file=site.pack.calendar,
        place=site.pack.folder / "calendar.yaml",
    )


def _weeks(days: WorkCalendar, year: int, month: int) -> list[list[Day | None]]:
    weeks = months.Calendar().monthdatescalendar(year, month)
    return [[_day(days, each) if each.month == month else None for each in week] for week in weeks]


def _day(days: WorkCalendar, day: date) -> Day:
    working = days.is_working(day)
    weekend = day.weekday() >= 5
    if isinstance(working, UnknownYear):
        return Day(day.day, "unknown", "没有数据")
    change = days.days.get(day)
    if working and weekend:
        return Day(day.day, "worked", change.why if change else "调休上班")
    if not working and not weekend:
        return Day(day.day, "off", change.why if change else "放假")
    return Day(day.day, "off" if not working else "", change.why if change else "")
