"""Deadlines worked out by hand (data/deadlines.yaml) against the pack, the calendar and the command's plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from packs.pack import load_pack
from routing.calendar import calendar_of
from routing.clocks import plan
from times import parse_time

PACK = load_pack("justice-bureau")
CALENDAR = calendar_of(PACK.calendar)
EXAMPLES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "data" / "deadlines.yaml").read_text("utf-8"))[
    "examples"
]


def test_there_are_at_least_sixty_examples_over_three_years() -> None:
    assert len(EXAMPLES) >= 60
    assert {each["t0"][:4] for each in EXAMPLES} >= {"2024", "2025", "2026"}


@pytest.mark.parametrize("each", EXAMPLES, ids=lambda each: f"{each['severity']}-{each['step']}-{each['t0']}")
def test_deadline_as_worked_out_by_hand(each: dict[str, Any]) -> None:
    made = plan(
        PACK.clocks,
        CALENDAR,
        parse_time(each["t0"])[0],
        each["severity"],
        channel=each.get("channel", "public"),
        kind=each.get("kind", ""),
        major_incident=each.get("major_incident", False),
    )
    found = next(deadline for deadline in made if deadline.step == each["step"])
    assert found.due_at == (parse_time(each["due"])[0] if each["due"] else None)
    assert found.source in ("本单位惯例", "国办发〔2016〕61号", "国办发〔2016〕80号")
    assert found.source in found.explanation


# A "–" in the table gives no line.
@pytest.mark.parametrize(
    ("severity", "major_incident", "absent"),
    [
        ("红", False, set()),
        ("橙", True, set()),
        ("橙", False, {"press"}),
        ("黄", True, {"authoritative", "press"}),
        ("蓝", True, {"authoritative", "press", "update", "watch"}),
    ],
)
def test_steps_that_a_severity_does_not_ask_for_are_absent(
    severity: str, major_incident: bool, absent: set[str]
) -> None:
    made = plan(PACK.clocks, CALENDAR, parse_time("2026-03-02 09:00")[0], severity, major_incident=major_incident)
    assert {each.step for each in PACK.clocks.steps} - {each.step for each in made} == absent


def test_a_working_day_step_that_ends_after_the_reply_says_that_the_reply_binds() -> None:
    # Wed 2026-09-30 09:00: reply + 48 h = Fri 2 Oct 09:00; confirming ends only on Thu 8 Oct 17:30.
    made = {each.step: each for each in plan(PACK.clocks, CALENDAR, parse_time("2026-09-30 09:00")[0], "蓝")}
    assert made["confirm"].binds == "reply"
    assert "公开回应先到（2026年10月2日 09:00），以其为准" in made["confirm"].explanation
    # Mon 2026-03-02 09:00: confirming ends Tue 17:30, the reply on Wed 09:00.
    made = {each.step: each for each in plan(PACK.clocks, CALENDAR, parse_time("2026-03-02 09:00")[0], "蓝")}
    assert made["confirm"].binds == ""


def test_an_unknown_year_says_which_one_and_guesses_nothing() -> None:
    made = {each.step: each for each in plan(PACK.clocks, CALENDAR, parse_time("2026-12-31 09:00")[0], "蓝")}
    assert (made["confirm"].state, made["confirm"].due_at) == ("unknown", None)
    assert "2027 年的节假日安排尚无数据" in made["confirm"].explanation
