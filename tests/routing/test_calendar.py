"""The work calendar: holidays, make-up days, half-days, years without data."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from packs.schema.calendar import CalendarFile, DayChange, Year
from routing.calendar import UnknownYear, WorkCalendar, calendar_of, coverage
from times import SHANGHAI

PLAIN = WorkCalendar("t", time(8, 30), time(17, 30))


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 10, 1), False),  # National Day, a Thursday
        (date(2026, 10, 10), True),  # a Saturday that is made up for
        (date(2026, 10, 11), False),  # an ordinary Sunday
        (date(2026, 10, 12), True),
        (date(2026, 1, 4), True),  # a Sunday that is made up for
    ],
)
def test_statutory_days(day: date, working: bool) -> None:
    assert PLAIN.is_working(day) is working


@pytest.mark.parametrize("year", [2003, 2027])
def test_a_year_without_data_is_a_value_that_names_it(year: int) -> None:
    answer = PLAIN.is_working(date(year, 3, 3))
    assert answer == UnknownYear(year)
    assert str(year) in UnknownYear(year).why


def test_what_runs_into_an_unknown_year_is_unknown_in_every_measure() -> None:
    start, end = here("2026-12-31 09:00"), here("2027-01-08 09:00")
    assert PLAIN.add_working_days(start, 1) == UnknownYear(2027)
    assert PLAIN.working_days_between(start, end) == UnknownYear(2027)
    assert PLAIN.office_time_between(start, end) == UnknownYear(2027)
    assert PLAIN.add_office_time(start, timedelta(hours=1)) == UnknownYear(2027)
    assert PLAIN.next_working_opening(start) == UnknownYear(2027)


def test_a_half_day_closes_early_and_shortens_office_time() -> None:
    half = DayChange(day=date(2026, 2, 14), working=True, closes="12:00", why="春节前", source="通知")  # type: ignore[arg-type]
    calendar = WorkCalendar("t", time(8, 30), time(17, 30), days={half.day: half})
    # Fri 2026-02-13 + 1 working day = Sat 14 (make-up day), which closes at 12:00: 3.5 h of office time
    due = calendar.add_working_days(here("2026-02-13 10:00"), 1)
    assert due == here("2026-02-14 12:00")
    assert calendar.office_time_between(here("2026-02-13 10:00"), here("2026-02-14 17:00")) == timedelta(hours=3.5)


def test_a_holiday_of_the_pack_is_skipped() -> None:
    off = DayChange(day=date(2025, 6, 10), working=False, why="停电检修", source="通知")
    calendar = WorkCalendar("t", time(8, 30), time(17, 30), days={off.day: off})
    # Mon 2025-06-09: Tue 10 is off by the pack → Wed 11
    assert calendar.add_working_days(here("2025-06-09 10:00"), 1) == here("2025-06-11 17:30")


def test_a_year_typed_in_by_hand_is_known() -> None:
    year = Year(year=2027, source="通知", holidays=[date(2027, 1, 1)], make_up_days=[date(2027, 1, 3)])
    calendar = WorkCalendar("t", time(8, 30), time(17, 30), years={2027: year})
    # Thu 2026-12-31 → Fri 1 Jan off, Sat off, Sun 3 Jan make-up day (1), Mon 4 (2)
    assert calendar.add_working_days(here("2026-12-31 09:00"), 1) == here("2027-01-03 17:30")
    assert calendar.add_working_days(here("2026-12-31 09:00"), 2) == here("2027-01-04 17:30")


def test_the_local_day_of_the_start_does_not_count_whatever_its_zone() -> None:
    # 2025-06-09 16:30 UTC is Tue 2025-06-10 00:30 here → Wed 11
    assert PLAIN.add_working_days(datetime(2025, 6, 9, 16, 30, tzinfo=UTC), 1) == here("2025-06-11 17:30")


@pytest.mark.parametrize("count", [0, -3])
def test_no_limit_of_no_days(count: int) -> None:
    with pytest.raises(ValueError, match="working days"):
        PLAIN.add_working_days(here("2025-06-09 10:00"), count)
    with pytest.raises(ValueError, match="office time"):
        PLAIN.add_office_time(here("2025-06-09 10:00"), timedelta(hours=count))


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without zone"):
        PLAIN.add_working_days(datetime(2025, 6, 9, 10), 1)  # noqa: DTZ001 - the refusal is tested


# 2027 has no data in the library: from October of 2026 on that is an alarm, before it is only said.
@pytest.mark.parametrize(
    ("now", "missing", "alarm"),
    [
        ("2025-11-01 09:00", (), False),
        ("2026-09-30 23:59", (2027,), False),
        ("2026-10-01 00:00", (2027,), True),
        ("2027-02-01 00:00", (2027, 2028), True),
    ],
)
def test_coverage_alarms_from_october_on(now: str, missing: tuple[int, ...], alarm: bool) -> None:
    report = coverage(PLAIN, here(now))
    assert (report.missing, report.alarm) == (missing, alarm)
    assert all(str(year) in report.sentence for year in missing)


def test_a_calendar_file_becomes_a_calendar() -> None:
    file = CalendarFile.model_validate(
        {
            "version": "1",
            "opens": "09:00",
            "closes": "17:00",
            "days": [{"day": "2025-06-10", "working": False, "why": "x", "source": "y"}],
            "years": [{"year": 2027, "source": "通知", "holidays": ["2027-01-01"]}],
        }
    )
    calendar = calendar_of(file)
    assert calendar.closes == time(17, 0)
    assert calendar.is_working(date(2025, 6, 10)) is False
    assert calendar.covers(2027)
    assert not calendar.covers(2028)
