"""Which field of a JSON record means what: by the source's settings, else by names that such interfaces use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin

from errors import BadInput
from monitor.kinds.json_body import at, field_like, lists_of_records, text_at
from monitor.kinds.settings import words

# Best first. What a source calls otherwise is set by a person in its settings.
NAMES: Mapping[str, tuple[str, ...]] = {
    "title": (
        "title",
        "topic",
        "word",
        "note",
        "query",
        "keyword",
        "name",
        "hotWord",
        "sentence",
        "desc",
        "target.title",
    ),
    "link": ("url", "link", "href", "mobileUrl", "share_url", "shareUrl", "articleUrl", "target.url", "appUrl"),
    "heat": ("popularity", "heat", "hot", "hotScore", "hot_value", "hotValue", "hot_score", "num", "score", "views"),
    "rank": ("rank", "number", "position", "realpos", "order", "index", "pos"),
    "id": ("id", "guid", "docid", "articleId", "article_id", "aid", "mid", "newsId", "uuid", "contentId"),
    "published": (
        *("published", "published_at", "publishedAt", "pubDate", "pubtime", "publishTime", "publish_time", "ptime"),
        *("date", "time", "ctime", "createTime", "create_time", "createdAt", "created_at", "datetime", "showtime"),
    ),
    "summary": ("summary", "digest", "abstract", "description", "intro", "brief", "desc"),
    "text": ("content", "text", "body", "detail", "fullText", "content_html"),
    "author": ("author", "authorName", "author_name", "user.name", "user.screen_name", "writer"),
    "media": ("source", "media", "mediaName", "media_name", "site", "origin", "from"),
}


@dataclass(frozen=True, slots=True)
class Fields:
    """Where the records are (`items`, a path) and which field of a record means what (column → path)."""

    items: str
    columns: Mapping[str, str]


def fields_of(document: Any, settings: Mapping[str, object], columns: Sequence[str]) -> Fields:
    """The mapping to read with: settings first, the rest found by itself; raises BadInput if no list is there."""
    if "items" in settings:
        items, records = words(settings, "items"), at(document, words(settings, "items"))
        if not isinstance(records, list):
            raise BadInput(f"“{items}”处没有列表", field="items")
    else:
        items, records = _best_list(document, words(settings, "title"))
    found = {name: words(settings, name) or field_like(records, NAMES[name]) for name in columns}
    return Fields(items, {name: path for name, path in found.items() if path})


def records_of(document: Any, fields: Fields) -> list[Any]:
    """The records of the document, those that are no objects left out."""
    found = at(document, fields.items)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def link_of(record: Any, fields: Fields, title: str, template: str, url: str) -> str:
    """The record's address: its own, else `template` with `{title}` and `{id}` filled in; "" if neither is there."""
    own = text_at(record, fields.columns.get("link", ""))
    if own:
        return urljoin(url, own)
    if not template:
        return ""
    return template.replace("{title}", quote(title)).replace(
        "{id}", quote(text_at(record, fields.columns.get("id", "")))
    )


def _best_list(document: Any, title: str) -> tuple[str, list[Any]]:
    names = (title,) if title else NAMES["title"]
    ranked = [
        (_titled(records, names), len(records), -len(path), path, records)
        for path, records in lists_of_records(document)
    ]
    best = max(ranked, key=lambda each: each[:3], default=None)
    if best is None or not best[0]:
        raise BadInput("没有找到带标题的列表", field="items")
    return best[3], best[4]


def _titled(records: Sequence[Mapping[str, Any]], names: Sequence[str]) -> int:
    """How many records carry a title, an address counting as half a title more."""
    title, link = field_like(records, names), field_like(records, NAMES["link"])
    return len(records) * (2 + bool(link)) if title else 0
