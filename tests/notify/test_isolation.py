"""Who hears of an isolated matter: 机关纪委 and the bureau chief, and the desk while it decides; never a robot."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from notify.alerts import climb, tell_alerts
from notify.outbox import Tally
from packs.pack import load_pack
from store import notice_page
from store.owing import Telling, owe
from store.session import Database
from store.tables.casework import Case
from store.tables.judging import Candidate
from store.tables.people import Shift
from store.tables.telling import Notice
from tests.notify.world import NOON, FakeClock, outbox, raise_alert, robot
from tests.people import add_person

ACCUSED, DISCIPLINE = "律师工作科", "机关纪委"
POLICY = load_pack("justice-bureau").clocks.notices


def staff(database: Database) -> None:
    """The accused department, the office, 机关纪委 (who are neither liaison nor head) and the bureau chief."""
    add_person(database, "head", "head", department=ACCUSED)
    add_person(database, "office", "office", department="办公室")
    add_person(database, "discipline", "discipline", department=DISCIPLINE)
    add_person(database, "chief", "bureau_chief")


def isolated_case(database: Database, *accused: str) -> int:
    with database.write() as session:
        case = Case(
            number="A1", title="x", state="assigned", channel="mailbox", severity="黄", t0=NOON, t0_basis="found",
            opened_at=NOON, isolated=True, accused=list(accused),
        )  # fmt: skip
        session.add(case)
        session.flush()
        return case.id


def heard(database: Database, **where: object) -> list[str]:
    """The roles under which people were told, by the order of people."""
    with database.read() as session:
        question = select(Notice).filter_by(channel="console", **where).order_by(Notice.recipient_id)
        return [each.recipient for each in session.scalars(question)]


@pytest.mark.parametrize(
    ("recipients", "roles"),
    [
        # the department that has it in hand: told through its discipline officers
        ((DISCIPLINE,), ["discipline"]),
        # a warning for its liaison, whom it does not have
        ((f"liaison@{DISCIPLINE}",), ["discipline"]),
        # the pack's list for a breach: who may not know is replaced by who does the work
        ((f"head@{DISCIPLINE}", "office", "duty_chief"), ["discipline"]),
        # what leaders hear the bureau chief hears
        (("head", "office", "deputy_chief", "bureau_chief"), ["discipline", "bureau_chief"]),
        ((ACCUSED,), ["discipline"]),
    ],
)
def test_somebody_always_hears_of_an_isolated_case(
    database: Database, recipients: tuple[str, ...], roles: list[str]
) -> None:
    staff(database)
    case_id = isolated_case(database, ACCUSED)
    with database.write() as session:
        owe(session, Telling("case", case_id, "breach", "黄", "超时"), recipients, NOON)
    assert heard(database) == roles


def test_where_the_discipline_office_is_accused_the_bureau_chief_hears_alone(database: Database) -> None:
    staff(database)
    case_id = isolated_case(database, DISCIPLINE)
    with database.write() as session:
        owe(session, Telling("case", case_id, "breach", "黄", "超时"), ("office", DISCIPLINE), NOON)
    assert heard(database) == ["bureau_chief"]


def isolate_event(database: Database, event_id: int) -> None:
    with database.write() as session:
        row = session.scalars(select(Candidate).where(Candidate.event_id == event_id)).one()
        row.isolated, row.accused = True, [ACCUSED]


def test_an_accused_officer_on_duty_does_not_hear_of_the_report(database: Database) -> None:
    staff(database)
    officer = add_person(database, "night", "duty_officer", department=ACCUSED)
    chief = add_person(database, "second", "duty_chief")
    with database.write() as session:
        hours = {"starts_at": NOON - timedelta(hours=1), "ends_at": NOON + timedelta(hours=7)}
        session.add(Shift(officer_id=officer.id, chief_id=chief.id, **hours))
    isolate_event(database, raise_alert(database))
    tell_alerts(database, NOON)
    assert heard(database, about="alert") == ["duty_chief"]
    # the ladder (红: 值班长, then 办公室 and 分管领导, then 主要负责人) reaches who may know in their place
    for minutes in (5, 10, 15):
        climb(database, POLICY, NOON + timedelta(minutes=minutes))
    assert heard(database, about="escalation") == ["discipline", "bureau_chief", "bureau_chief", "duty_chief"]


def test_a_report_about_the_only_officer_on_duty_goes_to_who_may_know(database: Database) -> None:
    staff(database)
    officer = add_person(database, "night", "duty_officer", department=ACCUSED)
    with database.write() as session:
        session.add(Shift(officer_id=officer.id, starts_at=NOON, ends_at=NOON + timedelta(hours=7)))
    isolate_event(database, raise_alert(database))
    tell_alerts(database, NOON)
    assert heard(database, about="alert") == ["bureau_chief"]


def test_an_alert_waits_a_minute_for_the_proposal_that_may_isolate_it(database: Database) -> None:
    add_person(database, "officer", "duty_officer")
    event_id = raise_alert(database)
    with database.write() as session:
        session.scalars(select(Candidate).where(Candidate.event_id == event_id)).one().proposed_at = None
    assert tell_alerts(database, NOON + timedelta(seconds=59)) == 0
    assert tell_alerts(database, NOON + timedelta(seconds=61)) == 1


def test_no_robot_hears_of_an_isolated_case_or_event(database: Database) -> None:
    staff(database)
    add_person(database, "officer", "duty_officer")
    case_id, event_id = isolated_case(database, ACCUSED), raise_alert(database)
    isolate_event(database, event_id)
    tell_alerts(database, NOON)
    settings, group = robot()
    with database.write() as session:
        owe(session, Telling("case", case_id, "breach", "红", "超时"), ("office",), NOON)
        owe(session, Telling("program", 0, "outage", "红", "停机"), ("office",), NOON)
    tally = outbox(database, FakeClock(), (settings, group)).round()
    assert isinstance(tally, Tally)
    assert [each.title for each in group.taken] == ["停机"]


def test_what_was_told_before_a_matter_was_isolated_leaves_the_inbox(database: Database) -> None:
    officer = add_person(database, "night", "duty_officer", department=ACCUSED)
    chief = add_person(database, "chief", "bureau_chief")
    event_id = raise_alert(database)
    with database.write() as session:
        owe(session, Telling("event", event_id, "alert", "红", "x"), ("duty_officer", "bureau_chief"), NOON)
    outbox(database, FakeClock()).round()
    isolate_event(database, event_id)
    with database.read() as session:
        assert [notice_page.unread(session, each) for each in (officer, chief)] == [0, 1]
        assert notice_page.mine(session, officer) == []
