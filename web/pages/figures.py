"""The leadership page: five figures, what is overdue, how long the stages take; every figure opens to its cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from errors import Refused
from reports import periods
from reports.figures import LABELS, STAGES, overdue_now, sheet
from store import figure_page
from store.case_list import CaseRow, pressing
from store.figure_page import Asked
from store.figures import NOBODY, Period
from web.addresses import Place, address, read_place, written_place
from web.clock_words import shown
from web.figure_values import HIGH_IS_BAD, link, values
from web.navigation import CASE_READERS, FIGURE_READERS
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here, Site

router = APIRouter()
Reader = Annotated[Visitor, Depends(with_role(*FIGURE_READERS))]
PAGE = 50
TOTALS = {"cases": "受理", "replied": "已回应", "closed": "已办结"}


@router.get("/figures")
def show(request: Request, site: Here, who: Reader, period: str = "") -> Response:
    """The figures of a period (this month if none is asked for)."""
    now = site.clock()
    period = period or periods.month_of(now)
    before, after = periods.beside(period)
    return page(
        request,
        site,
        "figures",
        who=who,
        kind=periods.kind_of(period),
        kinds={"month": "月", "week": "周", "day": "日"},
        present={kind: write(now) for kind, write in periods.KINDS.items()},
        before=before,
        after=after if periods.bounds(after)[0] <= now else "",
        HIGH_IS_BAD=HIGH_IS_BAD,
        **values(site, who.actor, period, now),
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """A figure opened: what it is called, how many it says, its parts by department, and a page of its cases."""

    label: str
    said: str
    rate: dict[str, Any] | None
    rows: list[CaseRow]
    goes_on: Place | None


@router.get("/figures/cases")
def cases(request: Request, site: Here, who: Reader) -> Response:
    """The cases behind one figure, as far as this person may see them, and the figure by department."""
    fields = {name: request.query_params.get(name, "") for name in ("kind", "name", "period", "department", "missed")}
    now = site.clock()
    asked = Asked(fields["kind"], fields["name"], fields["department"], bool(fields["missed"]))
    period = fields["period"] or periods.month_of(now)
    after = read_place(request.query_params.get("after", ""))
    found = _overdue(site, who, asked, now, after) if asked.kind == "overdue" else None
    found = found or _of_period(site, who, asked, period, now, after)
    with site.database.read() as session:
        clocks = pressing(session, [row.id for row in found.rows])
    return page(
        request,
        site,
        "figures_cases",
        who=who,
        asked=asked,
        found=found,
        period=period,
        words="" if asked.kind == "overdue" else periods.in_words(period),
        opens=who.may(*CASE_READERS),
        clocks={case_id: shown(clock, site.pack, now) for case_id, clock in clocks.items()},
        link=link,
        more=address("/figures/cases", fields, after=written_place(found.goes_on)) if found.goes_on else "",
    )


def _overdue(site: Site, who: Visitor, asked: Asked, now: datetime, after: Place | None) -> Opened:
    with site.database.read() as session:
        rows, goes_on = figure_page.overdue(session, who.actor, asked.department, now, limit=PAGE, after=after)
        counts = dict(overdue_now(session))
    name = "" if asked.department == NOBODY else asked.department
    count = counts.get(name, 0) if asked.department else sum(counts.values())
    return Opened("现在超期", f"{count} 件", None, rows, goes_on)


def _of_period(site: Site, who: Visitor, asked: Asked, period: str, now: datetime, after: Place | None) -> Opened:
    span = Period(*periods.bounds(period), now)
    with site.database.read() as session:
        rows = figure_page.behind(session, who.actor, asked, span, limit=PAGE + 1, after=after)
    if rows is None:
        raise Refused("not_found", "没有这项指标。请从指标页重新进入。")
    content, _ = sheet(site.database, period, now)
    rate = content["rates"][asked.name] if asked.kind == "rate" else None
    goes_on = rows[PAGE - 1].key if len(rows) > PAGE else None
    return Opened(label_of(asked), said(asked, content), rate, rows[:PAGE], goes_on)


def label_of(asked: Asked) -> str:
    """The figure's name."""
    if asked.kind == "rate":
        return LABELS[asked.name]
    return f"{STAGES[asked.name]}用时" if asked.kind == "stage" else TOTALS.get(asked.name, f"{asked.name}色事项")


def said(asked: Asked, content: dict[str, Any]) -> str:
    """How many the kept sheet counts behind the figure."""
    wanted = "" if asked.department == NOBODY else asked.department
    if asked.kind == "total":
        return f"{content['totals'].get(asked.name, 0)} 件"
    if asked.kind == "stage":
        key = (asked.name, wanted)
        return f"{sum(each['cases'] for each in content['stages'] if (each['step'], each['department']) == key)} 件"
    rate = content["rates"][asked.name]
    counts = [rate] if not asked.department else [each for each in rate["departments"] if each["department"] == wanted]
    part, whole = sum(each["part"] for each in counts), sum(each["whole"] for each in counts)
    return f"{whole - part} 项" if asked.missed else f"{part} / {whole} 项"
