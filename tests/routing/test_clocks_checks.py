"""Warnings, breach, reminder, circular."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from routing.clocks import deadlines
from routing.clocks_checks import checks
from routing.clocks_history import Grading, Handing
from tests.routing.clock_cast import CALENDAR, CLOCKS, T0, at, case, due_checks, hours, seen


def test_all_checks_of_the_reply() -> None:
    # T0 Mon 9 Jun 10:00, 48 h: half left +24 h, a quarter +36 h, over Wed 11 Jun 10:00, reminder Thu 08:30,
    # circular after 5 working days: Thu 12, Fri 13, Mon 16, Tue 17, Wed 18 Jun 17:30
    found = checks(seen(case(), T0)["reply"], CLOCKS, CALENDAR)
    assert [(check.what, check.at) for check in found] == [
        ("warn_50", hours(24)),
        ("warn_25", hours(36)),
        ("breach", hours(48)),
        ("reminder", at("2025-06-12 08:30")),
        ("circular", at("2025-06-18 17:30")),
    ]
    assert found[3].copy == ("office", "deputy_chief")


def test_the_breach_counts_only_when_its_moment_is_past() -> None:
    found = {check.what: check for check in checks(seen(case(), T0)["reply"], CLOCKS, CALENDAR)}
    assert not found["breach"].is_due(hours(48))
    assert found["breach"].is_due(hours(48) + timedelta(seconds=1))
    assert found["warn_50"].is_due(hours(24))


def test_a_sweep_in_between_meets_every_check_once() -> None:
    history = case(confirmed_at=hours(1))
    moments = [hours(number) for number in (0, 24, 36, 48, 60, 400)]
    met = [(c.key, c.what) for a, b in pairwise(moments) for c in due_checks(history, b, after=a)]
    assert len(met) == len(set(met))
    assert set(met) == {(c.key, c.what) for c in due_checks(history, hours(400))}


def test_a_window_closes_but_warns_nobody() -> None:
    history = case("黄", confirmed_at=hours(0.1), handings=(Handing("1", "办公室", hours(0.5)),))
    window = seen(history, hours(4))["return:1"]
    assert (window.due_at, window.is_open) == (hours(4.5), True)
    assert checks(window, CLOCKS, CALENDAR) == ()


def test_an_unknown_calendar_escalates_nothing() -> None:
    start = at("2026-12-31 09:00")
    history = case("蓝", t0=start, gradings=(Grading(start, "蓝"),), channel="mailbox")
    made = deadlines(CLOCKS, CALENDAR, history, start)
    assert {each.state for each in made if each.step in ("confirm", "reply", "finish")} == {"unknown"}
    assert due_checks(history, start + timedelta(days=30)) == []


def test_a_breach_at_the_end_of_the_known_calendar_still_has_its_reminder() -> None:
    # Wed 2026-12-30 → due Thu 31 Dec 17:30; the next working day lies in 2027: the reminder takes the next morning,
    # the circular, which needs 5 working days, has no moment.
    start = at("2026-12-30 09:00")
    history = case("蓝", t0=start, gradings=(Grading(start, "蓝"),))
    confirm = next(each for each in deadlines(CLOCKS, CALENDAR, history, start) if each.step == "confirm")
    found = {check.what: check.at for check in checks(confirm, CLOCKS, CALENDAR)}
    assert found["reminder"] == at("2027-01-01 08:30")
    assert "circular" not in found
