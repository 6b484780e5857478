"""Why this department: the rule, the duty line, the words, and what else was possible."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from errors import Refused
from store import why
from web.navigation import CASE_READERS, DESK
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here, Site

router = APIRouter()
OnDesk = Annotated[Visitor, Depends(with_role(*DESK))]
Reader = Annotated[Visitor, Depends(with_role(*CASE_READERS))]


@router.get("/why/candidates/{candidate_id}")
def of_candidate(request: Request, site: Here, who: OnDesk, candidate_id: int) -> Response:
    """The grounds of a proposal on the desk."""
    with site.database.read() as session:
        found = why.of_candidate(session, who.actor, candidate_id)
    return _page(request, site, who, found)


@router.get("/why/cases/{case_id}")
def of_case(request: Request, site: Here, who: Reader, case_id: int) -> Response:
    """The grounds of a case's department."""
    with site.database.read() as session:
        found = why.of_case(session, who.actor, case_id)
    return _page(request, site, who, found)


def _page(request: Request, site: Site, who: Visitor, found: why.Why | None) -> Response:
    if found is None:
        raise Refused("not_found", "没有这一项，或者您无权查看。")
    department = site.pack.department_by_name.get(found.lead)
    return page(request, site, "why", who=who, found=found, duties=department.duties if department else [])
