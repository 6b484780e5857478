"""One visit to one source: ask, follow its further pages, have it read. Whatever happens is a value."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING

from monitor.bodies import Job, Origin
from monitor.crawl_parser import Parser
from monitor.faults import Fault
from monitor.fetch import Answer
from monitor.fetch_visit import Visitor
from monitor.watching import Visit, condition, with_more

if TYPE_CHECKING:
    from store.sources import SourceRow

MAX_PAGES = 10
_WORTH_READING = ("cut_off", "timed_out")


@dataclass(frozen=True, slots=True)
class Bench:
    """What every visit needs: the visitor, the parsing process, the salt for authors, the clock."""

    visitor: Visitor
    parser: Parser
    salt: bytes
    clock: Callable[[], datetime]


async def visit_source(bench: Bench, source: SourceRow) -> Visit:
    """Visit `source` now; never raises for what the network or the body does."""
    began, asked = monotonic(), condition(source)
    answer = await bench.visitor.visit(source.moved_to or source.url, asked)
    unchanged = answer.status == 304 and answer.fault is None
    visit = Visit(
        source=source,
        outcome="not_modified" if unchanged and asked else "failed",
        at=bench.clock(),
        seconds=round(monotonic() - began, 3),
        status=answer.status,
        headers=answer.headers,
        size=len(answer.body),
        fault=Fault("bad_answer", "未带条件却答 304") if unchanged and not asked else answer.fault,
        moved_to=answer.moved_to,
    )
    return visit if unchanged else replace(await _read(bench, visit, answer), seconds=round(monotonic() - began, 3))


async def _read(bench: Bench, visit: Visit, answer: Answer) -> Visit:
    if answer.fault and not (answer.body and answer.status == 200 and answer.fault.name in _WORTH_READING):
        return visit
    digest = hashlib.sha256(answer.body).hexdigest()[:32]
    if answer.fault is None and digest == visit.source.body_hash:
        return replace(visit, outcome="unchanged", body_hash=digest)
    visit = await _parsed(bench, replace(visit, body_hash=digest), answer)
    if answer.fault and (visit.parsed is None or not visit.parsed.items):
        return replace(visit, outcome="failed", parsed=None)
    return visit


async def _parsed(bench: Bench, visit: Visit, answer: Answer) -> Visit:
    origin = origin_of(visit.source, bench.salt)
    parsed = await bench.parser.read(Job(origin, answer.body, answer.headers, answer.url, visit.at))
    visit = replace(visit, outcome="read", parsed=parsed)
    waiting, seen = list(parsed.next_pages), {answer.url}
    while waiting and len(seen) <= MAX_PAGES:
        url = waiting.pop(0)
        if url in seen:
            continue
        seen.add(url)
        page = await bench.visitor.visit(url)
        if page.fault is None and page.body:
            more = await bench.parser.read(Job(origin, page.body, page.headers, page.url, visit.at))
            visit = with_more(visit, more)
            waiting += more.next_pages
    return visit


def origin_of(source: SourceRow, salt: bytes) -> Origin:
    """What intake must know of a source."""
    return Origin(
        source_id=source.id,
        name=source.name,
        kind=source.kind,
        media_level=source.media_level,
        platform=source.platform,
        settings=dict(source.settings),
        salt=salt,
    )
