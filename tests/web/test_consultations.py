"""Consultations on the console: from the draft to the published table of adoption."""

from __future__ import annotations

import pytest

from store.session import Database
from store.tables.consulting import Consultation, Opinion
from tests.web import cast

DRAFT = {
    "title": "法律援助条例（草案）", "department": "法律援助中心", "opens_at": "2026-11-01", "closes_at": "2026-11-21",
    "text": "第一条 为保障困难群众，制定本条例。\n第二条 三个工作日内作出决定。",
}  # fmt: skip


@pytest.fixture
def opened(as_, database: Database) -> Database:
    """A consultation that the office opened."""
    office = as_("office")
    office.get("/consultations")
    assert office.post("/consultations/new", **DRAFT).headers["location"] == "/consultations/1"
    return database


def opinion(as_, text: str) -> None:
    office = as_("office")
    office.get("/consultations/1")
    assert office.post("/consultations/1/opinions", text=text).status_code == 303


def test_from_the_draft_to_the_published_table(as_, opened: Database, clock) -> None:
    opinion(as_, "第二条改成一个工作日，我的电话 13812345678")
    office = as_("office")
    page = office.get("/consultations/1").text
    second = page[page.index("第二条") :]
    assert "改成一个工作日" in second
    assert "13812345678" not in page
    assert "1 条待答复" in page
    assert office.post("/consultations/1/publish").status_code == 409, "it has not closed"
    office.get("/consultations/1")
    assert office.post("/consultations/1/opinions/1", answer="部分采纳", reason="紧急的当日办。").status_code == 303
    assert "改成一个工作日" not in office.get("/public/consultations/1").text
    clock.forward(days=2)
    office = as_("office")
    assert "公布采纳情况" in office.get("/consultations/1").text
    assert office.post("/consultations/1/publish").status_code == 303
    public = office.get("/public/consultations/1").text
    assert "改成一个工作日" in public
    assert "紧急的当日办。" in public
    with opened.read() as session:
        assert session.query(Consultation).one().published_at is not None


def test_the_closing_day_itself_still_counts(opened: Database) -> None:
    with opened.read() as session:
        closes = session.query(Consultation).one().closes_at
    assert f"{closes:%m-%d %H:%M}" == "11-21 15:59", "23:59 in Shanghai"


def test_a_refusal_without_a_reason_is_not_taken_and_what_was_typed_stays(as_, opened: Database) -> None:
    opinion(as_, "第一条不清楚")
    office = as_("office")
    office.get("/consultations/1")
    answer = office.post("/consultations/1/opinions/1", answer="未采纳", reason="")
    assert answer.status_code == 422
    assert "须写明理由" in answer.text
    with opened.read() as session:
        assert session.query(Opinion).one().answer == ""


def test_an_opinion_is_answered_only_through_its_own_consultation(as_, opened: Database) -> None:
    opinion(as_, "第一条不清楚")
    office = as_("office")
    office.get("/consultations")
    office.post("/consultations/new", **DRAFT)
    office.get("/consultations/2")
    assert office.post("/consultations/2/opinions/1", answer="采纳").status_code == 409
    office.get("/consultations/1")
    assert office.post("/consultations/1/opinions/1", answer="采纳", clause=4).status_code == 409, "another's clause"
    with opened.read() as session:
        assert session.query(Opinion).one().answer == ""


@pytest.mark.parametrize(
    ("address", "fields"),
    [("/consultations/1/opinions", {"text": "意见"}), ("/consultations/1/publish", {}), ("/consultations/new", DRAFT)],
)
def test_another_department_does_not_write_here(as_, opened: Database, address: str, fields: dict[str, str]) -> None:
    outsider = as_("outsider")
    assert "录入一条意见" not in outsider.get("/consultations/1").text
    assert outsider.post(address, **fields).status_code in (403, 409)
    with opened.read() as session:
        assert session.query(Opinion).count() == 0
        assert session.query(Consultation).count() == 1


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"closes_at": "2026-10-01"}, {"closes_at": "x"}, {"department": "没有"}]
)
def test_a_wrong_draft_opens_nothing(as_, database: Database, wrong: dict[str, str]) -> None:
    office = as_("office")
    office.get("/consultations")
    answer = office.post("/consultations/new", **(DRAFT | wrong))
    assert answer.status_code == 422
    assert "三个工作日内作出决定" in answer.text
    with database.read() as session:
        assert session.query(Consultation).count() == 0


def test_nasty_opinions_are_escaped(as_, opened: Database) -> None:
    opinion(as_, f"第一条 {cast.NASTY}")
    page = as_("office").get("/consultations/1").text
    assert "<script>alert" not in page
    assert "<img" not in page


def test_a_consultation_that_is_none_is_not_found(as_, database: Database) -> None:
    assert as_("office").get("/consultations/9").status_code == 404
