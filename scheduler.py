"""The clock of the program: each job is one call. What is due lives in rows, so a restart forgets nothing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

if TYPE_CHECKING:
    from commands.jobs import Job

log = logging.getLogger("huiying.scheduler")


@dataclass
class Running:
    """A running scheduler; `stop` waits until the jobs under way have ended."""

    scheduler: BackgroundScheduler
    halt: threading.Event

    def stop(self) -> None:
        """End: no new job begins, those under way finish their transaction."""
        self.halt.set()
        self.scheduler.shutdown(wait=True)


def start(jobs: list[Job]) -> Running:
    """Start every job at once and then at its interval (seconds).

    A late job runs once, as soon as it can (APScheduler drops late ones by default); the same job never runs twice at
    a time in one process; its store is memory.
    """
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(max(len(jobs), 1))},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        timezone="UTC",
    )
    for job in jobs:
        scheduler.add_job(_guarded(job.run), "interval", seconds=job.every_s, id=job.name, next_run_time=job.first_at)
    scheduler.add_listener(_report, EVENT_JOB_ERROR)
    scheduler.start()
    return Running(scheduler, threading.Event())


def _guarded(run: Callable[[], object]) -> Callable[[], None]:
    return lambda: (run(), None)[1]


def _report(event: JobExecutionEvent) -> None:
    log.error("job %s failed and will run again at its next time: %s", event.job_id, event.exception)
