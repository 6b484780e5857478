"""One published reply: the question in one's own words, what was done, by whom, when, and what came before."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import Response

from store import public_page
from web.public_places import Served
from web.public_rendering import answer, missing, render
from web.public_values import clean, shown
from web.site import Here

router = APIRouter()


@router.get("/public/replies/{slug}")
def show(request: Request, site: Here, slug: str) -> Response:
    """The page of a reply; what is not public answers as what does not exist, what was taken off says so."""
    with site.database.read() as session:
        found = public_page.opened(session, slug)
        gone = found is None and public_page.was_withdrawn(session, slug)
    if found is None:
        return missing(request, site, gone=gone)
    found = replace(found, reply=clean(found.reply), others=shown(found.others))
    return answer(request, render(site, "public_reply", Served(), found=found))
