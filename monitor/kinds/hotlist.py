"""Hot lists: JSON with a mapping; rank and heat are kept, so that visit after visit makes a series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from errors import BadInput
from monitor.kinds.guarded import GuardedKind
from monitor.kinds.json_body import number_in, parsed, text_at
from monitor.kinds.mapping import Fields, fields_of, link_of, records_of
from monitor.kinds.settings import words
from monitor.reading.addresses import canonical_address
from monitor.reading.entry import NOT_THIS_KIND, ZERO_ENTRIES, Entry, Problem, Proposal, Reading
from monitor.reading.plain import one_line, plain_text

_COLUMNS = ("title", "link", "heat", "rank", "summary")


class HotList(GuardedKind):
    """Settings, all paths: `items`, `title`, `link`, `heat`, `rank`; `link_template` with `{title}`. All optional."""

    name = "hotlist"
    words = "热榜"

    def entries(
        self, body: bytes, headers: Mapping[str, str], settings: Mapping[str, object], url: str, now: datetime
    ) -> Reading:
        """One entry a topic, known again by its words whatever its rank; a list without ranks is in order."""
        try:
            document = parsed(body, headers.get("content-type", ""))
            fields = fields_of(document, settings, _COLUMNS)
        except BadInput as error:
            return Reading(problems=(Problem(NOT_THIS_KIND, error.why),))
        records = records_of(document, fields)
        template = words(settings, "link_template")
        entries = [_entry(each, place, fields, template, url) for place, each in enumerate(records, 1)]
        once = {each.id: each for each in reversed(entries) if each.title}
        kept = tuple(sorted(once.values(), key=lambda each: each.rank or 0))
        return Reading(entries=kept, problems=() if kept else (Problem(ZERO_ENTRIES, "榜单是空的"),))

    def offer(self, body: bytes, headers: Mapping[str, str], url: str) -> Proposal:
        """Sure where records carry a title and a heat, less so with a rank alone."""
        try:
            document = parsed(body, headers.get("content-type", ""))
            fields = fields_of(document, {}, _COLUMNS)
        except BadInput:
            return Proposal(self.name, 0.0)
        confidence = 0.9 if "heat" in fields.columns else 0.6 if "rank" in fields.columns else 0.2
        settings = {"items": fields.items, **fields.columns}
        return Proposal(self.name, confidence, settings, f"JSON 列表，{len(records_of(document, fields))} 个话题")


def _entry(record: Any, place: int, fields: Fields, template: str, url: str) -> Entry:
    title = one_line(plain_text(text_at(record, fields.columns.get("title", "")))).strip("#")
    heat = number_in(text_at(record, fields.columns.get("heat", "")))
    rank = number_in(text_at(record, fields.columns.get("rank", "")))
    link = link_of(record, fields, title, template, url)
    return Entry(
        id=title,
        link=canonical_address(link) if link else "",
        title=title,
        summary=plain_text(text_at(record, fields.columns.get("summary", ""))),
        rank=int(rank) if rank else place,
        heat=heat,
    )


KIND = HotList()
