"""One visit to one source: ask, follow its further pages, have it read. Whatever happens is a value."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

from monitor.bodies import Job, Origin
from monitor.crawl_pages import with_full_texts
from monitor.crawl_parser import Parser
from monitor.faults import Fault
from monitor.fetch import Answer
from monitor.fetch_visit import Visitor
from monitor.watching import Visit, condition, with_more

if TYPE_CHECKING:
    from collections.abc import Collection

    from store.items import SeenItem
    from store.sources import SourceRow

MAX_PAGES = 10
_WORTH_READING = ("cut_off", "timed_out")


@dataclass(frozen=True, slots=True)
class Bench:
    """What every visit needs: the visitor, the parsing process, the salt for authors, the clock.

    `recall(identities, places)` gives which of them are known already, and learns what rows know of the robots.txt at
    the places. `resting`: hosts that asked for patience with their pages, until when. `owed`: source → entries whose
    pages are to be tried again, with the tries so far. `reading`: visits among pages.
    """

    visitor: Visitor
    parser: Parser
    salt: bytes
    clock: Callable[[], datetime]
    recall: Callable[[Collection[str], Collection[str]], Awaitable[Mapping[str, SeenItem]]]
    resting: dict[str, datetime] = field(default_factory=dict)
    owed: dict[int, dict[str, int]] = field(default_factory=dict)
    reading: set[asyncio.Task[Any]] = field(default_factory=set)

    @contextmanager
    def among_pages(self) -> Iterator[None]:
        """Within the block the present task counts as one that may be broken off: nothing of it is written yet."""
        task = asyncio.current_task()
        assert task is not None
        self.reading.add(task)
        try:
            yield
        finally:
            self.reading.discard(task)


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
    return await with_full_texts(bench, visit)


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
