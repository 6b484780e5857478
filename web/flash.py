"""What a move said, told once on the next page: a cookie that is read and deleted there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.responses import Response

from web.sessions import set_cookie
from web.site import Site

COOKIE = "huiying_told"
MOST = 2500
"""Letters that are kept; a cookie takes 4,096 bytes."""


def tell_next(response: Response, site: Site, message: str, warnings: Iterable[str] = ()) -> None:
    """Tell the message and the hints on the page that comes next."""
    texts = [message[:200], *(each[:200] for each in warnings)]
    while len(written := quote(json.dumps(texts, ensure_ascii=False))) > MOST and len(texts) > 1:
        texts.pop()
    set_cookie(response, site, COOKIE, written[:MOST], seconds=60)


def told(request: Request) -> list[str]:
    """The message and the hints, empty where nothing was told; a cookie that is not ours tells nothing."""
    try:
        texts = json.loads(unquote(request.cookies.get(COOKIE, "")))
    except ValueError:
        return []
    return [each for each in texts if isinstance(each, str)] if isinstance(texts, list) else []


def forget(response: Response) -> None:
    """Delete what was told."""
    response.delete_cookie(COOKIE, path="/")
