"""The public pages: what everybody may read, and that nothing else leaks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from packs.pack import Pack
from settings import Settings
from store.session import Database
from store.tables.casework import Case
from store.tables.consulting import Clause, Consultation, Opinion
from store.tables.replying import Appearance, Draft, Reply
from tests.web import cast
from web.app import create_app
from web.public_values import query_words

LISTS = ("/public/", "/public/adoption", "/public/?month=2026-11", "/public/?topic=政法/律师", "/public/?q=泄露词",
         "/public/consultations")  # fmt: skip
FEEDS = ("/public/feed.xml", "/public/feed.json")
EVERY_LIST = (*LISTS, *FEEDS)


@dataclass
class Town:
    """The public pages of a database, and a hand to publish with."""

    client: TestClient
    database: Database

    def get(self, address: str, **headers: str) -> Any:
        return self.client.get(address, headers=headers)

    def publish(self, slug: str, title: str = "已公开的回应", *, case_id: int = 1, **columns: Any) -> None:
        with self.database.write() as session:
            number = session.query(Draft).count() + 10
            draft = Draft(
                case_id=case_id, part="reply", number=number, department="律师工作科", text="稿", written_at=cast.NOW
            )
            session.add(draft)
            session.flush()
            values: dict[str, Any] = {
                "part": "reply", "topic": "政法/律师", "kind": "问题", "question": "交了律师费能退吗",
                "text": "已经退还。", "done": "已约谈该所。", "department": "律师工作科", "disclosure": "主动公开",
                "published_at": cast.NOW - timedelta(hours=2),
            }  # fmt: skip
            session.add(Reply(case_id=case_id, draft_id=draft.id, slug=slug, title=title, **(values | columns)))


@pytest.fixture
def town(database: Database, pack: Pack) -> Town:
    app = create_app(Settings(public_url="https://h.example"), database, pack, clock=lambda: cast.NOW, public_only=True)
    return Town(TestClient(app, base_url="http://testserver", follow_redirects=False), database)


def isolate(session: Any) -> int:
    return int(session.query(Case).filter_by(isolated=True).one().id)


HIDDEN: dict[str, Callable[[Town], None]] = {
    "not public": lambda town: town.publish("secret", "泄露词", public=False),
    "by request only": lambda town: town.publish("secret", "泄露词", disclosure="依申请公开"),
    "not disclosed": lambda town: town.publish("secret", "泄露词", disclosure="不予公开", public=True),
    "withdrawn": lambda town: town.publish("secret", "泄露词", withdrawn_at=cast.NOW),
    "isolated": lambda town: town.publish("secret", "泄露词", case_id=3),
}


@pytest.mark.parametrize("why", HIDDEN)
def test_what_is_not_public_stands_on_no_page_feed_or_search(town: Town, why: str) -> None:
    HIDDEN[why](town)
    for address in EVERY_LIST:
        text = town.get(address).text.replace("“泄露词”", "").replace('value="泄露词"', "")
        assert "泄露词" not in text, address
        assert "secret" not in text, address
    answer = town.get("/public/replies/secret")
    assert answer.status_code == (410 if why == "withdrawn" else 404)
    assert "泄露词" not in answer.text


def test_drafts_and_cases_are_nowhere(town: Town) -> None:
    town.publish("shown")
    for address in (*EVERY_LIST, "/public/replies/shown"):
        text = town.get(address).text
        assert "次修改" not in text
        assert "LJSF-" not in text
        assert "周办公" not in text
    for address in ("/cases", "/desk", "/sign-in", "/figures", "/api/v1/cases", "/metrics"):
        assert town.get(address).status_code == 404


def test_an_isolated_case_hides_what_was_published_before_it_was_isolated(town: Town) -> None:
    town.publish("early", "早先公开的")
    assert town.get("/public/replies/early").status_code == 200
    with town.database.write() as session:
        session.query(Case).filter_by(id=1).one().isolated = True
    assert town.get("/public/replies/early").status_code == 404
    assert "早先公开的" not in town.get("/public/").text


def test_a_reply_says_what_was_asked_what_was_done_by_whom_and_when(town: Town) -> None:
    town.publish("shown", "律师费退还了吗", adopted="部分采纳", kind="建议")
    with town.database.write() as session:
        reply = session.query(Reply).filter_by(slug="shown").one()
        session.add(Appearance(reply_id=reply.id, place="临江日报", url="https://news.invalid/1", at=cast.NOW))
        session.add(Appearance(reply_id=reply.id, place="公告栏", url="javascript:alert(1)", at=cast.NOW))
    text = town.get("/public/replies/shown").text
    for words in (
        "交了律师费能退吗",
        "已经退还。",
        "已约谈该所。",
        "律师工作科",
        "2026年11月20日",
        "部分采纳",
        "临江日报",
    ):
        assert words in text
    assert "此前的发布" not in text
    assert "此后的发布" in text, "the cast's interim text came an hour later"
    assert "javascript:" not in text


def test_a_list_shows_a_matter_once_by_its_answer(town: Town) -> None:
    assert 'href="/public/replies/r1"' in town.get("/public/").text, "the interim text while there is no answer"
    town.publish("shown")
    text = town.get("/public/").text
    assert 'href="/public/replies/shown"' in text
    assert 'href="/public/replies/r1"' not in text


def test_nasty_texts_are_escaped_everywhere(town: Town) -> None:
    columns = dict.fromkeys(("question", "text", "done", "topic"), cast.NASTY)
    town.publish("bad", cast.NASTY + "\u202e\x00\x08", adopted=cast.NASTY[:20], kind="建议", **columns)
    for address in (*EVERY_LIST, "/public/replies/bad", '/public/?q=<script>alert(1)</script>&topic="><img>'):
        answer = town.get(address)
        assert answer.status_code == 200, address
        if "html" in answer.headers["content-type"]:
            assert "<script" not in answer.text
            assert "<img" not in answer.text
    ElementTree.fromstring(town.get("/public/feed.xml").text)
    json.loads(town.get("/public/feed.json").text)


def test_personal_data_that_slipped_in_is_masked_but_the_bodys_own_address_stays(town: Town) -> None:
    town.publish(
        "bad", "电话 13812345678 找我", question="身份证 110105194912310021", text="请到人民路 88 号窗口办理。"
    )
    town.publish("worse", text="请联系 13912345678。")
    for address in (
        "/public/",
        "/public/replies/bad",
        "/public/replies/worse",
        "/public/feed.xml",
        "/public/feed.json",
    ):
        text = town.get(address).text
        for number in ("13812345678", "110105194912310021", "13912345678"):
            assert number not in text, address
    assert "人民路 88 号" in town.get("/public/replies/bad").text


@pytest.mark.parametrize("address", [*LISTS, "/public/replies/r1", "/public/privacy", "/no/such"])
def test_no_cookie_no_script_nothing_from_elsewhere(town: Town, address: str) -> None:
    answer = town.get(address)
    assert "set-cookie" not in answer.headers
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    for found in re.findall(r'<(?:link|img)[^>]*?(?:src|href)="([^"]+)"', answer.text):
        assert found.startswith("/")
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


@pytest.mark.parametrize("address", FEEDS)
def test_feeds_set_no_cookie(town: Town, address: str) -> None:
    assert "set-cookie" not in town.get(address).headers


def test_caches_may_keep_a_page_and_ask_whether_it_changed(town: Town) -> None:
    first = town.get("/public/replies/r1")
    assert first.headers["cache-control"].startswith("public")
    again = town.get("/public/replies/r1", **{"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert not again.content
    with town.database.write() as session:
        session.query(Reply).filter_by(slug="r1").one().text = "改过了。"
    assert town.get("/public/replies/r1", **{"if-none-match": first.headers["etag"]}).status_code == 200
    assert town.get("/public/replies/none").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("律师费", True),
        ("律师费 退还", True),
        ("退 律师费", True),
        ("公证", False),
        ("律师费 公证", False),
        ("%", False),
        ("_", False),
        ("的", False),
        ("，。", False),
    ],
)
def test_search_wants_every_word(town: Town, query: str, found: bool) -> None:
    town.publish("shown", "律师收费以后不办事")
    assert ("/public/replies/shown" in town.get(f"/public/?q={query}".replace("%", "%25")).text) is found


def test_words_of_a_query_are_cut_as_chinese_is_cut() -> None:
    assert query_words("公证处预约") == ("公证处", "预约")
    assert query_words("　１２３４８　") == ("12348",)
    assert query_words("，。！") == ()


@pytest.mark.parametrize(
    "query", ["month=2026-99", "month=x", "after=1_2_3", "after=0_0001-01-01T00:00:00+00:00_1", "topic=没有"]
)
def test_odd_filters_break_nothing(town: Town, query: str) -> None:
    assert town.get(f"/public/?{query}").status_code == 200


def test_months_and_topics_narrow_the_list(town: Town) -> None:
    town.publish("old", "九月的", published_at=cast.NOW - timedelta(days=60), topic="政法/公证", case_id=2)
    assert "九月的" in town.get("/public/?month=2026-09").text
    assert "九月的" not in town.get("/public/?month=2026-11").text
    assert "九月的" in town.get("/public/?topic=政法").text
    assert "九月的" not in town.get("/public/?topic=政法/律师").text
    assert "九月的" not in town.get("/public/?topic=政").text


def test_older_replies_stand_on_the_next_page_each_once(town: Town) -> None:
    for number in range(45):
        town.publish(f"s{number}", case_id=2, published_at=cast.NOW - timedelta(days=1))
    seen: list[str] = []
    address = "/public/"
    while address:
        text = town.get(address).text
        seen += re.findall(r'/public/replies/(s\d+)"', text)
        following = re.search(r'href="([^"]+)" rel="next"', text)
        address = following[1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == sorted(f"s{number}" for number in range(45))


def test_the_feeds_carry_whole_addresses_and_lasting_ids(town: Town) -> None:
    feed = ElementTree.fromstring(town.get("/public/feed.xml").text)
    atom = "{http://www.w3.org/2005/Atom}"
    entry = feed.find(f"{atom}entry")
    assert entry is not None
    link = entry.find(f"{atom}link")
    assert link is not None
    assert link.get("href") == "https://h.example/public/replies/r1"
    item = json.loads(town.get("/public/feed.json").text)["items"][0]
    assert item["id"] == entry.findtext(f"{atom}id")
    assert item["url"] == "https://h.example/public/replies/r1"


def test_the_front_door_and_robots(town: Town) -> None:
    assert town.get("/").headers["location"] == "/public/"
    assert town.get("/public").headers["location"] == "/public/"
    assert "Disallow: /" in town.get("/robots.txt").text


def test_how_suggestions_were_taken_up_lists_suggestions_alone(town: Town) -> None:
    town.publish("yes", "周末也开门", kind="建议", adopted="采纳")
    town.publish("no", "这是投诉", kind="问题", adopted="")
    text = town.get("/public/adoption").text
    assert "周末也开门" in text
    assert "这是投诉" not in text


def test_a_consultation_shows_opinions_only_with_its_published_table(town: Town) -> None:
    with town.database.write() as session:
        row = Consultation(
            title="条例草案", department="立法科", text="第一条 甲", opens_at=cast.NOW - timedelta(days=9),
            closes_at=cast.NOW - timedelta(days=1),
        )  # fmt: skip
        later = Consultation(
            title="还没开始的草案", department="立法科", text="第一条 乙", opens_at=cast.NOW + timedelta(days=1),
            closes_at=cast.NOW + timedelta(days=9),
        )  # fmt: skip
        session.add_all([row, later])
        session.flush()
        clause = Clause(consultation_id=row.id, position=0, label="第一条", text="甲")
        session.add(clause)
        session.flush()
        session.add(
            Opinion(
                consultation_id=row.id, clause_id=clause.id, text="应当写明期限，我的电话 13812345678",
                received_at=cast.NOW, answer="未采纳", answer_reason="另有规定",
            )
        )  # fmt: skip
        first, second = row.id, later.id
    assert "应当写明期限" not in town.get(f"/public/consultations/{first}").text
    assert town.get(f"/public/consultations/{second}").status_code == 404
    assert "还没开始的草案" not in town.get("/public/consultations").text
    with town.database.write() as session:
        session.get_one(Consultation, first).published_at = cast.NOW
    text = town.get(f"/public/consultations/{first}").text
    assert "应当写明期限" in text
    assert "另有规定" in text
    assert "13812345678" not in text


def test_the_console_serves_the_public_pages_too(visit) -> None:
    browser = visit()
    assert browser.get("/public/").status_code == 200
    assert browser.get("/public/replies/r1").status_code == 200
    assert browser.get("/").headers["location"].startswith("/sign-in")
