"""Watching the watcher."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from notify import watcher
from store import heartbeats
from store.heartbeats import Waiting
from store.session import Database
from store.tables.casework import Case, Deadline
from store.tables.telling import Notice, Outage
from tests.notify.test_channels import Receiver, receiver
from tests.people import add_person

NOW = datetime(2026, 10, 9, 4, 0, tzinfo=UTC)
NOTHING = Waiting(None, None, None)

__all__ = ["receiver"]


def minutes_ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("waiting", "seen", "parts"),
    [
        (NOTHING, {"sweep": minutes_ago(1)}, []),
        # exactly five minutes is not late yet
        (Waiting(minutes_ago(5), None, None), {}, []),
        (Waiting(minutes_ago(5.1), None, None), {}, ["sweep"]),
        (Waiting(None, minutes_ago(6), minutes_ago(7)), {}, ["judge", "notify"]),
        # nothing is due, but nobody looks any more
        (NOTHING, {"sweep": minutes_ago(6)}, ["sweep"]),
        # the same trouble is told once
        (Waiting(minutes_ago(9), None, None), {"sweep": minutes_ago(9)}, ["sweep"]),
    ],
)
def test_who_is_late(waiting: Waiting, seen: dict[str, datetime], parts: list[str]) -> None:
    assert [each.part for each in watcher.late_parts(waiting, seen, NOW)] == parts


def overdue(database: Database, due_at: datetime) -> None:
    with database.write() as session:
        case = Case(
            number=f"A-{due_at:%H%M}", title="x", state="assigned", channel="forum", severity="黄", t0=due_at,
            t0_basis="found", opened_at=due_at,
        )  # fmt: skip
        session.add(case)
        session.flush()
        deadline = Deadline(
            case_id=case.id, step="reply", key="reply", kind="natural", started_at=due_at, due_at=due_at,
            department="办公室", next_check_at=due_at,
        )  # fmt: skip
        session.add(deadline)


def test_an_alarm_is_raised_once_an_hour(database: Database) -> None:
    add_person(database, "admin", "system_admin")
    overdue(database, minutes_ago(10))
    for after in (0, 1, 61):
        watcher.watch(database, NOW + timedelta(minutes=after))
    with database.read() as session:
        alarms = session.scalars(select(Notice).where(Notice.about == "late_sweep")).all()
        assert [each.true_at for each in alarms] == [minutes_ago(10)] * 2


def test_the_heartbeat_goes_out_only_when_all_is_well(database: Database, receiver: Receiver) -> None:
    url = f"http://{receiver.place}/alive"
    heard: list[str] = []
    receiver.RequestHandlerClass.do_GET = lambda handler: (  # type: ignore[attr-defined]
        heard.append(handler.path),
        handler.send_response(204),
        handler.end_headers(),
    )
    watcher.watch(database, NOW, url)
    overdue(database, minutes_ago(10))
    watcher.watch(database, NOW, url)
    assert heard == ["/alive"]


def test_nobody_listening_to_the_heartbeat_stops_nothing(database: Database) -> None:
    assert watcher.watch(database, NOW, "http://127.0.0.1:1/alive") == []


def test_after_an_outage_what_fell_due_is_listed_at_its_true_moment(database: Database) -> None:
    add_person(database, "admin", "system_admin")
    for minutes in (400, 300, 10):
        overdue(database, minutes_ago(minutes))
    before = minutes_ago(360)
    missed = watcher.note_outage(database, before, NOW)
    assert [each.due_at for each in missed] == [minutes_ago(300), minutes_ago(10)]
    with database.read() as session:
        outage = session.scalars(select(Outage)).one()
        assert (outage.began_at, outage.ended_at, outage.fell_due) == (before, NOW, 2)
        notice = session.scalars(select(Notice).where(Notice.about == "outage")).one()
        assert "其间到期 2 项" in notice.title


def test_an_isolated_case_does_not_stand_in_the_list_of_an_outage(database: Database) -> None:
    overdue(database, minutes_ago(300))
    with database.write() as session:
        session.scalars(select(Case)).one().isolated = True
    assert watcher.note_outage(database, minutes_ago(360), NOW) == []


def test_a_short_pause_is_no_outage(database: Database) -> None:
    assert watcher.note_outage(database, minutes_ago(5), NOW) == []
    assert watcher.note_outage(database, None, NOW) == []


def test_a_beat_gives_the_beat_before(database: Database) -> None:
    with database.write() as session:
        assert heartbeats.beat(session, "sweep", minutes_ago(3)) is None
    with database.write() as session:
        assert heartbeats.beat(session, "sweep", NOW) == minutes_ago(3)
    with database.read() as session:
        assert heartbeats.last_seen(session) == {"sweep": NOW}
