"""Faults that other programs of this kind had, each under its own name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from errors import BadInput, Refused
from routing.sweep import sweep
from store.actors import PROGRAM
from store.notices import claim
from store.session import Database
from store.tables.casework import Approval, Deadline, LogEntry, Return
from store.tables.judging import Candidate
from store.tables.replying import Draft, Reply
from store.tables.telling import Notice
from tests.routing.city import (
    DRAFT,
    LEAD,
    MONDAY,
    OUTSIDER,
    City,
    advance,
    approval_of,
    assignment_of,
    case_in,
    draft_of,
    found_city,
    publish,
    sign_all,
    the_pack,
)


def swept(city: City, **length: float) -> None:
    city.now = MONDAY + timedelta(**length)
    sweep(city.database, the_pack(), city.now)


def clock(city: City, case_id: int, step: str) -> Deadline:
    found: Deadline = city.rows(Deadline, case_id=case_id, step=step)[-1]
    return found


def told_after(city: City, case_id: int, moment: object) -> list[Notice]:
    return [each for each in city.rows(Notice, subject_id=case_id, about="breach") if each.owed_at > moment]


def test_a_merged_case_does_not_escalate(database: Database) -> None:
    city = found_city(database)
    elder, younger = case_in(city, "assigned", severity="橙"), case_in(city, "assigned", severity="橙")
    city.do("office", "merge_case", younger, {"into": str(elder), "reason": "同一件事"})
    swept(city, days=20)
    assert told_after(city, younger, MONDAY) == []
    assert told_after(city, elder, MONDAY)
    assert {each.state for each in city.rows(Deadline, case_id=younger)} <= {"ended", "met"}


def test_what_a_merged_case_was_owed_to_tell_is_not_sent(database: Database) -> None:
    city = found_city(database)
    elder, younger = case_in(city, "assigned"), case_in(city, "assigned")
    city.do("office", "merge_case", younger, {"into": str(elder), "reason": "同一件事"})
    with database.write() as session:
        sent = claim(session, "console", "w", MONDAY + timedelta(hours=1), lease=timedelta(minutes=1))
        assert {each.subject_id for each in sent} == {elder}


def test_a_case_does_not_escalate_after_its_answer(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "replied", severity="黄")
    assert clock(city, case_id, "reply").on_time is True
    swept(city, days=20)
    late = {each.title.split("已超时")[0] for each in told_after(city, case_id, MONDAY)}
    assert "公开回应" not in late
    assert clock(city, case_id, "reply").breached_at is None


def test_an_interim_update_does_not_stop_or_move_the_first_response_clock(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "in_hand", severity="黄")
    due = clock(city, case_id, "reply").due_at
    for hours in (5, 10):
        city.now = MONDAY + timedelta(hours=hours)
        city.do("liaison", "draft", case_id, DRAFT | {"part": "interim"})
        city.do("liaison", "submit", draft_of(city, case_id, "interim"))
        sign_all(city, case_id, "interim")
        publish(city, case_id, "interim")
    row = clock(city, case_id, "reply")
    assert (row.state, row.due_at) == ("running", due)
    assert city.case(case_id).state == "in_hand"
    updates = city.rows(Deadline, case_id=case_id, step="update")
    assert [each.state for each in updates] == ["met", "met", "running"]
    assert updates[-1].due_at == MONDAY + timedelta(hours=34)  # 24 h after the last one


def test_a_first_response_cannot_be_faked_by_flipping_the_state(database: Database) -> None:
    """Even a state written behind the program's back stops no clock: only the row of a published reply does."""
    city = found_city(database)
    case_id = case_in(city, "in_hand")
    with database.write() as session:
        session.get_one(type(city.case(case_id)), case_id).state = "replied"
    city.do("office", "promise_add", case_id,
            {"what": "退费", "department": LEAD, "due_at": MONDAY + timedelta(days=9)})  # fmt: skip
    assert clock(city, case_id, "reply").state == "running"
    swept(city, hours=49)
    assert clock(city, case_id, "reply").breached_at == MONDAY + timedelta(hours=48)


def test_no_move_but_publication_and_the_approved_decision_ends_the_reply_clock(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "approved")
    assert clock(city, case_id, "reply").state == "running"
    city.do("liaison", "recall", draft_of(city, case_id), {"reason": "改"})
    city.do("office", "reassign", case_id, {"lead": OUTSIDER, "reason": "职责"})
    assert clock(city, case_id, "reply").state == "running"
    assert clock(city, case_id, "reply").due_at == MONDAY + timedelta(hours=48)


def test_returning_reassigning_and_extending_never_reset_t0(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "assigned", severity="黄")
    city.later(hours=1)
    back = {"reason_code": "other_main", "duty": "D13-1", "suggested": OUTSIDER}
    city.do("liaison", "return_", assignment_of(city, case_id), back)
    city.later(hours=1)
    city.do("office", "rule", city.rows(Return)[-1].id, {"ruling": "agree", "reason": "同意"})
    case = city.case(case_id)
    assert (case.t0, case.lead) == (MONDAY, OUTSIDER)
    assert clock(city, case_id, "reply").due_at == MONDAY + timedelta(hours=48)


def test_a_later_lower_severity_does_not_excuse_what_was_missed(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "in_hand", severity="红")
    missed = clock(city, case_id, "authoritative").due_at
    city.now = MONDAY + timedelta(hours=6)
    city.do("duty_officer", "lower_ask", case_id, {"severity": "黄", "reason": "核实为一般"})
    city.do("deputy_chief", "lower_decide", approval_of(city, case_id), {"decision": "agree"})
    row = clock(city, case_id, "authoritative")
    assert (row.due_at, row.on_time) == (missed, False)
    swept(city, hours=7)
    assert clock(city, case_id, "authoritative").breached_at == missed


def test_nothing_runs_on_after_the_end(database: Database) -> None:
    city = found_city(database)
    made = [case_in(city, state) for state in ("archived", "merged", "withdrawn")]
    for case_id in made:
        assert [each.step for each in city.rows(Deadline, case_id=case_id) if each.next_check_at] == []


def test_the_program_never_signs(database: Database) -> None:
    city = found_city(database)
    draft = draft_of(city, case_in(city, "approved"))
    with pytest.raises(Refused):
        city.do(PROGRAM, "publish", draft, {"sign": True})
    with pytest.raises(BadInput, match="sign"):
        city.do("office", "publish", draft, {"sign": False})
    assert city.rows(Reply) == []


def test_a_refused_request_to_lower_leaves_the_severity(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "graded", severity="橙")
    city.do("duty_officer", "lower_ask", case_id, {"severity": "蓝", "reason": "夸大"})
    city.do("deputy_chief", "lower_decide", approval_of(city, case_id), {"decision": "refuse"})
    assert city.case(case_id).severity == "橙"
    assert city.rows(Approval)[-1].decision == "refuse"


def test_a_draft_of_the_department_before_cannot_be_published_after_reassignment(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "approved")
    draft = draft_of(city, case_id)
    city.do("office", "reassign", case_id, {"lead": OUTSIDER, "reason": "职责"})
    assert city.row(Draft, draft).state == "replaced"
    with pytest.raises(Refused):
        city.do("office", "publish", draft, {"sign": True})
    assert city.case(case_id).state == "assigned"


def test_undo_leaves_a_new_entry_and_sends_nothing(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "registered", form={"assign": True})
    row = city.rows(Candidate, case_id=case_id)[-1].id
    city.later(seconds=9)
    city.do("duty_officer", "undo", row)
    assert city.case(case_id).state == "withdrawn"
    assert [each.action for each in city.rows(LogEntry, subject="candidate")] == ["confirm", "undo"]
    with database.write() as session:
        owed = claim(session, "console", "w", MONDAY + timedelta(hours=1), lease=timedelta(minutes=1))
        assert owed == []
    again = city.do("duty_officer", "confirm", row)
    assert again.case_id != case_id


def test_undo_is_too_late_after_ten_seconds_and_not_for_others(database: Database) -> None:
    city = found_city(database)
    row = city.rows(Candidate, case_id=case_in(city, "registered"))[-1].id
    with pytest.raises(Refused, match="自己"):
        city.do("duty_chief", "undo", row)
    city.later(seconds=11)
    with pytest.raises(Refused, match="10 秒"):
        city.do("duty_officer", "undo", row)


def test_a_rebound_starts_a_new_round_and_keeps_the_old_verdict(database: Database) -> None:
    city = found_city(database)
    case_id = case_in(city, "replied", severity="黄")
    t0 = city.case(case_id).t0
    city.now = MONDAY + timedelta(days=1)
    city.do("duty_officer", "rebound", case_id, {"severity": "橙", "reason": "声量回升"})
    rows = city.rows(Deadline, case_id=case_id, step="reply")
    assert [(each.round, each.state, each.on_time) for each in rows] == [(1, "met", True), (2, "running", None)]
    assert rows[1].due_at == MONDAY + timedelta(days=3)
    assert city.case(case_id).t0 == t0
    advance(city, case_id, "assigned")
    for step in ("in_hand", "drafting", "review", "approved", "replied"):
        advance(city, case_id, step)
    rows = city.rows(Deadline, case_id=case_id, step="reply")
    assert [(each.round, each.state) for each in rows] == [(1, "met"), (2, "met")]
