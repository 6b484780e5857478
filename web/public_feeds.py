"""The newest published texts as Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from store.public_page import PublicReply
from web.public_rendering import PARTS

NEWEST = 50
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ATOM = "http://www.w3.org/2005/Atom"
Address = Callable[[str], str]
"""slug → address of the reply's page."""


def atom(replies: Sequence[PublicReply], body: str, home: str, itself: str, address: Address) -> str:
    """The feed as Atom; ids stay the same whatever the address."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "zh-CN"})
    _put(feed, "title", f"{body} 公开回应")
    _put(feed, "id", identity(body))
    _put(feed, "updated", _time(replies[0].published_at if replies else datetime(2000, 1, 1, tzinfo=UTC)))
    ElementTree.SubElement(feed, f"{{{_ATOM}}}link", {"href": home, "rel": "alternate", "type": "text/html"})
    ElementTree.SubElement(feed, f"{{{_ATOM}}}link", {"href": itself, "rel": "self"})
    for reply in replies:
        _entry(feed, reply, address(reply.slug))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _entry(feed: ElementTree.Element, reply: PublicReply, address: str) -> None:
    entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
    _put(entry, "title", _title(reply))
    _put(entry, "id", identity(reply.slug))
    ElementTree.SubElement(entry, f"{{{_ATOM}}}link", {"href": address, "rel": "alternate", "type": "text/html"})
    _put(entry, "published", _time(reply.published_at))
    _put(entry, "updated", _time(reply.published_at))
    author = ElementTree.SubElement(entry, f"{{{_ATOM}}}author")
    _put(author, "name", reply.department)
    if reply.topic:
        ElementTree.SubElement(entry, f"{{{_ATOM}}}category", {"term": _clean(reply.topic)})
    _put(entry, "content", content(reply))


def json_feed(replies: Sequence[PublicReply], body: str, home: str, itself: str, address: Address) -> str:
    """The feed as JSON Feed 1.1."""
    items = [
        {
            "id": identity(reply.slug),
            "url": address(reply.slug),
            "title": _title(reply),
            "content_text": content(reply),
            "date_published": _time(reply.published_at),
            "authors": [{"name": reply.department}],
            "tags": [each for each in (reply.topic, reply.kind) if each],
        }
        for reply in replies
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{body} 公开回应",
        "language": "zh-CN",
        "home_page_url": home,
        "feed_url": itself,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def content(reply: PublicReply) -> str:
    """What a reader of the feed gets: the question, the answer and what was done."""
    parts = (("群众关切", reply.question), ("回应", reply.text), ("已做的事", reply.done))
    return "\n\n".join(f"【{name}】{_clean(text)}" for name, text in parts if text)


def identity(name: str) -> str:
    """A lasting id that needs no address."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'huiying:{name}')}"


def _title(reply: PublicReply) -> str:
    title = " ".join(_clean(reply.title).split())
    return title if reply.part == "reply" else f"{title}（{PARTS.get(reply.part, reply.part)}）"


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


def _put(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
