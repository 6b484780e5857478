"""The wall screen: the figures of this month, bigger; it asks again every minute by itself, without any script."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from reports import periods
from web.figure_values import values
from web.navigation import FIGURE_READERS
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here

router = APIRouter()
Reader = Annotated[Visitor, Depends(with_role(*FIGURE_READERS))]
EVERY_S = 60


@router.get("/wall")
def show(request: Request, site: Here, who: Reader, period: str = "") -> Response:
    """Everything on one screen; titles of cases only as far as this person may see them."""
    now = site.clock()
    shown = values(site, who.actor, period or periods.month_of(now), now)
    answer = page(request, site, "wall", who=who, **shown)
    # As a header: a page that reloads by its own markup is an obstacle that checkers of accessibility report.
    answer.headers["refresh"] = str(EVERY_S)
    return answer
