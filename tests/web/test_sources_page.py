"""Pages of sources: who reads them, who changes them, what is refused, and that every change stands in the log."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from store import log
from store.session import Database
from store.tables.watching import Fetch, Source, SourceState
from tests.web import cast

FIELDS = {
    "kind": "feed",
    "url": "https://news.example.com/rss",
    "name": "江城日报",
    "media_level": "city",
    "interval": "",
    "settings": "",
}


def sources(database: Database) -> list[Source]:
    with database.read() as session:
        return list(session.scalars(select(Source).order_by(Source.id)))


def actions(database: Database, source_id: int) -> list[str]:
    with database.read() as session:
        return [each.action for each in log.entries_of(session, "source", source_id)]


def test_what_is_not_watched_stands_on_top(as_) -> None:
    page = as_("officer").get("/sources").text
    assert page.index("市民论坛") < page.index("临江新闻网")
    assert "比以往沉默得久" in page
    assert "1 个没看到" in page
    assert "添加信源" not in page
    only = as_("officer").get("/sources?state=unwatched").text
    assert "市民论坛" in only
    assert "临江新闻网" not in only
    assert "没有符合这些条件的信源" in as_("officer").get("/sources?q=没有这个名字").text


@pytest.mark.parametrize("who", ["owner", "assessor", "security", "audit"])
def test_others_see_no_sources(as_, who: str) -> None:
    assert as_(who).get("/sources").status_code == 403
    assert as_(who).get("/sources/1").status_code == 403


@pytest.mark.parametrize("who", ["officer", "chief", "office", "bureau_chief", "security", "audit"])
def test_only_the_system_administrator_changes_them(as_, database: Database, who: str) -> None:
    browser = as_(who)
    for address in ("/sources/new", "/sources/import"):
        assert browser.get(address).status_code == 403
    for address, fields in (
        ("/sources/new", FIELDS | {"do": "save"}),
        ("/sources/import", {"text": "kind,url,name\nfeed,https://a.example/,a", "do": "save"}),
        ("/sources/1", FIELDS | {"do": "save"}),
        ("/sources/1/paused", {"reason": "看看"}),
        ("/sources/1/soon", {}),
    ):
        assert browser.post(address, **fields).status_code == 403, address
    assert [(each.name, each.enabled, each.version) for each in sources(database)] == [
        ("临江新闻网", True, 1),
        ("市民论坛", True, 1),
    ]


def test_a_source_is_added_edited_paused_and_resumed_with_a_trace(as_, database: Database) -> None:
    browser = as_("system")
    answer = browser.post("/sources/new", **FIELDS, do="save")
    assert answer.headers["location"] == "/sources/3?done=added"
    assert "几秒内开始第一次读取" in browser.get("/sources/3?done=added").text
    browser.get("/sources/3")
    fields = FIELDS | {"name": "江城晚报", "interval": "600", "settings": "item=.news a\nfull_text=auto"}
    assert browser.post("/sources/3", **fields, version=1, do="save").status_code == 303
    assert browser.post("/sources/3/paused", reason="").status_code == 422
    assert browser.post("/sources/3/paused", reason="网站改版").status_code == 303
    assert browser.post("/sources/3/soon").status_code == 409
    assert browser.post("/sources/3/resumed").status_code == 303
    assert browser.post("/sources/3/soon").status_code == 303
    assert browser.post("/sources/3/nonsense").status_code == 404
    source = sources(database)[2]
    assert (source.name, source.interval_s, source.settings) == (
        "江城晚报",
        600,
        {"item": ".news a", "full_text": "auto"},
    )
    assert "条目只有摘要时去读原文页" in browser.get("/sources/3").text
    assert actions(database, 3) == [
        "source_added",
        "source_changed",
        "source_paused",
        "source_resumed",
        "source_due_now",
    ]
    with database.read() as session:
        assert log.verify(session).intact


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"url": "ftp://a.example/"}, "http"),
        ({"url": "没有地址"}, "地址"),
        ({"kind": "weibo"}, "没有这种信源"),
        ({"media_level": "world"}, "没有这个媒体级别"),
        ({"interval": "十分钟"}, "整秒数"),
        ({"interval": "0"}, "整秒数"),
        ({"settings": "只有名字"}, "NAME=VALUE"),
        ({"settings": "full_text=有时"}, "never、auto、always"),
        ({"url": "http://watched.invalid/feed"}, "已经是一个信源"),
    ],
)
def test_a_bad_form_comes_back_with_what_was_typed(as_, database: Database, changed: dict[str, str], why: str) -> None:
    browser = as_("system")
    answer = browser.post("/sources/new", **(FIELDS | {"name": cast.NASTY} | changed), do="save")
    assert answer.status_code == 422
    assert why in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "<script>alert" not in answer.text
    assert len(sources(database)) == 2


def test_two_people_do_not_overwrite_each_other(as_, database: Database) -> None:
    browser = as_("system")
    browser.get("/sources/1")
    with database.write() as session:
        session.get_one(Source, 1).version = 2
    answer = browser.post("/sources/1", **FIELDS, version=1, do="save")
    assert answer.status_code == 409
    assert "刚被别人改过" in answer.text
    assert sources(database)[0].name == "临江新闻网"


def test_a_private_address_is_tested_without_being_asked(as_, database: Database) -> None:
    browser = as_("system")
    answer = browser.post("/sources/new", **(FIELDS | {"url": "http://127.0.0.1:9/feed"}), do="test")
    assert answer.status_code == 200
    assert "读不到" in answer.text
    assert len(sources(database)) == 2


def test_a_pasted_list_is_all_or_nothing(as_, database: Database) -> None:
    browser = as_("system")
    good = "kind,url,name,media_level\nfeed,https://a.example/rss,甲报,city\nfeed,https://b.example/rss,乙报,city"
    looked = browser.post("/sources/import", text=good, do="look")
    assert "读出 2 个信源，还没有添加" in looked.text
    bad = browser.post("/sources/import", text=f"{good}\nfeed,https://c.example/,丙报,galaxy", do="save")
    assert bad.status_code == 422
    assert "第 4 行" in bad.text
    assert "什么都没有添加" in bad.text
    assert browser.post("/sources/import", text="", do="save").status_code == 422
    assert browser.post("/sources/import", text="<opml><body>", do="save").status_code == 422
    assert len(sources(database)) == 2
    assert browser.post("/sources/import", text=good, do="save").headers["location"] == "/sources?added=2"
    opml = '<opml><body><outline xmlUrl="https://c.example/rss" text="丙报"/></body></opml>'
    assert browser.post("/sources/import", text=opml, do="save").headers["location"] == "/sources?added=1"
    assert [each.name for each in sources(database)][2:] == ["甲报", "乙报", "丙报"]


def test_the_page_tells_when_it_was_not_watched_and_of_its_visits(as_, database: Database) -> None:
    with database.write() as session:
        session.add(SourceState(source_id=2, state="silent", since=cast.NOW, detail="三十天没有新文章"))
        session.add(Fetch(source_id=2, at=cast.NOW, outcome="failed", status=503, detail="服务器忙"))
    page = as_("officer").get("/sources/2").text
    assert "三十天没有新文章" in page
    assert "服务器忙" in page
    assert "修改" not in page
    assert as_("officer").get("/sources/99").status_code == 404


def test_pages_of_the_list_follow_each_other(as_, database: Database) -> None:
    with database.write() as session:
        for number in range(70):
            session.add(
                Source(kind="feed", url=f"https://x{number}.example/", name=f"第{number}号", created_at=cast.NOW,
                       next_at=cast.NOW, state="failing" if number % 2 else "watched")
            )  # fmt: skip
    browser = as_("officer")
    first = browser.get("/sources").text
    after = first.split("/sources?after=")[1].split('"')[0]
    second = browser.get(f"/sources?after={after}").text
    names = [f"第{number}号" for number in range(70)]
    assert sum(name + "<" in first for name in names) + sum(name + "<" in second for name in names) == 70
    assert browser.get("/sources?after=x_y").status_code == 200
