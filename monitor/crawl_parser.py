"""Reading bodies beside the fetching: in one process of its own, so that parsing never holds up the network.

lxml and the decoders release the interpreter only in part; measured on first reads, a process is ahead of threads.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from monitor.intake import Job, ParsedBody, read_body
from monitor.reading.entry import NOT_THIS_KIND, Problem

PATIENCE_S = 120.0


class Parser:
    """A process that reads bodies; a body that kills it or takes too long costs only its own visit."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def warm(self) -> None:
        """Start the process now, so that it loads its modules while the caller loads its own."""
        self._open().submit(_load)

    async def read(self, job: Job) -> ParsedBody:
        """The items of one body; a body that cannot be read is a named problem."""
        pool = self._open()
        try:
            return await asyncio.wait_for(asyncio.wrap_future(pool.submit(read_body, job)), PATIENCE_S)
        except (BrokenProcessPool, TimeoutError) as error:
            self._abandon(pool)
            return _unreadable(error)
        except Exception as error:  # noqa: BLE001 - a body that a kind stumbles over costs its own visit only
            return _unreadable(error)

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(_way()))
        return self._pool

    def _abandon(self, pool: ProcessPoolExecutor) -> None:
        if self._pool is pool:
            self._pool = None
            for process in list((pool._processes or {}).values()):
                process.kill()
            pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _unreadable(error: Exception) -> ParsedBody:
    return ParsedBody(problems=(Problem(NOT_THIS_KIND, f"内容使解析中断（{type(error).__name__}）"),))


def _way() -> str:
    """fork where it is safe (one thread) and known, else spawn: a fork copies locks that other threads hold."""
    alone = threading.active_count() == 1
    return "fork" if alone and "fork" in multiprocessing.get_all_start_methods() else "spawn"


def _load() -> None:
    import monitor.kinds.feed
    import monitor.reading.feed_fast
    import monitor.reading.feed_tolerant  # noqa: F401 - loaded here, used by the first body
