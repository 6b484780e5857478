"""Pace from evidence between bounds, floors that are capped, faults that slow down and never kill."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.faults import FAULTS, Fault, fault_of_status, retry_after_s, stay_away
from monitor.pace import FASTEST_S, SLOWEST_S, Pace, adapted, cache_floor_s, next_visit

NOW = datetime(2026, 10, 3, 8, 30, tzinfo=UTC)


def after(visits: int, *, entries: int, new: int, start: Pace | None = None) -> Pace:
    pace = start or Pace()
    for _ in range(visits):
        pace = adapted(pace, entries, new, pace.pace_s)
    return pace


def test_a_quiet_source_is_visited_less_and_less_down_to_the_bound() -> None:
    assert after(1, entries=20, new=0).pace_s == 1125  # 900 * 1.25
    assert after(50, entries=20, new=0).pace_s == SLOWEST_S


def test_a_busy_source_is_visited_more_and_more_up_to_the_bound() -> None:
    assert after(1, entries=20, new=15).pace_s == FASTEST_S  # by volume: 15 in 900 s * 0.3 smoothed = 1 in 200 s
    assert after(20, entries=20, new=15).pace_s == FASTEST_S


def test_a_source_that_wakes_up_is_found_quickly() -> None:
    asleep = after(50, entries=20, new=0)
    assert after(3, entries=20, new=12, start=asleep).pace_s < SLOWEST_S / 4


def test_the_first_visit_shows_the_backlog_and_teaches_nothing() -> None:
    assert adapted(Pace(), 500, 500, None) == Pace()


def test_the_evidence_is_kept() -> None:
    pace = adapted(Pace(), 20, 5, 900)
    assert pace.duplicate_share == 0.225  # 0 + 0.3 * 15/20
    assert pace.weekly_volume == pytest.approx(0.3 * 5 * 604800 / 900, abs=0.01)


@pytest.mark.parametrize(
    ("pace_s", "floors", "seconds"),
    [
        (900, (None, None), 900),
        (900, (3600, None), 3600),
        (900, (60, 1800), 1800),
        (900, (88 * 3600,), 24 * 3600),  # capped at a day
        (900, (0,), 900),
    ],
)
def test_floors(pace_s: int, floors: tuple[int | None, ...], seconds: int) -> None:
    assert next_visit(NOW, pace_s, floors) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=3600"}, 3600),
        ({"cache-control": "max-age=3600", "age": "600"}, 3000),
        ({"cache-control": "no-cache, max-age=3600"}, None),
        ({"cache-control": "max-age=abc"}, None),
        ({"expires": "Sat, 03 Oct 2026 09:00:00 GMT"}, 1800),
        ({"expires": "0"}, None),
        ({"expires": "Sat, 03 Oct 2026 08:00:00 GMT"}, 0),
        ({}, None),
    ],
)
def test_freshness(headers: dict[str, str], seconds: int | None) -> None:
    assert cache_floor_s(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120),
        (str(88 * 3600), 24 * 3600),
        ("99999999999999999999", 24 * 3600),
        ("Sat, 03 Oct 2026 08:40:00 GMT", 600),
        ("Sat, 03 Oct 2020 08:40:00 GMT", 0),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after(written: str, seconds: int | None) -> None:
    assert retry_after_s(written, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "name"),
    [(200, None), (206, None), (304, None), (404, "gone"), (410, "gone"), (403, "forbidden"), (418, "client_error"),
     (429, "asked_to_wait"), (500, "server_error"), (503, "asked_to_wait"), (300, "bad_answer")],
)  # fmt: skip
def test_statuses(status: int, name: str | None) -> None:
    fault = fault_of_status(status, {}, NOW)
    assert (fault.name if fault else None) == name


@pytest.mark.parametrize(
    ("name", "failures", "seconds"),
    [
        ("server_error", 1, 900),
        ("server_error", 3, 3600),  # 900 * 2 * 2
        ("server_error", 99, 6 * 3600),
        ("gone", 99, 24 * 3600),
        ("asked_to_wait", 99, 2 * 3600),
    ],
)
def test_failures_slow_a_source_down(name: str, failures: int, seconds: int) -> None:
    assert stay_away(Fault(name), failures, 900) == timedelta(seconds=seconds)


def test_what_the_host_asks_for_is_a_floor() -> None:
    assert stay_away(Fault("asked_to_wait", wait_s=7200), 1, 900) == timedelta(hours=2)


def test_a_slow_source_is_not_hurried_by_its_failures() -> None:
    assert stay_away(Fault("server_error"), 5, 48 * 3600) == timedelta(hours=48)


def test_every_fault_has_its_words() -> None:
    for name in FAULTS:
        assert Fault(name, "x").words.endswith("（x）")
