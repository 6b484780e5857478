"""Sitemaps and news sitemaps (sitemaps.org 0.9, news 0.9), plain or gzip, and indexes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from lxml import etree

from errors import BadInput
from monitor.kinds.guarded import GuardedKind
from monitor.kinds.settings import whole_number
from monitor.reading.bytes import decode
from monitor.reading.compressed import unpacked
from monitor.reading.dates import parse_written
from monitor.reading.entry import NOT_THIS_KIND, TRUNCATED, ZERO_ENTRIES, Entry, Problem, Proposal, Reading
from monitor.reading.plain import one_line

_DAYS = 3  # a news sitemap holds two days by its own rule; older addresses of a general one are no news
_LIMIT = 1000  # news sitemaps hold at most so many
_INDEX_LIMIT = 5


class Sitemap(GuardedKind):
    """Settings: `days` (how old an address may be), `limit` (addresses of one file), both whole numbers."""

    name = "sitemap"
    words = "站点地图"

    def entries(
        self, body: bytes, headers: Mapping[str, str], settings: Mapping[str, object], url: str, now: datetime
    ) -> Reading:
        """Addresses with title and time as far as the file tells them; the newest parts of an index come as pages."""
        since = now - timedelta(days=whole_number(settings, "days", _DAYS))
        reading = _parsed(body, headers.get("content-type", ""))
        fresh = [each for each in reading.entries if each.published is None or each.published >= since]
        newest = sorted(fresh, key=lambda each: each.published or since, reverse=True)
        return replace(reading, entries=tuple(newest[: whole_number(settings, "limit", _LIMIT)]))

    def offer(self, body: bytes, headers: Mapping[str, str], url: str) -> Proposal:
        """Sure where the root element says so."""
        reading = _parsed(body, "")
        if not reading.entries and not reading.next_pages:
            return Proposal(self.name, 0.0)
        titled = any(each.title for each in reading.entries)
        why = f"站点地图：{len(reading.entries)} 个地址，{len(reading.next_pages)} 个分图"
        return Proposal(self.name, 0.97 if titled or reading.next_pages else 0.9, {"days": _DAYS}, why)


def _parsed(body: bytes, content_type: str) -> Reading:
    try:
        text = decode(unpacked(body), content_type).text
    except BadInput as error:
        return Reading(problems=(Problem(NOT_THIS_KIND, error.why),))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    bare = text[text.find("?>") + 2 :] if text.lstrip("\ufeff \r\n\t").startswith("<?xml") else text
    try:
        root = etree.fromstring(bare.strip().encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    kind = "" if root is None else etree.QName(root).localname
    if kind not in ("urlset", "sitemapindex"):
        return Reading(problems=(Problem(NOT_THIS_KIND, "不是站点地图（没有 urlset 或 sitemapindex）"),))
    cut = () if text.rstrip().endswith(f"{kind}>") else (Problem(TRUNCATED, "文件没有结尾，条目可能不全"),)
    if kind == "sitemapindex":
        return Reading(next_pages=tuple(_parts(root)), problems=cut)
    entries = tuple(each for each in map(_entry, root) if each.link)
    return Reading(entries=entries, problems=cut if entries else (*cut, Problem(ZERO_ENTRIES, "没有条目")))


def _parts(root: Any) -> Iterator[str]:
    """Addresses of an index's files, the newest first, those that speak of news before the others."""
    parts = [(_child(each, "lastmod"), _child(each, "loc")) for each in root]
    ranked = sorted(parts, key=lambda part: ("news" in part[1].lower(), part[0]), reverse=True)
    yield from (address for _, address in ranked[:_INDEX_LIMIT] if address)


def _entry(element: Any) -> Entry:
    link = _child(element, "loc")
    written = parse_written(_child(element, "publication_date") or _child(element, "lastmod"))
    return Entry(
        id=link,
        link=link,
        title=_child(element, "title"),
        published=written.moment if written else None,
        published_is_date=bool(written and written.is_date),
        media=_child(element, "name"),
    )


def _child(element: Any, name: str) -> str:
    """Text of the first descendant of that local name outside of images and videos."""
    for each in element.iter():
        if isinstance(each.tag, str) and etree.QName(each).localname == name and not _in_media(each, element):
            return one_line(each.text or "")
    return ""


def _in_media(element: Any, top: Any) -> bool:
    parent = element.getparent()
    return parent is not top and parent is not None and etree.QName(parent).localname in ("image", "video")


KIND = Sitemap()
