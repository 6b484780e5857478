"""Written times: Chinese pages, feeds of all ages, relative forms; a bare date stays a date."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from monitor.reading.dates import find_written, parse_written

# Friday noon in Shanghai.
NOW = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "moment", "is_date"),
    [
        # without zone: Shanghai, 8 h ahead of UTC; a date alone is 00:00 there = 16:00 UTC of the day before
        ("2026-10-03", at(2026, 10, 2, 16, 0), True),
        ("2026年10月3日", at(2026, 10, 2, 16, 0), True),
        ("2026.10.03", at(2026, 10, 2, 16, 0), True),
        ("20261003", at(2026, 10, 2, 16, 0), True),
        ("2026年10月3日 星期六 08:30", at(2026, 10, 3, 0, 30), False),
        ("2026年10月3日8时30分", at(2026, 10, 3, 0, 30), False),
        ("2026/10/3 下午3:05", at(2026, 10, 3, 7, 5), False),
        ("2026-10-03T08:30:00Z", at(2026, 10, 3, 8, 30), False),
        ("2026-10-03T08:30:00.123+08:00", at(2026, 10, 3, 0, 30), False),
        ("Sat, 03 Oct 2026 08:30:00 GMT", at(2026, 10, 3, 8, 30), False),
        ("3 Oct 26 08:30 +0800", at(2026, 10, 3, 0, 30), False),
        ("Sat, 03 Oct 2026 08:30:00 EST", at(2026, 10, 3, 13, 30), False),  # −5 h
        ("Sat Oct 3 08:30:00 CST 2026", at(2026, 10, 3, 0, 30), False),  # Java: China Standard Time
        ("Oct 3, 2026", at(2026, 10, 2, 16, 0), True),
        ("2026-10-03 24:00", at(2026, 10, 3, 16, 0), False),  # the end of the day
        ("1790000000", at(2026, 9, 21, 14, 13, 20), False),
        ("1790000000000", at(2026, 9, 21, 14, 13, 20), False),
        # relative to NOW
        ("3小时前", at(2026, 11, 27, 1, 0), False),
        ("半小时前", at(2026, 11, 27, 3, 30), False),
        ("刚刚", NOW, False),
        ("昨天 12:30", at(2026, 11, 26, 4, 30), False),
        ("前天", at(2026, 11, 24, 16, 0), True),
        ("3天前", at(2026, 11, 23, 16, 0), True),
        ("11-20 10:00", at(2026, 11, 20, 2, 0), False),
        ("12月31日", at(2025, 12, 30, 16, 0), True),  # no such day ahead: last year's
    ],
)
def test_written_forms(text: str, moment: datetime, is_date: bool) -> None:
    written = parse_written(text, NOW)
    assert written is not None
    assert (written.moment, written.is_date) == (moment, is_date)


@pytest.mark.parametrize(
    "text", ["", "明天", "2026-13-45", "2026年2月30日", "3 Foo 2026", "Sat, 03 Oct 2026 08:30:00 QQQ", "第12期"]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert parse_written(text, NOW) is None


def test_relative_forms_need_a_present() -> None:
    assert parse_written("3小时前") is None
    assert parse_written("10-03 08:30") is None


def test_a_time_is_found_inside_a_line() -> None:
    written = find_written("来源：某报 发布时间：2026-10-03 08:30 浏览次数：12")
    assert written is not None
    assert written.moment == at(2026, 10, 3, 0, 30)
    assert find_written("第一章 总则") is None


@given(some.text(max_size=90))
def test_no_text_raises_and_all_moments_are_aware(text: str) -> None:
    for written in (parse_written(text, NOW), find_written(text, NOW)):
        assert written is None or written.moment.tzinfo is not None


@given(some.integers(min_value=0, max_value=4_000_000_000))
def test_iso_times_come_back(seconds: int) -> None:
    whole = datetime.fromtimestamp(seconds, UTC)
    written = parse_written(whole.isoformat())
    assert written is not None
    assert written.moment == whole
