"""Keys of the API: made with scopes and an end, shown once, revoked at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from errors import BadInput
from store import log, people, people_page, tokens
from web.admin_places import admin_page
from web.forms import Form, Posted
from web.sessions import Visitor, with_role
from web.site import Here, Site

router = APIRouter()
Guard = Annotated[Visitor, Depends(with_role("security_admin"))]
LENGTHS = {"90": "90 天", "365": "一年", "": "不限期"}


@router.get("/admin/keys")
def show(request: Request, site: Here, who: Guard) -> Response:
    """All keys and the form for a new one."""
    return _page(request, site, who)


@router.post("/admin/keys")
def make(request: Request, site: Here, who: Guard, form: Posted) -> Response:
    """Make a key and show it this once."""
    try:
        secret = _made(site, who, form)
    except BadInput as error:
        return _page(request, site, who, form=form, wrong={error.field or "name": error.why})
    return _page(request, site, who, secret=secret)


@router.post("/admin/keys/{key_id}/revoke")
def revoke(site: Here, who: Guard, key_id: int, form: Posted) -> Response:
    """The key opens nothing from now on."""
    with site.database.write() as session:
        tokens.revoke(session, key_id, site.clock())
        log.append(session, who.actor, "key_revoked", "token", key_id, site.clock(), reason=form.text("reason"))
    return RedirectResponse("/admin/keys", 303)


def _made(site: Site, who: Visitor, form: Form) -> str:
    name, scopes, now = form.text("name"), form.all("scopes"), site.clock()
    days, person = form.text("days"), form.text("person")
    if not 0 < len(name) <= 60:
        raise BadInput("请写明这把密钥给谁用（60 字以内）", field="name")
    if not scopes or not set(scopes) <= set(tokens.SCOPES):
        raise BadInput("至少选一种用途", field="scopes")
    if days not in LENGTHS:
        raise BadInput("没有这个期限", field="days")
    with site.database.write() as session:
        user = people.user_named(session, person) if person else None
        if person and user is None:
            raise BadInput("没有这个登录名", field="person")
        if "cases:read" in scopes and user is None:
            raise BadInput("读取事项要写明以谁的身份：他看得见什么，密钥就看得见什么", field="person")
        ends = now + timedelta(days=int(days)) if days else None
        secret = tokens.add_token(session, name, scopes, now, user_id=user.id if user else None, expires_at=ends)
        after = {"name": name, "scopes": sorted(scopes), "person": person, "expires_at": ends}
        log.append(session, who.actor, "key_added", "token", None, now, after=after)
    return secret


def _page(
    request: Request,
    site: Site,
    who: Visitor,
    *,
    form: Form | None = None,
    wrong: dict[str, str] | None = None,
    secret: str = "",
) -> Response:
    with site.database.read() as session:
        keys = people_page.keys(session)
    return admin_page(
        request,
        site,
        "keys",
        who,
        status=422 if wrong else 200,
        keys=keys,
        scopes=tokens.SCOPES,
        lengths=LENGTHS,
        typed={name: form.text(name) for name in ("name", "days", "person")} if form else {"days": "365"},
        chosen=form.all("scopes") if form else [],
        wrong=wrong or {},
        secret=secret,
    )
