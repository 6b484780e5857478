"""The list of cases: filters in the address, newest first, a page at a time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from monitor.indexing import words_asked
from store.case_list import CaseFilter, list_rows, pressing
from web.addresses import address, read_place, written_place
from web.clock_words import shown
from web.move_forms import departments
from web.navigation import CASE_READERS
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here
from web.state_words import GROUPS

router = APIRouter()
Reader = Annotated[Visitor, Depends(with_role(*CASE_READERS))]
PAGE = 50
FILTERS = ("group", "severity", "lead", "channel", "q", "overdue")


@router.get("/cases")
def show(request: Request, site: Here, who: Reader) -> Response:
    """One page of the list."""
    asked = request.query_params
    fields = {name: asked.get(name, "") for name in FILTERS}
    wanted = CaseFilter(
        states=GROUPS.get(fields["group"], ()),
        severity=fields["severity"],
        lead=fields["lead"],
        channel=fields["channel"],
        query=fields["q"].strip(),
        words=(words := tuple(words_asked(fields["q"]))),
        overdue=bool(fields["overdue"]),
    )
    now = site.clock()
    with site.database.read() as session:
        rows = list_rows(session, who.actor, wanted, now, after=read_place(asked.get("after", "")), limit=PAGE + 1)
        clocks = pressing(session, [row.id for row in rows[:PAGE]])
    return page(
        request,
        site,
        "cases",
        who=who,
        rows=rows[:PAGE],
        more=address("/cases", fields, after=written_place(rows[PAGE - 1].key)) if len(rows) > PAGE else "",
        clocks={case_id: shown(clock, site.pack, now) for case_id, clock in clocks.items()},
        fields=fields,
        words=words,
        groups=GROUPS,
        departments=departments(site.pack),
    )
