"""The outbox at work: lease an owed notice, send it, and only then mark it sent.

A process killed between sending and marking sends again when the lease ends, with the same key: the receiver can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from notify.channels.message import Channel, ChannelError, ChannelSettings
from notify.digest import Owed, Parcel, pack_up
from notify.quiet import deliver_at
from notify.waiting import wait_after
from packs.schema.clocks import Quiet
from store import notices, showing
from store.locks import take_turn
from store.notices import Silences, silence_of
from store.session import Database, Session
from store.showing import Shown
from store.tables.telling import Notice

LEASE = timedelta(minutes=2)
MINUTE = timedelta(minutes=1)
SHOWN_AT_ONCE = 1000
"""Notices that one transaction shows on the console."""
MOST_TRIES = 60
"""Tries before a robot's notice is given up as not told: with waits of up to an hour, more than two days."""


@dataclass
class Tally:
    """What one round did; `failed` names channel → last error."""

    sent: int = 0
    waiting: int = 0
    given_up: int = 0
    failed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outbox:
    """Sends what is owed. `worker` names this process in leases; `clock` gives the present moment."""

    database: Database
    channels: Mapping[ChannelSettings, Channel]
    quiet: Quiet
    worker: str
    clock: Callable[[], datetime]

    def round(self) -> Tally:
        """One round: the console's notices, then each robot's."""
        tally = Tally()
        self._show_on_console(tally)
        for settings, channel in self.channels.items():
            self._serve(settings, channel, tally)
        return tally

    def _show_on_console(self, tally: Tally) -> None:
        while True:
            now = self.clock()
            with self.database.write() as session:
                shown, withheld = showing.show(session, now, SHOWN_AT_ONCE)
                self._relay(session, shown, now)
            tally.sent += len(shown)
            tally.waiting += withheld
            if len(shown) + withheld < SHOWN_AT_ONCE:
                return

    def _relay(self, session: Session, shown: Sequence[Shown], now: datetime) -> None:
        """Owe to each robot what it serves; nothing about an isolated matter leaves the console."""
        if not self.channels or not shown:
            return
        hidden = showing.confidential(session, shown)
        owed = [
            (row, settings.name, deliver_at(now, row.severity, self.quiet))
            for row in shown
            if (row.subject, row.subject_id) not in hidden
            for settings in self.channels
            if settings.serves(row.recipient, row.severity)
        ]
        showing.relay(session, owed, now)

    def _serve(self, settings: ChannelSettings, channel: Channel, tally: Tally) -> None:
        """Send what is leased; once the other side says "not now", the rest waits without being tried."""
        stopped: ChannelError | None = None
        for parcel in self._lease_parcels(settings, tally):
            try:
                if stopped is not None:
                    raise stopped
                channel.send(parcel.message)
            except ChannelError as error:
                stopped = error if error.again else None
                self._failed(settings.name, parcel, error, tally)
            else:
                self._sent(parcel, tally)

    def _lease_parcels(self, settings: ChannelSettings, tally: Tally) -> list[Parcel]:
        now = self.clock()
        with self.database.write() as session:
            take_turn(session, f"channel {settings.name}")
            room = settings.per_minute - notices.messages_since(session, settings.name, now - MINUTE, now)
            rows = notices.claim(session, settings.name, self.worker, now, lease=LEASE)
            held = notices.silences(session, now)
            ready = [row for row in rows if not self._put_off_if_silenced(session, row, held)]
            parcels, waiting = pack_up([_owed(row) for row in ready], room)
            for notice_id in waiting:
                notices.put_off(session, notice_id, self.worker, until=now + MINUTE, error="本分钟条数已满")
            digests = {each: parcel.digest for parcel in parcels for each in parcel.notices}
            for row in ready:
                row.digest = digests.get(row.id) or row.digest
            tally.waiting += len(rows) - len(ready) + len(waiting)
        return parcels

    def _put_off_if_silenced(self, session: Session, notice: Notice, held: Silences) -> bool:
        silence = silence_of(held, notice.subject, notice.subject_id)
        if silence is None:
            return False
        notice.silenced_by = silence.id
        session.flush()
        return notices.put_off(session, notice.id, self.worker, until=silence.until, error="已静默")

    def _sent(self, parcel: Parcel, tally: Tally) -> None:
        with self.database.write() as session:
            for notice_id in parcel.notices:
                tally.sent += notices.mark_sent(session, notice_id, self.worker, self.clock())

    def _failed(self, name: str, parcel: Parcel, error: ChannelError, tally: Tally) -> None:
        tally.failed[name] = str(error)
        now = self.clock()
        with self.database.write() as session:
            for notice_id in parcel.notices:
                row = session.get(Notice, notice_id)
                if row is None:
                    continue
                if not error.again or row.attempts >= MOST_TRIES:
                    tally.given_up += notices.give_up(session, notice_id, self.worker, now, str(error))
                else:
                    until = now + wait_after(row.attempts, error.after)
                    notices.put_off(session, notice_id, self.worker, until=until, error=str(error))
                    tally.waiting += 1


def _owed(row: Notice) -> Owed:
    return Owed(row.id, row.key, row.title, row.body, row.severity, row.digest)
