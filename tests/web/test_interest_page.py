"""Pages of rules of interest: officers write and try them; mistakes are marked; nothing typed becomes a script."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from store import log
from store.session import Database
from store.tables.judging import Candidate
from store.tables.watching import InterestHit, InterestRule, Item
from tests.web import cast


def rules(database: Database) -> list[InterestRule]:
    with database.read() as session:
        return list(session.scalars(select(InterestRule).order_by(InterestRule.id)))


def test_an_officer_tries_a_rule_and_keeps_it(as_, database: Database) -> None:
    browser = as_("officer")
    assert "还没有关注规则" in browser.get("/sources/interest").text
    tried = browser.post("/sources/interest/new", name="", expression="律师事务所 且 退还 非 招聘", do="try")
    assert tried.status_code == 200
    assert "会抓到 16 条" in tried.text  # four events of one text and three reprints, all found within the last day
    assert "并且没有“招聘”" in tried.text
    assert "<mark>退还</mark>" in tried.text
    assert rules(database) == []
    kept = browser.post("/sources/interest/new", name="退费", expression="律师事务所 且 退还", do="save")
    assert kept.headers["location"] == "/sources/interest?done=saved"
    assert "从下一批信息开始" in browser.get("/sources/interest?done=saved").text


@pytest.mark.parametrize(
    ("name", "expression", "said"),
    [
        ("好", "律师 且", "“且”后面还缺一个词"),
        ("好", "", "还没有写要找的词"),
        ("", "律师", "请起一个不超过 40 字的名字"),
        ("长" * 41, "律师", "请起一个不超过 40 字的名字"),
        ("好", cast.NASTY, "引号没有成对"),
    ],
)
def test_a_mistake_keeps_what_was_typed_and_saves_nothing(
    as_, database: Database, name: str, expression: str, said: str
) -> None:
    answer = as_("officer").post("/sources/interest/new", name=name, expression=expression, do="save")
    assert answer.status_code == 422
    assert said in answer.text
    assert "<script>alert" not in answer.text
    assert rules(database) == []


def test_the_place_of_a_mistake_is_marked(as_) -> None:
    page = as_("officer").post("/sources/interest/new", name="x", expression="律师 近 退费", do="try").text
    assert '律师 <span class="wrong-place">近</span> 退费' in page


def test_noise_is_counted_from_the_desk_and_rules_are_switched(as_, database: Database) -> None:
    browser = as_("chief")
    browser.post("/sources/interest/new", name="退费", expression="律师费", do="save")
    with database.write() as session:
        items = session.scalars(select(Item).where(Item.event_id.in_([1, 2]))).all()
        session.add_all(InterestHit(rule_id=1, item_id=each.id, at=cast.NOW, words=["律师费"]) for each in items)
        session.get_one(Candidate, 1).state = "dismissed"
        session.get_one(Candidate, 2).state = "confirmed"
    page = browser.get("/sources/interest").text
    assert '30 天命中">8<' in page
    assert '有用">4<' in page
    assert '无关">4<' in page
    assert "无关</a>" in browser.get("/sources/interest/1").text
    assert browser.post("/sources/interest/1/switch", enabled="no").status_code == 303
    assert rules(database)[0].enabled is False
    with database.read() as session:
        assert [each.action for each in log.entries_of(session, "interest_rule", 1)] == [
            "interest_added",
            "interest_switched",
        ]


def test_somebody_faster_is_not_overwritten(as_, database: Database) -> None:
    browser = as_("officer")
    browser.post("/sources/interest/new", name="退费", expression="律师费", do="save")
    browser.get("/sources/interest/1")
    assert (
        browser.post("/sources/interest/1", name="退费", expression="公证费", version=1, do="save").status_code == 303
    )
    assert (
        browser.post("/sources/interest/1", name="退费", expression="鉴定费", version=1, do="save").status_code == 409
    )
    assert rules(database)[0].expression == "公证费"
    assert browser.get("/sources/interest/9").status_code == 404


@pytest.mark.parametrize("who", ["owner", "deputy", "system", "security", "audit", "assessor"])
def test_others_do_not_write_rules(as_, database: Database, who: str) -> None:
    browser = as_(who)
    assert browser.get("/sources/interest").status_code == 403
    assert browser.post("/sources/interest/new", name="x", expression="律师", do="save").status_code == 403
    assert rules(database) == []
