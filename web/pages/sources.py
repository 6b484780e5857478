"""All sources: those that are not watched on top, each with its state, since when, and what comes from it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from monitor.watching import STATE_WORDS, WATCHED
from store.source_page import SourceFilter, counts, page_of
from web.addresses import address
from web.navigation import SOURCE_READERS
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here
from web.source_forms import KINDS

router = APIRouter()
Reader = Annotated[Visitor, Depends(with_role(*SOURCE_READERS))]
PAGE = 60
FILTERS = ("q", "state", "kind")


@router.get("/sources")
def show(request: Request, site: Here, who: Reader) -> Response:
    """One page of the list."""
    fields = {name: request.query_params.get(name, "") for name in FILTERS}
    wanted = SourceFilter(fields["q"].strip(), fields["state"], fields["kind"])
    after = read_place(request.query_params.get("after", ""))
    with site.database.read() as session:
        states, paused = counts(session)
        rows = page_of(session, wanted, WATCHED, after=after, limit=PAGE + 1)
    more, added = "", request.query_params.get("added", "")
    if len(rows) > PAGE:
        rank, last = rows[PAGE - 1][0]
        more = address("/sources", fields, after=f"{rank}_{last}")
    return page(
        request,
        site,
        "sources",
        who=who,
        rows=[source for _, source in rows[:PAGE]],
        more=more,
        fields=fields,
        states=states,
        paused=paused,
        state_words=STATE_WORDS,
        watched=WATCHED,
        kinds=KINDS,
        added=int(added) if added.isascii() and added.isdigit() and len(added) < 7 else None,
        unwatched=sum(number for state, number in states.items() if state not in WATCHED),
    )


def read_place(word: str) -> tuple[int, int] | None:
    """The place written in an address, None if it is not one."""
    rank, _, last = word.partition("_")
    good = all(part.isascii() and part.isdigit() and len(part) < 16 for part in (rank, last))
    return (int(rank), int(last)) if good else None
