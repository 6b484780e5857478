"""JSON Feed (jsonfeed.org, versions 1 and 1.1) to entries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from monitor.reading.entry import NOT_THIS_KIND, TRUNCATED, ZERO_ENTRIES, Attachment, Entry, Problem, Reading
from monitor.reading.feed_entry import feed_entry, written
from monitor.reading.plain import one_line


def read_json_feed(text: str) -> Reading:
    """Entries of a JSON Feed; a cut or foreign document is a named problem."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Reading(problems=(Problem(TRUNCATED, f"JSON 不完整或有误：{error}"),))
    if not isinstance(document, dict) or not isinstance(document.get("items"), list) or not _is_json_feed(document):
        return Reading(problems=(Problem(NOT_THIS_KIND, "不是 JSON Feed（没有 version 与 items）"),))
    entries = tuple(_entry(each, document) for each in document["items"] if isinstance(each, dict))
    problems = () if entries else (Problem(ZERO_ENTRIES, "没有条目"),)
    return Reading(entries=entries, title=one_line(_text(document, "title")), problems=problems)


def _is_json_feed(document: Mapping[str, Any]) -> bool:
    return "jsonfeed.org/version" in str(document.get("version"))


def _entry(item: Mapping[str, Any], feed: Mapping[str, Any]) -> Entry:
    html, text = _text(item, "content_html"), _text(item, "content_text")
    summary = _text(item, "summary")
    content = html or text.replace("&", "&amp;").replace("<", "&lt;")
    return feed_entry(
        id_=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url"),
        title=_text(item, "title"),
        title_is_text=True,
        summary=summary.replace("&", "&amp;").replace("<", "&lt;") or content,
        content=content,
        content_is_summary=not summary,
        published=written(_text(item, "date_published")) or written(_text(item, "date_modified")),
        author=_author(item) or _author(feed),
        attachments=tuple(
            Attachment(str(each["url"]), str(each.get("title") or ""), str(each.get("mime_type") or ""))
            for each in item.get("attachments") or ()
            if isinstance(each, dict) and each.get("url")
        ),
    )


def _author(holder: Mapping[str, Any]) -> str:
    authors = holder.get("authors") or [holder.get("author")]
    names = [str(each["name"]) for each in authors if isinstance(each, dict) and each.get("name")]
    return "、".join(names)


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
