"""Laws of the calendar and of the clocks on random cases: 10,500 in all, the same ones in every run."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packs.pack import load_pack
from packs.schema.calendar import DayChange
from routing.calendar import UnknownYear, WorkCalendar, calendar_of
from routing.clocks import deadlines, plan
from routing.clocks_history import CaseHistory, Extended, Grading, Handing
from times import SHANGHAI

PACK = load_pack("justice-bureau")
PACK_CALENDAR = calendar_of(PACK.calendar)
FIRST = datetime(2004, 1, 1, tzinfo=SHANGHAI)
DAYS = (datetime(2026, 8, 31, tzinfo=SHANGHAI) - FIRST).days

known = settings(
    max_examples=1500, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
# Minutes are drawn as plain numbers: dates are slow to draw, and numbers shrink as well. What has many parts is made
# by a generator from one drawn seed, for the same reason.
moments = st.integers(0, DAYS * 1440).map(lambda minutes: FIRST + timedelta(minutes=minutes))
counts = st.integers(1, 20)
seeds = st.integers(0, 2**32)


def calendar_around(start: datetime, seed: int) -> WorkCalendar:
    """A calendar with up to eight days near `start` that are closed, opened, or close at noon."""
    chance = Random(seed)
    days = {}
    for _ in range(chance.randint(0, 8)):
        day, sort = start.date() + timedelta(days=chance.randint(-3, 25)), chance.randint(0, 2)
        closes = time(12, 0) if sort == 2 else None
        days[day] = DayChange.model_construct(day=day, working=sort > 0, closes=closes, why="x", source="y")
    return WorkCalendar("t", time(8, 30), time(17, 30), days=days)


def known_moment(answer: datetime | UnknownYear) -> datetime:
    assert isinstance(answer, datetime)
    return answer


@known
@given(seeds, moments, counts)
def test_adding_and_measuring_working_days_are_inverses(seed: int, start: datetime, count: int) -> None:
    calendar = calendar_around(start, seed)
    due = known_moment(calendar.add_working_days(start, count))
    assert calendar.working_days_between(start, due) == count
    assert calendar.working_days_between(start, due - timedelta(seconds=1)) == count - 1
    assert calendar.is_working(due.date()) is True
    assert due.date() > start.date()


@known
@given(seeds, moments, st.integers(1, 60 * 9 * 15))
def test_adding_and_measuring_office_time_are_inverses(seed: int, start: datetime, minutes: int) -> None:
    calendar = calendar_around(start, seed)
    amount = timedelta(minutes=minutes)
    assert calendar.office_time_between(start, known_moment(calendar.add_office_time(start, amount))) == amount


@known
@given(seeds, moments, st.integers(0, 60 * 1440).map(lambda minutes: timedelta(minutes=minutes)), counts)
def test_a_later_start_or_more_days_never_end_earlier(seed: int, start: datetime, later: timedelta, count: int) -> None:
    calendar = calendar_around(start, seed)
    due = known_moment(calendar.add_working_days(start, count))
    assert due <= known_moment(calendar.add_working_days(start + later, count))
    assert due < known_moment(calendar.add_working_days(start, count + 1))


@known
@given(moments, counts, st.integers(-30, 30))
def test_holidays_never_escalate_earlier(start: datetime, count: int, shift: int) -> None:
    # One more day off near the start: every working-day limit ends at the same time or later.
    off = DayChange(day=start.date() + timedelta(days=shift), working=False, why="x", source="y")
    plain = WorkCalendar("t", time(8, 30), time(17, 30))
    longer = WorkCalendar("t", time(8, 30), time(17, 30), days={off.day: off})
    assert known_moment(longer.add_working_days(start, count)) >= known_moment(plain.add_working_days(start, count))


severities = st.sampled_from(["红", "橙", "黄", "蓝"])
waits = st.integers(0, 12 * 1440).map(lambda minutes: timedelta(minutes=minutes))


def history_from(seed: int) -> CaseHistory:
    """A case with changes of severity, a hand-over, a return and extensions at random moments after T0."""
    chance = Random(seed)
    t0 = FIRST + timedelta(minutes=chance.randint(0, DAYS * 1440))

    def later(start: datetime = t0) -> datetime:
        return start + timedelta(minutes=chance.randint(0, 12 * 1440))

    def perhaps(moment: datetime) -> datetime | None:
        return moment if chance.random() < 0.5 else None

    given_at = later()
    changes = [Grading(later(), chance.choice("红橙黄蓝")) for _ in range(chance.randint(0, 3))]
    return CaseHistory(
        t0=t0,
        gradings=(Grading(t0, chance.choice("红橙黄蓝"), chance.random() < 0.5), *changes),
        channel=chance.choice(["public", "mailbox", "hotline"]),
        confirmed_at=perhaps(later()),
        handings=(Handing("1", "律师工作科", given_at, perhaps(later(given_at)), perhaps(later(given_at))),),
        extensions=tuple(
            Extended(key, later(), chance.randint(0, 9000), chance.randint(0, 30))
            for key in chance.sample(["reply", "finish", "sign:1"], chance.randint(0, 2))
        ),
    )


@known
@given(seeds, waits)
def test_nothing_resets_t0(seed: int, wait: timedelta) -> None:
    history = history_from(seed)
    for each in deadlines(PACK.clocks, PACK_CALENDAR, history, history.t0 + wait):
        if each.step in ("confirm", "report", "authoritative", "press", "reply", "finish"):
            assert each.started_at == history.t0
        assert each.due_at is None or each.started_at is None or each.due_at > each.started_at


@known
@given(seeds, waits, waits, severities)
def test_a_change_of_severity_never_excuses_what_was_missed(
    seed: int, wait: timedelta, after: timedelta, severity: str
) -> None:
    history = history_from(seed)
    now = max(grading.at for grading in history.gradings) + wait
    regraded = Grading(now, severity)
    changed = replace(history, gradings=(*history.gradings, regraded))
    late = {each.key: each for each in deadlines(PACK.clocks, PACK_CALENDAR, history, now) if each.is_overdue}
    then = {each.key: each for each in deadlines(PACK.clocks, PACK_CALENDAR, changed, now + after)}
    for key, each in late.items():
        assert then[key].is_overdue
        assert then[key].due_at == each.due_at


@known
@given(moments, severities, severities)
def test_a_rise_in_severity_never_gives_more_time(t0: datetime, first: str, second: str) -> None:
    # The plan of the higher severity ends no later, step by step, wherever both have a time.
    order = "蓝黄橙红"
    lower, higher = sorted((first, second), key=order.index)
    low = {each.step: each.due_at for each in plan(PACK.clocks, PACK_CALENDAR, t0, lower)}
    high = {each.step: each.due_at for each in plan(PACK.clocks, PACK_CALENDAR, t0, higher)}
    for step in (low.keys() & high.keys()) - {"watch"}:
        if low[step] and high[step]:
            assert high[step] <= low[step]
