"""The reference reader: `feedparser`, for feeds of every age and state of repair."""

from __future__ import annotations

import io
import warnings
from typing import Any

import feedparser

from monitor.reading.dates import Written
from monitor.reading.entry import Attachment, Entry, Reading
from monitor.reading.feed_entry import feed_entry, written
from monitor.reading.plain import one_line, plain_text


def read_tolerant(body: bytes, url: str = "") -> Reading:
    """Entries of a feed in UTF-8, whatever its faults; no entries where there are none to be found.

    Sanitising is off: markup is removed altogether afterwards, which takes a tenth of the time.
    """
    options = {"sanitize_html": False, "resolve_relative_uris": False}
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        parsed = feedparser.parse(io.BytesIO(body), response_headers=headers, **options)
        is_atom = str(parsed.version).startswith("atom")
        entries = tuple(_entry(each, is_atom) for each in parsed.entries)
    return Reading(
        entries=entries, title=one_line(plain_text(str(parsed.feed.get("title", "")))), ttl_s=_ttl(parsed.feed)
    )


def _entry(raw: Any, is_atom: bool) -> Entry:
    contents = [str(each.get("value") or "") for each in raw.get("content", ())]
    content = max(contents, key=len, default="")
    summary = str(raw.get("summary") or "")
    detail = raw.get("title_detail") or {}
    return feed_entry(
        id_=str(raw.get("id") or ""),
        link=str(raw.get("link") or ""),
        title=str(raw.get("title") or ""),
        # Only Atom says of a title that it is plain text; RSS leaves it to a guess, and then tags are markup.
        title_is_text=is_atom and detail.get("type") == "text/plain",
        summary=summary or content,
        content=content,
        content_is_summary=not summary or summary == content,
        published=_time(raw),
        author=str(raw.get("author") or ""),
        media=str((raw.get("source") or {}).get("title") or raw.get("publisher") or ""),
        attachments=tuple(_attachments(raw)),
    )


def _time(raw: Any) -> Written | None:
    for name in ("published", "updated", "created"):
        if dict.get(raw, name):
            found = written(str(dict.get(raw, name)), dict.get(raw, f"{name}_parsed"))
            if found:
                return found
    return None


def _attachments(raw: Any) -> list[Attachment]:
    links = [each for each in dict.get(raw, "links", ()) if each.get("rel") == "enclosure" and each.get("href")]
    return [Attachment(str(each["href"]), str(each.get("title") or ""), str(each.get("type") or "")) for each in links]


def _ttl(feed: Any) -> int | None:
    minutes = str(feed.get("ttl") or "").strip()
    return int(minutes) * 60 if minutes.isdigit() and int(minutes) < 10**6 else None
