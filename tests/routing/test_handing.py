"""Handing over: one return within its time, rulings that lock, assistants who agree, bodies that do not work here."""

from __future__ import annotations

from datetime import timedelta

import pytest

from errors import BadInput, Refused
from store.session import Database
from store.tables.casework import Assignment, Deadline, Return
from store.tables.judging import Candidate, Correction
from store.tables.watching import Evidence
from tests.routing.city import (
    ASSIST,
    DRAFT,
    LEAD,
    MONDAY,
    OUTSIDER,
    City,
    add_candidate,
    advance,
    assignment_of,
    case_in,
    draft_of,
    found_city,
)

BACK = {"reason_code": "not_duty", "duty": "D13-1", "suggested": OUTSIDER}


@pytest.fixture
def city(sqlite: Database) -> City:
    return found_city(sqlite)


def returned(city: City, **values: object) -> tuple[int, int]:
    case_id = case_in(city, "assigned", **values)
    city.do("liaison", "return_", assignment_of(city, case_id), BACK)
    return case_id, int(city.rows(Return, case_id=case_id)[-1].id)


def test_a_return_after_the_time_to_sign_is_refused(city: City) -> None:
    case_id = case_in(city, "assigned", severity="红")  # 30 minutes
    city.later(minutes=31)
    with pytest.raises(Refused, match="时限已过"):
        city.do("liaison", "return_", assignment_of(city, case_id), BACK)


def test_a_return_that_needs_a_suggestion_names_the_field(city: City) -> None:
    given = assignment_of(city, case_in(city, "assigned"))
    with pytest.raises(BadInput, match="suggested"):
        city.do("liaison", "return_", given, {"reason_code": "not_duty", "duty": "D13-1"})
    with pytest.raises(BadInput, match="suggested"):
        city.do("liaison", "return_", given, BACK | {"suggested": LEAD})


def test_a_refused_return_is_locked(city: City) -> None:
    case_id, row = returned(city)
    city.do("office", "rule", row, {"ruling": "refuse", "reason": "职责在你科"})
    case = city.case(case_id)
    assert (case.state, case.return_locked, case.lead) == ("in_hand", True, LEAD)
    with pytest.raises(Refused):
        city.do("liaison", "return_", assignment_of(city, case_id), BACK)


def test_a_designated_department_cannot_return(city: City) -> None:
    case_id, row = returned(city)
    city.do("office", "rule", row, {"ruling": "designate", "department": ASSIST, "reason": "会商"})
    assert city.case(case_id).lead == ASSIST
    with pytest.raises(Refused, match="锁定"):
        city.do("assist_liaison", "return_", assignment_of(city, case_id, ASSIST), BACK)


def test_an_agreed_return_goes_on_and_is_learnt_from(city: City) -> None:
    case_id, row = returned(city)
    city.do("office", "rule", row, {"ruling": "agree"})
    assert city.case(case_id).lead == OUTSIDER
    assert [(each.was, each.now) for each in city.rows(Correction, head="lead")] == [(LEAD, OUTSIDER)]
    city.do("other_liaison", "accept", assignment_of(city, case_id, OUTSIDER))
    with pytest.raises(Refused) as unseen:
        city.do("liaison", "draft", case_id, DRAFT)
    assert unseen.value.code == "not_found"


def test_the_ruling_has_its_own_clock(city: City) -> None:
    case_id, _ = returned(city, severity="黄")
    rows = [each for each in city.rows(Deadline, case_id=case_id, step="assign") if each.key != "assign"]
    assert [(each.state, each.due_at) for each in rows] == [("running", MONDAY + timedelta(hours=4))]


def test_one_department_returns_a_case_once(city: City) -> None:
    case_id, row = returned(city)
    city.do("office", "rule", row, {"ruling": "agree"})
    city.do("office", "reassign", case_id, {"lead": LEAD, "reason": "复议"})
    with pytest.raises(Refused, match="退回过一次"):
        city.do("liaison", "return_", assignment_of(city, case_id), BACK)


def test_assistants_must_agree_to_this_very_version(city: City) -> None:
    case_id = case_in(city, "in_hand")
    city.do("liaison", "add_assist", case_id, {"department": ASSIST, "task": "核对公证部分"})
    city.do("assist_liaison", "accept", assignment_of(city, case_id, ASSIST))
    advance(city, case_id, "drafting")
    city.do("assist_liaison", "agree_wording", assignment_of(city, case_id, ASSIST))
    city.do("liaison", "draft", case_id, DRAFT | {"text": "第二稿"})
    with pytest.raises(BadInput, match=ASSIST):
        city.do("liaison", "submit", draft_of(city, case_id))
    city.do("assist_head", "agree_wording", assignment_of(city, case_id, ASSIST))
    city.do("liaison", "submit", draft_of(city, case_id))
    assert city.case(case_id).state == "review"


def test_a_case_is_closed_only_when_every_department_is_done(city: City) -> None:
    case_id = case_in(city, "in_hand")
    city.do("office", "add_assist", case_id, {"department": ASSIST, "task": "核对"})
    for who, move in (("assist_liaison", "accept"), ("liaison", "draft"), ("assist_liaison", "agree_wording")):
        subject = case_id if move == "draft" else assignment_of(city, case_id, ASSIST)
        city.do(who, move, subject, DRAFT if move == "draft" else {})
    for step in ("review", "approved", "replied"):
        advance(city, case_id, step)
    with pytest.raises(Refused, match=ASSIST):
        city.do("office", "close", case_id)
    city.do("assist_liaison", "done", assignment_of(city, case_id, ASSIST), {"note": "已核对"})
    city.do("office", "close", case_id)


def test_the_office_acts_for_a_county_that_does_not_work_here(city: City) -> None:
    row = add_candidate(city, lead="云溪县司法局", rule="R2")
    case_id = city.do("duty_officer", "confirm", row).case_id
    assert case_id is not None
    given = assignment_of(city, case_id, "云溪县司法局")
    with pytest.raises(Refused):
        city.do("liaison", "accept", given)
    city.do("office", "accept", given)
    city.do("office", "draft", case_id, DRAFT)
    city.do("office", "submit", draft_of(city, case_id))
    with pytest.raises(Refused):
        city.do("office", "draft", case_in(city, "in_hand"), DRAFT)  # own departments draft themselves


def test_a_transferred_case_is_followed_until_it_is_signed_for(city: City) -> None:
    row = add_candidate(city, lead="住建局", rule="R7")
    with pytest.raises(BadInput, match="转出"):
        city.do("duty_officer", "confirm", row)
    case_id = city.do("duty_officer", "transfer", row, {"body": "住建局"}).case_id
    assert case_id is not None
    assert city.case(case_id).state == "transferred"
    assert [each.state for each in city.rows(Deadline, case_id=case_id, step="sign")] == ["running"]
    city.do("office", "transfer_signed", assignment_of(city, case_id, "住建局"), {"receipt": "收文 3 号"})
    case = city.case(case_id)
    assert (case.state, case.ended_how) == ("closed", "transferred")
    assert {each.state for each in city.rows(Deadline, case_id=case_id)} <= {"ended", "met"}


def test_an_outside_body_that_refuses_brings_the_case_back(city: City) -> None:
    case_id = case_in(city, "transferred")
    city.do("office", "transfer_refused", assignment_of(city, case_id, "住建局"), {"reason": "不属其职责"})
    assert city.case(case_id).state == "registered"
    city.do("office", "assign", case_id, {"lead": LEAD})
    assert [each.department for each in city.rows(Assignment, case_id=case_id, ended_at=None)] == [LEAD]


def test_confirming_copies_the_evidence(city: City) -> None:
    case_id = case_in(city, "registered")
    copies = city.rows(Evidence, case_id=case_id)
    assert [each.text for each in copies] == ["多收了我两千元"]


def test_merging_a_candidate_adds_its_evidence_and_undo_takes_it_back(city: City) -> None:
    case_id, row = case_in(city, "graded"), add_candidate(city)
    city.do("duty_officer", "merge", row, {"case": city.case(case_id).number})
    assert len(city.rows(Evidence, case_id=case_id)) == 2
    assert city.row(Candidate, row).case_id == case_id
    city.do("duty_officer", "undo", row)
    assert [each.change for each in city.rows(Evidence, case_id=case_id)] == ["", "withdrawn"]
    assert city.case(case_id).state == "graded"
