"""New sources: one by its address, tested before it is added, or many by a pasted list."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from errors import BadInput
from monitor.probe import Probed
from monitor.source_file import rows_of
from store import source_page
from web.forms import Posted
from web.rendering import page
from web.sessions import Visitor, with_role
from web.site import Here, Site
from web.source_forms import KINDS, NAMES, SourceForm, read_form, tested, written_settings

router = APIRouter()
Keeper = Annotated[Visitor, Depends(with_role("system_admin"))]
PASTED = "粘贴的内容"


@router.get("/sources/new")
def show(request: Request, site: Here, who: Keeper) -> Response:
    """The empty form."""
    empty = dict.fromkeys(NAMES, "") | {"kind": "feed", "media_level": "local"}
    return _form(request, site, who, SourceForm(empty), None)


@router.post("/sources/new")
def make(request: Request, site: Here, who: Keeper, form: Posted) -> Response:
    """Test the address and fill in what was found, or add the source."""
    given = read_form(form, site.clock())
    if form.text("do") == "test":
        found = tested(site, given.fields["url"]) if "url" not in given.wrong else None
        return _form(request, site, who, _filled(given, found), found)
    if given.row is None:
        return _form(request, site, who, given, None)
    with site.database.write() as session:
        added = source_page.add(session, who.actor, [given.row], site.clock())
    if not added:
        given.wrong["url"] = "这个地址已经是一个信源"
        return _form(request, site, who, given, None)
    return RedirectResponse(f"/sources/{added[0]}?done=added", 303)


def _filled(given: SourceForm, found: Probed | None) -> SourceForm:
    """What was typed, with what the test found where nothing was typed."""
    if found is None:
        return given
    fields = dict(given.fields)
    if found.kind:
        fields |= {"kind": found.kind, "url": found.url, "settings": written_settings(found.settings)}
        fields["name"] = fields["name"] or found.title
    return SourceForm(fields)


def _form(request: Request, site: Site, who: Visitor, given: SourceForm, found: Probed | None) -> Response:
    status = 422 if given.wrong else 200
    return page(
        request,
        site,
        "source_new",
        who=who,
        status=status,
        fields=given.fields,
        wrong=given.wrong,
        found=found,
        kinds=KINDS,
    )


@router.get("/sources/import")
def paste(request: Request, site: Here, who: Keeper) -> Response:
    """The form for many at once."""
    return page(request, site, "source_import", who=who, text="", why="", rows=None)


@router.post("/sources/import")
def take(request: Request, site: Here, who: Keeper, form: Posted) -> Response:
    """Check all rows; add all of them, or none if one is wrong."""
    text = form.text("text")
    try:
        if not text:
            raise BadInput("还没有粘贴内容")
        rows = rows_of(text.encode(), PASTED, site.clock(), is_csv=not text.lstrip("\ufeff").startswith("<"))
        if not rows:
            raise BadInput("里面没有信源")
    except BadInput as error:
        place = f"第 {error.line} 行：" if error.line else ""
        why = f"{place}{error.why}。什么都没有添加。"
        return page(request, site, "source_import", who=who, status=422, text=text, why=why, rows=None)
    if form.text("do") != "save":
        return page(request, site, "source_import", who=who, text=text, why="", rows=rows)
    with site.database.write() as session:
        added = source_page.add(session, who.actor, rows, site.clock())
    return RedirectResponse(f"/sources?added={len(added)}", 303)
