"""Alerts are told to the shift, and climb while nobody acknowledges."""

from datetime import timedelta

from sqlalchemy import select

from notify.alerts import climb, tell_alerts
from packs.pack import load_pack
from store import alerts
from store.session import Database
from store.tables.judging import Candidate
from store.tables.people import Shift
from store.tables.telling import Notice
from tests.notify.world import NOON, raise_alert
from tests.people import add_person

POLICY = load_pack("justice-bureau").clocks.notices


def told(database: Database, about: str) -> list[str]:
    with database.read() as session:
        question = select(Notice).where(Notice.about == about).order_by(Notice.id)
        return [notice.recipient for notice in session.scalars(question)]


def test_without_a_shift_everybody_on_duty_roles_hears(database: Database) -> None:
    add_person(database, "a", "duty_officer")
    add_person(database, "b", "duty_chief")
    raise_alert(database)
    assert tell_alerts(database, NOON) == 1
    assert tell_alerts(database, NOON) == 0
    assert told(database, "alert") == ["duty_officer", "duty_chief"]


def test_with_a_shift_only_its_people_hear(database: Database) -> None:
    officer = add_person(database, "a", "duty_officer")
    add_person(database, "asleep", "duty_officer")
    with database.write() as session:
        session.add(
            Shift(starts_at=NOON - timedelta(hours=1), ends_at=NOON + timedelta(hours=7), officer_id=officer.id)
        )
    raise_alert(database)
    tell_alerts(database, NOON)
    # one notice, and under the role of the shift, so that a robot for the duty officers carries it
    assert told(database, "alert") == ["duty_officer"]


def test_an_unacknowledged_red_climbs_rung_by_rung(database: Database) -> None:
    add_person(database, "a", "duty_officer")
    add_person(database, "b", "duty_chief")
    add_person(database, "c", "bureau_chief")
    raise_alert(database)
    tell_alerts(database, NOON)
    assert climb(database, POLICY, NOON + timedelta(minutes=4)) == 0
    assert climb(database, POLICY, NOON + timedelta(minutes=5)) == 1
    assert climb(database, POLICY, NOON + timedelta(minutes=6)) == 0
    assert climb(database, POLICY, NOON + timedelta(minutes=10)) == 1
    assert climb(database, POLICY, NOON + timedelta(minutes=15)) == 1
    assert climb(database, POLICY, NOON + timedelta(hours=9)) == 0
    assert told(database, "escalation") == ["duty_chief", "bureau_chief"]


def test_an_acknowledged_alert_does_not_climb(database: Database) -> None:
    officer = add_person(database, "a", "duty_officer")
    event_id = raise_alert(database)
    tell_alerts(database, NOON)
    with database.write() as session:
        assert alerts.acknowledge(session, event_id, officer.id, NOON) == 1
    assert climb(database, POLICY, NOON + timedelta(hours=1)) == 0


def test_a_decided_event_does_not_climb(database: Database) -> None:
    add_person(database, "a", "duty_officer")
    event_id = raise_alert(database)
    tell_alerts(database, NOON)
    with database.write() as session:
        candidate = session.scalars(select(Candidate).where(Candidate.event_id == event_id)).one()
        candidate.state = "confirmed"
    assert climb(database, POLICY, NOON + timedelta(hours=1)) == 0
