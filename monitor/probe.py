"""What an address would give as a source: its kind, the settings, the entries, or why it gives nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from monitor.faults import Fault
from monitor.fetch import Answer, Client, user_agent
from monitor.fetch_visit import RobotsBook, Visitor
from monitor.full_text import NEVER_OF, SETTING, are_summaries
from monitor.kinds.registry import kind_named, proposals
from monitor.politeness import HostGate
from monitor.reading.entry import PROBLEM_WORDS, Entry, Problem, Reading


@dataclass(frozen=True, slots=True)
class Probed:
    """What was found at `url`: the kind ("" for none) with its settings, what it would read, what stands against it."""

    url: str
    kind: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    title: str = ""
    why: str = ""
    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    alternatives: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """One row for people and machines."""
        return {
            "url": self.url,
            "kind": self.kind or None,
            "settings": dict(self.settings),
            "title": self.title,
            "why": self.why,
            "entries": len(self.entries),
            "sample": [
                {"title": each.title, "link": each.link, "published": each.published} for each in self.entries[:5]
            ],
            "problems": [
                {"name": each.name, "words": PROBLEM_WORDS[each.name], "detail": each.detail} for each in self.problems
            ],
            "alternatives": list(self.alternatives),
        }


async def probe(url: str, contact: str, allow_private: bool, clock: Callable[[], datetime]) -> Probed:
    """Visit `url` once (and the feed that a page names) and judge it as every kind of source would."""
    async with Client(agent=user_agent(contact), allow_private=allow_private) as client:
        gate = HostGate()
        visitor = Visitor(client, gate, RobotsBook(client, gate, clock), clock)
        answer = await visitor.visit(url)
        if answer.fault is not None:
            return _refused(url, answer.fault)
        found = judged(answer, clock())
        for named in _feeds_named(answer)[:2] if found.kind in ("", "listpage") else []:
            feed = await visitor.visit(named)
            better = judged(feed, clock()) if feed.fault is None else None
            if better and better.kind == "feed" and better.entries:
                return better
    return found


def _refused(url: str, fault: Fault) -> Probed:
    return Probed(url, why=fault.words)


def judged(answer: Answer, now: datetime) -> Probed:
    """The first proposal whose kind reads entries; else the surest one with its problems; else why there is none."""
    offers = proposals(answer.body, answer.headers, answer.url)
    first: Probed | None = None
    for offer in offers:
        reading: Reading = kind_named(offer.kind).read(answer.body, answer.headers, offer.settings, answer.url, now)
        others = tuple(each.kind for each in offers if each.kind != offer.kind)
        found = Probed(
            answer.url, offer.kind, offer.settings, reading.title, offer.why, reading.entries, reading.problems, others
        )
        found = _with_full_text(found)
        if reading.entries or reading.next_pages:
            return found
        first = first or found
    if first is not None:
        reasons = "；".join(each.detail or PROBLEM_WORDS[each.name] for each in first.problems) or "没有读到任何条目"
        return Probed(answer.url, "", first.settings, first.title, reasons, (), first.problems, (first.kind,))
    return Probed(answer.url, why="内容不像任何一种信源（订阅源、站点地图、列表页、热榜、JSON 接口）")


def _with_full_text(found: Probed) -> Probed:
    """What was found, with the articles' own pages proposed where the entries carry only summaries."""
    if found.kind in NEVER_OF or not are_summaries(found.entries):
        return found
    why = f"{found.why}；条目只有标题或摘要，建议 {SETTING}=auto，由抓取去读原文页"
    return replace(found, settings={**found.settings, SETTING: "auto"}, why=why)


def _feeds_named(answer: Answer) -> list[str]:
    """Feeds that a page names in its head (`<link rel="alternate" type="application/rss+xml">`)."""
    if b"<html" not in answer.body[:4096].lower() and b"<!doctype" not in answer.body[:4096].lower():
        return []
    from lxml import html

    from monitor.reading.bytes import decode

    text = decode(answer.body, answer.headers.get("content-type", "")).text
    # A declared encoding inside a text that is decoded already would be refused.
    tree = html.fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    return [
        urljoin(answer.url, link.get("href", ""))
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "").lower()
        and (link.get("type") or "").lower() in ("application/rss+xml", "application/atom+xml", "application/feed+json")
    ]
