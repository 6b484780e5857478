"""Manual entry: a phone call, a visit or an order from above becomes a case at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from errors import Refused
from routing.life import MOVES
from routing.move import Move
from web import flash
from web.forms import Posted
from web.move_forms import Given, offer_of, send
from web.navigation import DUTY
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here, Site

router = APIRouter()
OnDuty = Annotated[Visitor, Depends(with_role(*DUTY))]


@router.get("/desk/entry")
def show(request: Request, site: Here, who: OnDuty) -> Response:
    """The form for what somebody said or brought."""
    return _form(request, site, who, None)


@router.post("/desk/entry")
def register(request: Request, site: Here, who: OnDuty, form: Posted) -> Response:
    """Register the case, or show what is missing."""
    tried = send(site, who, _move(who), 0, form)
    if tried.outcome is None:
        return _form(request, site, who, tried)
    response = RedirectResponse(f"/cases/{tried.outcome.case_id}", 303)
    flash.tell_next(response, site, tried.outcome.message, tried.outcome.warnings)
    return response


def _move(who: Visitor) -> Move:
    for move in MOVES.values():
        if move.subject == "new" and who.actor.has(*move.roles):
            return move
    raise Refused("role", "您的角色不能登记事项。")


def _form(request: Request, site: Site, who: Visitor, tried: Given | None) -> Response:
    offer = offer_of(_move(who), None, site.pack)
    status = tried.status if tried else 200
    return page(request, site, "entry", who=who, status=status, offer=offer, tried=tried)
