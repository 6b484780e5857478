"""The fast path: well-formed RSS 2.0 and Atom 1.0 of the plain sort, by lxml.

It gives what the reference reader gives, or declines (None) as soon as anything is out of the ordinary: a test over
all captures and over feeds made odd on purpose holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from monitor.reading.dates import Written, parse_written
from monitor.reading.entry import Attachment, Entry, Reading
from monitor.reading.feed_entry import feed_entry
from monitor.reading.plain import one_line, plain_text

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DC = "{http://purl.org/dc/elements/1.1/}"
_IGNORED_SPACES = (
    "{http://purl.org/rss/1.0/modules/slash/}",
    "{http://wellformedweb.org/CommentAPI/}",
    "{http://purl.org/rss/1.0/modules/syndication/}",
)
_RSS_FIELDS = {
    "title": "title",
    "link": "link",
    "guid": "id",
    "description": "summary",
    _CONTENT: "content",
    "pubDate": "published",
    f"{_DC}date": "updated",
    "author": "author",
    f"{_DC}creator": "author",
    "source": "media",
    "category": "",
    "comments": "",
}
_ATOM_FIELDS = {
    f"{_ATOM}title": "title",
    f"{_ATOM}id": "id",
    f"{_ATOM}summary": "summary",
    f"{_ATOM}content": "content",
    f"{_ATOM}published": "published",
    f"{_ATOM}updated": "updated",
    f"{_ATOM}author": "author",
    f"{_ATOM}category": "",
    f"{_ATOM}rights": "",
}
_TEXT_TYPES = (None, "text", "html", "text/html", "text/plain")
_LINK = re.compile(r"https?://[A-Za-z0-9.:_-]+(?:/[^\s<>\"#\\;]*)?(?:#[^\s<>\"\\;]+)?")
_NAME = re.compile(r"(?:tag|urn):[^\s<>\";]+")
_C1_BYTES = re.compile(rb"\xc2[\x80-\x9f]")
_C1_REFERENCE = re.compile(rb"&#(?:12[89]|1[345]\d|[xX][89][0-9a-fA-F]);")
_C1_CONTROL = re.compile("[\x80-\x9f]")
_ITEM = re.compile(rb"<(?:item|entry)[\s>/]")


class _Unsure(Exception):
    """The feed is not of the plain sort: the reference reader shall take it."""


def read_fast(body: bytes) -> Reading | None:
    """Entries of a plain well-formed feed in UTF-8, or None where the reference reader must decide."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(body, parser)
        if root.getroottree().docinfo.internalDTD is not None:
            return None
        reading = _by_root(root)
    except (etree.XMLSyntaxError, ValueError, _Unsure):
        return None
    if not reading.entries or len(_ITEM.findall(body)) != len(reading.entries):
        return None
    return None if _may_be_mended(body, reading.entries) else reading


def _by_root(root: Any) -> Reading:
    if root.tag == "rss" and len(root) == 1 and root[0].tag == "channel" and not root[0].attrib:
        if set(root.attrib.keys()) <= {"version", _LANG}:
            return _reading(root[0], "item", "", _rss_entry)
    elif root.tag == f"{_ATOM}feed" and set(root.attrib.keys()) <= {_LANG}:
        return _reading(root, f"{_ATOM}entry", _ATOM, _atom_entry)
    raise _Unsure


def _reading(feed: Any, tag: str, space: str, entry: Callable[[Any], Entry]) -> Reading:
    ttl = (feed.findtext("ttl") or "").strip()
    return Reading(
        entries=tuple([entry(each) for each in feed.iterchildren(tag)]),
        title=one_line(plain_text(feed.findtext(f"{space}title") or "")),
        ttl_s=int(ttl) * 60 if ttl.isdigit() and len(ttl) < 7 else None,
    )


def _rss_entry(item: Any) -> Entry:
    if item.attrib:
        raise _Unsure
    found: dict[str, str] = {}
    files: list[Attachment] = []
    permalink = False
    for child in item:
        tag = child.tag
        if tag == "enclosure":
            files.append(_attachment(child, "url"))
            continue
        name = _RSS_FIELDS.get(tag)
        if not name:
            _ignore(child, known=name is not None)
        else:
            _put(found, name, child, plain=name not in ("id", "media"))
            permalink = permalink or (name == "id" and child.get("isPermaLink", "true") == "true")
    if permalink:
        found["id"] = _address(found["id"])
    if "link" not in found and permalink:
        found["link"] = found["id"]
    return _entry(found, tuple(files), title_is_text=False)


def _atom_entry(node: Any) -> Entry:
    if node.attrib:
        raise _Unsure
    found: dict[str, str] = {}
    files: list[Attachment] = []
    literal = True
    for child in node:
        tag = child.tag
        if tag == f"{_ATOM}link":
            _atom_link(child, found, files)
            continue
        name = _ATOM_FIELDS.get(tag)
        if not name:
            _ignore(child, known=name is not None)
        elif name == "author":
            _atom_author(child, found)
        else:
            _put(found, name, child, plain=name in ("id", "published", "updated"))
            literal = literal and (name != "title" or child.get("type") in (None, "text", "text/plain"))
    found["id"] = _address(found.get("id", ""))
    found.setdefault("link", found["id"])
    return _entry(found, tuple(files), title_is_text=literal)


def _put(found: dict[str, str], name: str, child: Any, *, plain: bool) -> None:
    if name in found or len(child) or (plain and child.attrib):
        raise _Unsure
    if name in ("title", "summary", "content") and (child.get("type") not in _TEXT_TYPES or len(child.attrib) > 1):
        raise _Unsure
    found[name] = (child.text or "").strip()


def _ignore(child: Any, *, known: bool) -> None:
    if len(child) or not (known or child.tag.startswith(_IGNORED_SPACES)):
        raise _Unsure


def _atom_link(child: Any, found: dict[str, str], files: list[Attachment]) -> None:
    rel = child.get("rel", "alternate").lower()
    if rel == "enclosure":
        files.append(_attachment(child, "href"))
    elif rel == "alternate":
        if "link" in found or child.get("type", "text/html") != "text/html" or child.get("href") is None:
            raise _Unsure
        found["link"] = child.get("href")


def _atom_author(child: Any, found: dict[str, str]) -> None:
    parts = {each.tag.removeprefix(_ATOM): (each.text or "").strip() for each in child}
    if "author" in found or child.attrib or len(parts) != len(child) or not parts.keys() <= {"name", "uri", "email"}:
        raise _Unsure
    name, email = parts.get("name", ""), parts.get("email", "")
    found["author"] = f"{name} ({email})" if name and email else name or email


def _attachment(child: Any, attribute: str) -> Attachment:
    return Attachment(_address(child.get(attribute) or ""), child.get("title") or "", (child.get("type") or "").lower())


def _address(text: str) -> str:
    if not _LINK.fullmatch(text) and not _NAME.fullmatch(text):
        raise _Unsure
    return text


def _time(found: dict[str, str]) -> Written | None:
    for name in ("published", "updated"):
        text = found.get(name)
        if text:
            moment = parse_written(text)
            if moment is None:
                raise _Unsure
            return moment
    return None


def _entry(found: dict[str, str], files: tuple[Attachment, ...], *, title_is_text: bool) -> Entry:
    link = found.get("link", "")
    if link:
        _address(link)
    content, summary = found.get("content", ""), found.get("summary", "")
    return feed_entry(
        id_=found.get("id", ""),
        link=link,
        title=found.get("title", ""),
        title_is_text=title_is_text,
        summary=summary or content,
        content=content,
        content_is_summary=not summary or summary == content,
        published=_time(found),
        author=found.get("author", ""),
        media=found.get("media", ""),
        attachments=files,
    )


def _may_be_mended(body: bytes, entries: tuple[Entry, ...]) -> bool:
    """Whether the reference reader might mend a text: Windows-1252 signs, or UTF-8 that was encoded twice."""
    controls = _C1_BYTES.search(body) or (b"#" in body and _C1_REFERENCE.search(body))
    # One byte is sought in no time; Latin-1 letters are C2 or C3 in UTF-8, or come by reference.
    if not controls and b"\xc2" not in body and b"\xc3" not in body and (b"#" not in body or b"&#" not in body):
        return False
    texts = [text for each in entries for text in (each.title, each.summary, each.text, each.author)]
    return any(map(_is_latin, texts)) or bool(controls and any(map(_C1_CONTROL.search, texts)))


def _is_latin(text: str) -> bool:
    if text.isascii():
        return False
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True
