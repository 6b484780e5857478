"""JSON interfaces: a mapping says which field means what, and how the next page is reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from errors import BadInput
from monitor.kinds.guarded import GuardedKind
from monitor.kinds.json_body import parsed, text_at
from monitor.kinds.mapping import Fields, fields_of, link_of, records_of
from monitor.kinds.settings import whole_number, words
from monitor.reading.dates import parse_written
from monitor.reading.entry import NOT_THIS_KIND, ZERO_ENTRIES, Entry, Problem, Proposal, Reading
from monitor.reading.feed import timely
from monitor.reading.plain import one_line, plain_text

_COLUMNS = ("title", "link", "id", "published", "summary", "text", "author", "media")


class JsonApi(GuardedKind):
    """Settings: `items` and one path a column; `link_template`; for more pages `next` (path of an address or of a
    token, with `next_parameter`), or `page_parameter` with `pages` (how many in all). All optional."""

    name = "jsonapi"
    words = "JSON 接口"

    def entries(
        self, body: bytes, headers: Mapping[str, str], settings: Mapping[str, object], url: str, now: datetime
    ) -> Reading:
        """Entries of the records that carry a title or a text, and the next page if the settings lead there."""
        try:
            document = parsed(body, headers.get("content-type", ""))
            fields = fields_of(document, settings, _COLUMNS)
        except BadInput as error:
            return Reading(problems=(Problem(NOT_THIS_KIND, error.why),))
        template = words(settings, "link_template")
        found = [_entry(each, fields, template, url, now) for each in records_of(document, fields)]
        entries = tuple(each for each in found if each.title or each.text)
        if not entries:
            return Reading(problems=(Problem(ZERO_ENTRIES, "没有条目"),))
        return timely(Reading(entries=entries, next_pages=_next_pages(document, settings, url)), now)

    def offer(self, body: bytes, headers: Mapping[str, str], url: str) -> Proposal:
        """Sure where records carry title and address, more so with a time."""
        try:
            document = parsed(body, headers.get("content-type", ""))
            fields = fields_of(document, {}, _COLUMNS)
        except BadInput:
            return Proposal(self.name, 0.0)
        if isinstance(document, dict) and "jsonfeed.org/version" in str(document.get("version")):
            return Proposal(self.name, 0.1)
        confidence = 0.3 + 0.3 * ("published" in fields.columns) + 0.2 * bool({"link", "id"} & fields.columns.keys())
        settings = {"items": fields.items, **fields.columns}
        return Proposal(self.name, confidence, settings, f"JSON 列表，{len(records_of(document, fields))} 条记录")


def _entry(record: Any, fields: Fields, template: str, url: str, now: datetime) -> Entry:
    def column(name: str) -> str:
        return text_at(record, fields.columns.get(name, ""))

    title = one_line(plain_text(column("title")))
    text = plain_text(column("text"))
    link = link_of(record, fields, title, template, url)
    written = parse_written(column("published"), now)
    return Entry(
        id=column("id") or link or title,
        link=link,
        title=title,
        published=written.moment if written else None,
        published_is_date=bool(written and written.is_date),
        summary=plain_text(column("summary")) or text,
        text=text,
        author=one_line(column("author")),
        media=one_line(column("media")),
    )


def _next_pages(document: Any, settings: Mapping[str, object], url: str) -> tuple[str, ...]:
    following = text_at(document, words(settings, "next"))
    parameter = words(settings, "next_parameter")
    if following and parameter:
        return (_with_parameter(url, parameter, following),)
    if following:
        return (urljoin(url, following),)
    parameter = words(settings, "page_parameter")
    if not parameter:
        return ()
    present = dict(parse_qsl(urlsplit(url).query)).get(parameter, "1")
    page = int(present) + 1 if present.isdigit() else 2
    return (_with_parameter(url, parameter, str(page)),) if page <= whole_number(settings, "pages", 1) else ()


def _with_parameter(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    kept = [(key, each) for key, each in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return urlunsplit(parts._replace(query=urlencode([*kept, (name, value)])))


KIND = JsonApi()
