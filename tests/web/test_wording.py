"""How pages say times, shares and marked words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from packs.pack import load_pack
from routing.states import STATES
from web.addresses import address, read_place, written_place
from web.pages.words import MEANINGS
from web.state_words import state_word
from web.wording import ago, excerpt, full, left, light, marked, percent, share_used, shown, span, title_of

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def test_moments_are_told_by_the_wall_clock_of_shanghai() -> None:
    assert shown(NOW) == "11月20日 16:00"
    assert shown(datetime(2025, 12, 31, 16, 0, tzinfo=UTC), NOW) == "1月1日 00:00"
    assert shown(datetime(2025, 12, 31, 15, 59, tzinfo=UTC), NOW) == "2025年12月31日 23:59"
    assert shown(None) == "—"
    assert full(NOW) == "2026-11-20 16:00:00（北京时间）"


# Two units at most; minutes are dropped once days are told, hours once there are four days.
@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=59), "不到 1 分"),
        (timedelta(minutes=20), "20 分"),
        (timedelta(hours=3, minutes=20), "3 小时 20 分"),
        (timedelta(hours=3), "3 小时"),
        (timedelta(days=1, hours=2, minutes=5), "1 天 2 小时"),
        (timedelta(days=1, minutes=5), "1 天"),
        (timedelta(days=4, hours=23), "4 天"),
        (timedelta(hours=-3), "3 小时"),
    ],
)
def test_lengths_in_words(length: timedelta, words: str) -> None:
    assert span(length) == words


def test_time_left_and_time_over() -> None:
    assert left(NOW + timedelta(hours=3, minutes=20), NOW) == "还剩 3 小时 20 分"
    assert left(NOW, NOW) == "已超 不到 1 分"
    assert left(NOW - timedelta(days=1), NOW) == "已超 1 天"


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (timedelta(seconds=30), "刚刚"),
        (timedelta(minutes=20), "20 分前"),
        (timedelta(hours=3, minutes=59), "3 小时前"),
        (timedelta(days=1), "11月19日 16:00"),
        (timedelta(hours=-1), "11月20日 17:00"),
    ],
)
def test_how_long_ago(back: timedelta, words: str) -> None:
    assert ago(NOW - back, NOW) == words


# Of 100 minutes: 51 left is 绿, 50 黄, 25 橙, 0 红.
@pytest.mark.parametrize(
    ("used", "colour"), [(0, "绿"), (49, "绿"), (50, "黄"), (74, "黄"), (75, "橙"), (99, "橙"), (100, "红")]
)
def test_lights_follow_the_share_of_time_left(used: int, colour: str) -> None:
    start, due = NOW - timedelta(minutes=used), NOW + timedelta(minutes=100 - used)
    assert light(start, due, NOW) == colour
    assert share_used(start, due, NOW) == used


def test_near_certainty_is_not_sold_as_certainty() -> None:
    assert [percent(each) for each in (0.0, 0.864, 0.999, 1.0)] == ["0%", "86%", "99%", "100%"]


def test_words_are_marked_and_the_text_is_escaped() -> None:
    assert marked("a<b 律师费 律师", ["律师", "律师费", "", "<b"]) == (
        "a<mark>&lt;b</mark> <mark>律师费</mark> <mark>律师</mark>"
    )
    assert marked("<i>", []) == "&lt;i&gt;"
    assert marked("a.c abc", ["a.c"]) == "<mark>a.c</mark> abc"


def test_an_excerpt_lies_around_the_first_word() -> None:
    text = "前" * 100 + "律师费" + "后" * 100
    piece = excerpt(text, ["律师费"], 60)
    assert "律师费" in piece
    assert piece.startswith("…")
    assert piece.endswith("…")
    assert excerpt("短", ["无"]) == "短"


def test_titles_are_one_line_and_cannot_turn_the_page_around() -> None:
    assert title_of("一\n二\u202e三\u200b\x07四") == "一 二三 四"
    assert title_of(" \u200b ") == "（无标题）"


def test_places_in_lists_survive_the_address() -> None:
    place = (3, NOW, 17)
    assert read_place(written_place(place)) == place
    for bad in ("", "1", "a_b_c", "1_2026-11-20T08:00:00_1", "1__1", f"{'9' * 5000}_x_1"):
        assert read_place(bad) is None
    assert address("/desk", {"q": "a&b", "lead": ""}, open=3) == "/desk?q=a%26b&open=3"


def test_no_state_is_shown_by_its_english_name() -> None:
    for states in STATES.values():
        assert [state for state in states if state_word(state) == state] == []


@pytest.mark.parametrize("name", ["justice-bureau", "city-government"])
def test_each_list_of_words_says_what_it_is_for(name: str) -> None:
    assert set(load_pack(name).words.signals) - set(MEANINGS) == set()
