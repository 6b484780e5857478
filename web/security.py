"""Walls around every answer: strict headers, same origin for what writes, a limit for what is sent.

Plain ASGI, because it must hold for every route, also for errors and for pages that are written later.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
LARGEST_BODY = 8 * 1024 * 1024
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Walls:
    """Adds HEADERS to every answer; refuses writes from other origins (403) and bodies above LARGEST_BODY (413)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request within the walls."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer = _with_headers(send, stays=scope["path"].startswith("/assets/"))
        if scope["method"] not in READING and not same_origin(headers):
            await PlainTextResponse("请求来自别的网站，已拒绝。", 403)(scope, receive, answer)
        elif int(headers.get("content-length", "0") or 0) > LARGEST_BODY:
            await PlainTextResponse("提交的内容太大，已拒绝。", 413)(scope, receive, answer)
        else:
            await self.app(scope, _limited(receive), answer)


def same_origin(headers: Headers) -> bool:
    """True unless a browser says that the request was made by a page of another origin.

    Programs send neither header; what they do is guarded by the form token or the API token.
    """
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or (origin != "null" and urlsplit(origin).netloc == headers.get("host"))


def _with_headers(send: Send, *, stays: bool) -> Send:
    async def send_(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "public, max-age=31536000, immutable" if stays else "no-store")
        await send(message)

    return send_


def _limited(receive: Receive) -> Receive:
    # A body without a stated length is counted while it comes.
    read = 0

    async def receive_() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > LARGEST_BODY:
            raise HTTPException(413)
        return message

    return receive_
