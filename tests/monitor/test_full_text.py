"""Which entries want their own page, and what a page gives them: decided without a network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.article import read_article
from monitor.bodies import Article, PageJob
from monitor.full_text import (
    are_summaries,
    choice_of,
    in_want,
    is_about,
    is_front,
    is_news,
    is_summary,
    left_for_later,
    remark,
    why_no_choice,
    with_article,
)
from monitor.reading.entry import Entry
from store.found import FoundItem
from store.items import SeenItem
from tests.monitor.test_watching import source
from tests.replay.replies import article
from times import SHANGHAI

NOW = datetime(2026, 10, 3, 8, 30, tzinfo=UTC)
DAY = datetime(2026, 10, 2, tzinfo=SHANGHAI)
LONG = "公证处的窗口前排起长队，市民说没有看到告示，" * 12
STORY = "市司法局派人到现场了解情况，要求公证处逐一说明，并在三个工作日内公布结果。" * 3


def item(n: int = 1, text: str = "一句话。", **more: object) -> FoundItem:
    url = f"http://paper.example.com/{n}.html"
    return FoundItem(f"url:paper.example.com/{n}.html", "news", url, f"标题{n}", text, f"hash{n}")._replace(**more)


# 199 signs are a summary, 200 are not, unless they end as a cut text does; 1,000 are none in any case.
@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("", True),
        ("字" * 199, True),
        ("字" * 200, False),
        ("字" * 300 + "……", True),
        ("字" * 300 + "...", True),
        ("字" * 300 + "[阅读全文]", True),
        ("字" * 300 + " Read more »", True),
        ("字" * 300 + "。", False),
        ("字" * 1000 + "…", False),
    ],
)
def test_what_a_summary_is(text: str, short: bool) -> None:
    assert is_summary(text) is short


def test_most_entries_decide_what_is_proposed() -> None:
    def entry(text: str = "", summary: str = "", link: str = "http://x.example.com/a") -> Entry:
        return Entry("1", link, "标题", text=text, summary=summary)

    assert are_summaries([entry(summary="短"), entry(summary="短"), entry(text=LONG)])
    assert not are_summaries([entry(summary="短"), entry(summary="短", text=LONG)])
    assert not are_summaries([entry(summary="短", link="")])
    assert not are_summaries([])


@pytest.mark.parametrize(
    ("kind", "settings", "choice"),
    [
        ("feed", {}, "never"),
        ("feed", {"full_text": "auto"}, "auto"),
        ("listpage", {"full_text": "always"}, "always"),
        ("feed", {"full_text": True}, "never"),
        ("feed", {"full_text": ["auto"]}, "never"),
        ("hotlist", {"full_text": "always"}, "never"),
    ],
)
def test_what_is_set(kind: str, settings: dict[str, object], choice: str) -> None:
    assert choice_of(source(kind=kind, settings=settings)) == choice


@pytest.mark.parametrize(
    ("value", "kind", "named"),
    [("auto", "feed", ""), ("yes", "feed", "never、auto、always"), (True, "feed", "True"), ("auto", "hotlist", "热榜")],
)
def test_a_wrong_choice_is_explained(value: object, kind: str, named: str) -> None:
    why = why_no_choice(value, kind)
    assert named in why
    assert bool(why) is bool(named)


def test_the_newest_come_first_and_what_has_no_page_of_its_own_not_at_all() -> None:
    found = [
        item(1, published_at=DAY - timedelta(days=2)),
        item(2, published_at=DAY),
        item(3),
        item(4, LONG),
        item(5, identity="id:1:ticker"),
        item(6, url="http://paper.example.com/#/6"),
        item(7, url=None),
    ]
    assert [each.title for each in in_want(found, "auto")] == ["标题3", "标题2", "标题1"]
    assert len(in_want(found, "always")) == 4


@pytest.mark.parametrize(
    ("seen", "news"),
    [
        (None, True),
        (SeenItem(9, 1, "hash1", ""), False),
        (SeenItem(9, 1, "older", ""), True),  # edited by its own source
        (SeenItem(9, 2, "older", ""), False),  # another source's wording
        (SeenItem(9, None, "older", ""), False),
    ],
)
def test_what_is_known_is_no_news(seen: SeenItem | None, news: bool) -> None:
    assert is_news(item(1), seen, 1) is news


@pytest.mark.parametrize(
    ("url", "front"),
    [
        ("http://a.example.com", True),
        ("http://a.example.com/index.html", True),
        ("http://a.example.com/?id=3", False),
        ("http://a.example.com/news/", False),
    ],
)
def test_a_front_page_is_no_article(url: str, front: bool) -> None:
    assert is_front(url) is front


@pytest.mark.parametrize(
    ("title", "page_title", "text", "about"),
    [
        ("公证处收费调整", "公证处收费调整_江城日报", "", True),
        ("市民反映：公证收费突然上涨，回应来了", "", "公证收费从本月起上涨，市民反映没有告示。", True),
        ("公证处收费调整", "您访问的页面暂时无法显示", "请稍后再试，或返回首页。", False),
        ("", "任何一页", "", True),
    ],
)
def test_a_page_is_the_article_that_was_named(title: str, page_title: str, text: str, about: bool) -> None:
    assert is_about(title, page_title, text) is about


def test_the_sources_own_word_comes_first() -> None:
    page = Article("页面标题", STORY, NOW, False, "临江晚报", "作者", ({"url": "http://x/a.pdf"},))
    ours = source(name="江城日报")
    own = item(media="新华社", published_at=DAY - timedelta(days=1), author_hash="own")
    kept = with_article(own, page, ours)
    assert kept == own._replace(text=STORY, attachments=page.attachments)
    bare = with_article(item(title="", media="江城日报"), page, ours)
    assert (bare.title, bare.media, bare.published_at, bare.author_hash) == ("页面标题", "临江晚报", NOW, "作者")
    person = with_article(item(), page, source(name="江城日报", media_level="person"))
    assert person.media == ""


# The day 2026-10-02 in Shanghai is 16:00 of the 1st to 16:00 of the 2nd in UTC.
@pytest.mark.parametrize(
    ("moment", "is_date", "kept"),
    [
        (datetime(2026, 10, 2, 1, 15, tzinfo=UTC), False, datetime(2026, 10, 2, 1, 15, tzinfo=UTC)),
        (datetime(2026, 10, 2, 17, 0, tzinfo=UTC), False, DAY),
        (DAY - timedelta(days=3), True, DAY),
    ],
)
def test_a_bare_date_is_made_precise_by_the_same_day_only(moment: datetime, is_date: bool, kept: datetime) -> None:
    dated = item(published_at=DAY, published_is_date=True)
    assert with_article(dated, Article("", STORY, moment, is_date), source()).published_at == kept


def test_the_remark_names_what_happened() -> None:
    assert remark(3, 0, [], 0) == "原文 3 篇"
    assert remark(2, 1, ["gone", "login_page", "gone"], 4) == (
        "原文 2 篇（补读 1 篇）；3 篇只存摘要：页面不存在 2、需要登录 1；4 篇超出一次的限量，先存摘要"
    )


def test_what_may_pass_is_tried_three_times_and_what_was_too_much_waits() -> None:
    left = {"a": "gone", "b": "login_page", "c": "", "d": "timed_out", "e": "out_of_time"}
    assert left_for_later(left, ["f", "g"], {"d": 1, "e": 2, "g": 2}) == {"a": 1, "d": 2, "f": 0, "g": 2}


def job(body: bytes, title: str = "公证处收费调整", longer_than: int = 10) -> PageJob:
    return PageJob(title, longer_than, body, {}, "http://paper.example.com/1.html", NOW, b"salt")


def test_a_page_is_read_and_masked() -> None:
    page = article(
        "公证处收费调整",
        STORY,
        "联系人电话 13912345678，请来电咨询。",
        about="2026-10-02　来源：临江晚报　作者：王小明",
    )
    read = read_article(job(page.body))
    assert read.why == ""
    assert STORY in read.text
    assert "13912345678" not in read.text
    assert (read.media, read.published_at, read.published_is_date) == ("临江晚报", DAY, True)
    assert read.author_hash
    assert "王小明" not in repr(read)


def test_a_time_that_lies_ahead_is_none() -> None:
    page = article("公证处收费调整", STORY, head="<meta property='article:published_time' content='2027-01-01 08:00'>")
    read = read_article(job(page.body))
    assert (read.published_at, read.published_is_date) == (None, False)


@pytest.mark.parametrize(
    ("body", "longer_than", "why"),
    [
        (b"", 0, "empty"),
        (article("公证处收费调整", "一句话。").body, 0, "too_short"),
        (article("公证处收费调整", STORY).body, 400, "too_short"),
        (article("网站维护通知", STORY.replace("公证处", "本站")).body, 0, "another_page"),
    ],
)
def test_a_page_without_the_article_says_why(body: bytes, longer_than: int, why: str) -> None:
    assert read_article(job(body, longer_than=longer_than)) == Article(why=why)
