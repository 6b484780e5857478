"""Sign in and out: the password once, then a session cookie."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from store import people, sign_ins
from web.forms import Posted
from web.rendering import page
from web.sessions import COOKIE, Visitor, own_address, set_cookie, visitor_or_none
from web.site import Here, Site
from web.wording import span

router = APIRouter()
WRONG = "登录名或密码不对。"


@router.get("/sign-in")
def show(request: Request, site: Here, who: Annotated[Visitor | None, Depends(visitor_or_none)]) -> Response:
    """The sign-in form; who is signed in already goes on."""
    goal = own_address(request.query_params.get("next"))
    if who is not None:
        return RedirectResponse(goal, 303)
    return page(request, site, "sign_in", goal=goal, name="", why="")


@router.post("/sign-in")
def sign_in(request: Request, site: Here, form: Posted) -> Response:
    """Check name and password; a wrong one waits longer each time, and does not say which of the two was wrong."""
    name, goal = form.text("name"), own_address(form.text("next"))
    user_id, why = _checked(site, name, form.raw("password"))
    if user_id is None:
        return page(request, site, "sign_in", status=403, goal=goal, name=name, why=why)
    secret = secrets.token_urlsafe(32)
    with site.database.write() as session:
        sign_ins.open_sign_in(session, user_id, secret, site.clock())
    response = RedirectResponse(goal, 303)
    set_cookie(response, site, COOKIE, secret, seconds=int(sign_ins.LONGEST.total_seconds()))
    return response


@router.post("/sign-out")
def sign_out(request: Request, site: Here, form: Posted) -> Response:
    """End the session on both sides."""
    with site.database.write() as session:
        sign_ins.close_sign_in(session, request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


def _checked(site: Site, name: str, password: str) -> tuple[int | None, str]:
    """(user id, "") if the password fits, else (None, what to tell). A locked name is not even tried."""
    now = site.clock()
    with site.database.read() as session:
        user = people.user_named(session, name)
    if user is not None and user.locked_until is not None and user.locked_until > now:
        return None, f"错误次数太多，请 {span(user.locked_until - now)}后再试，或请安全管理员重置密码。"
    fits = site.passwords.fits(user.password_hash if user else None, password)
    if user is None or not user.active or not fits:
        if user is not None and not fits:
            with site.database.write() as session:
                sign_ins.note_failure(session, user.id, now)
        return None, WRONG
    return user.id, ""
