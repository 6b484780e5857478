"""What the replay server answers: replies, faults of the wire, and scripts that go on from one request to the next."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    """One request as the server saw it; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """One answer. `wire` is a fault of the connection:

    `cut` half of the body, then closed · `close` closed without a word · `hang` silence · `drip` a byte now and then ·
    `garbage` no HTTP at all · `long` Content-Length says more than comes · `short` says less.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    wire: str = ""


Script = Callable[[Request, int], Reply]
"""The reply to the n-th request (from 0) of a path."""


def always(reply: Reply) -> Script:
    """The same reply every time."""
    return lambda request, n: reply


def in_turn(*replies: Reply) -> Script:
    """One reply after the other, the last one for ever."""
    return lambda request, n: replies[min(n, len(replies) - 1)]


def captures(bodies: Sequence[bytes], media_type: str = "application/xml") -> Script:
    """Captures in order, one a request, each with its ETag; an honest 304 when the client has the present one."""

    def reply(request: Request, n: int) -> Reply:
        body = bodies[min(n, len(bodies) - 1)]
        etag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        headers = {"Content-Type": media_type, "ETag": etag}
        if request.headers.get("if-none-match") == etag:
            return Reply(304, b"", headers)
        return Reply(200, body, headers)

    return reply


def lying(bodies: Sequence[bytes]) -> Script:
    """Captures in order, but whoever asks with a condition is told that nothing has changed."""

    def reply(request: Request, n: int) -> Reply:
        headers = {"Content-Type": "application/xml", "ETag": '"for-ever"'}
        if "if-none-match" in request.headers or "if-modified-since" in request.headers:
            return Reply(304, b"", headers)
        return Reply(200, bodies[min(n, len(bodies) - 1)], headers)

    return reply


def faulty_between(script: Script, faults: Sequence[Reply]) -> Script:
    """`script`, with one of `faults` before each of its own replies; a fault uses up no capture."""

    def reply(request: Request, n: int) -> Reply:
        return faults[n // 2 % len(faults)] if n % 2 == 0 else script(request, n // 2)

    return reply


def redirect(target: str, status: int = 302) -> Reply:
    """A redirect to `target`."""
    return Reply(status, b"", {"Location": target})


def bomb(megabytes: int) -> Reply:
    """A small gzip body that unpacks to `megabytes` of zeros."""
    return Reply(200, gzip.compress(b"\x00" * megabytes * 1024 * 1024, 9), {"Content-Encoding": "gzip"})


def gzipped(body: bytes) -> Reply:
    """A body that is packed and says so."""
    return Reply(200, gzip.compress(body), {"Content-Encoding": "gzip", "Content-Type": "application/xml"})


def rss(entries: Sequence[tuple[str, str]], *, title: str = "样刊", text: str = "", encoding: str = "utf-8") -> bytes:
    """A small RSS feed of (address, title) pairs, newest first as given."""
    items = "".join(
        f"<item><title>{each}</title><link>{link}</link><guid>{link}</guid><description>{text}</description></item>"
        for link, each in entries
    )
    head = f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>{title}</title>'
    return f"{head}<link>http://example.com/</link>{items}</channel></rss>".encode(encoding)


def article(title: str, *paragraphs: str, about: str = "", head: str = "") -> Reply:
    """A page with one article; `about` is the line of source and time below its heading."""
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    page = f"<html><head><meta charset='utf-8'><title>{title}</title>{head}</head><body><div><h1>{title}</h1>"
    page += f"<div>{about}</div><div>{body}</div></div></body></html>"
    return Reply(200, page.encode(), {"Content-Type": "text/html"})
