"""Lists: cases with filters and pages, the department desk by what is due, the review queue by whose turn it is."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from monitor.indexing import index_all
from store import case_list
from store.case_list import CaseFilter, list_rows
from store.session import Database
from store.tables.replying import ReviewStep
from tests.web import cast

NUMBER = re.compile(r"LJSF-2026-\d{5}")


def _numbers(text: str) -> list[str]:
    return list(dict.fromkeys(NUMBER.findall(text)))


@pytest.fixture
def indexed(database: Database) -> None:
    index_all(database, cast.NOW)


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["LJSF-2026-00002", "LJSF-2026-00001"]),
        ("group=待签收", ["LJSF-2026-00002"]),
        ("group=nonsense", ["LJSF-2026-00002", "LJSF-2026-00001"]),
        ("severity=红", []),
        ("lead=律师工作科&channel=news", ["LJSF-2026-00002", "LJSF-2026-00001"]),
        ("q=等签收", ["LJSF-2026-00002"]),
        ("q=LJSF-2026-00001", ["LJSF-2026-00001"]),
        ("q=律师收费", ["LJSF-2026-00001"]),
        ("q=律师收费&group=待签收", []),
        ("q=%25", []),
        ("q=被反映", []),
        ("overdue=1", []),
        ("after=x_y_z", ["LJSF-2026-00002", "LJSF-2026-00001"]),
    ],
)
def test_the_list_is_narrowed_by_its_address_and_never_shows_what_is_isolated(
    as_, query: str, numbers: list[str]
) -> None:
    answer = as_("officer").get(f"/cases?{query}")
    assert answer.status_code == 200
    assert _numbers(re.sub(r'value="[^"]*"', "", answer.text)) == numbers


def test_overdue_finds_what_is_over(as_, clock) -> None:
    clock.forward(hours=2, minutes=1)
    browser = as_("officer")
    # Case 2 was to be signed for within four hours of its T0, two hours before NOW.
    page = browser.get("/cases?overdue=1").text
    assert _numbers(page) == ["LJSF-2026-00002"]
    assert "已超 1 分" in page


def test_pages_of_the_list_follow_each_other(database: Database) -> None:
    with database.write() as session:
        ids = {name: number for number, name in enumerate(cast.PEOPLE, 1)}
        for number in range(10, 31):
            cast.add_case(session, "一件", ids, number=f"LJSF-2026-{number:05d}", hours_ago=number // 3)
    officer = cast.actor({"officer": 1}, "officer")
    seen: list[int] = []
    after = None
    with database.read() as session:
        while rows := list_rows(session, officer, CaseFilter(), cast.NOW, after=after, limit=4):
            seen += [row.id for row in rows]
            after = rows[-1].key
    assert len(seen) == len(set(seen)) == 23


def test_the_department_desk_shows_the_own_tasks_by_what_is_due(as_) -> None:
    page = as_("colleague").get("/department").text
    # Case 2 is to be signed for in 2 hours, case 1 to be answered in 28.
    assert _numbers(page) == ["LJSF-2026-00002", "LJSF-2026-00001"]
    assert "还剩 2 小时" in page
    assert "2 件待办" in page


def test_another_department_has_nothing_and_is_told_what_will_come(as_) -> None:
    page = as_("outsider").get("/department").text
    assert _numbers(page) == []
    assert "没有待办" in page


@pytest.mark.parametrize("who", ["officer", "office", "assessor", "system"])
def test_only_people_of_departments_have_a_department_desk(as_, who: str) -> None:
    assert as_(who).get("/department").status_code == 403


def test_the_review_queue_shows_only_whose_turn_it_is(as_, database: Database) -> None:
    assert _numbers(as_("owner").get("/review").text) == ["LJSF-2026-00001"]
    assert _numbers(as_("office").get("/review").text) == []
    assert _numbers(as_("outsider").get("/review").text) == []
    with database.write() as session:
        session.execute(update(ReviewStep).where(ReviewStep.role == "head").values(decision="pass"))
    assert _numbers(as_("owner").get("/review").text) == []
    assert _numbers(as_("office").get("/review").text) == ["LJSF-2026-00001"]


def test_signing_leads_back_to_the_case(as_) -> None:
    browser = as_("owner")
    page = browser.get("/cases/1/moves/review_pass?on=2").text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    answer = browser.post("/cases/1/moves/review_pass", on="2", version=version[1], record="")
    assert answer.headers["location"] == "/cases/1"
    assert "● 已签" in browser.get("/cases/1").text


def test_hits_of_a_word_follow_each_other_page_by_page(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_list, "STRETCH", 3)
    with database.write() as session:
        ids = {name: number for number, name in enumerate(cast.PEOPLE, 1)}
        for number in range(10, 31):
            cast.add_case(session, "公证排队", ids, number=f"LJSF-2026-{number:05d}", isolated=number % 2 == 1)
    index_all(database, cast.NOW)
    officer = cast.actor({"officer": 1}, "officer")
    wanted = CaseFilter(query="公证", words=("公证",))
    seen: list[str] = []
    after = None
    with database.read() as session:
        while rows := list_rows(session, officer, wanted, cast.NOW, after=after, limit=4):
            seen += [row.number for row in rows]
            after = rows[-1].key
    # 11 of the 21 are not isolated; the index is asked for three hits at a time.
    assert seen == [f"LJSF-2026-{number:05d}" for number in range(30, 9, -2)]
