"""The case page: what it shows, who may see it, forms from the table of moves, conflicts, versions."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select, update

from store.session import Database
from store.tables.casework import Assignment, Case, LogEntry
from store.tables.replying import Draft
from web.differences import differences


def _version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


def test_a_case_shows_clocks_line_of_time_draft_and_what_belongs_to_it(as_) -> None:
    page = as_("owner").get("/cases/1").text
    for words in (
        "LJSF-2026-00001",
        "还剩 1 天 4 小时",
        "陈值班 · 交办",
        "多平台转载，确认立项",
        "该所已退费",
        "退费凭证",
        "公开回应 · 第 2 稿",
        "退回：不属本科室职责",
        "裁定：不同意退回",
        "监管律师收费是律师工作科的职责",
        "三日内退还",
        "律师收费引投诉",
    ):
        assert words in page, words


def test_every_moment_shows_its_full_time_on_hover(as_) -> None:
    page = as_("owner").get("/cases/1").text
    assert (
        '<time datetime="2026-11-19T12:00:00+00:00" title="2026-11-19 20:00:00（北京时间）">11月19日 20:00</time>'
        in page
    )


@pytest.mark.parametrize(
    ("who", "case_id", "status"),
    [
        ("owner", 1, 200),
        ("colleague", 1, 200),
        ("outsider", 1, 404),
        ("officer", 1, 200),
        ("assessor", 1, 403),
        ("system", 1, 403),
        ("owner", 3, 404),
        ("office", 3, 404),
        ("officer", 3, 404),
        ("discipline", 3, 200),
        ("bureau_chief", 3, 200),
        ("owner", 999, 404),
    ],
)
def test_who_sees_which_case(as_, who: str, case_id: int, status: int) -> None:
    browser = as_(who)
    for address in (f"/cases/{case_id}", f"/why/cases/{case_id}"):
        assert browser.get(address).status_code == status
    form = browser.get(f"/cases/{case_id}/moves/raise").status_code
    assert form in ((200, 403, 409) if status == 200 else (status,))


def test_a_case_that_one_may_not_see_reads_as_one_that_does_not_exist(as_) -> None:
    browser = as_("outsider")
    hidden, absent = (re.sub(r'value="[^"]*"', "", browser.get(f"/cases/{each}").text) for each in (1, 999))
    assert hidden == absent


def test_the_foot_offers_only_what_this_person_may_do_now(as_) -> None:
    owner, officer = as_("owner").get("/cases/1").text, as_("officer").get("/cases/1").text
    assert "/cases/1/moves/review_pass?on=2" in owner
    assert "/moves/raise" not in owner
    assert "/moves/raise" in officer
    assert "review_pass" not in officer
    assert "现在没有等您做的事" in as_("political").get("/cases/2").text or "/moves/" in as_("political").page


def test_one_click_signs_for_the_task(as_, database: Database) -> None:
    browser = as_("colleague")
    browser.get("/cases/2")
    answer = browser.post("/cases/2/moves/accept", on="2", version="1")
    assert answer.headers["location"] == "/cases/2"
    assert "签收：已完成" in browser.get("/cases/2").text
    assert "签收：已完成" not in browser.get("/cases/2").text
    with database.read() as session:
        assert session.get_one(Assignment, 2).state == "accepted"
        assert session.get_one(Case, 2).state == "in_hand"


def test_a_forged_message_is_only_text_or_nothing(as_) -> None:
    browser = as_("officer")
    for forged in ("%5B%22%3Cscript%3Ealert(1)%22%5D", "nonsense", "%5B1%5D", "%7B%7D", "%FF"):
        browser.client.cookies.set("huiying_told", forged)
        answer = browser.get("/cases/1")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


def test_an_outsider_cannot_act_on_what_they_do_not_see(as_, database: Database) -> None:
    browser = as_("outsider")
    browser.get("/password")
    answer = browser.post("/cases/2/moves/accept", on="2", version="1")
    assert answer.status_code == 404
    with database.read() as session:
        assert session.get_one(Assignment, 2).state == "assigned"
        assert session.scalar(select(func.count()).where(LogEntry.action == "accept")) == 0


def test_a_row_of_another_case_is_not_reached_through_this_one(as_) -> None:
    browser = as_("owner")
    assert browser.get("/cases/1/moves/accept?on=2").status_code == 404
    assert browser.get("/cases/2/moves/review_pass?on=2").status_code == 404


def test_an_error_stands_at_its_field_and_what_was_typed_stays(as_, database: Database) -> None:
    browser = as_("owner")
    page = browser.get("/cases/2/moves/return_?on=2").text
    answer = browser.post(
        "/cases/2/moves/return_",
        on="2",
        version=_version(page),
        reason_code="not_duty",
        duty="",
        explanation="写了很多",
    )
    assert answer.status_code == 422
    assert 'role="alert">请填写“所据职责”' in answer.text
    assert "写了很多" in answer.text
    assert '<option value="not_duty" selected>' in answer.text
    with database.read() as session:
        assert session.get_one(Assignment, 2).state == "assigned"


def test_a_new_draft_starts_from_the_newest_and_tables_come_back_as_rows(as_, database: Database) -> None:
    with database.write() as session:
        session.execute(update(Draft).where(Draft.id == 2).values(state="sent_back"))
        session.execute(update(Case).where(Case.id == 1).values(state="drafting"))
    browser = as_("colleague")
    page = browser.get("/cases/1/moves/draft").text
    assert 'name="facts.fact" value="该所已退费"' in page
    answer = browser.post(
        "/cases/1/moves/draft",
        on="1",
        version=_version(page),
        part="reply",
        question="能退吗",
        text="已经退还。",
        disclosure="主动公开",
        settles=["no", "yes"],
        **{
            "facts.fact": ["已退费", "", "已约谈"],
            "facts.source": ["凭证", "", "记录"],
            "questions.question": ["能退吗"],
            "questions.answer": ["能"],
        },
    )
    assert answer.status_code == 303, answer.text
    with database.read() as session:
        draft = session.scalars(select(Draft).where(Draft.case_id == 1).order_by(Draft.id.desc())).first()
    assert draft is not None
    assert draft.facts == [{"fact": "已退费", "source": "凭证"}, {"fact": "已约谈", "source": "记录"}]
    assert draft.settles is True


def test_a_conflict_says_so_and_keeps_what_was_typed(as_, database: Database) -> None:
    browser = as_("owner")
    page = browser.get("/cases/2/moves/return_?on=2").text
    old = _version(page)
    as_("colleague").get("/cases/2")
    with database.write() as session:
        session.execute(update(Assignment).where(Assignment.id == 2).values(version=7))
    answer = browser.post(
        "/cases/2/moves/return_", on="2", version=old, reason_code="not_duty", duty="D13-1", suggested="办公室"
    )
    assert answer.status_code == 409
    assert "刚被别人处理过" in answer.text
    assert 'value="D13-1"' in answer.text


def test_moves_of_the_desk_are_no_moves_of_a_case(as_) -> None:
    browser = as_("officer")
    browser.get("/cases/1")
    for name in ("confirm", "take_over", "nonsense"):
        assert browser.get(f"/cases/1/moves/{name}").status_code == 404
        browser.get("/password")
        assert browser.post(f"/cases/1/moves/{name}", on="1").status_code == 404


def test_versions_show_what_changed(as_) -> None:
    page = as_("owner").get("/cases/1/drafts/reply").text
    assert "<del>1</del>" in page
    assert "<ins>2</ins>" in page
    assert as_("outsider").get("/cases/1/drafts/reply").status_code == 404
    assert as_("owner").get("/cases/1/drafts/nonsense").status_code == 404


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        ("甲。", "甲。", [("same", "甲。")]),
        ("甲。乙。", "甲。丙。乙。", [("same", "甲。"), ("in", "丙。"), ("same", "乙。")]),
        ("三日内退还。", "五日内退还。", [("out", "三"), ("in", "五"), ("same", "日内退还。")]),
        ("完全不同的一句", "another", [("out", "完全不同的一句"), ("in", "another")]),
    ],
)
def test_differences_by_sentence_then_by_letter(old: str, new: str, pieces: list[tuple[str, str]]) -> None:
    assert differences(old, new) == pieces


def test_differences_put_together_give_both_texts() -> None:
    old = "经查，该所已退费。" * 40 + "联系电话已公布。"
    new = "经查，该所三日内退费。" * 39 + "新增一句！联系方式已公布。"
    pieces = differences(old, new)
    assert "".join(text for kind, text in pieces if kind != "in") == old
    assert "".join(text for kind, text in pieces if kind != "out") == new


def test_the_rule_that_led_to_the_department_is_said_in_words(as_) -> None:
    assert "规则 R3：一个科室的职责清单明确对应" in as_("officer").get("/cases/1").text
