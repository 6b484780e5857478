"""How suggestions were taken up, and consultations with their tables of adoption."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from store import public_consultations, public_page
from store.public_page import Wanted
from web.addresses import address, read_place, written_place
from web.public_places import Served
from web.public_rendering import answer, missing, render
from web.public_values import citizens, shown
from web.site import Here

router = APIRouter()
PAGE = 50


@router.get("/public/adoption")
def adoption(request: Request, site: Here, after: str = "") -> Response:
    """The table: suggestion, taken up or not, what was done, by whom, when."""
    with site.database.read() as session:
        rows = public_page.replies(session, Wanted(suggestions=True), after=read_place(after), limit=PAGE + 1)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    more = address("/public/adoption", {}, after=written_place((0, last.published_at, last.id))) if last else ""
    return answer(request, render(site, "public_adoption", Served(), replies=shown(rows[:PAGE]), more=more))


@router.get("/public/consultations")
def consultations(request: Request, site: Here) -> Response:
    """All consultations that have begun."""
    now = site.clock()
    with site.database.read() as session:
        rows = public_consultations.announced(session, now)
    return answer(request, render(site, "public_consultations", Served(), rows=rows, now=now))


@router.get("/public/consultations/{consultation_id}")
def consultation(request: Request, site: Here, consultation_id: int) -> Response:
    """One consultation: the draft by clause, and the answers once they are published."""
    now = site.clock()
    with site.database.read() as session:
        table = public_consultations.table(session, consultation_id, now)
    if table is None:
        return missing(request, site)
    return answer(request, render(site, "public_consultation", Served(), table=table, now=now, citizens=citizens))
