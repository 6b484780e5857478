"""Faults of other programs' clocks, each by its name: none of them may be ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from packs.schema.calendar import DayChange
from packs.schema.clocks import Clocks, Span, TimeRule
from routing.calendar import calendar_of
from routing.clocks import deadlines, plan
from routing.clocks_checks import checks
from routing.clocks_history import Extended, Frozen, Grading, Handing, Waiver
from tests.routing.clock_cast import CALENDAR, CLOCKS, PACK, T0, at, case, due_checks, hours, seen


def test_a_merged_case_that_still_escalates() -> None:
    history = case("橙", ended_at=hours(3), ended_how="merged", handings=(Handing("1", "办公室", hours(2)),))
    made = deadlines(CLOCKS, CALENDAR, history, hours(500))
    assert not [each.key for each in made if each.is_open]
    assert not due_checks(history, hours(500), after=hours(3))
    # what was missed before the merging stays missed: confirming was due at +0.5 h
    assert seen(history, hours(500))["confirm"].on_time is False


def test_a_case_that_escalates_after_its_answer() -> None:
    history = case("黄", confirmed_at=hours(1), replied_at=hours(40))
    keys = {check.key for check in due_checks(history, hours(2000), after=hours(40))}
    # finishing is still owed; nothing that the answer settles is
    assert keys == {"finish"}
    history = replace(history, finished_at=hours(60), watch_ended_at=hours(64))
    assert not due_checks(history, hours(2000), after=hours(40))


def test_an_update_clock_that_overrides_the_first_response_clock() -> None:
    quiet = seen(case("橙"), hours(20))
    busy = seen(case("橙", updates=tuple(hours(number) for number in (3, 6, 9, 12, 15, 18))), hours(20))
    assert quiet["reply"].due_at == busy["reply"].due_at == hours(48)
    assert busy["reply"].state == "running"
    assert busy["authoritative"].due_at == hours(24)


def test_first_response_faked_by_a_status_flip() -> None:
    # Finished, closed, watched: without a published reply or the decision not to publish the reply stays owed.
    history = case("黄", finished_at=hours(10), watch_ended_at=hours(11), confirmed_at=hours(1))
    assert seen(history, hours(49))["reply"].state == "late"


def changed_policy(step: str, within: Span) -> Clocks:
    """The next version of the pack's table: every row of `step` has this time, and nothing may be waived."""
    steps = [each.model_copy(update={"waivable_by": ""}) for each in CLOCKS.steps]
    row = TimeRule(within=within, source="新规定")
    steps = [each.model_copy(update={"rules": [row]}) if each.step == step else each for each in steps]
    return CLOCKS.model_copy(update={"version": "next", "steps": steps})


def test_a_pause_lost_when_the_policy_changes() -> None:
    # Our "pauses" are extensions and waivers: a new version of the pack's table keeps both.
    history = case(
        "红",
        extensions=(Extended("reply", hours(1), minutes=600),),
        waivers=(Waiver("press", hours(1), "主要负责人", "理由"),),
    )
    made = seen(history, hours(30), changed_policy("reply", Span(hours=36)))
    assert made["reply"].due_at == hours(46)  # 36 h + 10 h
    assert made["press"].state == "waived"


def test_a_policy_change_does_not_judge_again_what_has_ended() -> None:
    history = case("黄", confirmed_at=hours(1.5))
    frozen = Frozen("confirm", "met", "natural", T0, hours(2), hours(1.5), True)
    stricter = changed_policy("confirm", Span(hours=1))
    assert seen(history, hours(9), stricter)["confirm"].on_time is False
    assert seen(replace(history, frozen=(frozen,)), hours(9), stricter)["confirm"].on_time is True


def test_a_breach_while_paused() -> None:
    history = case("红", waivers=(Waiver("press", hours(3), "主要负责人", "理由"),), confirmed_at=hours(0.1))
    assert "press" not in {check.key for check in due_checks(history, hours(100))}
    extended = case("黄", confirmed_at=hours(1), extensions=(Extended("reply", hours(40), minutes=1440),))
    breaches = [check for check in due_checks(extended, hours(100)) if (check.key, check.what) == ("reply", "breach")]
    assert [check.at for check in breaches] == [hours(72)]


def test_a_clock_that_runs_on_after_the_end() -> None:
    history = case("黄", replied_at=hours(40), finished_at=hours(50), ended_at=hours(80), ended_how="archived")
    soon, later = seen(history, hours(81)), seen(history, hours(5000))
    assert {key: (each.state, each.on_time, each.used) for key, each in soon.items()} == {
        key: (each.state, each.on_time, each.used) for key, each in later.items()
    }


def test_holidays_that_escalate_earlier() -> None:
    off = DayChange(day=date(2025, 6, 10), working=False, why="停电检修", source="通知")
    longer = calendar_of(PACK.calendar.model_copy(update={"days": [off]}))
    plain = {each.step: each for each in plan(CLOCKS, CALENDAR, T0, "蓝", channel="mailbox")}
    for each in plan(CLOCKS, longer, T0, "蓝", channel="mailbox"):
        before = plain[each.step]
        assert each.due_at is None or before.due_at is None or each.due_at >= before.due_at
        moments = zip(checks(before, CLOCKS, CALENDAR), checks(each, CLOCKS, longer), strict=True)
        assert all(first.at <= second.at for first, second in moments)


def test_a_reminder_that_fires_at_midnight() -> None:
    # Breach at 23:30: the written reminder belongs to the next morning's opening, warnings of working days to office
    # hours. (Delivery of the rest in quiet hours is held back by the outbox; the moments here stay true.)
    history = case("黄", t0=at("2025-06-09 23:30"), gradings=(Grading(at("2025-06-09 23:30"), "黄"),))
    reminders = [check.at for check in due_checks(history, at("2025-06-20 00:00")) if check.what == "reminder"]
    # confirm (2 h) is over on Tue 01:30 → Wed 08:30; reply (48 h) on Wed 23:30 → Thu 08:30; finish, 5 working days
    # → Mon 16 Jun 17:30 → Tue 08:30
    # interim update (24 h) is over on Tue 23:30 → Wed 08:30
    assert reminders == [
        at("2025-06-11 08:30"),
        at("2025-06-11 08:30"),
        at("2025-06-12 08:30"),
        at("2025-06-17 08:30"),
    ]
    confirm = seen(case("蓝"), T0)["confirm"]
    assert [(check.what, check.at) for check in checks(confirm, CLOCKS, CALENDAR)][:2] == [
        ("warn_50", at("2025-06-10 13:00")),
        ("warn_25", at("2025-06-10 15:15")),
    ]


def test_a_stopped_clock_records_every_breach_at_its_true_time() -> None:
    history = case("红")
    slept = due_checks(history, hours(9), after=hours(3))
    step, awake = timedelta(minutes=1), []
    for number in range(6 * 60):
        awake += due_checks(history, hours(3) + (number + 1) * step, after=hours(3) + number * step)
    # the same checks with the same moments, whether the sweep ran every minute or once after six hours
    assert {(c.key, c.what, c.at) for c in slept} == {(c.key, c.what, c.at) for c in awake}
    assert ("authoritative", "breach", hours(5)) in {(c.key, c.what, c.at) for c in slept}
