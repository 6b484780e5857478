"""Who asks: the session cookie, the person behind it, and what pages demand of them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from fastapi.responses import Response

from errors import Refused
from store import notice_page, sign_ins
from store.actors import Actor
from web.site import Here, Site

COOKIE = "huiying"
FORM_COOKIE = "huiying_form"


@dataclass(frozen=True)
class Visitor:
    """A signed-in person and the secret of their browser session."""

    actor: Actor
    name: str
    secret: str
    toured: bool
    unread: int = 0

    def may(self, *roles: str) -> bool:
        """True if the person holds one of the roles (asked by templates)."""
        return self.actor.has(*roles)


class GoTo(Exception):
    """Send the browser to another page of ours instead of answering."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def own_address(address: str | None, otherwise: str = "/") -> str:
    """`address` if it is a path of this site, else `otherwise`: nobody is sent to a foreign page."""
    text = address or ""
    plain = text.startswith("/") and not text.startswith(("//", "/\\")) and "\\" not in text
    if not plain or any(ord(letter) < 32 for letter in text):
        return otherwise
    parts = urlsplit(text)
    return text if not parts.scheme and not parts.netloc else otherwise


def form_token(secret: str) -> str:
    """A token for forms of this browser: fresh salt, and a digest that only who knows the secret can make.

    The salt makes each answer differ, so that compression tells nothing about the token.
    """
    salt = secrets.token_hex(8)
    return f"{salt}.{_digest(secret, salt)}"


def token_fits(secret: str, token: str) -> bool:
    """True if `token` was made for this browser."""
    salt, _, digest = token.partition(".")
    return hmac.compare_digest(_digest(secret, salt).encode(), digest.encode())


def _digest(secret: str, salt: str) -> str:
    return hmac.new(secret.encode(), f"form {salt}".encode(), hashlib.sha256).hexdigest()[:32]


def set_cookie(response: Response, site: Site, name: str, value: str, *, seconds: int | None = None) -> None:
    """Set a cookie that scripts cannot read and other sites do not send."""
    response.set_cookie(
        name, value, max_age=seconds, httponly=True, samesite="lax", secure=site.settings.secure_cookies, path="/"
    )


def visitor_or_none(request: Request, site: Here) -> Visitor | None:
    """The person behind the request's cookie, if the session lives."""
    secret = request.cookies.get(COOKIE, "")
    if not secret:
        return None
    now = site.clock()
    with site.database.read() as session:
        found = sign_ins.signed_in(session, secret, now)
        unread = notice_page.unread(session, found[0].actor) if found else 0
    if found is None:
        return None
    who, touch_due = found
    if touch_due:
        with site.database.write() as session:
            sign_ins.touch(session, secret, now)
    request.state.must_change = who.must_change
    return Visitor(who.actor, who.name, secret, who.toured, unread)


async def visitor(request: Request, who: Annotated[Visitor | None, Depends(visitor_or_none)]) -> Visitor:
    """The signed-in person; others go to the sign-in page, and who must change the password does that first."""
    if who is None:
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        raise GoTo("/sign-in" if here == "/" or request.method != "GET" else f"/sign-in?next={quote(here, safe='')}")
    if request.state.must_change and request.url.path not in ("/password", "/sign-out"):
        raise GoTo("/password")
    return who


Who = Annotated[Visitor, Depends(visitor)]


def with_role(*roles: str) -> Callable[[Visitor], Awaitable[Visitor]]:
    """A dependency that lets only holders of one of the roles in; raises Refused for others."""

    async def check(who: Who) -> Visitor:
        if not who.actor.has(*roles):
            raise Refused("role", "您的角色不能看这一页。需要的话，请安全管理员调整您的角色。")
        return who

    return check
