"""The unmasked original of a letter: a right of its own, a reason each time, a trace before anything is opened."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from errors import Refused
from store.originals import opened
from store.originals_page import RIGHT, masked_item, note_look
from web.forms import Posted
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here

router = APIRouter()
Entitled = Annotated[Visitor, Depends(with_role(RIGHT))]
SHORTEST = 4


@router.get("/originals/{item_id}")
def show(request: Request, site: Here, who: Entitled, item_id: int) -> Response:
    """The masked text, and the question why the original is needed."""
    with site.database.read() as session:
        item = masked_item(session, who.actor, item_id)
    return page(request, site, "original", who=who, item=item, original=None, why="", reason="")


@router.post("/originals/{item_id}")
def look(request: Request, site: Here, who: Entitled, item_id: int, form: Posted) -> Response:
    """Write the trace, then open the original for this one answer."""
    reason = form.text("reason")
    with site.database.read() as session:
        item = masked_item(session, who.actor, item_id)
    if item.original is None:
        raise Refused("not_found", "这条信息没有留存原文：网上读到的从不留，来信来电的过了保存期也会删去。")
    if len(reason) < SHORTEST:
        why = "请写明为什么要看原文，例如：联系来信人核实地址"
        return page(request, site, "original", who=who, status=422, item=item, original=None, why=why, reason=reason)
    with site.database.write() as session:
        note_look(session, who.actor, item_id, reason, site.clock())
    return page(
        request,
        site,
        "original",
        who=who,
        item=item,
        original=opened(item.original, site.secret),
        why="",
        reason=reason,
    )
