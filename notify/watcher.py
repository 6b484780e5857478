"""Watching the watcher: are deadlines evaluated, items judged, notices sent? And what fell due while they were not.

The program cannot tell that it is dead, so it says outside that it lives (a heartbeat to an address of the house's
own), and only while all is well: silence is the alarm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.error import URLError
from urllib.request import urlopen

from store import heartbeats
from store.heartbeats import FellDue, Waiting
from store.owing import Telling, owe, owe_all
from store.session import Database
from times import local

LATE = timedelta(minutes=5)
"""From when on a part counts as late: five minutes (local practice)."""
WHO = ("system_admin", "duty_chief")
HEARTBEAT_TIMEOUT_S = 5


@dataclass(frozen=True)
class Lateness:
    """A part that is late, since when, in words for the notice."""

    part: str
    since: datetime
    words: str


def late_parts(waiting: Waiting, seen: dict[str, datetime], now: datetime) -> list[Lateness]:
    """The parts that are late by more than five minutes."""
    queues = (
        ("sweep", waiting.deadline, "时限没有按时核算"),
        ("judge", waiting.item, "信息没有及时研判"),
        ("notify", waiting.notice, "通知没有及时发出"),
    )
    found = [Lateness(part, since, words) for part, since, words in queues if since and now - since > LATE]
    silent = seen.get("sweep")
    if silent and now - silent > LATE and not any(each.part == "sweep" for each in found):
        found.append(Lateness("sweep", silent, "时限核算停了"))
    return found


def watch(database: Database, now: datetime, heartbeat_url: str = "") -> list[Lateness]:
    """Look at all parts; owe an alarm for each late one, once an hour; send the heartbeat if none is."""
    with database.write() as session:
        late = late_parts(heartbeats.oldest_waiting(session, now), heartbeats.last_seen(session), now)
        owe_all(session, [(_alarm(each, now), WHO) for each in late], now)
    if heartbeat_url and not late:
        _say_alive(heartbeat_url)
    return late


def _alarm(each: Lateness, now: datetime) -> Telling:
    return Telling(
        subject="program",
        subject_id=0,
        about=f"late_{each.part}",
        severity="橙",
        title=f"系统告警：{each.words}",
        body=f"自 {local(each.since):%m月%d日 %H:%M} 起。请管理员检查程序和数据库；时限仍按真实时间计算。",
        link="/health",
        threshold=f"{now:%Y%m%d%H}",
        true_at=each.since,
    )


def _say_alive(url: str) -> None:
    try:
        with urlopen(url, timeout=HEARTBEAT_TIMEOUT_S):
            return
    except (URLError, TimeoutError, ConnectionError):
        # The one who listens raises the alarm when it hears nothing; there is nobody else to tell.
        return


def note_outage(database: Database, before: datetime | None, now: datetime) -> list[FellDue]:
    """After a sweep: if the one before it is more than five minutes ago, keep the outage and tell what fell due.

    `before`: when deadlines were last evaluated. Each deadline is listed with its true moment.
    """
    if before is None or now - before <= LATE:
        return []
    with database.write() as session:
        missed = heartbeats.fell_due_between(session, before, now)
        outage = heartbeats.note_outage(session, before, now, len(missed), now)
        lines = [f"{local(each.due_at):%m月%d日 %H:%M} {each.number} {each.department}" for each in missed[:50]]
        told = Telling(
            subject="program",
            subject_id=outage,
            about="outage",
            severity="橙" if missed else "黄",
            title=f"{local(before):%m月%d日 %H:%M} 至 {local(now):%H:%M} 未核算时限，其间到期 {len(missed)} 项",
            body="\n".join(lines),
            link="/health",
        )
        owe(session, told, WHO, now)
    return missed
