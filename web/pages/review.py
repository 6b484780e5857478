"""The review queue: drafts that wait for this person's signature."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from store.review_queue import waiting
from web.clock_words import shown
from web.navigation import REVIEWERS
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here

router = APIRouter()
Reviewer = Annotated[Visitor, Depends(with_role(*REVIEWERS))]


@router.get("/review")
def show(request: Request, site: Here, who: Reviewer) -> Response:
    """What waits for this person, what is due first on top."""
    now = site.clock()
    with site.database.read() as session:
        drafts = waiting(session, who.actor)
    clocks = {each.draft_id: shown(each.clock, site.pack, now) for each in drafts if each.clock}
    return page(request, site, "review", who=who, drafts=drafts, clocks=clocks)
