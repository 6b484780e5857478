"""The score of an event: each factor, unknown parts count 0, the higher of score and trigger wins."""

from __future__ import annotations

import pytest

from classifiers.severity import TextSeverity
from classifiers.severity_reading import Trigger
from classifiers.severity_score import SpreadFacts, from_event
from tests.classifiers.judging import pack

POLICY = pack().severity
QUIET = TextSeverity("蓝", (), nature=0.0, consequence=0.0, emotion=0.0)
BAD = TextSeverity("蓝", (), nature=1.0, consequence=1.0, emotion=1.0)


def test_nothing_known_is_blue_with_score_zero() -> None:
    event = from_event([QUIET], SpreadFacts(), POLICY)
    assert (event.level, event.score, event.triggers) == ("蓝", 0.0, ())


# 20 (100th percentile) + 15 (speed 10 or more) + 20 (central) + 20 + 15 + 10 = 100
def test_the_factors_add_up_to_a_hundred() -> None:
    event = from_event([BAD], SpreadFacts(percentile=100, speed=10, media_level="central"), POLICY)
    assert event.score == 100
    assert event.level == "红"


# nature 20 + consequence 15 + emotion 10 = 45 → 黄; + 50 % spread 10 = 55 → 橙; + all of media 20 = 75 → 红
@pytest.mark.parametrize(
    ("spread", "score", "level"),
    [
        (SpreadFacts(), 45, "黄"),
        (SpreadFacts(percentile=50), 55, "橙"),
        (SpreadFacts(percentile=50, media_level="central"), 75, "红"),
        (SpreadFacts(percentile=49), 54.8, "黄"),
    ],
)
def test_bands_include_their_lower_end(spread: SpreadFacts, score: float, level: str) -> None:
    event = from_event([BAD], spread, POLICY)
    assert (event.score, event.level) == (score, level)


@pytest.mark.parametrize(
    ("spread", "level", "name"),
    [
        (SpreadFacts(platforms=3), "黄", "platforms"),
        (SpreadFacts(sources=5), "黄", "sources"),
        (SpreadFacts(percentile=95.5), "黄", "percentile"),
        (SpreadFacts(media_level="central", critical=True, follow_up=True), "红", "central_follow_up"),
        (SpreadFacts(media_level="central", critical=True), "橙", "central_media"),
        (SpreadFacts(media_level="provincial", critical=True), "橙", "provincial_critical"),
        (SpreadFacts(media_level="city", critical=True), "黄", "city_media"),
        (SpreadFacts(hot_rank=50, hot_hours=2), "红", "hot_list"),
    ],
)
def test_spread_triggers(spread: SpreadFacts, level: str, name: str) -> None:
    event = from_event([QUIET], spread, POLICY)
    assert event.level == level
    assert [each.name for each in event.triggers] == [name]


@pytest.mark.parametrize(
    "spread",
    [
        SpreadFacts(platforms=2),
        SpreadFacts(sources=4),
        SpreadFacts(percentile=95),
        SpreadFacts(media_level="central"),
        SpreadFacts(hot_rank=51, hot_hours=9),
        SpreadFacts(hot_rank=3, hot_hours=1.9),
    ],
)
def test_below_the_threshold_or_neutral_is_no_trigger(spread: SpreadFacts) -> None:
    assert from_event([QUIET], spread, POLICY).triggers == ()


def test_the_highest_trigger_of_all_texts_wins_and_each_is_told_once() -> None:
    low = TextSeverity("黄", (Trigger("黄", "deaths", "死亡 1 人"),), 0.0, 0.4, 0.0)
    high = TextSeverity("橙", (Trigger("橙", "deaths", "死亡 3 人"),), 0.0, 0.7, 0.0)
    event = from_event([low, high], SpreadFacts(), POLICY)
    assert event.level == "橙"
    assert [each.because for each in event.triggers] == ["死亡 3 人"]
    assert next(each.because for each in event.reasons) == "橙：死亡 3 人"
    assert "评分" in event.reasons[-1].because


def test_an_event_without_texts_has_a_severity() -> None:
    assert from_event([], SpreadFacts(), POLICY).level == "蓝"
