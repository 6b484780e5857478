"""The figures of a period: rates with part and whole, stages with median and p90, by department; n < 5 is not ranked.

T0 lies inside the period; what is unfinished and overdue counts as due. Each rate opens to its cases.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from reports.periods import beside, bounds, day_of, last_weeks, month_of, week_of
from store import figures
from store.figures import Count, Period
from store.session import Database, Session

LABELS: dict[str, str] = {
    "reply_48h": "48 小时回应率",
    "authoritative_5h": "5 小时权威信息发布率",
    "press_24h": "24 小时新闻发布会率",
    "sign": "按时签收率",
    "finish": "按时办结率",
    "returned": "退回率",
    "return_refused": "退回驳回率",
    "routing_accuracy": "派单准确率",
    "redone": "重办率",
    "extended": "延期率",
    "published": "应公开已公开率",
    "promises_kept": "承诺兑现率",
    "rebounded": "反弹率",
    "solved": "解决率",
    "satisfied": "满意率",
}
STAGES: dict[str, str] = {
    "confirm": "确认级别",
    "assign": "分派",
    "sign": "签收",
    "reply": "公开回应",
    "finish": "办结",
}
RANKED_FROM = 5
"""Fewer cases than this are shown but not ranked: one case would decide the place."""
WEEKS = 12
MONTHS = 12
HOUR = timedelta(hours=1)
STALE = timedelta(minutes=10)
"""How old kept figures may be; the scheduler reckons those of today's page every minute."""
SETTLED = timedelta(days=1)
"""The same for a period that is over: little of it changes any more."""
NOW = "now"
"""The key of what is not of a period: overdue cases as they stand."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate: `part` of `whole`, in all and by department."""

    name: str
    label: str
    part: int
    whole: int
    departments: list[Count] = field(default_factory=list)

    @property
    def value(self) -> float | None:
        """0-1, None where nothing was due: no cases is neither good nor bad."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Stage:
    """How long a stage took, in seconds: median and the 90th percentile of `cases` cases, for one department."""

    step: str
    label: str
    department: str
    cases: int
    median: float
    p90: float


def rate_of(name: str, by_department: Sequence[Count]) -> Rate:
    """The rate over all departments, those with the lowest value first; fewer than five cases come last, unranked."""
    ordered = sorted(
        by_department, key=lambda each: (each.whole < RANKED_FROM, each.part / each.whole, each.department)
    )
    part, whole = sum(each.part for each in by_department), sum(each.whole for each in by_department)
    return Rate(name, LABELS[name], part, whole, ordered)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0-1] of the values do not exceed (nearest rank); values not empty."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


def stages_of(lengths: Iterable[tuple[str, str, float]]) -> list[Stage]:
    """Median and p90 of each stage, in all (department "") and by department."""
    groups: dict[tuple[str, str], list[float]] = defaultdict(list)
    for step, department, seconds in lengths:
        groups[step, ""].append(seconds)
        if department:
            groups[step, department].append(seconds)
    return [
        Stage(step, STAGES[step], department, len(values), percentile(values, 0.5), percentile(values, 0.9))
        for (step, department), values in sorted(
            groups.items(), key=lambda each: (list(STAGES).index(each[0][0]), each[0][1])
        )
    ]


def reckon(session: Session, period: str, now: datetime) -> dict[str, Any]:
    """All figures of a written period as plain JSON values."""
    since, until = bounds(period)
    span = Period(since, until, now)
    rates = [rate_of(name, figures.counts(session, name, span)) for name in figures.RATES]
    delays = figures.detection_delays(session, span)
    return {
        "period": period,
        "totals": figures.totals(session, span),
        "rates": {rate.name: asdict(rate) for rate in rates},
        "stages": [asdict(stage) for stage in stages_of(figures.stage_lengths(session, span))],
        "detection_delay": percentile(delays, 0.5) if delays else None,
    }


def reckon_week(session: Session, week: str, now: datetime) -> dict[str, Any]:
    """The few figures of a week that the trend shows."""
    since, until = bounds(week)
    span = Period(since, until, now)
    rates = [rate_of(name, figures.counts(session, name, span)) for name in ("reply_48h", "sign", "finish")]
    return {
        "period": week,
        "totals": figures.totals(session, span),
        "rates": {each.name: {"part": each.part, "whole": each.whole} for each in rates},
    }


def refresh(database: Database, now: datetime) -> list[str]:
    """Reckon what a page of today shows: this month, week and day, the trend, what is overdue now; gives the keys.

    What is over changes little: the weeks of the trend are reckoned anew every `HOUR`, and of the other sheets of the
    last twelve weeks and months one in each round, so that they are there before anybody asks.
    """
    running = (month_of(now), week_of(now), day_of(now))
    with database.read() as session:
        sheets = {period: reckon(session, period, now) for period in running}
        for week in last_weeks(now, WEEKS):
            if week in running or _is_older(session, trend_key(week), now, HOUR):
                sheets[trend_key(week)] = reckon_week(session, week, now)
        behind = (each for each in _past(now) if _is_older(session, each, now, SETTLED))
        sheets |= {period: reckon(session, period, now) for period in islice(behind, 1)}
        sheets[NOW] = {"overdue": [list(each) for each in figures.overdue_by_department(session, now)]}
    with database.write() as session:
        for key, content in sheets.items():
            figures.keep_sheet(session, key, content, now)
    return list(sheets)


def _is_older(session: Session, key: str, now: datetime, age: timedelta) -> bool:
    kept = figures.sheet(session, key)
    return kept is None or now - kept.reckoned_at > age


def _past(now: datetime) -> list[str]:
    months = [month_of(now)]
    while len(months) <= MONTHS:
        months.append(beside(months[-1])[0])
    return [*months[1:], *reversed(last_weeks(now, WEEKS)[:-1])]


def trend_key(week: str) -> str:
    """The key under which a week's few figures are kept, beside the whole sheet of the same week."""
    return f"trend {week}"


def trend(session: Session, now: datetime) -> list[dict[str, Any]]:
    """The kept weeks of the trend, oldest first; a week that was never reckoned is left out."""
    keys = [trend_key(week) for week in last_weeks(now, WEEKS)]
    kept = figures.sheets(session, keys)
    return [kept[key].content for key in keys if key in kept]


def overdue_now(session: Session) -> list[tuple[str, int]]:
    """Department → overdue open cases as last reckoned, most first."""
    kept = figures.sheet(session, NOW)
    return [(str(name), int(count)) for name, count in kept.content["overdue"]] if kept else []


def sheet(database: Database, period: str, now: datetime) -> tuple[dict[str, Any], datetime]:
    """The figures of a period and when they were reckoned.

    A kept sheet is shown while it is fresh: `STALE` for a period that still runs (the scheduler reckons those),
    `SETTLED` for one that is over. Otherwise it is reckoned once and kept.
    """
    over = bounds(period)[1] <= now
    with database.read() as session:
        kept = figures.sheet(session, period)
        if kept is not None and now - kept.reckoned_at <= (SETTLED if over else STALE):
            return kept.content, kept.reckoned_at
        content = reckon(session, period, now)
    with database.write() as session:
        figures.keep_sheet(session, period, content, now)
    return content, now
