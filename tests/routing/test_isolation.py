"""Isolation: what may be published of it, and what lifting it gives back; who sees it stands in tests/store."""

from __future__ import annotations

import pytest

from errors import BadInput, Refused
from store.session import Database
from store.tables.judging import Candidate
from store.tables.replying import PublishDuty
from store.tables.telling import Notice
from tests.routing.city import (
    ASSIST,
    DISCIPLINE,
    DISCIPLINE_STANDS_IN,
    DRAFT,
    LEAD,
    City,
    advance,
    case_in,
    draft_of,
    found_city,
    reply_of,
)


@pytest.fixture
def city(sqlite: Database) -> City:
    return found_city(sqlite)


def approve(city: City, case_id: int) -> None:
    """Take an isolated case to an approved draft; 机关纪委 does what departments else do."""
    city.stands_in = DISCIPLINE_STANDS_IN
    for step in ("graded", "assigned", "in_hand"):
        advance(city, case_id, step)
    city.do("discipline", "draft", case_id, DRAFT)
    for step in ("review", "approved"):
        advance(city, case_id, step)


def test_an_isolated_case_of_a_public_channel_is_published_only_after_isolation_is_lifted(city: City) -> None:
    # The public page hides what is isolated, so a "published" reply there would stop the clock and answer nobody.
    case_id = case_in(city, "registered", isolated=True, accused=[ASSIST], rule="R1", lead=DISCIPLINE)
    approve(city, case_id)
    with pytest.raises(Refused, match="解除隔离"):
        city.do("bureau_chief", "publish", draft_of(city, case_id), {"sign": True})
    city.do("bureau_chief", "lift_isolation", case_id, {"reason": "核查完毕"})
    city.stands_in = {}
    assert city.do("office", "publish", draft_of(city, case_id), {"sign": True}).message == "已发布到公开页"
    assert city.case(case_id).state == "replied"
    assert city.rows(PublishDuty, case_id=case_id)[0].done_at is not None


def test_an_isolated_letter_is_answered_and_says_that_the_public_page_waits(city: City) -> None:
    case_id = case_in(city, "registered", channel="mailbox", isolated=True, accused=[ASSIST], rule="R1",
                      lead=DISCIPLINE)  # fmt: skip
    approve(city, case_id)
    said = city.do("bureau_chief", "publish", draft_of(city, case_id), {"sign": True}).message
    assert "解除隔离后才在公开页显示" in said
    assert city.case(case_id).state == "replied"
    assert city.rows(PublishDuty, case_id=case_id)[0].done_at is None
    city.do("bureau_chief", "lift_isolation", case_id, {"reason": "核查完毕"})
    duty = city.rows(PublishDuty, case_id=case_id)[0]
    assert (duty.done_at, duty.reply_id) == (city.now, reply_of(city, case_id).id)


def test_lifting_isolation_is_for_the_bureau_chief_and_gives_the_case_back(city: City) -> None:
    case_id = case_in(city, "in_hand")
    city.do("duty_chief", "isolate", case_id, {"accused": [LEAD], "reason": "反映本科室人员"})
    with pytest.raises(Refused) as role:
        city.do("discipline", "lift_isolation", case_id, {"reason": "查无实据"})
    assert role.value.code == "role"
    with pytest.raises(BadInput, match="reason"):
        city.do("bureau_chief", "lift_isolation", case_id, {})
    city.do("bureau_chief", "lift_isolation", case_id, {"reason": "查无实据"})
    case = city.case(case_id)
    assert (case.isolated, case.accused) == (False, [])
    assert not city.rows(Candidate, case_id=case_id)[0].isolated
    told = {each.recipient_id for each in city.rows(Notice, about="isolation_lifted")}
    assert city.people["office"].id in told
    city.do("office", "assign", case_id, {"lead": LEAD})
    with pytest.raises(Refused, match="没有隔离"):
        city.do("bureau_chief", "lift_isolation", case_id, {"reason": "再次"})
