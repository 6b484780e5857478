"""Public pages as text and as answers: no cookies, no script, an ETag, a few minutes in every cache."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from times import local
from web.public_places import Places, Served
from web.rendering import ENVIRONMENT
from web.site import Site
from web.wording import full

CACHED = "public, max-age=120, stale-while-revalidate=600"
PARTS = {"reply": "公开回应", "interim": "进展通报", "authoritative": "权威信息"}


def render(site: Site, template: str, places: Places, **values: Any) -> str:
    """The page from its template; the same values always give the same text, so that an ETag and an export hold."""
    return ENVIRONMENT.get_template(f"{template}.html").render(
        places=places,
        body=site.pack.organisation.body,
        contact=site.settings.contact,
        day=day,
        PARTS=PARTS,
        **values,
    )


def answer(request: Request, text: str, *, media_type: str = "text/html", status: int = 200) -> Response:
    """The text as an answer that caches may keep; 304 where the asker has it already."""
    etag = f'W/"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
    headers = {"etag": etag, "cache-control": CACHED if status == 200 else "no-store"}
    known = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    if status == 200 and (etag in known or "*" in known):
        return Response(status_code=304, headers=headers)
    return Response(text, status, headers, media_type=media_type)


def missing(request: Request, site: Site, *, gone: bool = False) -> Response:
    """The page for what is not there, or not there any more."""
    if gone:
        return trouble(request, site, 410, "这条回应已经撤下", "它曾经公开过，后来撤下了。其他回应仍可查阅。")
    return trouble(request, site, 404, "没有这一页", "地址可能写错了，或者这条回应没有公开。")


def trouble(request: Request, site: Site, status: int, title: str, next_step: str) -> Response:
    """A public page that says what went wrong and what to do next; no cache keeps it."""
    text = render(site, "public_missing", Served(), title=title, next_step=next_step)
    return answer(request, text, status=status)


def day(moment: datetime | None) -> Markup:
    """A day as citizens read it, with the year; the full time on hover."""
    if moment is None:
        return Markup("—")
    here = local(moment)
    words = f"{here.year}年{here.month}月{here.day}日"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(here.isoformat(), full(moment), words)
