"""My notices: what I was told, acknowledged one by one or all at once; and what could not be told."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from store import notice_page
from web.addresses import address, read_place, written_place
from web.forms import Posted
from web.navigation import ADMINISTRATORS
from web.rendering import page
from web.sessions import Who, own_address
from web.site import Here

router = APIRouter()
PAGE = 50
SEES_UNTOLD = ("office", "duty_chief", *sorted(ADMINISTRATORS))
"""Who is shown what could not be told: of cases only that something went untold, never about what."""


@router.get("/notices")
def show(request: Request, site: Here, who: Who, only: str = "") -> Response:
    """Notices of this person, newest first."""
    after = read_place(request.query_params.get("after", ""))
    with site.database.read() as session:
        rows = notice_page.mine(session, who.actor, unread=only == "unread", after=after, limit=PAGE + 1)
        unread = notice_page.unread(session, who.actor)
        untold = notice_page.untold(session, site.clock()) if who.may(*SEES_UNTOLD) else []
    more = written_place((0, rows[PAGE - 1].owed_at, rows[PAGE - 1].id)) if len(rows) > PAGE else ""
    return page(
        request,
        site,
        "notices",
        who=who,
        rows=rows[:PAGE],
        unread=unread,
        only=only,
        untold=untold,
        more=address("/notices", {"only": only}, after=more) if more else "",
        own_address=own_address,
    )


@router.post("/notices/acknowledge")
def acknowledge(site: Here, who: Who, form: Posted) -> Response:
    """Acknowledge one notice, or all that this person has been told so far."""
    up_to = form.number("up_to")
    with site.database.write() as session:
        notice_page.acknowledge(session, who.actor.id, form.number("notice"), up_to, site.clock())
    return RedirectResponse(own_address(form.text("next"), "/notices"), 303)
