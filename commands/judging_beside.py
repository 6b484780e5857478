"""Judging beside the crawl: in a process of its own, which loads while the crawl begins and judges while it goes on."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from errors import BadInput
from monitor.crawl_parser import way_to_start

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from settings import Settings

AGAIN_S = 0.5
"""How long the process waits for new items where none are owed."""


class JudgingBeside:
    """Starts at once; to be made while this process has one thread (else it is slower to start)."""

    def __init__(self, settings: Settings) -> None:
        context: Any = multiprocessing.get_context(way_to_start())
        # A pipe and no Event: whoever is killed while waiting for an Event leaves it so that setting it never returns.
        self._heard, self._say = context.Pipe(duplex=False)
        self._process = context.Process(target=judge_beside, args=(settings, self._heard, os.getpid()), daemon=True)
        self._process.start()

    def has_ended(self) -> bool:
        """True if the process is no more, though nobody asked it to end."""
        return not self._process.is_alive()

    def finish(self) -> bool:
        """Wait until all that is owed now is judged; False where the process failed and something may be left."""
        self._say.send_bytes(b"end")
        self._process.join()
        return bool(self._process.exitcode == 0)


def judge_beside(settings: Settings, ended: Connection, parent: int) -> None:
    """Judge whatever is owed, again and again, and once more after the crawl has ended; runs in the other process.

    Ctrl+C is the parent's affair; without its parent the process ends. A wrong pack is left for the parent to report.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from commands.current_desk import CurrentDesk
    from commands.judge import spare_the_collector
    from commands.options import open_database, open_pack
    from monitor.crawl_rows import worker_name
    from times import utc_now

    try:
        desk = CurrentDesk(open_pack(settings), settings.data, worker_name())
    except BadInput:
        sys.exit(2)
    spare_the_collector()
    gc.enable()  # the command had switched it off while it loads
    database = open_database(settings)
    last = False
    while not last and os.getppid() == parent:
        last = ended.poll(AGAIN_S)
        desk.judge_all(database, utc_now())
    database.close()
