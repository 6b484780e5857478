"""Search: what is new is indexed by itself, hits are marked, and nobody finds what they may not see."""

from __future__ import annotations

import pytest

from monitor.indexing import index_owed, words_asked, words_of
from store.session import Database
from store.tables.watching import Item
from tests.web import cast


@pytest.fixture
def indexed(database: Database) -> Database:
    index_owed(database, cast.NOW)
    return database


def test_everything_new_is_indexed_once_and_then_nothing(database: Database) -> None:
    assert index_owed(database, cast.NOW) == 16 + 3
    assert index_owed(database, cast.NOW) == 0
    with database.write() as session:
        cast.add_event(session, "公证处排队三小时", copies=0)
    assert index_owed(database, cast.NOW) == 1


def test_long_words_are_found_by_the_words_within_them() -> None:
    assert {"律师", "事务", "事务所"} <= set(words_of("某律师事务所"))
    assert words_asked("律师，  律师！") == ["律师"]
    assert words_asked("，。 ★") == []


def test_hits_are_marked_newest_first_with_the_way_to_their_event(as_, indexed: Database) -> None:
    with indexed.write() as session:
        session.add(
            Item(
                identity="url:new",
                channel="news",
                title="新来的律师费消息",
                text="律师费又涨了",
                published_at=cast.NOW,
                found_at=cast.NOW,
                content_hash="1",
            )
        )
    index_owed(indexed, cast.NOW)
    page = as_("officer").get("/search?q=律师费").text
    assert page.index("新来的<mark>律师费</mark>消息") < page.index("要求退还<mark>律师费</mark>")
    assert "/desk?open=4" in page


def test_all_words_must_stand_in_a_text(as_, indexed: Database) -> None:
    assert "没有同时含有“律师费”“公证处”" in as_("officer").get("/search?q=律师费 公证处").text
    assert "请输入文字" in as_("officer").get("/search?q=，。").text


def test_cases_are_found_by_their_number_and_title_too(as_, indexed: Database) -> None:
    page = as_("officer").get("/search?q=签收").text
    assert "LJSF-2026-00002" in page


def test_an_isolated_case_is_found_only_by_those_who_see_it(as_, indexed: Database) -> None:
    assert "LJSF-2026-00003" not in as_("officer").get("/search?q=反映 科室").text
    assert "LJSF-2026-00003" in as_("discipline").get("/search?q=反映 科室").text


def test_an_isolated_event_is_found_by_nobody_of_the_department_it_accuses(as_, database: Database) -> None:
    with database.write() as session:
        cast.add_event(session, "办公室有人收红包", text="收红包", isolated=True, accused=("办公室",), copies=0)
    index_owed(database, cast.NOW)
    assert "<mark>红包</mark>" in as_("officer").get("/search?q=红包").text
    assert "<mark>红包</mark>" not in as_("office").get("/search?q=红包").text
    assert "<mark>红包</mark>" not in as_("outsider").get("/search?q=红包").text


def test_pages_of_hits_follow_each_other(as_, database: Database) -> None:
    with database.write() as session:
        for number in range(40):
            session.add(
                Item(
                    identity=f"url:{number}",
                    channel="news",
                    title=f"热线无人接听之{number}。",
                    text="",
                    found_at=cast.NOW,
                    content_hash="1",
                )
            )
    index_owed(database, cast.NOW)
    browser = as_("officer")
    first = browser.get("/search?q=接听").text
    assert "之39。" in first
    assert "之9。" not in first
    below = first.split("below=")[1].split('"')[0]
    second = browser.get(f"/search?q=接听&below={below}").text
    assert "之9。" in second
    assert "之10。" not in second


@pytest.mark.parametrize("query", ["", "q=", "q=%22%27%3B--", "q=律师&below=x", "q=AND OR NOT *", "q=" + "律" * 3000])
def test_nonsense_does_no_harm(as_, indexed: Database, query: str) -> None:
    assert as_("officer").get(f"/search?{query}").status_code == 200


@pytest.mark.parametrize("who", ["assessor", "system", "security"])
def test_who_sees_no_case_searches_none(as_, who: str) -> None:
    assert as_(who).get("/search?q=律师").status_code == 403
