"""The department desk: mine, with lights and time left in words, what is due first on top."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from store.department_desk import promises_due, work_of
from web.clock_words import shown
from web.navigation import DIVISION
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here

router = APIRouter()
OfDepartment = Annotated[Visitor, Depends(with_role(*DIVISION))]
PROMISES_AHEAD = timedelta(days=14)


@router.get("/department")
def show(request: Request, site: Here, who: OfDepartment) -> Response:
    """All open tasks of this person's department."""
    now = site.clock()
    with site.database.read() as session:
        mine = work_of(session, who.actor, who.actor.department, now)
        promises = promises_due(session, who.actor.department, now + PROMISES_AHEAD)
    clocks = {each.case.id: shown(each.clock, site.pack, now) for each in mine.tasks if each.clock}
    return page(request, site, "department", who=who, work=mine, clocks=clocks, promises=promises)
