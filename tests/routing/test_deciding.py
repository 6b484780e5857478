"""What takes a second person or a leader: lowering, T0, not to publish, extension, the press conference, isolation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from errors import BadInput, Refused
from packs.pack import load_pack
from routing.acting import perform
from store.originals import opened
from store.session import Database
from store.tables.casework import Approval, Assignment, Case, Deadline, Extension, Grading, LogEntry, Waiver
from store.tables.judging import Candidate, Correction, Event
from store.tables.replying import PublishDuty
from store.tables.watching import Item
from tests.routing.city import (
    ASSIST,
    DISCIPLINE,
    DRAFT,
    LEAD,
    MONDAY,
    City,
    add_candidate,
    advance,
    approval_of,
    assignment_of,
    case_in,
    draft_of,
    found_city,
    sign_all,
    the_pack,
)

NO_REPLY = {"code": the_pack().casework.no_reply_reasons[0], "reason": "涉及隐私"}


@pytest.fixture
def city(sqlite: Database) -> City:
    return found_city(sqlite)


def clock(city: City, case_id: int, step: str) -> Deadline:
    found: Deadline = city.rows(Deadline, case_id=case_id, step=step)[-1]
    return found


def test_t0_is_the_earliest_of_found_registered_and_ordered(city: City) -> None:
    found = case_in(city, "registered", found_at=MONDAY - timedelta(hours=2))
    assert (city.case(found).t0, city.case(found).t0_basis) == (MONDAY - timedelta(hours=2), "found")
    ordered = case_in(city, "registered", form={"ordered_at": MONDAY - timedelta(days=1)})
    assert (city.case(ordered).t0, city.case(ordered).t0_basis) == (MONDAY - timedelta(days=1), "order")
    later = case_in(city, "registered", form={"ordered_at": MONDAY + timedelta(days=1)})
    assert city.case(later).t0 == MONDAY


def test_an_officer_raises_freely_when_confirming(city: City) -> None:
    case_id = case_in(city, "registered", severity="蓝", form={"severity": "橙"})
    assert (city.case(case_id).severity, city.case(case_id).rank) == ("橙", 2)
    assert city.rows(Approval) == []


def test_lowering_when_confirming_needs_a_reason_and_an_approver(city: City) -> None:
    row = add_candidate(city, severity="橙")
    with pytest.raises(BadInput, match="severity_reason"):
        city.do("duty_officer", "confirm", row, {"severity": "蓝"})
    outcome = city.do("duty_officer", "confirm", row, {"severity": "蓝", "severity_reason": "旧闻"})
    assert outcome.case_id is not None
    assert outcome.warnings
    case = city.case(outcome.case_id)
    assert (case.severity, case.severity_confirmed_at) == ("橙", None)
    city.do("deputy_chief", "lower_decide", approval_of(city, case.id), {"decision": "agree"})
    assert city.case(case.id).severity == "蓝"
    assert [(each.head, each.was, each.now) for each in city.rows(Correction)] == [("severity", "橙", "蓝")]


def test_who_asks_does_not_decide(city: City) -> None:
    case_id = case_in(city, "in_hand")
    city.do("office", "t0_ask", case_id, {"t0": MONDAY - timedelta(hours=5), "basis": "order", "reason": "补记"})
    row = approval_of(city, case_id)
    with pytest.raises(Refused, match="自己"):
        city.do("office", "t0_decide", row, {"decision": "agree"})
    assert city.case(case_id).t0 == MONDAY
    city.do("second_office", "t0_decide", row, {"decision": "agree"})
    case = city.case(case_id)
    assert (case.t0, case.t0_basis) == (MONDAY - timedelta(hours=5), "order")
    assert clock(city, case_id, "reply").due_at == MONDAY + timedelta(hours=43)
    entry = city.rows(LogEntry, action="t0_decide")[0]
    assert entry.before["case"]["t0"] == MONDAY.isoformat()


def test_a_decision_not_to_publish_stops_the_reply_clock(city: City) -> None:
    case_id = case_in(city, "drafting")
    city.do("head", "no_reply_ask", case_id, NO_REPLY)
    assert clock(city, case_id, "reply").state == "running"  # asking stops nothing
    city.later(hours=3)
    city.do("deputy_chief", "no_reply_decide", approval_of(city, case_id), {"decision": "agree"})
    row = clock(city, case_id, "reply")
    assert (city.case(case_id).state, row.state, row.ended_at) == ("no_reply", "met", MONDAY + timedelta(hours=3))
    assert city.rows(PublishDuty, case_id=case_id)[0].release_reason == NO_REPLY["reason"]
    city.do("office", "close", case_id)


def test_for_red_and_orange_only_the_bureau_chief_decides_not_to_publish(city: City) -> None:
    case_id = case_in(city, "in_hand", severity="橙")
    city.do("head", "no_reply_ask", case_id, NO_REPLY)
    with pytest.raises(Refused, match="主要负责人"):
        city.do("deputy_chief", "no_reply_decide", approval_of(city, case_id), {"decision": "agree"})
    city.do("bureau_chief", "no_reply_decide", approval_of(city, case_id), {"decision": "refuse", "reason": "应回应"})
    assert city.case(case_id).state == "in_hand"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"step": "finish"}, "working_days"),
        ({"step": "finish", "working_days": 11}, "working_days"),  # 黄: 5, at most 15 working days
        ({"step": "finish", "hours": 5}, "working_days"),
        ({"step": "finish", "working_days": 1, "hours": 1}, "working_days"),
        ({"step": "reply", "hours": 49}, "hours"),
        ({"step": "press", "hours": 1}, "step"),
    ],
)
def test_an_extension_beyond_the_rule_is_refused(city: City, form: dict[str, object], field: str) -> None:
    case_id = case_in(city, "in_hand", severity="黄")
    with pytest.raises(BadInput) as wrong:
        city.do("liaison", "extend_ask", case_id, form | {"reason": "取证"})
    assert wrong.value.field == field
    assert city.rows(Extension) == []


def test_one_extension_is_granted_and_no_second(city: City) -> None:
    case_id = case_in(city, "in_hand", severity="黄")
    due = clock(city, case_id, "finish").due_at
    city.do("liaison", "extend_ask", case_id, {"step": "finish", "working_days": 3, "reason": "取证"})
    assert clock(city, case_id, "finish").due_at == due
    city.do("deputy_chief", "extend_decide", city.rows(Extension)[0].id, {"decision": "agree"})
    assert due is not None
    assert clock(city, case_id, "finish").due_at == due + timedelta(days=3)  # Monday + 5 working days is a Monday
    with pytest.raises(BadInput, match="一次"):
        city.do("head", "extend_ask", case_id, {"step": "finish", "working_days": 1, "reason": "取证"})


def test_the_bureau_chief_waives_the_press_conference_with_a_trace(city: City) -> None:
    case_id = case_in(city, "in_hand", severity="红")
    with pytest.raises(Refused):
        city.do("deputy_chief", "waive_press", case_id, {"reason": "x"})
    city.do("bureau_chief", "waive_press", case_id, {"reason": "已发布权威信息"})
    assert clock(city, case_id, "press").state == "waived"
    assert city.rows(Waiver)[0].by_name == "bureau_chief"
    with pytest.raises(Refused, match="没有须开"):
        city.do("bureau_chief", "waive_press", case_id, {"reason": "x"})


def test_a_red_case_is_not_closed_while_the_press_conference_is_owed(city: City) -> None:
    case_id = case_in(city, "replied", severity="红")
    city.later(days=4)
    with pytest.raises(Refused, match="发布会"):
        city.do("office", "close", case_id)
    city.do("bureau_chief", "waive_press", case_id, {"reason": "已充分回应"})
    city.do("office", "close", case_id)
    assert [each.step for each in city.rows(Deadline, case_id=case_id) if each.next_check_at] == []


def test_the_press_conference_held_meets_its_clock(city: City) -> None:
    case_id = case_in(city, "in_hand", severity="红")
    city.later(hours=20)
    city.do("office", "press_held", case_id, {"place": "发布厅"})
    assert (clock(city, case_id, "press").state, clock(city, case_id, "press").on_time) == ("met", True)


def test_reporting_to_the_bureau_chief_meets_its_clock(city: City) -> None:
    case_id = case_in(city, "registered", severity="橙")
    city.do("duty_officer", "report", case_id, {"text": "一句话情况"})
    assert clock(city, case_id, "report").state == "met"


def test_the_chain_of_a_red_case_ends_with_the_spokesperson(city: City) -> None:
    case_id = case_in(city, "review", severity="红")
    draft = draft_of(city, case_id)
    city.do("head", "review_pass", draft)
    city.do("office", "review_pass", draft)
    with pytest.raises(BadInput, match="会商记录"):
        city.do("office", "review_pass", draft)
    assert sign_all(city, case_id) == ["office", "bureau_chief", "political", "spokesperson"]
    with pytest.raises(Refused, match="新闻发言人"):
        city.do("office", "publish", draft, {"sign": True})
    city.do("spokesperson", "publish", draft, {"sign": True})


def test_who_wrote_a_text_does_not_sign_it_for_others(city: City) -> None:
    row = add_candidate(city, lead="云溪县司法局", rule="R2")
    case_id = city.do("duty_officer", "confirm", row).case_id
    assert case_id is not None
    city.do("office", "accept", assignment_of(city, case_id, "云溪县司法局"))
    city.do("office", "draft", case_id, DRAFT)
    city.do("office", "submit", draft_of(city, case_id))
    city.do("office", "review_pass", draft_of(city, case_id))  # in place of the county's head
    with pytest.raises(Refused, match="起草人"):
        city.do("office", "review_pass", draft_of(city, case_id))
    city.do("second_office", "review_pass", draft_of(city, case_id))
    assert city.case(case_id).state == "approved"


def test_a_public_matter_cannot_be_answered_in_private(city: City) -> None:
    private = DRAFT | {"disclosure": "不予公开", "disclosure_reason": "隐私"}
    for channel, allowed in (("forum", False), ("mailbox", True)):
        case_id = case_in(city, "in_hand", channel=channel)
        city.do("liaison", "draft", case_id, private)
        city.do("liaison", "submit", draft_of(city, case_id))
        sign_all(city, case_id)
        if not allowed:
            with pytest.raises(Refused, match="公开渠道"):
                city.do("office", "publish", draft_of(city, case_id), {"sign": True})
            continue
        city.do("office", "publish", draft_of(city, case_id), {"sign": True})
        assert city.case(case_id).state == "replied"
        duty = city.rows(PublishDuty, case_id=case_id)[0]
        assert (duty.done_at, duty.released_at, duty.release_reason) == (None, city.now, "不予公开：隐私")
        city.do("office", "close", case_id)


def test_a_text_that_does_not_settle_leaves_the_duty_to_publish_open(city: City) -> None:
    case_id = case_in(city, "in_hand")
    city.do("liaison", "draft", case_id, DRAFT | {"settles": False})
    for step in ("review", "approved", "replied"):
        advance(city, case_id, step)
    assert city.rows(PublishDuty, case_id=case_id)[0].done_at is None
    with pytest.raises(Refused, match="公开义务"):
        city.do("office", "close", case_id)
    city.do("office", "redo", case_id, {"reason": "公布结果"})
    for step in ("drafting", "review", "approved", "replied", "closed"):
        advance(city, case_id, step)
    assert city.case(case_id).redone == 1


def test_isolating_takes_the_case_from_everybody_else(city: City) -> None:
    case_id = case_in(city, "in_hand")
    city.do("duty_chief", "isolate", case_id, {"accused": [LEAD], "reason": "反映本科室人员"})
    with pytest.raises(Refused) as unseen:
        city.do("office", "remind", case_id, {})
    assert unseen.value.code == "not_found"
    case = city.case(case_id)
    assert (case.isolated, case.lead, case.rule) == (True, DISCIPLINE, "R1")
    assert city.rows(Candidate, case_id=case_id)[0].isolated
    city.do("discipline", "assign", case_id, {"lead": DISCIPLINE})
    city.do("discipline", "accept", assignment_of(city, case_id, DISCIPLINE))
    city.do("discipline", "draft", case_id, DRAFT)
    city.do("discipline", "submit", draft_of(city, case_id))
    assert sign_all(city, case_id) == ["discipline", "bureau_chief"]


def test_an_isolated_candidate_goes_to_nobody_else(city: City) -> None:
    row = add_candidate(city, isolated=True, accused=[LEAD], lead=DISCIPLINE, assist=[ASSIST], rule="R1")
    with pytest.raises(BadInput, match="lead"):
        city.do("duty_officer", "confirm", row, {"lead": ASSIST})
    case_id = city.do("duty_officer", "confirm", row).case_id
    assert [each.department for each in city.rows(Assignment, case_id=case_id)] == [DISCIPLINE]


def test_a_case_about_the_discipline_office_waits_for_the_bureau_chief(city: City) -> None:
    row = add_candidate(city, isolated=True, accused=[DISCIPLINE], lead=DISCIPLINE, rule="R1")
    case_id = city.do("duty_officer", "confirm", row).case_id
    assert case_id is not None
    assert city.case(case_id).lead == ""
    with pytest.raises(Refused):
        city.do("discipline", "confirm_severity", case_id)
    city.do("bureau_chief", "confirm_severity", case_id)


def test_registering_by_hand_makes_item_event_and_case(city: City) -> None:
    form = {
        "channel": "hotline", "ref": "12345-1", "title": "公证费", "text": "公证收费过高", "severity": "蓝",
        "kind": "疑问", "lead": ASSIST, "received_at": MONDAY - timedelta(hours=1),
    }  # fmt: skip
    case_id = city.do("duty_officer", "take_over", 0, form).case_id
    assert case_id is not None
    case = city.case(case_id)
    assert (case.state, case.channel, case.ref, case.t0) == (
        "assigned",
        "hotline",
        "12345-1",
        MONDAY - timedelta(hours=1),
    )
    assert city.row(Event, case.event_id).first_item_id is not None
    assert city.rows(Candidate, case_id=case_id)[0].state == "confirmed"
    with pytest.raises(BadInput, match="ref"):
        city.do("duty_officer", "take_over", 0, form)


def test_what_is_registered_by_hand_is_masked_and_the_original_sealed(city: City) -> None:
    form = {"channel": "mailbox", "title": "来访", "text": "请回电 13912345678", "severity": "蓝", "kind": "困难"}
    secret = bytes(range(32))
    city.do("duty_officer", "take_over", 0, form, secret=secret)
    item = city.rows(Item)[-1]
    assert "13912345678" not in item.text
    assert opened(item.original, secret) == ("来访", "请回电 13912345678")
    assert "13912345678" not in str(city.rows(LogEntry)[-1].after)


def test_splitting_keeps_t0_and_gives_the_part_to_its_department(city: City) -> None:
    case_id = case_in(city, "in_hand")
    city.later(hours=5)
    city.do("office", "split", case_id, {"title": "公证部分", "lead": ASSIST, "reason": "两件事"})
    other = city.rows(Case)[-1]
    assert (other.t0, other.lead, other.state) == (MONDAY, ASSIST, "assigned")
    assert clock(city, other.id, "reply").due_at == MONDAY + timedelta(hours=48)
    assert city.case(case_id).lead == LEAD


def test_a_younger_case_cannot_swallow_an_elder_one(city: City) -> None:
    elder = case_in(city, "graded")
    city.later(hours=2)
    younger = case_in(city, "graded")
    with pytest.raises(BadInput, match="起算更晚"):
        city.do("office", "merge_case", elder, {"into": str(younger), "reason": "同一件事"})


def test_every_severity_that_a_case_had_stays(city: City) -> None:
    case_id = case_in(city, "in_hand", severity="蓝")
    city.later(hours=1)
    city.do("duty_officer", "raise", case_id, {"severity": "橙", "reason": "省级媒体"})
    assert [(each.severity, each.at) for each in city.rows(Grading, case_id=case_id)] == [
        ("蓝", MONDAY),
        ("橙", MONDAY + timedelta(hours=1)),
    ]
    assert clock(city, case_id, "authoritative").state == "running"


def test_a_refusal_names_the_roles_as_the_pack_does(city: City) -> None:
    case_id = case_in(city, "registered")
    for pack, name in (("justice-bureau", "分管领导"), ("city-government", "分管副市长")):
        with pytest.raises(Refused, match=name):
            perform(city.database, load_pack(pack), city.people["political"], "major", case_id, {}, now=city.now)
