"""The clock of the program: each job is one call. What is due lives in rows, so a restart forgets nothing."""

from __future__ import annotations

import logging
import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from commands.current_desk import CurrentDesk
from commands.learning import learn_weekly
from commands.secret import secret_of
from monitor.crawl import CrawlOptions
from monitor.crawl_thread import CrawlThread
from monitor.evidence import check_evidence
from monitor.indexing import index_all
from monitor.retention import forget
from notify.alerts import climb, tell_alerts
from notify.outbox import Outbox
from notify.settings_file import read_channels
from notify.watcher import note_outage, watch
from reports.figures import refresh
from routing.proposing import propose_owed
from routing.raising_cases import raise_owed
from routing.rebounding import rebound_owed
from routing.sweep import sweep
from settings import Settings
from store import heartbeats
from times import utc_now

if TYPE_CHECKING:
    from packs.pack import Pack
    from store.session import Database

_LOG = logging.getLogger("huiying.scheduler")
# That a job is still at it when its next turn comes is no news: the next one after that takes it up.
logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Job:
    """A call and the seconds between two of them."""

    name: str
    every_s: float
    run: Callable[[], object]


@dataclass(frozen=True)
class Running:
    """A running scheduler; `stop` waits until what is under way has ended."""

    scheduler: BackgroundScheduler
    crawl: CrawlThread

    def stop(self) -> None:
        """End: no new job begins, those under way finish their transaction."""
        self.crawl.stop()
        self.scheduler.shutdown(wait=True)


def start(
    settings: Settings, database: Database, pack: Pack, *, clock: Clock = utc_now, allow_private: bool = False
) -> Running:
    """Start the crawl and every job: at once, and then at its interval.

    A late job runs once, as soon as it can (APScheduler drops late ones by default); the same job never runs twice at a
    time in one process; its store is memory, because what is due lives in rows.
    """
    listed = jobs(settings, database, pack, clock)
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(len(listed))},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        timezone="UTC",
    )
    for job in listed:
        scheduler.add_job(job.run, "interval", seconds=job.every_s, id=job.name, next_run_time=utc_now())
    scheduler.add_listener(_report, EVENT_JOB_ERROR)
    options = CrawlOptions(contact=settings.contact, salt=secret_of(settings), allow_private=allow_private)
    crawl = CrawlThread(database, options, clock)
    scheduler.start()
    return Running(scheduler, crawl)


def jobs(settings: Settings, database: Database, pack: Pack, clock: Clock) -> list[Job]:
    """Everything that happens by itself, in the order of the walk."""
    worker = f"{platform.node()}-{os.getpid()}"
    desk = CurrentDesk(pack, settings.data, worker)
    outbox = Outbox(database, read_channels(settings.channels), pack.clocks.notices.quiet, worker, clock)
    return [
        Job("judge", 2, lambda: desk.judge_all(database, clock())),
        Job("propose", 2, lambda: propose_owed(database, pack, clock())),
        Job("search", 3, lambda: index_all(database, clock())),
        Job("alerts", 2, lambda: tell_alerts(database, clock())),
        Job("ladder", 20, lambda: climb(database, pack.clocks.notices, clock())),
        Job("raise", 20, lambda: raise_owed(database, pack, clock())),
        Job("rebound", 300, lambda: rebound_owed(database, pack, clock())),
        Job("evidence", 600, lambda: check_evidence(database, settings.contact, clock)),
        Job("retention", 3600, lambda: forget(database, pack.casework.retention, clock())),
        Job("learning", 3600, lambda: learn_weekly(database, pack, settings.data, clock())),
        Job("sweep", 20, lambda: _sweep(database, pack, clock())),
        Job("notify", 3, outbox.round),
        Job("figures", 60, lambda: refresh(database, clock())),
        Job("watch", 60, lambda: watch(database, clock(), settings.heartbeat_url)),
        Job("scheduler", 10, lambda: _alive(database, clock())),
    ]


def _sweep(database: Database, pack: Pack, now: datetime) -> None:
    sweep(database, pack, now)
    with database.write() as session:
        before = heartbeats.beat(session, "sweep", now)
    note_outage(database, before, now)


def _alive(database: Database, now: datetime) -> None:
    with database.write() as session:
        heartbeats.beat(session, "scheduler", now)


def _report(event: JobExecutionEvent) -> None:
    _LOG.error("job %s failed and runs again at its next time: %r", event.job_id, event.exception)
