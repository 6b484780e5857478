"""One source: how it is watched, when it was not, its latest visits; its administrator edits, pauses and tests it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from errors import BadInput, Refused
from monitor.probe import Probed
from monitor.watching import STATE_WORDS, WATCHED
from store import source_page
from web.forms import Posted
from web.navigation import SOURCE_READERS
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here, Site
from web.source_forms import KINDS, fields_of, read_form, tested

router = APIRouter()
Reader = Annotated[Visitor, Depends(with_role(*SOURCE_READERS))]
Keeper = Annotated[Visitor, Depends(with_role("system_admin"))]
DONE = {
    "added": "信源已添加，几秒内开始第一次读取。",
    "saved": "改动已保存，马上重读一次。",
    "paused": "已暂停：从现在起没人看这里。",
    "resumed": "已恢复。",
    "soon": "已排到最前，按对方网站的间隔读取。",
}
OUTCOMES = {"read": "读到新内容", "unchanged": "内容没变", "not_modified": "对方说没有变化", "failed": "失败"}


@router.get("/sources/{source_id}")
def show(request: Request, site: Here, who: Reader, source_id: int) -> Response:
    """The source with its history."""
    return _page(request, site, who, source_id, said=DONE.get(request.query_params.get("done", ""), ""))


@router.post("/sources/{source_id}")
def change(request: Request, site: Here, who: Keeper, source_id: int, form: Posted) -> Response:
    """Test it as it is typed, or save what was typed."""
    given = read_form(form, site.clock())
    if form.text("do") == "test" and "url" not in given.wrong:
        return _page(request, site, who, source_id, fields=given.fields, found=tested(site, given.fields["url"]))
    wrong = given.wrong
    if given.row is not None:
        try:
            with site.database.write() as session:
                source_page.edit(session, who.actor, source_id, form.number("version"), given.row, site.clock())
            return RedirectResponse(f"/sources/{source_id}?done=saved", 303)
        except BadInput as error:
            wrong = {error.field or "url": error.why}
    return _page(request, site, who, source_id, fields=given.fields, wrong=wrong)


@router.post("/sources/{source_id}/{what}")
def switch(request: Request, site: Here, who: Keeper, source_id: int, what: str, form: Posted) -> Response:
    """Pause, resume, or visit soon."""
    now, reason = site.clock(), form.text("reason")
    try:
        with site.database.write() as session:
            if what == "soon":
                source_page.visit_soon(session, who.actor, source_id, now)
            elif what in ("paused", "resumed"):
                source_page.switch(session, who.actor, source_id, enabled=what == "resumed", reason=reason, now=now)
            else:
                raise Refused("not_found", "没有这一步。")
    except BadInput as error:
        return _page(request, site, who, source_id, wrong={error.field or "reason": error.why})
    return RedirectResponse(f"/sources/{source_id}?done={what}", 303)


def _page(
    request: Request,
    site: Site,
    who: Visitor,
    source_id: int,
    *,
    said: str = "",
    fields: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    found: Probed | None = None,
) -> Response:
    with site.database.read() as session:
        source = source_page.source_named(session, source_id)
        stretches = source_page.stretches_of(session, source_id, 30)
        visits = source_page.visits_of(session, source_id, 20)
    return page(
        request,
        site,
        "source_one",
        who=who,
        status=422 if wrong else 200,
        source=source,
        stretches=stretches,
        visits=visits,
        said=said,
        fields=fields or fields_of(source),
        editing=fields is not None,
        wrong=wrong or {},
        found=found,
        kinds=KINDS,
        outcomes=OUTCOMES,
        state_words=STATE_WORDS,
        watched=WATCHED,
    )
