"""Search over all items and cases by Chinese words, hits marked, newest first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from monitor.indexing import words_asked
from store.search_page import Hits, case_hits, item_hits
from web.addresses import address
from web.navigation import DESK, REVIEWERS
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here

router = APIRouter()
Searcher = Annotated[Visitor, Depends(with_role(*(DESK | REVIEWERS)))]
PAGE = 30
CASES = 10


@router.get("/search")
def show(request: Request, site: Here, who: Searcher) -> Response:
    """One page of hits."""
    asked = request.query_params.get("q", "")
    below = request.query_params.get("below", "")
    words = words_asked(asked)
    hits, cases = Hits([], None), []
    if words:
        with site.database.read() as session:
            start = int(below) if below.isascii() and below.isdigit() and len(below) < 16 else None
            hits = item_hits(session, who.actor, words, start, PAGE)
            cases = case_hits(session, who.actor, words, CASES) if start is None else []
    more = address("/search", {"q": asked}, below=hits.below) if hits.below else ""
    return page(request, site, "search", who=who, asked=asked, words=words, hits=hits.items, cases=cases, more=more)
