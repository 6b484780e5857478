"""The newest published texts for feed readers and programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response

from store import public_page
from store.public_page import PublicReply
from web.public_feeds import NEWEST, Address, atom, json_feed
from web.public_places import Served
from web.public_rendering import answer
from web.public_values import shown
from web.site import Here, Site

router = APIRouter()
Writer = Callable[[Sequence[PublicReply], str, str, str, Address], str]


@router.get("/public/feed.xml")
def feed(request: Request, site: Here) -> Response:
    """Atom."""
    return _answer(request, site, atom, Served.feed, "application/atom+xml")


@router.get("/public/feed.json")
def as_json(request: Request, site: Here) -> Response:
    """JSON Feed."""
    return _answer(request, site, json_feed, Served.json_feed, "application/feed+json")


def _answer(request: Request, site: Site, write: Writer, itself: str, media_type: str) -> Response:
    root = (site.settings.public_url or str(request.base_url)).rstrip("/")
    places = Served()
    with site.database.read() as session:
        replies = shown(public_page.newest_texts(session, NEWEST))
    body = site.pack.organisation.body
    text = write(replies, body, root + places.home, root + itself, lambda slug: root + places.reply(slug))
    return answer(request, text, media_type=media_type)
