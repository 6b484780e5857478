"""The door to administration: each of the separate administrators lands on the first page of theirs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, Response

from web.admin_places import AUDITOR, GUARD, OFFICE, places_for
from web.sessions import Visitor, with_role

router = APIRouter()
Administrator = Annotated[Visitor, Depends(with_role(*(OFFICE | GUARD | AUDITOR)))]


@router.get("/admin")
def door(who: Administrator) -> Response:
    """Go to the first page that this person administers."""
    return RedirectResponse(places_for(who.actor)[0].address, 303)
