"""A small world for notices: a clock that tests move, channels that can fail, events with alerts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from notify.channels.message import ChannelError, ChannelSettings, Message
from notify.outbox import Outbox
from packs.schema.clocks import Quiet
from store.session import Database
from store.tables.judging import Alert, Candidate, Event

NOON = datetime(2026, 10, 9, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai, a Friday
QUIET = Quiet(begins="22:00", ends="07:00", break_through=["红", "橙"])


@dataclass
class FakeClock:
    """The present moment, moved by hand."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now


@dataclass
class FakeRobot:
    """A channel that remembers what it took, and fails as often as told."""

    taken: list[Message] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    def send(self, message: Message) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append(message)


def outbox(
    database: Database, clock: FakeClock, *robots: tuple[ChannelSettings, FakeRobot], worker: str = "w1"
) -> Outbox:
    """An outbox over fake robots."""
    return Outbox(database, dict(robots), QUIET, worker, clock)


def robot(name: str = "group", **settings: object) -> tuple[ChannelSettings, FakeRobot]:
    """A fake robot with its settings."""
    return ChannelSettings(name, "hook://127.0.0.1/x", **settings), FakeRobot()  # type: ignore[arg-type]


def raise_alert(database: Database, severity: str = "红", now: datetime = NOON) -> int:
    """An event with an alert and an open candidate; gives the event's id."""
    with database.write() as session:
        event = Event(
            title="律所失联", channel="forum", first_at=now, last_at=now, found_at=now, severity=severity, items=3
        )
        session.add(event)
        session.flush()
        session.add(Alert(event_id=event.id, severity=severity, raised_at=now, reasons=[{"because": "城市媒体报道"}]))
        session.add(Candidate(event_id=event.id, raised_at=now, severity=severity, proposed_at=now))
        return event.id


__all__ = ["NOON", "QUIET", "ChannelError", "FakeClock", "FakeRobot", "outbox", "raise_alert", "robot"]
