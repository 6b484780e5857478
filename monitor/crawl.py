"""The crawl: claim due sources, visit each once, keep what is new, write what was learnt; one round or for ever.

1. Sources are claimed with a lease, a few of each host, so that hosts are interleaved and a batch is never stuck.
2. Each visit is a task of its own: fetch (politely), then parse (in another process).
3. Finished visits are written together: items, the source's next time, its log and state, in one transaction. A crash
   before it leaves the source due and nothing half-kept; a crash after it finds all items known.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from monitor.crawl_parser import Parser
from monitor.crawl_rows import (
    claim_with_memory,
    free_dead_leases,
    free_leases,
    keep_visits,
    recall,
    worker_name,
)
from monitor.crawl_visit import Bench, visit_source
from monitor.fetch import Client, Limits, user_agent
from monitor.fetch_visit import RobotsBook, Visitor
from monitor.politeness import PER_HOST, SPACING_S, HostGate
from monitor.watching import Visit
from store.found import Kept

if TYPE_CHECKING:
    from store.items import SeenItem
    from store.session import Database
    from store.sources import SourceRow

CLAIMED = 1024
"""Sources that one worker has in hand; how many connections are open at once is the client's limit."""
IDLE_S = 2.0
_BATCH = 32
_BATCH_WAIT_S = 0.25
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How a crawl behaves. `salt` hides authors, `contact` stands in the user agent; `only` is one source's id.

    `everything`: each source once, due or not (`--now`).
    """

    contact: str
    salt: bytes
    spacing_s: float = SPACING_S
    per_host: int = PER_HOST
    allow_private: bool = False
    everything: bool = False
    only: int | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(slots=True)
class Summary:
    """What a round did; `sources` = fetched + not_modified + failed."""

    sources: int = 0
    fetched: int = 0
    not_modified: int = 0
    failed: int = 0
    items_new: int = 0
    items_known: int = 0
    seconds: float = 0.0


class Crawler:
    """`async with Crawler(...) as crawler: await crawler.round()`; connections and memory live as long as the block."""

    def __init__(
        self, database: Database, options: CrawlOptions, clock: Callable[[], datetime], parser: Parser | None = None
    ) -> None:
        self._db, self._options, self._clock = database, options, clock
        self._parser = parser or Parser()
        self._gate = HostGate(options.spacing_s, options.per_host)
        self._client = Client(
            agent=user_agent(options.contact), allow_private=options.allow_private, limits=options.limits
        )
        self._robots = RobotsBook(self._client, self._gate, clock)
        visitor = Visitor(self._client, self._gate, self._robots, clock)
        self._bench = Bench(visitor, self._parser, options.salt, clock, self._recall)
        # One thread for the database: SQLite has one writer, and the network never waits for it.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="crawl-rows")
        self._owner = worker_name()
        # Where visits follow one another without a pause, more of one host may wait in line.
        self._in_line = options.per_host * (128 if options.spacing_s < 0.1 else 1)
        self._busy: Counter[str] = Counter()
        self._running: dict[asyncio.Task[Visit], SourceRow] = {}
        self._finished: list[asyncio.Task[Visit]] = []
        self._some_ended = asyncio.Event()
        self._nothing_before = 0.0
        self._summary = Summary()

    async def __aenter__(self) -> Crawler:
        await self._client.__aenter__()
        await self._rows(lambda: free_dead_leases(self._db))
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._rows(lambda: free_leases(self._db, [self._owner]))
        await self._client.__aexit__(None, None, None)
        self._parser.close()
        self._thread.shutdown()

    async def round(self, progress: Callable[[int], None] | None = None) -> Summary:
        """Visit all that is due now (or everything, by the options), each source once; returns when all is written."""
        self._summary, self._nothing_before = Summary(), 0.0
        began, start = monotonic(), self._clock()
        while await self._step(start):
            if progress:
                progress(self._summary.sources)
        self._summary.seconds = round(monotonic() - began, 3)
        return self._summary

    async def run(self, stop: asyncio.Event) -> None:
        """Visit whatever falls due until `stop` is set; then what is under way is finished and written.

        Only visits that are among articles' pages are broken off, for those take long; they fall due again.
        """
        while not stop.is_set():
            if not await self._step(self._clock()):
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), IDLE_S)
        while self._running:
            for task in self._bench.reading:
                task.cancel()
            await self._collect()

    async def _step(self, due_by: datetime) -> bool:
        """Claim what there is room for, wait a moment, write what is finished; False when there is nothing to do."""
        for source in await self._claim(CLAIMED - len(self._running), due_by):
            task = asyncio.create_task(visit_source(self._bench, source))
            self._running[task] = source
            task.add_done_callback(self._ended)
        if not self._running:
            return False
        await self._collect()
        return True

    def _ended(self, task: asyncio.Task[Visit]) -> None:
        self._finished.append(task)
        if len(self._finished) == 1 or len(self._finished) >= _BATCH:
            self._some_ended.set()

    async def _collect(self) -> None:
        """Wait until visits have ended, a batch of them if they end quickly, and write them."""
        if self._running:
            await self._wait_for_some()
        visits = self._taken()
        if visits:
            await self._keep(visits)

    async def _wait_for_some(self) -> None:
        self._some_ended.clear()
        if not self._finished:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._some_ended.wait(), IDLE_S)
        if 0 < len(self._finished) < min(_BATCH, len(self._running)):
            self._some_ended.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._some_ended.wait(), _BATCH_WAIT_S)

    async def _claim(self, room: int, due_by: datetime) -> list[SourceRow]:
        from store.sources import Claim

        if room < CLAIMED // 2 or monotonic() < self._nothing_before:
            return []
        claim = Claim(
            owner=self._owner,
            due_by=due_by,
            limit=room,
            per_host=self._in_line,
            busy=[host for host in self._busy if self._is_busy(host)],
            only=self._options.only,
            visited_before=due_by if self._options.everything else None,
        )
        claimed = await self._rows(
            lambda: claim_with_memory(self._db, claim, self._clock(), self._options.spacing_s > 0)
        )
        self._robots.remember(claimed.robots)
        self._gate.seed(claimed.seconds_ago)
        self._busy.update(row.host for row in claimed.sources)
        if not claimed.sources:
            # Nothing is free: ask again when a host is, or after a while.
            self._nothing_before = monotonic() + IDLE_S
        return claimed.sources

    def _taken(self) -> list[Visit]:
        tasks, self._finished = self._finished, []
        for task in tasks:
            host = self._running.pop(task).host
            self._busy[host] -= 1
            if not self._is_busy(host):
                self._nothing_before = 0.0
            if self._busy[host] <= 0:
                del self._busy[host]
        return [task.result() for task in tasks if not task.cancelled()]

    def _is_busy(self, host: str) -> bool:
        """Whether half of what may wait in line at a host is under way: then no more of it is claimed."""
        return self._busy[host] >= max(self._in_line // 2, 1)

    async def _keep(self, visits: list[Visit]) -> None:
        learnt, self._robots.learnt = self._robots.learnt, {}
        kept = await self._rows(lambda: keep_visits(self._db, visits, learnt))
        for visit in visits:
            _count(self._summary, visit, kept[visit.source.id])

    async def _recall(self, identities: Collection[str], places: Collection[str]) -> Mapping[str, SeenItem]:
        seen, robots = await self._rows(lambda: recall(self._db, identities, places, self._clock()))
        self._robots.remember(robots)
        return seen

    async def _rows(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _count(summary: Summary, visit: Visit, kept: Kept) -> None:
    summary.sources += 1
    summary.fetched += visit.outcome in ("read", "unchanged")
    summary.not_modified += visit.outcome == "not_modified"
    summary.failed += visit.outcome == "failed"
    summary.items_new += kept.new
    summary.items_known += kept.known


async def crawl_round(
    database: Database,
    options: CrawlOptions,
    clock: Callable[[], datetime],
    parser: Parser | None = None,
    progress: Callable[[int], None] | None = None,
) -> Summary:
    """One round with connections of its own: what `huiying crawl --once` does."""
    async with Crawler(database, options, clock, parser) as crawler:
        return await crawler.round(progress)
