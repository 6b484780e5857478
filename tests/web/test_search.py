"""Search: what is new is indexed by itself, hits are marked, and nobody finds what they may not see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from monitor.indexing import index_all, index_owed, words_asked, words_of
from store import search
from store.session import Database
from store.tables.casework import Case
from store.tables.watching import Item, Revision
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


def test_an_edited_text_is_found_by_older_and_newer_words(as_, indexed: Database) -> None:
    with indexed.write() as session:
        item = session.get_one(Item, 1)
        session.add(Revision(item_id=1, seen_at=cast.NOW, content_hash=item.content_hash, title=item.title))
        item.text = "改成了公证员的事"
    assert index_owed(indexed, cast.NOW) == 1
    assert "改成了" in as_("officer").get("/search?q=公证员").text
    with indexed.read() as session:
        assert 1 in search.find(session, "item", ["退还"], limit=50)


def test_hits_are_narrowed_to_kind_and_time(as_, indexed: Database) -> None:
    browser = as_("officer")
    assert "<h2>信息</h2>" not in browser.get("/search?q=律师&kind=cases").text
    assert "<h2>事项</h2>" not in browser.get("/search?q=律师&kind=items").text
    with indexed.write() as session:
        session.execute(update(Item).where(Item.id <= 12).values(found_at=cast.NOW - timedelta(days=3)))
        session.execute(update(Case).where(Case.id == 1).values(t0=cast.NOW - timedelta(days=3)))
    day = browser.get("/search?q=律师&days=1").text
    assert day.count("看原文") == 4
    assert "LJSF-2026-00001" not in day
    assert browser.get("/search?q=律师&days=7").text.count("看原文") == 16
    assert browser.get("/search?q=律师&days=x&kind=y&below=z").status_code == 200


def test_the_letter_of_an_isolated_case_is_found_only_by_those_who_see_the_case(as_, database: Database) -> None:
    with database.write() as session:
        for case_id, ref in ((2, "R2"), (3, "R3")):
            case = session.get_one(Case, case_id)
            case.channel, case.ref = "mailbox", ref
            session.add(Item(identity=f"ref:mailbox:{ref}", channel="mailbox", ref=ref, title=f"来信{ref}",
                             text="档案盖章", found_at=cast.NOW, content_hash="1"))  # fmt: skip
    index_owed(database, cast.NOW)
    found = {who: as_(who).get("/search?q=档案").text for who in ("officer", "owner", "outsider", "bureau_chief")}
    assert {who: ("来信R2" in page, "来信R3" in page) for who, page in found.items()} == {
        "officer": (True, False),
        "owner": (True, False),
        "outsider": (False, False),
        "bureau_chief": (True, True),
    }


def test_everything_owed_is_indexed_in_as_many_rounds_as_it_takes(sqlite: Database) -> None:
    with sqlite.write() as session:
        session.add_all(
            Item(identity=f"url:{number}", channel="news", title=f"第{number}篇", text="", found_at=cast.NOW,
                 content_hash="1")
            for number in range(2300)
        )  # fmt: skip
    assert index_all(sqlite, cast.NOW) == 2300
    with sqlite.read() as session:
        assert len(search.find(session, "item", ["篇"], limit=3000)) == 2300
