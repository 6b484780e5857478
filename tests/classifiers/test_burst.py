"""Bursts and spread: arithmetic on given moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from classifiers.burst import burst_of
from classifiers.spread import LEAST_KNOWN, Seen, Volumes, spread_of

NOW = datetime(2026, 10, 3, 12, 0, tzinfo=UTC)


def ago(*hours: float) -> list[datetime]:
    return [NOW - timedelta(hours=each) for each in hours]


@pytest.mark.parametrize(
    ("hours", "speed"),
    [
        ([], 0.0),
        ([0.5] * 6, 12.0),  # 6 in the last hour, none before: 6 / 0.5
        ([0.5] * 6 + [1.5, 2.5, 3.5, 4.5, 5.5, 6.5], 6.0),  # 6 / (6 / 6)
        ([0.5] * 6 + [1.5] * 12, 3.0),  # 6 / (12 / 6)
        ([1.0], 0.0),  # a whole hour old: it belongs to the hours before
        ([7.5], 0.0),  # older than seven hours: not counted
    ],
)
def test_speed_is_the_last_hour_over_the_mean_of_the_six_before(hours: list[float], speed: float) -> None:
    assert burst_of(ago(*hours), NOW).speed == speed


def test_few_items_are_no_burst_however_fast() -> None:
    assert not burst_of(ago(0.1, 0.2, 0.3), NOW).bursts
    assert burst_of(ago(0.1, 0.2, 0.3, 0.4, 0.5), NOW).bursts


def test_moments_of_the_future_do_not_count() -> None:
    assert burst_of(ago(-1, -2), NOW).last_hour == 0


def seen(
    hours: float,
    author: str,
    *,
    platform: str = "网站",
    reprint: bool = False,
    level: str = "local",
    kind: str = "问题",
) -> Seen:
    return Seen(NOW - timedelta(hours=hours), platform, author, reprint, level, kind)


def test_reprints_and_one_author_twice_are_no_independent_sources() -> None:
    items = [seen(1, "甲"), seen(2, "甲"), seen(3, "乙", reprint=True), seen(4, "丙"), seen(24 * 8, "丁"), seen(5, "")]
    assert spread_of(items, Volumes({}), NOW).sources == 2  # 甲 and 丙; 丁 is older than 7 days


def test_the_highest_media_level_counts_and_is_critical_only_for_complaints() -> None:
    items = [seen(1, "甲", level="city", kind="资讯"), seen(2, "乙", level="local")]
    facts = spread_of(items, Volumes({}), NOW)
    assert (facts.media_level, facts.critical, facts.follow_up) == ("city", False, False)
    follow = spread_of([seen(1, "甲", level="central"), seen(30, "乙", level="central")], Volumes({}), NOW)
    assert (follow.media_level, follow.critical, follow.follow_up) == ("central", True, True)


def test_the_percentile_is_unknown_until_enough_events_are_known() -> None:
    few, enough = Volumes({"网站": [1] * (LEAST_KNOWN - 1)}), Volumes({"网站": [*range(1, 21)]})
    items = [seen(1, str(number)) for number in range(20)]
    assert spread_of(items, few, NOW).percentile is None
    assert spread_of(items, enough, NOW).percentile == 95.0  # 19 of 20 events were smaller
