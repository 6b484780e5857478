"""Change one's own password; the first sign-in leads here."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from errors import BadInput
from store import people, sign_ins
from web.forms import Form, Posted
from web.passwords import check_password
from web.rendering import page
from web.sessions import COOKIE, Visitor, Who, set_cookie
from web.site import Here, Site

router = APIRouter()


@router.get("/password")
def show(request: Request, site: Here, who: Who) -> Response:
    """The form for a new password."""
    return page(request, site, "password", who=who, first=request.state.must_change, why="")


@router.post("/password")
def change(request: Request, site: Here, who: Who, form: Posted) -> Response:
    """Store the new password; all other sessions of the person end, this one goes on under a new secret."""
    try:
        password = _new_password(site, who, form)
    except BadInput as error:
        return page(request, site, "password", who=who, status=422, first=request.state.must_change, why=error.why)
    secret = secrets.token_urlsafe(32)
    with site.database.write() as session:
        people.set_password(session, who.actor.id or 0, site.passwords.hash(password), must_change=False)
        sign_ins.open_sign_in(session, who.actor.id or 0, secret, site.clock())
    response = RedirectResponse("/", 303)
    set_cookie(response, site, COOKIE, secret, seconds=int(sign_ins.LONGEST.total_seconds()))
    return response


def _new_password(site: Site, who: Visitor, form: Form) -> str:
    old, new = form.raw("old"), form.raw("password")
    with site.database.read() as session:
        user = people.user_named(session, who.name)
    if user is None or not site.passwords.fits(user.password_hash, old):
        raise BadInput("现在的密码不对", field="old")
    if new != form.raw("again"):
        raise BadInput("两次输入的新密码不一样", field="again")
    if new == old:
        raise BadInput("新密码不能和现在的一样", field="password")
    return check_password(new, who.name)
