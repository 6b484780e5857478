"""The front door: each person lands on their own desk; the light or dark of the pages."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from web.forms import Posted
from web.navigation import first_page
from web.rendering import THEME_COOKIE
from web.sessions import Who, own_address, set_cookie
from web.site import Here

router = APIRouter()
YEAR_S = 365 * 24 * 3600


@router.get("/")
def home(who: Who) -> Response:
    """Go to the desk of this person; at the first sign-in by way of the tour."""
    return RedirectResponse(first_page(who.actor) if who.toured else "/tour", 303)


@router.post("/theme")
def theme(request: Request, site: Here, form: Posted) -> Response:
    """Keep light or dark in a cookie; anything else follows the system again."""
    response = RedirectResponse(own_address(form.text("next")), 303)
    chosen = form.text("theme")
    set_cookie(response, site, THEME_COOKIE, chosen if chosen in ("light", "dark") else "", seconds=YEAR_S)
    return response
