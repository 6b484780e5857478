"""The public page: published replies by topic and month, and search; no sign-in, no script, no cookies."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from store import public_page
from web.addresses import address, read_place, written_place
from web.public_places import Served
from web.public_rendering import CACHED, answer, render
from web.public_values import KeptShelves, month_words, shown, wanted
from web.site import Here

router = APIRouter()
PAGE = 20
ROBOTS = "User-agent: *\nAllow: /public/\nAllow: /assets/\nDisallow: /\n"


@router.get("/public/")
def show(request: Request, site: Here, topic: str = "", month: str = "", q: str = "", after: str = "") -> Response:
    """A page of the list."""
    asked = wanted(topic, month, q)
    month = month if asked.since else ""
    with site.database.read() as session:
        rows = public_page.replies(session, asked, after=read_place(after), limit=PAGE + 1)
        shelves = kept_shelves(request).get(session)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    fields = {"topic": topic, "month": month, "q": q}
    place = written_place((0, last.published_at, last.id)) if last else ""
    text = render(
        site,
        "public_list",
        Served(),
        replies=shown(rows[:PAGE]),
        shelves=shelves,
        topic=topic,
        month=month,
        month_words=month_words,
        query=q,
        words=asked.words,
        more=address("/public/", fields, after=place) if last else "",
        SEARCHED=public_page.SEARCHED,
    )
    return answer(request, text)


@router.get("/public/privacy")
def privacy(request: Request, site: Here) -> Response:
    """How personal data is handled, and how to ask for removal."""
    return answer(request, render(site, "public_privacy", Served()))


@router.get("/public")
def without_slash() -> Response:
    """The list stands at /public/."""
    return RedirectResponse("/public/", 308)


@router.get("/")
def front() -> Response:
    """Where only the public pages are served, they are the front door (the console's own route comes first)."""
    return RedirectResponse("/public/", 307)


@router.get("/robots.txt")
def robots() -> Response:
    """The public pages may be found, the console may not."""
    return PlainTextResponse(ROBOTS, headers={"cache-control": CACHED})


def kept_shelves(request: Request) -> KeptShelves:
    """The shelves that this process has counted."""
    state = request.app.state
    if not hasattr(state, "public_shelves"):
        state.public_shelves = KeptShelves()
    return cast(KeptShelves, state.public_shelves)
