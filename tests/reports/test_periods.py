"""Written periods and their bounds."""

from datetime import UTC, datetime

import pytest

from errors import BadInput
from reports.periods import bounds, day_of, last_weeks, month_of, week_of
from times import parse_time


@pytest.mark.parametrize(
    ("period", "since", "until"),
    [
        ("2026-10-03", "2026-10-03", "2026-10-04"),
        # ISO week 1 of 2026 begins in 2025; week 53 of 2026 ends in 2027
        ("2026-W01", "2025-12-29", "2026-01-05"),
        ("2026-W53", "2026-12-28", "2027-01-04"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2024-02", "2024-02-01", "2024-03-01"),
        ("2026", "2026-01-01", "2027-01-01"),
    ],
)
def test_bounds(period: str, since: str, until: str) -> None:
    assert bounds(period) == (parse_time(since)[0], parse_time(until)[0])


@pytest.mark.parametrize("period", ["", "2026-13", "2026-W54", "2025-W53", "2026-02-30", "26-01", "2026-1", "x"])
def test_what_is_no_period_is_refused(period: str) -> None:
    with pytest.raises(BadInput, match="不是时段"):
        bounds(period)


def test_a_moment_belongs_to_its_day_in_shanghai() -> None:
    late = datetime(2026, 9, 30, 16, 30, tzinfo=UTC)  # 00:30 on 1 October in Shanghai
    assert (day_of(late), week_of(late), month_of(late)) == ("2026-10-01", "2026-W40", "2026-10")
    assert last_weeks(late, 3) == ["2026-W38", "2026-W39", "2026-W40"]
