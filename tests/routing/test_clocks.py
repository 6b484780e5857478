"""Deadlines in the life of a case: starts, ends, changes of severity, extensions, waivers, lights."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from packs.schema.clocks import Span
from routing.clocks import measured
from routing.clocks_history import CaseHistory, Extended, Frozen, Grading, Handing, Waiver
from routing.clocks_limits import longest_extension
from routing.clocks_words import length_words
from tests.routing.clock_cast import CALENDAR, CLOCKS, T0, at, case, hours, seen

SIGNED = Handing("7", "律师工作科", hours(1), signed_at=hours(2))


def test_steps_that_wait_for_another_have_no_time_yet_and_say_what_they_wait_for() -> None:
    made = seen(case("黄"), hours(1))
    assert (made["assign"].state, made["assign"].due_at) == ("waiting", None)
    assert made["assign"].explanation == "分派：级别确认后起算。"
    assert made["watch"].explanation == "回应后跟踪：回应发布后起算。"
    assert "sign:7" not in made


def test_assigning_counts_from_the_confirmation_and_signing_from_the_assignment() -> None:
    # 黄: 4 h each. Confirmed at +0.5 h → assign by +4.5 h; assigned at +1 h → sign by +5 h.
    made = seen(case("黄", confirmed_at=hours(0.5), handings=(replace(SIGNED, signed_at=None),)), hours(3))
    assert (made["assign"].due_at, made["assign"].state) == (hours(4.5), "met")
    assert (made["sign:7"].due_at, made["sign:7"].state) == (hours(5), "running")
    assert made["sign:7"].department == "律师工作科"


def test_a_return_is_ruled_upon_within_the_time_for_assigning_and_nothing_else_moves() -> None:
    returned = replace(SIGNED, signed_at=None, returned_at=hours(2))
    before = seen(case("黄", confirmed_at=hours(0.5), handings=(SIGNED,)), hours(3))
    made = seen(case("黄", confirmed_at=hours(0.5), handings=(returned,)), hours(3))
    assert (made["sign:7"].state, made["return:7"].state) == ("met", "met")
    assert (made["assign:7"].due_at, made["assign:7"].state) == (hours(6), "running")
    assert made["reply"].due_at == before["reply"].due_at == hours(48)
    assert made["finish"].due_at == before["finish"].due_at


def test_the_window_to_return_closes_without_anybody_being_late() -> None:
    made = seen(case("黄", handings=(replace(SIGNED, signed_at=None),)), hours(6))
    assert (made["return:7"].state, made["return:7"].on_time) == ("ended", None)
    assert (made["sign:7"].state, made["sign:7"].on_time) == ("late", False)


def test_done_at_the_due_moment_is_on_time_and_a_second_later_is_not() -> None:
    assert seen(case(replied_at=hours(48)), hours(60))["reply"].on_time is True
    late = seen(case(replied_at=hours(48) + timedelta(seconds=1)), hours(60))["reply"]
    assert (late.state, late.on_time, late.breached_at) == ("met", False, hours(48))


def test_the_reply_clock_stops_by_the_decision_not_to_publish() -> None:
    made = seen(case(no_reply_at=hours(20)), hours(60))
    assert (made["reply"].state, made["reply"].ended_at, made["reply"].on_time) == ("met", hours(20), True)


def test_a_rise_counts_from_t0_where_that_is_still_to_come() -> None:
    # Letter, 蓝: 5 working days → Mon 16 Jun 17:30. Raised to 黄 at +10 h: 48 h from T0, not from the rise.
    history = case("蓝", channel="mailbox", gradings=(Grading(T0, "蓝"), Grading(hours(10), "黄")))
    reply = seen(history, hours(12))["reply"]
    assert (reply.due_at, reply.started_at, reply.severity) == (hours(48), T0, "黄")


def test_a_rise_after_that_moment_counts_from_the_rise_but_gives_no_time_away() -> None:
    # Raised at +60 h: T0 + 48 h has passed → +60 h + 48 h = +108 h (Fri 13 Jun 22:00), before Mon 16 Jun 17:30.
    history = case("蓝", channel="mailbox", gradings=(Grading(T0, "蓝"), Grading(hours(60), "黄")))
    reply = seen(history, hours(61))["reply"]
    assert (reply.due_at, reply.started_at, reply.counted_from) == (hours(108), T0, hours(60))
    # Raised on Mon 16 Jun 09:00: the old due time, 17:30 that day, comes first and stays.
    history = replace(history, gradings=(Grading(T0, "蓝"), Grading(at("2025-06-16 09:00"), "黄")))
    reply = seen(history, at("2025-06-16 10:00"))["reply"]
    assert reply.due_at == at("2025-06-16 17:30")
    assert "仍以原时限为准" in reply.explanation


def test_a_step_that_only_the_higher_severity_asks_for_appears_with_the_rise() -> None:
    history = case("蓝", gradings=(Grading(T0, "蓝"), Grading(hours(2), "红")))
    assert "authoritative" not in seen(replace(history, gradings=history.gradings[:1]), hours(1))
    # 5 h from T0 is still to come at +2 h.
    assert seen(history, hours(3))["authoritative"].due_at == hours(5)


def test_a_fall_lengthens_what_lies_ahead_and_drops_what_is_no_longer_asked() -> None:
    history = case("红", channel="mailbox", gradings=(Grading(T0, "红"), Grading(hours(1), "蓝")))
    made = seen(history, hours(2))
    assert made["reply"].due_at == at("2025-06-16 17:30")
    assert "press" not in made
    # confirming (15 min) was missed before the fall and stays missed
    assert (made["confirm"].state, made["confirm"].due_at) == ("late", hours(0.25))
    assert "不改变已经超过的时限" in made["confirm"].explanation


def test_a_change_to_the_same_row_of_the_table_says_nothing() -> None:
    history = case("黄", gradings=(Grading(T0, "黄"), Grading(hours(1), "橙")))
    assert "重新计算" not in seen(history, hours(2))["reply"].explanation


def test_an_extension_is_added_once_and_no_longer_than_allowed() -> None:
    # 黄 reply 48 h: asked for 60 h, the original 48 h are the most → +96 h; the second extension is not looked at.
    extensions = (Extended("reply", hours(10), minutes=3600), Extended("reply", hours(50), minutes=600))
    reply = seen(case(extensions=extensions), hours(60))["reply"]
    assert (reply.due_at, reply.state, reply.started_at) == (hours(96), "running", T0)
    assert "经批准延长 2 天" in reply.explanation


def test_an_extension_in_working_days_follows_the_row_of_the_table() -> None:
    # 黄 finish: 5 + at most 10 = 15 working days after Mon 9 Jun → Mon 30 Jun
    made = seen(case(extensions=(Extended("finish", hours(10), working_days=30),)), hours(20))
    assert made["finish"].due_at == at("2025-06-30 17:30")


def test_an_extension_after_the_breach_excuses_nothing() -> None:
    made = seen(case(extensions=(Extended("reply", hours(49), minutes=600),)), hours(50))
    assert (made["reply"].due_at, made["reply"].state) == (hours(48), "late")


def test_an_extension_stays_through_a_change_of_severity() -> None:
    history = case(
        "蓝",
        channel="mailbox",
        gradings=(Grading(T0, "蓝"), Grading(hours(20), "黄"), Grading(hours(30), "蓝")),
        extensions=(Extended("finish", hours(10), working_days=2),),
    )
    # 5 + 2 working days: 10 11 12 13, 16 17 18 Jun
    assert seen(history, hours(40))["finish"].due_at == at("2025-06-18 17:30")


# Rows of the table: 48 h → as long again; finish has its own most; by plan has none.
@pytest.mark.parametrize(
    ("step", "severity", "longest"),
    [("reply", "黄", Span(minutes=2880)), ("finish", "黄", Span(working_days=10)), ("finish", "红", None)],
)
def test_the_longest_extension_of_a_row(step: str, severity: str, longest: Span | None) -> None:
    assert longest_extension(CLOCKS.rule(step, severity, "public", "", False), CLOCKS.extension) == longest


def test_a_waiver_ends_the_step_and_leaves_its_trace() -> None:
    waiver = Waiver("press", hours(3), "主要负责人王某", "不涉及重大突发事件")
    press = seen(case("红", waivers=(waiver,)), hours(30))["press"]
    assert (press.state, press.on_time, press.is_open) == ("waived", None, False)
    assert "由主要负责人王某免除：不涉及重大突发事件" in press.explanation
    late = seen(case("红", waivers=(replace(waiver, at=hours(25)),)), hours(30))["press"]
    assert (late.state, late.on_time) == ("waived", False)


def test_the_press_conference_is_owed_although_the_reply_is_out() -> None:
    made = seen(case("红", replied_at=hours(4)), hours(5))
    assert made["authoritative"].state == "met"
    assert made["press"].is_open


def test_interim_updates_fall_due_again_counted_from_the_one_before() -> None:
    # 橙: every 4 h; given at +3 h and +8 h → due +4 h (met), +7 h (late by 1 h), +12 h
    made = seen(case("橙", updates=(hours(3), hours(8))), hours(9))
    assert [(made[f"update#{n}"].due_at, made[f"update#{n}"].on_time) for n in (1, 2, 3)] == [
        (hours(4), True),
        (hours(7), False),
        (hours(12), None),
    ]


# 48 h: 24 h left is 50 %, 12 h left is 25 %.
@pytest.mark.parametrize(
    ("passed", "light"), [(0, "绿"), (23.9, "绿"), (24, "黄"), (35.9, "黄"), (36, "橙"), (48, "橙"), (48.1, "红")]
)
def test_lights_of_hours(passed: float, light: str) -> None:
    assert seen(case(), hours(passed))["reply"].light == light


# 1 working day from Mon 9 Jun: office time Tue 08:30-17:30 = 9 h; half is left at 13:00, a quarter at 15:15.
@pytest.mark.parametrize(
    ("now", "light"),
    [
        ("2025-06-09 23:00", "绿"),
        ("2025-06-10 12:59", "绿"),
        ("2025-06-10 13:00", "黄"),
        ("2025-06-10 15:15", "橙"),
        ("2025-06-10 17:31", "红"),
    ],
)
def test_lights_of_working_days_follow_office_time(now: str, light: str) -> None:
    assert seen(case("蓝"), at(now))["confirm"].light == light


def test_used_and_left_are_counted_as_the_limit_is() -> None:
    # 48 h: 12 h used, 36 h left; over by 2 h it is minus 2 h
    reply = seen(case(), hours(12))["reply"]
    assert (reply.used, reply.left, reply.left_share) == (timedelta(hours=12), timedelta(hours=36), 0.75)
    assert seen(case(), hours(50))["reply"].left == -timedelta(hours=2)
    # 5 working days of 9 h from Mon 9 Jun: on Wed 11 Jun 13:00 Tuesday and half of Wednesday are used, 13.5 of 45 h
    finish = seen(case(), at("2025-06-11 13:00"))["finish"]
    assert (finish.used, finish.left) == (timedelta(hours=13.5), timedelta(hours=31.5))
    # a stored deadline shows the same through `measured`
    stored = replace(finish, used=None, left=None, left_share=None, light="")
    assert measured(stored, CLOCKS, CALENDAR, at("2025-06-11 13:00")) == finish


def test_a_verdict_is_frozen_when_its_step_has_ended() -> None:
    frozen = Frozen("reply", "met", "natural", T0, hours(48), hours(40), True, "国办发〔2016〕61号", "当时的说明。")
    history = case(replied_at=hours(40), frozen=(frozen,), gradings=(Grading(T0, "黄"), Grading(hours(50), "蓝")))
    reply = seen(history, hours(60))["reply"]
    assert (reply.due_at, reply.on_time, reply.explanation, reply.light) == (hours(48), True, "当时的说明。", "绿")


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "不到 1 分"), (20, "20 分"), (200, "3 小时 20 分"), (1440, "1 天"), (1505, "1 天 1 小时")]
)
def test_lengths_in_words(minutes: int, said: str) -> None:
    assert length_words(timedelta(minutes=minutes)) == said


def test_a_history_without_severity_or_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="severity"):
        CaseHistory(t0=T0, gradings=())
    with pytest.raises(ValueError, match="zone"):
        case(t0=T0.replace(tzinfo=None))
