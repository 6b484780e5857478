"""The crawl in a thread of its own, for a process that does other things too."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.crawl import Crawler, CrawlOptions

if TYPE_CHECKING:
    from store.session import Database

_LOG = logging.getLogger(__name__)
AGAIN_S = 30.0
"""How long the crawl waits before it begins anew after a fault of its own (a full disk, a database that is away)."""


class CrawlThread:
    """Visits whatever falls due until `stop`; a fault is logged and the crawl begins anew."""

    def __init__(self, database: Database, options: CrawlOptions, clock: Callable[[], datetime]) -> None:
        self._database, self._options, self._clock = database, options, clock
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._work, name="crawl", daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """True while the thread works."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """End: what is under way is finished and written."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _work(self) -> None:
        try:
            self._loop.run_until_complete(self._until_stopped())
        finally:
            self._loop.close()

    async def _until_stopped(self) -> None:
        while not self._stop.is_set():
            try:
                async with Crawler(self._database, self._options, self._clock) as crawler:
                    await crawler.run(self._stop)
            except Exception:  # noqa: BLE001 - one fault must not end the watching; it is logged and tried again
                _LOG.exception("the crawl stopped and begins again in %d s", AGAIN_S)
                await self._pause()

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), AGAIN_S)
        except TimeoutError:
            return
