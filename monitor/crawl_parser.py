"""Reading bodies beside the fetching: in one process of its own, so that parsing never holds up the network.

lxml and the decoders release the interpreter only in part; measured on first reads, a process is ahead of threads.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from monitor.bodies import Article, Job, PageJob, ParsedBody
from monitor.reading.entry import NOT_THIS_KIND, Problem

PATIENCE_S = 120.0
PATIENCE_ALONE_S = 30.0
_J = TypeVar("_J")
_R = TypeVar("_R")


class Parser:
    """A process that reads bodies; a body that kills it or takes too long costs only its own visit."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._alone = asyncio.Lock()

    def warm(self) -> None:
        """Start the process now, so that it loads its modules while the caller loads its own."""
        self._open().submit(_load)

    async def read(self, job: Job) -> ParsedBody:
        """The items of one body; a body that cannot be read is a named problem."""
        read = await self._done(read_job, job)
        return _unreadable(read) if isinstance(read, Exception) else read

    async def read_page(self, job: PageJob) -> Article:
        """What an article's page gives to its entry; a page that cannot be read says so."""
        read = await self._done(read_page_job, job)
        return Article(why="unreadable") if isinstance(read, Exception) else read

    async def _done(self, work: Callable[[_J], _R], job: _J) -> _R | Exception:
        """What `work` makes of the job in the other process, or what kept it from that."""
        pool = self._open()
        try:
            return await asyncio.wait_for(asyncio.wrap_future(pool.submit(work, job)), PATIENCE_S)
        except (BrokenProcessPool, TimeoutError):
            self._abandon(pool)
        except Exception as error:  # noqa: BLE001 - a body that a kind stumbles over costs its own visit only
            return error
        return await self._done_alone(work, job)

    async def _done_alone(self, work: Callable[[_J], _R], job: _J) -> _R | Exception:
        """Try a body once more, by itself: it may only have waited behind the one that did the harm."""
        async with self._alone:
            pool = _new_pool()
            try:
                return await asyncio.wait_for(asyncio.wrap_future(pool.submit(work, job)), PATIENCE_ALONE_S)
            except (BrokenProcessPool, TimeoutError) as error:
                return error
            finally:
                _end(pool)

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = _new_pool()
        return self._pool

    def _abandon(self, pool: ProcessPoolExecutor) -> None:
        if self._pool is pool:
            self._pool = None
            _end(pool)

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _new_pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        1, multiprocessing.get_context(way_to_start()), initializer=_settle, initargs=(os.getpid(),)
    )


def _end(pool: ProcessPoolExecutor) -> None:
    # What still waits in it ends with BrokenProcessPool, and is tried alone.
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=False)


def _unreadable(error: Exception) -> ParsedBody:
    return ParsedBody(problems=(Problem(NOT_THIS_KIND, f"内容使解析中断（{type(error).__name__}）"),))


def way_to_start() -> str:
    """fork where it is safe (one thread) and known, else spawn: a fork copies locks that other threads hold."""
    alone = threading.active_count() == 1
    return "fork" if alone and "fork" in multiprocessing.get_all_start_methods() else "spawn"


def _settle(parent: int) -> None:
    """Leave Ctrl+C to the parent, and do not outlive it: killed, it cannot say good-bye."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _load() -> None:
    import monitor.intake
    import monitor.kinds.feed
    import monitor.reading.feed_fast  # noqa: F401 - loaded here, used by the first body

    # A fork takes over a collector that the command has switched off while it loads. What is loaded stays, and entries
    # hold few circles: it need not look often.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


def read_job(job: Job) -> ParsedBody:
    """Read one body; runs in the parsing process."""
    # Only the parsing process loads what reading needs: its patterns alone take as long as the first thirty feeds.
    from monitor.intake import read_body

    return read_body(job)


def read_page_job(job: PageJob) -> Article:
    """Read one article's page; runs in the parsing process."""
    from monitor.article import read_article

    return read_article(job)
