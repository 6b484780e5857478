"""The sweep: what fell due is written at its true time, told once, and what follows by itself happens."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest

from routing import sweep as sweeping
from routing.sweep import sweep
from store.session import Database
from store.tables.casework import Case, Deadline, LogEntry, Reminder
from store.tables.judging import Candidate
from store.tables.people import User
from store.tables.replying import Promise
from store.tables.telling import Notice
from tests.routing.city import (
    LEAD,
    MONDAY,
    City,
    add_candidate,
    advance,
    assignment_of,
    case_in,
    found_city,
    the_pack,
)


def clock(city: City, case_id: int, step: str) -> Deadline:
    found: Deadline = city.rows(Deadline, case_id=case_id, step=step)[-1]
    return found


def sweep_at(city: City, moment: datetime) -> dict[str, int]:
    city.now = moment
    return sweep(city.database, the_pack(), moment).fell_due


def test_warnings_breach_reminder_and_circular_come_at_their_times(database: Database) -> None:
    # 48 h from Monday 09:00: half at Tuesday 09:00, a quarter left at Tuesday 21:00, due Wednesday 09:00; reminder at
    # the opening of Thursday (08:30), circular at the close of the 5th working day after Wednesday = next Wednesday.
    city = found_city(database)
    case_id = case_in(city, "in_hand")
    assert clock(city, case_id, "reply").due_at == MONDAY + timedelta(hours=48)
    sweep_at(city, MONDAY + timedelta(hours=24))
    assert clock(city, case_id, "reply").warned_50_at == MONDAY + timedelta(hours=24)
    assert clock(city, case_id, "reply").warned_25_at is None
    sweep_at(city, MONDAY + timedelta(hours=48))
    assert clock(city, case_id, "reply").warned_25_at == MONDAY + timedelta(hours=36)
    assert clock(city, case_id, "reply").breached_at is None  # exactly at the due time it is not late yet
    sweep_at(city, MONDAY + timedelta(hours=48, seconds=1))
    row = clock(city, case_id, "reply")
    assert (row.state, row.breached_at) == ("late", MONDAY + timedelta(hours=48))
    sweep_at(city, MONDAY + timedelta(days=12))
    row = clock(city, case_id, "reply")
    assert row.reminded_at == datetime.fromisoformat("2026-10-15T08:30:00+08:00")
    assert row.circular_at == datetime.fromisoformat("2026-10-21T17:30:00+08:00")
    kinds = {each.kind: each for each in city.rows(Reminder, case_id=case_id, step="reply")}
    assert kinds["催办"].department == LEAD
    assert "deputy_chief" in kinds["催办"].copied_to
    assert set(kinds) == {"催办", "通报"}


def told_of(city: City, about: str) -> set[int | None]:
    return {each.recipient_id for each in city.rows(Notice, about=about) if "公开回应" in each.title}


def test_the_first_warning_is_for_the_liaison_the_second_for_the_head_too(database: Database) -> None:
    city = found_city(database)
    case_in(city, "in_hand")
    liaison, head = city.people["liaison"].id, city.people["head"].id
    sweep_at(city, MONDAY + timedelta(hours=24))
    assert told_of(city, "warn_50") == {liaison}
    sweep_at(city, MONDAY + timedelta(hours=36))
    assert told_of(city, "warn_25") == {liaison, head}
    sweep_at(city, MONDAY + timedelta(hours=48, seconds=1))
    assert told_of(city, "breach") > {liaison, head, city.people["office"].id, city.people["duty_chief"].id}


def test_a_warning_for_a_liaison_who_is_not_there_reaches_the_head(database: Database) -> None:
    city = found_city(database)
    case_in(city, "in_hand")
    with database.write() as session:
        session.get_one(User, city.people["liaison"].id).active = False
    sweep_at(city, MONDAY + timedelta(hours=24))
    assert told_of(city, "warn_50") == {city.people["head"].id}


def test_a_clock_stopped_for_six_hours_dates_every_breach_to_its_true_time(database: Database) -> None:
    city = found_city(database)
    made = []
    for minutes in range(0, 300, 60):
        city.now = MONDAY + timedelta(minutes=minutes)
        made.append(case_in(city, "assigned", severity="红"))
    sweep_at(city, MONDAY + timedelta(hours=6))
    for number, case_id in enumerate(made):
        row = clock(city, case_id, "sign")
        assert row.breached_at == row.due_at == MONDAY + timedelta(hours=number, minutes=30)
    told = [each for each in city.rows(Notice, about="breach")]
    assert told
    assert all(each.true_at is not None and each.true_at < each.owed_at for each in told)
    entries = [each for each in city.rows(LogEntry, action="breach")]
    assert {each.at for each in entries} == {city.now}
    assert all(datetime.fromisoformat(each.after["fell_due_at"]) < city.now for each in entries)


def test_a_second_sweep_tells_nobody_again(database: Database) -> None:
    city = found_city(database)
    case_in(city, "assigned", severity="橙")
    sweep_at(city, MONDAY + timedelta(hours=5))
    before = city.dump()
    assert sweep_at(city, city.now) == {}
    assert city.dump() == before


def test_two_sweeps_at_once_tell_everything_once(database: Database) -> None:
    city = found_city(database)
    for _ in range(12):
        case_in(city, "assigned", severity="黄")
    city.now = MONDAY + timedelta(days=3)
    swept: list[dict[str, int]] = []
    threads = [
        threading.Thread(target=lambda: swept.append(sweep(database, the_pack(), city.now, batch=5).fell_due))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sweep(database, the_pack(), city.now)
    for kind, column in (("breach", Deadline.breached_at), ("reminder", Deadline.reminded_at)):
        written = len([each for each in city.rows(Deadline) if getattr(each, column.key) is not None])
        assert len(city.rows(LogEntry, action=kind)) == written
    keys = [each.key for each in city.rows(Notice)]
    assert len(keys) == len(set(keys))


def test_an_unconfirmed_red_takes_effect_when_the_confirmation_time_is_over(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "registered", severity="红")
    sweep_at(city, MONDAY + timedelta(minutes=14))
    assert city.case(case_id).severity_confirmed_at is None
    sweep_at(city, MONDAY + timedelta(hours=1))
    case = city.case(case_id)
    assert (case.state, case.severity_confirmed_at) == ("graded", MONDAY + timedelta(minutes=15))
    assert clock(city, case_id, "confirm").breached_at == MONDAY + timedelta(minutes=15)
    assert clock(city, case_id, "assign").due_at == MONDAY + timedelta(minutes=45)  # 30 minutes from then


def test_an_unconfirmed_yellow_waits_for_a_person(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "registered", severity="黄")
    sweep_at(city, MONDAY + timedelta(days=1))
    assert city.case(case_id).severity_confirmed_at is None


def test_watching_begins_and_ends_by_itself(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "replied", severity="黄")
    sweep_at(city, city.now + timedelta(minutes=1))
    assert city.case(case_id).state == "watched"
    sweep_at(city, MONDAY + timedelta(hours=25))
    row = clock(city, case_id, "watch")
    assert (row.state, row.ended_at) == ("ended", MONDAY + timedelta(hours=24))
    assert city.rows(Notice, about="watch_over", subject_id=case_id)
    city.do("office", "close", case_id)


def test_a_silence_ends_by_itself(database: Database) -> None:
    city = found_city(database)
    row = add_candidate(city)
    city.do("duty_officer", "silence", row, {"until": MONDAY + timedelta(hours=2), "reason": "演练"})
    sweep_at(city, MONDAY + timedelta(hours=1))
    assert city.row(Candidate, row).state == "silenced"
    sweep_at(city, MONDAY + timedelta(hours=3))
    assert city.row(Candidate, row).state == "open"


def test_a_broken_promise_is_told_once_at_its_true_time(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "in_hand")
    due = MONDAY + timedelta(days=1)
    city.do("office", "promise_add", case_id, {"what": "退费", "department": LEAD, "due_at": due})
    sweep_at(city, due + timedelta(hours=9))
    sweep_at(city, due + timedelta(hours=10))
    told = city.rows(Notice, about="promise_overdue", recipient_id=city.people["liaison"].id)
    assert [each.true_at for each in told] == [due]
    assert city.rows(Promise)[0].overdue_told_at == due


def test_an_outside_body_that_does_not_sign_is_told_to_the_office(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "transferred", severity="黄")
    sweep_at(city, MONDAY + timedelta(hours=5))
    told = city.rows(Notice, about="breach", subject_id=case_id, recipient_id=city.people["office"].id)
    assert any("签收" in each.title for each in told)
    city.do("office", "transfer_signed", assignment_of(city, case_id, "住建局"), {"receipt": "收文 12 号"})
    assert all(each.next_check_at is None for each in city.rows(Deadline, case_id=case_id))


def test_a_breach_before_the_end_is_kept_although_no_sweep_saw_it(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "drafting")
    city.later(hours=50)
    for step in ("review", "approved", "replied"):
        advance(city, case_id, step)
    row = clock(city, case_id, "reply")
    assert (row.state, row.on_time, row.breached_at) == ("met", False, MONDAY + timedelta(hours=48))


def test_one_broken_case_does_not_stop_the_clocks_of_the_others(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    city = found_city(database)
    made = [case_in(city, "assigned", severity="红") for _ in range(3)]
    real = sweeping._look

    def broken(stretch: Any, row: Deadline, case: Case) -> None:
        if case.id == made[1]:
            raise ZeroDivisionError
        real(stretch, row, case)

    monkeypatch.setattr(sweeping, "_look", broken)
    city.now = MONDAY + timedelta(minutes=40)
    assert sweep(database, the_pack(), city.now).put_off > 0
    assert clock(city, made[1], "sign").breached_at is None
    assert [clock(city, each, "sign").breached_at for each in (made[0], made[2])] == [
        MONDAY + timedelta(minutes=30)
    ] * 2
    assert "could not be swept" in caplog.text
    monkeypatch.setattr(sweeping, "_look", real)
    sweep_at(city, MONDAY + timedelta(minutes=55))
    assert clock(city, made[1], "sign").breached_at == MONDAY + timedelta(minutes=30)
