"""Warnings, breach, reminder, circular, and when to look at a case again."""

from __future__ import annotations

from datetime import timedelta

from routing.clocks import deadlines
from routing.clocks_checks import checks, fallen_due, next_check_at
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
    made = deadlines(CLOCKS, CALENDAR, case(confirmed_at=hours(1)), hours(48))
    assert "breach" not in {check.what for check in fallen_due(made, CLOCKS, CALENDAR, hours(47), hours(48))}
    assert next_check_at(made, CLOCKS, CALENDAR, hours(48)) == hours(48)
    later = hours(48) + timedelta(seconds=1)
    made = deadlines(CLOCKS, CALENDAR, case(confirmed_at=hours(1)), later)
    assert ("reply", "breach") in {(c.key, c.what) for c in fallen_due(made, CLOCKS, CALENDAR, hours(48), later)}


def test_the_next_check_is_the_earliest_that_is_still_to_come() -> None:
    # 黄: confirming has 2 h, half left at +1 h, a quarter at +1.5 h
    made = deadlines(CLOCKS, CALENDAR, case(), T0)
    assert next_check_at(made, CLOCKS, CALENDAR, T0) == hours(1)
    assert next_check_at(made, CLOCKS, CALENDAR, hours(1)) == hours(1.5)


def test_a_window_is_looked_at_when_it_closes_but_warns_nobody() -> None:
    history = case(
        "黄",
        confirmed_at=hours(0.1),
        handings=(
            Handing(
                "1",
                "办公室",
                hours(0.5),
            ),
        ),
    )
    made = deadlines(CLOCKS, CALENDAR, history, hours(4))
    window = next(each for each in made if each.key == "return:1")
    assert checks(window, CLOCKS, CALENDAR) == ()
    assert next_check_at([window], CLOCKS, CALENDAR, hours(4)) == hours(4.5)


def test_an_unknown_calendar_is_asked_again_the_next_day() -> None:
    start = at("2026-12-31 09:00")
    history = case("蓝", t0=start, gradings=(Grading(start, "蓝"),), channel="mailbox")
    made = deadlines(CLOCKS, CALENDAR, history, start)
    assert {each.state for each in made if each.step in ("confirm", "reply", "finish")} == {"unknown"}
    assert next_check_at(made, CLOCKS, CALENDAR, start) == start + timedelta(days=1)
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
