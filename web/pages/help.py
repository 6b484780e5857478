"""Help for everybody who is signed in: the words of the house, the keys, who does what, and the first tour."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from store import people
from web.forms import Posted
from web.help_words import KEYS, WORDS, grouped, tour_of
from web.navigation import first_page
from web.rendering import page
from web.sessions import Who
from web.site import Here

router = APIRouter()


@router.get("/help")
def show(request: Request, site: Here, who: Who) -> Response:
    """Words, keys and roles."""
    roles = site.pack.roles.roles
    mine = [roles[name].name for name in sorted(who.actor.roles) if name in roles]
    return page(
        request, site, "help", who=who, words=grouped(WORDS), keys=grouped(KEYS), roles=roles.values(), mine=mine
    )


@router.get("/tour")
def tour(request: Request, site: Here, who: Who) -> Response:
    """Five lines for the first sign-in; they can be read again later."""
    return page(request, site, "tour", who=who, lines=tour_of(who.actor))


@router.post("/tour")
def toured(site: Here, who: Who, form: Posted) -> Response:
    """Remember that the person has seen it, and go on to the own desk."""
    with site.database.write() as session:
        people.note_tour(session, who.actor.id or 0, site.clock())
    return RedirectResponse(first_page(who.actor), 303)
