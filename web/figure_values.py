"""What the leadership page and the wall screen show: kept figures, put in the order and words of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from monitor.watching import STATE_WORDS
from reports import periods
from reports.figures import LABELS, RANKED_FROM, STALE, overdue_now, sheet, trend
from reports.unwatched import Unwatched, unwatched
from store import figure_page
from store.actors import Actor
from times import local
from web.addresses import address
from web.navigation import CASE_READERS
from web.site import Site
from web.wording import span

FIVE: dict[str, str] = {
    "reply_48h": "国办发〔2016〕61号",
    "authoritative_5h": "国办发〔2016〕80号",
    "press_24h": "国办发〔2016〕61号",
    "sign": "",
    "finish": "",
}
"""The five figures that stand on top, with the document that sets the time."""
STAGES = ("sign", "reply", "finish")
TREND = ("reply_48h", "sign", "finish")
HIGH_IS_BAD = frozenset({"returned", "return_refused", "redone", "extended", "rebounded"})


@dataclass(frozen=True, slots=True)
class Line:
    """One department's stages: step → stage as kept; `ranked` False = too few cases to compare."""

    department: str
    stages: dict[str, dict[str, Any]]
    ranked: bool


def values(site: Site, actor: Actor, period: str, now: datetime) -> dict[str, Any]:
    """Everything that the page of a period shows, for this person; raises BadInput for what is no period."""
    content, reckoned = sheet(site.database, period, now)
    since, until = periods.bounds(period)
    evening = end_of_day(now)
    with site.database.read() as session:
        gaps = unwatched(session, since, until, now)
        overdue = overdue_now(session)
        due = figure_page.due_today(session, actor, now, evening)
        due_all = figure_page.count_due(session, now, evening)
        weeks = trend(session, now)
    return {
        "period": period,
        "words": periods.in_words(period),
        "sheet": content,
        "reckoned_at": reckoned,
        "stale": until > now and now - reckoned > STALE,
        "five": [content["rates"][name] | {"source": source} for name, source in FIVE.items()],
        "others": [rate for name, rate in content["rates"].items() if name not in FIVE],
        "overdue": overdue,
        "lines": stage_lines(content["stages"]),
        "weeks": weeks,
        "due": due,
        "due_all": due_all,
        "gaps": gaps,
        "gap_words": gap_words(gaps),
        "LABELS": LABELS,
        "RANKED_FROM": RANKED_FROM,
        "link": link,
        "lasting": lasting,
        "opens": actor.has(*CASE_READERS),
    }


@lru_cache(2048)
def link(kind: str, name: str = "", period: str = "", department: str = "", missed: bool = False) -> str:
    """The address of the cases behind a figure."""
    asked = {"kind": kind, "name": name, "period": period, "department": department, "missed": "1" if missed else ""}
    return address("/figures/cases", asked)


def lasting(seconds: float) -> str:
    """A length in words."""
    return span(timedelta(seconds=seconds))


def stage_lines(stages: Iterable[dict[str, Any]]) -> list[Line]:
    """The whole body first, then departments by the median of their reply, then those with too few cases."""
    groups: dict[str, dict[str, dict[str, Any]]] = {}
    for each in stages:
        if each["step"] in STAGES:
            groups.setdefault(each["department"], {})[each["step"]] = each
    lines = [Line(name, steps, _most(steps) >= RANKED_FROM) for name, steps in groups.items()]
    far = float("inf")
    return sorted(
        lines,
        key=lambda line: (
            line.department != "",
            not line.ranked,
            -line.stages.get("reply", {}).get("median", -far),
            line.department,
        ),
    )


def _most(steps: dict[str, dict[str, Any]]) -> int:
    return max(int(each["cases"]) for each in steps.values())


def gap_words(gaps: list[Unwatched], most: int = 3) -> list[tuple[Unwatched, str]]:
    """The longest gaps with their states in words."""
    return [(each, "、".join(STATE_WORDS.get(state, state) for state in each.states)) for each in gaps[:most]]


def end_of_day(now: datetime) -> datetime:
    """Midnight in Shanghai."""
    here = local(now)
    return (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
