"""Search over all items and cases by Chinese words, hits marked, newest first."""

from __future__ import annotations

from datetime import timedelta
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
MANY_CASES = 60
KINDS = {"": "事项和信息", "cases": "只看事项", "items": "只看信息"}
LENGTHS = {"": "不限时间", "1": "一天内", "7": "七天内", "30": "三十天内", "365": "一年内"}


@router.get("/search")
def show(request: Request, site: Here, who: Searcher) -> Response:
    """One page of hits."""
    fields = {name: request.query_params.get(name, "") for name in ("q", "kind", "days")}
    words, kind = words_asked(fields["q"]), fields["kind"] if fields["kind"] in KINDS else ""
    since = site.clock() - timedelta(days=int(fields["days"])) if fields["days"] in LENGTHS and fields["days"] else None
    below = request.query_params.get("below", "")
    start = int(below) if below.isascii() and below.isdigit() and len(below) < 16 else None
    hits, cases = Hits([], None), []
    if words:
        with site.database.read() as session:
            if kind != "cases":
                hits = item_hits(session, who.actor, words, start, PAGE, since=since)
            if kind != "items" and start is None:
                most = MANY_CASES if kind == "cases" else CASES
                cases = case_hits(session, who.actor, words, most, since=since)
    return page(
        request,
        site,
        "search",
        who=who,
        asked=fields["q"],
        fields=fields,
        kinds=KINDS,
        lengths=LENGTHS,
        words=words,
        hits=hits.items,
        cases=cases,
        more=address("/search", fields, below=hits.below) if hits.below else "",
    )
