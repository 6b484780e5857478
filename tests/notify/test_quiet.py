"""Quiet hours 22:00-07:00 of Asia/Shanghai; 红 and 橙 break through."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.quiet import deliver_at, is_quiet
from packs.schema.clocks import Quiet
from times import parse_time

NIGHT = Quiet(begins="22:00", ends="07:00", break_through=["红", "橙"])
NOON = Quiet(begins="12:00", ends="14:00", break_through=[])


def at(written: str) -> datetime:
    return parse_time(written)[0]


@pytest.mark.parametrize(
    ("owed", "severity", "delivered"),
    [
        # 23:30 is quiet: the next morning at 7
        ("2026-10-03 23:30", "黄", "2026-10-04 07:00"),
        # after midnight the quiet hours end the same day
        ("2026-10-04 00:10", "蓝", "2026-10-04 07:00"),
        # the first and the last moment: 22:00 is quiet, 07:00 is not
        ("2026-10-03 22:00", "蓝", "2026-10-04 07:00"),
        ("2026-10-04 07:00", "蓝", "2026-10-04 07:00"),
        ("2026-10-03 21:59", "蓝", "2026-10-03 21:59"),
        # what is urgent rings at any hour
        ("2026-10-04 03:00", "红", "2026-10-04 03:00"),
        ("2026-10-04 03:00", "橙", "2026-10-04 03:00"),
    ],
)
def test_when_a_notice_may_ring(owed: str, severity: str, delivered: str) -> None:
    assert deliver_at(at(owed), severity, NIGHT) == at(delivered)


def test_a_reminder_that_fires_at_midnight_waits_for_the_morning() -> None:
    # A bug of others: the day after a breach begins at 00:00, and the reminder rang then.
    assert deliver_at(at("2026-10-05 00:00"), "黄", NIGHT) == at("2026-10-05 07:00")


def test_quiet_hours_within_one_day() -> None:
    assert deliver_at(at("2026-10-03 13:00"), "蓝", NOON) == at("2026-10-03 14:00")
    assert deliver_at(at("2026-10-03 14:30"), "蓝", NOON) == at("2026-10-03 14:30")


def test_equal_ends_mean_no_quiet_hours() -> None:
    none = Quiet(begins="00:00", ends="00:00", break_through=[])
    assert not is_quiet(at("2026-10-03 00:00"), none)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001 - made aware below
def test_delivery_is_never_early_never_quiet_and_never_more_than_a_night_late(naive: datetime) -> None:
    owed = naive.replace(tzinfo=UTC)
    delivered = deliver_at(owed, "蓝", NIGHT)
    assert delivered >= owed
    assert not is_quiet(delivered, NIGHT)
    assert (delivered - owed).total_seconds() <= 9 * 3600
