"""The leadership page: five figures, what is overdue, how long the stages take; every figure opens to its cases."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from errors import Refused
from reports import periods
from reports.figures import LABELS, STAGES, sheet
from store.case_list import pressing
from store.figure_page import Asked, Behind, behind
from store.figures import Period
from web.addresses import address
from web.clock_words import shown
from web.figure_values import HIGH_IS_BAD, link, values
from web.navigation import CASE_READERS, FIGURE_READERS
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here, Site

router = APIRouter()
Reader = Annotated[Visitor, Depends(with_role(*FIGURE_READERS))]
PAGE = 50
MOST_PAGES = 200
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


@router.get("/figures/cases")
def cases(request: Request, site: Here, who: Reader) -> Response:
    """The cases behind one figure, as this person may see them, and the figure by department."""
    fields = {name: request.query_params.get(name, "") for name in ("kind", "name", "period", "department", "missed")}
    now = site.clock()
    period = fields["period"] or periods.month_of(now)
    span = Period(*periods.bounds(period), now)
    asked = Asked(fields["kind"], fields["name"], fields["department"], bool(fields["missed"]))
    number = _page_number(request.query_params.get("page", ""))
    with site.database.read() as session:
        found = behind(session, who.actor, asked, span, limit=PAGE, skip=(number - 1) * PAGE)
        if found is None:
            raise Refused("not_found", "没有这项指标。请从指标页重新进入。")
        clocks = pressing(session, [row.id for row in found.rows])
    more = number * PAGE < found.seen and number < MOST_PAGES
    return page(
        request,
        site,
        "figures_cases",
        who=who,
        asked=asked,
        found=found,
        fields=fields,
        period=period,
        words="" if asked.kind == "overdue" else periods.in_words(period),
        label=label_of(asked),
        rate=_rate(site, asked, period, now),
        opens=who.may(*CASE_READERS),
        clocks={case_id: shown(clock, site.pack, now) for case_id, clock in clocks.items()},
        link=link,
        said=seen_words(found),
        more=address("/figures/cases", fields, page=number + 1) if more else "",
    )


def label_of(asked: Asked) -> str:
    """The figure's name."""
    if asked.kind == "rate":
        return LABELS[asked.name]
    if asked.kind == "stage":
        return f"{STAGES[asked.name]}用时"
    return "现在超期" if asked.kind == "overdue" else TOTALS.get(asked.name, f"{asked.name}色事项")


def seen_words(found: Behind) -> str:
    """How many cases there are, and how many of them this person may open."""
    if found.seen == found.all:
        return f"{found.all} 件事项"
    return f"{found.all} 件事项，其中您能查看 {found.seen} 件"


def _rate(site: Site, asked: Asked, period: str, now: Any) -> dict[str, Any] | None:
    if asked.kind != "rate":
        return None
    content, _ = sheet(site.database, period, now)
    rate: dict[str, Any] = content["rates"][asked.name]
    return rate


def _page_number(word: str) -> int:
    return min(max(int(word), 1), MOST_PAGES) if word.isascii() and word.isdigit() and len(word) < 6 else 1
