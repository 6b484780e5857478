"""Shifts on the console: planned, taken over with a signature, handed over in writing, signed by both."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store.session import Database
from store.tables.people import DutyNote, Handover, Shift, User
from tests.web import cast

WRITTEN = {"handled": "接报六件", "open": "两件待签收", "watch": "微博", "memo": "", "sign": "yes"}


@pytest.fixture
def planned(database: Database) -> Database:
    """The officer is on duty now; the chief has the next shift."""
    with database.write() as session:
        people = {each.name: each.id for each in session.query(User)}
        starts = cast.NOW + timedelta(hours=4)
        session.add(Shift(starts_at=starts, ends_at=starts + timedelta(hours=12), officer_id=people["chief"]))
    return database


def test_the_page_says_who_is_on_duty_and_until_when(as_, planned: Database) -> None:
    page = as_("deputy").get("/shifts").text
    assert "陈值班" in page
    assert "值班长 李班长" in page
    assert "11月20日 20:00" in page


def test_the_next_shift_cannot_begin_before_the_handover_is_written_and_signed(as_, planned: Database) -> None:
    chief = as_("chief")
    assert "还没有写好并签署交接班单" in chief.get("/shifts").text
    refused = chief.post("/shifts/2/begin", sign="yes")
    assert refused.status_code == 409
    assert "尚未写好并签署交接班单" in refused.text
    officer = as_("officer")
    officer.get("/shifts/1")
    assert officer.post("/shifts/1/handover", **WRITTEN).status_code == 303
    page = chief.get("/shifts").text
    assert "接报六件" in page
    assert "LJSF-2026-00002" in page, "open cases are carried over by themselves"
    assert "LJSF-2026-00003" not in page, "isolated ones are not"
    assert chief.post("/shifts/2/begin", sign="yes").status_code == 303
    sheet = chief.get("/shifts/1").text
    assert sheet.count("签字") >= 2
    with planned.read() as session:
        handover = session.query(Handover).one()
        assert handover.signed_out_by != handover.signed_in_by
        assert session.get_one(Shift, 2).begun_at == cast.NOW


@pytest.mark.parametrize("missing", ["handled", "open", "watch", "sign"])
def test_a_handover_with_a_gap_is_not_taken_and_what_was_typed_stays(as_, planned: Database, missing: str) -> None:
    officer = as_("officer")
    officer.get("/shifts/1")
    answer = officer.post("/shifts/1/handover", **(WRITTEN | {missing: ""}))
    assert answer.status_code == 422
    assert "微博" in answer.text or missing == "watch"
    with planned.read() as session:
        assert session.query(Handover).count() == 0


def test_one_does_not_take_over_without_signing(as_, planned: Database) -> None:
    officer, chief = as_("officer"), as_("chief")
    officer.get("/shifts/1")
    officer.post("/shifts/1/handover", **WRITTEN)
    chief.get("/shifts")
    assert chief.post("/shifts/2/begin").status_code == 422


def test_nobody_hands_over_for_another(as_, planned: Database) -> None:
    office = as_("office")
    assert "签字交班" not in office.get("/shifts/1").text.replace("签字交班。", "")
    assert office.post("/shifts/1/handover", **WRITTEN).status_code == 409
    with planned.read() as session:
        assert session.query(Handover).count() == 0


def test_the_duty_log_is_written_on_the_page(as_, planned: Database) -> None:
    officer = as_("officer")
    officer.get("/shifts")
    assert officer.post("/shifts/note", text=f"接到电话 {cast.NASTY}").status_code == 303
    page = officer.get("/shifts").text
    assert "接到电话" in page
    assert "<script>alert" not in page
    assert officer.post("/shifts/note", text=" ").status_code == 422
    with planned.read() as session:
        assert session.query(DutyNote).count() == 1


def test_a_shift_is_planned_and_one_that_clashes_is_not(as_, planned: Database) -> None:
    chief = as_("chief")
    page = chief.get("/shifts").text
    assert "排一班" in page
    with planned.read() as session:
        officer = session.query(User).filter_by(name="officer").one().id
    plan = {"starts_at": "2026-11-22T08:00", "ends_at": "2026-11-22T20:00", "officer": officer}
    assert chief.post("/shifts/plan", **plan).headers["location"] == "/shifts?week=2026-W47"
    chief.get("/shifts")
    again = chief.post("/shifts/plan", **plan)
    assert again.status_code == 422
    assert "这段时间已有人值班" in again.text
    assert 'value="2026-11-22T08:00"' in again.text
    chief.get("/shifts")
    assert chief.post("/shifts/plan", **(plan | {"ends_at": ""})).status_code == 422
    with planned.read() as session:
        assert session.query(Shift).count() == 3


def test_who_may_not_plan_is_refused(as_, planned: Database) -> None:
    officer = as_("officer")
    assert "排一班" not in officer.get("/shifts").text
    plan = {"starts_at": "2026-11-23T08:00", "ends_at": "2026-11-23T20:00", "officer": 1}
    assert officer.post("/shifts/plan", **plan).status_code == 409


@pytest.mark.parametrize("name", ["owner", "assessor", "system"])
def test_others_do_not_see_the_roster(as_, planned: Database, name: str) -> None:
    assert as_(name).get("/shifts").status_code == 403
    assert as_(name).get("/shifts/1").status_code == 403


def test_a_shift_that_is_none_is_not_found(as_, planned: Database) -> None:
    assert as_("chief").get("/shifts/99").status_code == 404
    assert as_("chief").get("/shifts?week=2026-W99").status_code == 400
