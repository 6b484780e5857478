"""An event that becomes worse raises its open case, once, and never against a person who lowered it knowingly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from packs.pack import load_pack
from routing.raising_cases import raise_owed
from store import event_merging, events, log
from store.session import Database
from store.tables.casework import Case, Grading
from store.tables.judging import Event

NOW = datetime(2026, 10, 20, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PACK = load_pack("justice-bureau")


def event(database: Database, severity: str) -> int:
    with database.write() as session:
        row = Event(title="x", channel="forum", first_at=NOW, last_at=NOW, found_at=NOW, severity=severity)
        row.severity_reasons = [{"because": "死亡 1 人", "words": ["死亡"]}]
        session.add(row)
        session.flush()
        return row.id


def case_on(database: Database, event_id: int, state: str = "in_hand", severity: str = "蓝") -> int:
    with database.write() as session:
        case = Case(
            number="A-1", title="x", state=state, channel="forum", severity=severity, t0=NOW - HOUR, t0_basis="found",
            opened_at=NOW, event_id=event_id, lead="律师工作科",
        )  # fmt: skip
        session.add(case)
        session.flush()
        session.add(Grading(case_id=case.id, at=NOW - HOUR, severity=severity))
        return case.id


def worsen(database: Database, event_id: int, severity: str, at: datetime) -> None:
    with database.write() as session:
        row = session.get_one(Event, event_id)
        events.note_changes(session, [events.severity_change(event_id, row.severity, severity, at)])
        row.severity = severity


def test_the_case_is_raised_once_with_the_reasons_of_its_event(database: Database) -> None:
    event_id = event(database, "蓝")
    case_id = case_on(database, event_id)
    assert raise_owed(database, PACK, NOW) == 0
    worsen(database, event_id, "橙", NOW + HOUR)
    assert raise_owed(database, PACK, NOW + HOUR) == 1
    assert raise_owed(database, PACK, NOW + 2 * HOUR) == 0
    with database.read() as session:
        assert session.get_one(Case, case_id).severity == "橙"
        grading = session.scalars(select(Grading).order_by(Grading.id.desc())).first()
        assert grading is not None
        assert (grading.severity, grading.by_user) == ("橙", None)
        assert "死亡 1 人" in grading.reason
        assert log.verify(session).intact


def test_a_case_that_was_lowered_stays_until_something_new_happens(database: Database) -> None:
    event_id = event(database, "蓝")
    case_id = case_on(database, event_id)
    worsen(database, event_id, "橙", NOW - HOUR / 2)
    with database.write() as session:
        session.add(Grading(case_id=case_id, at=NOW, severity="蓝", reason="经核实为误报，批准降级"))
    assert raise_owed(database, PACK, NOW + HOUR) == 0
    worsen(database, event_id, "红", NOW + HOUR)
    assert raise_owed(database, PACK, NOW + 2 * HOUR) == 1
    with database.read() as session:
        assert session.get_one(Case, case_id).severity == "红"


def test_an_event_that_takes_in_a_worse_one_raises_its_case(database: Database) -> None:
    kept, gone = event(database, "蓝"), event(database, "橙")
    case_id = case_on(database, kept)
    with database.write() as session:
        event_merging.merge(session, gone, kept, NOW, "同一件事")
    assert raise_owed(database, PACK, NOW + HOUR) == 1
    with database.read() as session:
        assert session.get_one(Case, case_id).severity == "橙"


@pytest.mark.parametrize(("state", "severity"), [("closed", "蓝"), ("in_hand", "红"), ("in_hand", "橙")])
def test_ended_cases_and_those_graded_as_high_are_left_alone(database: Database, state: str, severity: str) -> None:
    event_id = event(database, "蓝")
    case_id = case_on(database, event_id, state, severity)
    worsen(database, event_id, "橙", NOW + HOUR)
    assert raise_owed(database, PACK, NOW + HOUR) == 0
    with database.read() as session:
        assert session.get_one(Case, case_id).severity == severity
