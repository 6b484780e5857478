"""The articles behind summaries, over the wire: read once, politely, a few at a time, at no cost of the source."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select, update

from monitor import crawl_pages, guard
from monitor.crawl import Crawler, crawl_round
from monitor.crawl_parser import Parser
from monitor.indexing import index_all
from monitor.intake import content_hash
from store import search
from store.session import Database
from store.tables.watching import Fetch, Item, Revision
from tests.monitor.test_crawl import Inline, Town
from tests.monitor.watch import watched
from tests.replay.replies import Reply, article, bomb, captures, in_turn, redirect, rss
from tests.replay.server import ReplayServer

AUTO = {"full_text": "auto"}
SUMMARY = "一句话的摘要。"
STORY = (
    "云溪县一家公证处本月起调整收费办法，窗口前排起长队，几位市民说事先没有看到任何告示，只好第二天再来一趟。",
    "公证处负责人说，新办法自十月一日起施行，原有标准同时作废，窗口和网站都已经写明，疑问可以打电话询问。",
    "市司法局表示，已经派人到现场了解情况，要求公证处向来办事的群众逐一说明，并在三个工作日内公布结果。",
)


@pytest.fixture
def town(sqlite: Database, server: ReplayServer) -> Town:
    return Town(sqlite, server)


def name(n: int) -> str:
    return f"公证处收费调整第{n}篇"


def feed(town: Town, numbers: Sequence[int], text: str = SUMMARY, host: str | None = None) -> bytes:
    return rss([(town.server.url(f"/a{n}.html", host), name(n)) for n in numbers], text=text)


def pages(town: Town, numbers: Sequence[int], page: Reply | None = None) -> None:
    for n in numbers:
        town.server.put(f"/a{n}.html", page or article(name(n), *STORY))


def asked(town: Town) -> list[str]:
    return [each.request.path for each in town.server.log if each.request.path.startswith("/a")]


def items(town: Town) -> dict[str, Item]:
    with town.database.read() as session:
        return {each.title: each for each in session.scalars(select(Item))}


def texts(town: Town) -> dict[str, str]:
    return {title: each.text for title, each in items(town).items()}


def details(town: Town) -> list[str]:
    with town.database.read() as session:
        return list(session.scalars(select(Fetch.detail).order_by(Fetch.id)))


def work_until(town: Town, happened: Callable[[], bool]) -> None:
    """Let a worker go on until something has happened, and then stop it."""

    async def scene() -> None:
        stop = asyncio.Event()
        async with Crawler(town.database, town.options, lambda: town.now, Inline()) as crawler:
            running = asyncio.create_task(crawler.run(stop))
            while not happened():
                await asyncio.sleep(0.01)
            stop.set()
            await running

    asyncio.run(asyncio.wait_for(scene(), 300))


def rounds(town: Town, minutes: Sequence[int]) -> Iterator[None]:
    """Rounds of one worker, which remembers, so many minutes apart."""
    with asyncio.Runner() as runner:
        crawler = Crawler(town.database, town.options, lambda: town.now, Inline())
        runner.run(crawler.__aenter__())
        for each in minutes:
            town.now += timedelta(minutes=each)
            runner.run(crawler.round())
            yield
        runner.run(crawler.__aexit__())


def test_summaries_become_full_text(database: Database, server: ReplayServer) -> None:
    """Title, identity and hash stay the feed's; text, media, time and what is masked are the page's."""
    town = Town(database, server)
    about = "2026-10-02 09:15　来源：临江晚报"
    pages(town, [1], article(f"{name(1)}_临江新闻网", *STORY, "当事人电话 13912345678，欢迎来电。", about=about))
    town.add("/feed", Reply(200, feed(town, [1])), settings=AUTO)
    assert town.crawl().items_new == 1
    item = items(town)[name(1)]
    assert item.text.startswith(STORY[0])
    assert STORY[2] in item.text
    assert "13912345678" not in item.text
    assert (item.media, item.published_at) == ("临江晚报", datetime(2026, 10, 2, 1, 15, tzinfo=UTC))
    assert item.content_hash == content_hash(name(1), SUMMARY)
    assert item.identity == f"url:127.0.0.1:{server.port}/a1.html"
    assert details(town) == ["原文 1 篇"]


@pytest.mark.parametrize("settings", [{}, {"full_text": "never"}, {"full_text": "nonsense"}])
def test_without_the_setting_no_page_is_asked_for(town: Town, settings: dict[str, Any]) -> None:
    pages(town, [1])
    town.add("/feed", Reply(200, feed(town, [1])), settings=settings)
    town.crawl()
    assert asked(town) == []
    assert texts(town) == {name(1): SUMMARY}
    assert details(town) == [""]


@pytest.mark.parametrize(("choice", "wanted"), [("auto", []), ("always", ["/a1.html"])])
def test_an_entry_with_a_long_text_needs_no_page(town: Town, choice: str, wanted: list[str]) -> None:
    pages(town, [1], article(name(1), *STORY, *STORY, *STORY))
    town.add("/feed", Reply(200, feed(town, [1], "".join(STORY) * 2)), settings={"full_text": choice})
    town.crawl()
    assert asked(town) == wanted


def test_known_entries_are_not_fetched_again(town: Town) -> None:
    pages(town, [1, 2, 3])
    town.add(
        "/feed", captures([feed(town, [2, 1]), feed(town, [3, 2, 1]), feed(town, [3, 2, 1]) + b"\n"]), settings=AUTO
    )
    town.crawl()
    assert town.crawl(minutes=60).items_new == 1
    town.crawl(minutes=60)
    assert sorted(asked(town)) == ["/a1.html", "/a2.html", "/a3.html"]
    assert all(STORY[0] in text for text in texts(town).values())
    assert details(town) == ["原文 2 篇", "原文 1 篇", ""]


def test_over_the_limit_the_newest_are_read(town: Town) -> None:
    numbers = range(10, 23)
    pages(town, numbers)
    entries = "".join(
        f"<item><title>{name(n)}</title><link>{town.server.url(f'/a{n}.html')}</link>"
        f"<pubDate>{n:02d} Sep 2026 08:01:{n} +0800</pubDate><description>{SUMMARY}</description></item>"
        for n in numbers
    )
    body = f'<rss version="2.0"><channel><title>样刊</title>{entries}</channel></rss>'.encode()
    town.add("/feed", Reply(200, body), settings=AUTO)
    assert town.crawl().items_new == 13
    assert asked(town) == [f"/a{n}.html" for n in range(22, 12, -1)]
    assert sorted(n for n in numbers if texts(town)[name(n)] == SUMMARY) == [10, 11, 12]
    assert details(town) == ["原文 10 篇；3 篇超出一次的限量，先存摘要"]


LOGIN = '<html><head><title>用户登录</title></head><body>请先登录<input type="password"></body></html>'
CAPTCHA = "<html><head><title>安全验证</title></head><body>请完成验证</body></html>"
CONSENT = article("使用条款", "本网站使用小型文本文件记住您的选择，继续浏览即表示您同意我们处理这些数据。" * 3)


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (Reply(404), "页面不存在"),
        (Reply(403), "对方拒绝访问"),
        (Reply(500), "对方服务器出错"),
        (Reply(200, LOGIN.encode(), {"Content-Type": "text/html"}), "需要登录"),
        (Reply(200, CAPTCHA.encode(), {"Content-Type": "text/html"}), "要求验证码"),
        (article(name(1), "视频。"), "页上没有更长的正文"),
        (CONSENT, "页面不是这一篇"),
        (Reply(200, b"%PDF-1.7", {"Content-Type": "application/pdf"}), "不是网页"),
        (Reply(200, b"", {"Content-Type": "text/html"}), "内容为空"),
        (redirect("/"), "页面不存在"),
        (redirect("/a1.html"), "循环跳转"),
        (Reply(200, b"x" * 3_000_000), "内容过大"),
        (bomb(20), "压缩内容异常膨胀"),
        (Reply(200, b"x", wire="close"), "内容没有传完"),
    ],
)
def test_a_page_that_gives_nothing_leaves_the_summary(town: Town, page: Reply, why: str) -> None:
    town.server.put("/", article("首页", *STORY))
    pages(town, [1], page)
    source = town.add("/feed", Reply(200, feed(town, [1])), settings=AUTO)
    assert (town.crawl().fetched, texts(town)) == (1, {name(1): SUMMARY})
    assert (town.source(source).state, town.source(source).failures) == ("watched", 0)
    assert details(town)[0].startswith(f"1 篇只存摘要：{why}")


def test_robots_of_the_pages_host_are_obeyed(town: Town) -> None:
    town.server.put("/robots.txt", Reply(200, b"User-agent: *\nDisallow: /a1"))
    pages(town, [1, 2])
    source = town.add("/feed", Reply(200, feed(town, [2, 1])), settings=AUTO)
    town.crawl()
    assert asked(town) == ["/a2.html"]
    assert texts(town)[name(1)] == SUMMARY
    assert town.source(source).state == "watched"
    assert details(town) == ["原文 1 篇；1 篇只存摘要：robots.txt 不允许访问 1"]


@pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2"])
def test_a_page_that_leads_to_a_private_address_is_not_followed(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "is_public", lambda address: address == "127.0.0.1")
    with ReplayServer(("127.0.0.1", "127.0.0.2")) as server:
        town = Town(sqlite, server)
        pages(town, [1], redirect(server.url("/a2.html", "127.0.0.2")))
        pages(town, [2])
        town.add("/feed", Reply(200, feed(town, [1])), settings=AUTO)
        town.crawl(allow_private=False)
        assert [each for each in server.log if each.host == "127.0.0.2"] == []
    assert texts(town) == {name(1): SUMMARY}
    assert "指向内网或本机地址，已拒绝" in details(town)[0]


def test_pages_keep_the_spacing_of_their_host(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """robots.txt, the feed and three pages: five requests."""
    watch = watched(monkeypatch)
    pages(town, [1, 2, 3])
    town.add("/feed", Reply(200, feed(town, [3, 2, 1])), settings=AUTO)
    town.crawl(spacing_s=5)
    times = watch.times(town.server.url(""))
    assert len(times) == len(town.server.log) == 5
    assert all(later - earlier >= 5 for earlier, later in pairwise(times))


@pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2"])
def test_one_page_of_a_host_at_a_time_and_hosts_side_by_side(sqlite: Database) -> None:
    """A host that is silent holds up its own second page, and none of the other host's."""
    with ReplayServer(("127.0.0.1", "127.0.0.2")) as server:
        town = Town(sqlite, server)
        town.options = replace(town.options, per_host=4)
        pages(town, [1, 3, 5])
        pages(town, [2, 4], Reply(200, b"x", wire="hang"))
        links = [(server.url(f"/a{n}.html", server.hosts[n % 2]), name(n)) for n in (5, 4, 3, 2, 1)]
        town.add("/feed", Reply(200, rss(links, text=SUMMARY)), settings=AUTO)
        work_until(town, lambda: len(asked(town)) == 4)
        assert [each for each in asked(town) if each in ("/a2.html", "/a4.html")] == ["/a4.html"]
        own = [each for each in server.log if each.host == "127.0.0.2" and each.request.path.startswith("/a")]
        assert len(own) == 3
        assert all(one.ended <= other.began for one, other in pairwise(own))


def test_a_host_that_asks_for_patience_gets_it(town: Town) -> None:
    """One request, not ten; none in the next visits of the same worker, until what it asked for is over."""
    pages(town, range(1, 10), Reply(429, headers={"Retry-After": "1800"}))
    town.add("/feed", captures([feed(town, range(1, n)) for n in (5, 6, 7)]), settings=AUTO)

    assert [len(asked(town)) for _ in rounds(town, (0, 20, 20))] == [1, 1, 2]
    assert details(town)[0] == "4 篇只存摘要：对方要求稍后再来 4"


def test_what_was_over_the_limit_is_filled_in_by_the_same_worker(database: Database, server: ReplayServer) -> None:
    """Its hash stays, evidence is not marked as edited, it is judged again and found by its new words."""
    town = Town(database, server)
    pages(town, range(1, 14))
    town.add("/feed", captures([feed(town, range(1, 14)), feed(town, range(1, 14)) + b"\n"]), settings=AUTO)
    worker = rounds(town, (0, 20))
    next(worker)
    index_all(database, town.now)
    with town.database.write() as session:
        session.execute(update(Item).values(judged_at=town.now))
    assert list(worker) == [None]
    index_all(database, town.now)
    found = items(town)
    assert all(STORY[0] in each.text for each in found.values())
    assert (len(found), len(asked(town)), town.count(Revision)) == (13, 13, 3)
    with town.database.read() as session:
        assert len(search.find(session, "item", ["工作日"], limit=20)) == 13
    assert sorted(title for title, each in found.items() if each.judged_at is None) == sorted(map(name, (11, 12, 13)))
    assert details(town) == ["原文 10 篇；3 篇超出一次的限量，先存摘要", "原文 3 篇（补读 3 篇）"]


def test_a_page_that_comes_later_than_its_feed_is_filled_in(town: Town) -> None:
    """It is asked for three times, and only while the feed shows it."""
    town.server.put("/a1.html", in_turn(Reply(404), Reply(404), article(name(1), *STORY)))
    pages(town, [2], Reply(404))
    town.add("/feed", captures([feed(town, [1, 2]) + b"\n" * n for n in range(5)]), settings=AUTO)
    for _ in rounds(town, (0, 20, 20, 20, 20)):
        pass
    assert asked(town).count("/a1.html") == 3
    assert asked(town).count("/a2.html") == 3
    assert texts(town)[name(2)] == SUMMARY
    assert texts(town)[name(1)].startswith(STORY[0])


def test_an_edit_is_known_by_the_feeds_own_words(town: Town) -> None:
    """The same words again are no edit, whatever the page; other words are one, and its page is read again."""
    town.server.put("/a1.html", in_turn(article(name(1), *STORY), article(name(1), *STORY[1:], "后来补充的一段话。")))
    bodies = [feed(town, [1]), feed(town, [1]) + b"\n", feed(town, [1], "改过的摘要。")]
    town.add("/feed", captures(bodies), settings=AUTO)
    town.crawl()
    town.crawl(minutes=60)
    assert town.count(Revision) == 0
    assert len(asked(town)) == 1
    town.crawl(minutes=60)
    assert town.count(Revision) == 1
    assert len(asked(town)) == 2
    item = items(town)[name(1)]
    assert item.text.endswith("后来补充的一段话。")
    assert item.content_hash == content_hash(name(1), "改过的摘要。")


def test_an_edit_whose_page_is_gone_shows_what_the_feed_now_says(town: Town) -> None:
    town.server.put("/a1.html", in_turn(article(name(1), *STORY), Reply(404)))
    town.add("/feed", captures([feed(town, [1]), feed(town, [1], "改过的摘要。")]), settings=AUTO)
    town.crawl()
    town.crawl(minutes=60)
    assert texts(town) == {name(1): "改过的摘要。"}


def test_what_another_source_brought_is_known(town: Town) -> None:
    pages(town, [1])
    town.add("/one", Reply(200, feed(town, [1])))
    town.crawl()
    town.add("/two", Reply(200, feed(town, [1], "另一句摘要。")), settings=AUTO)
    town.crawl(minutes=60)
    assert asked(town) == []


def test_pages_that_take_too_long_are_left(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawl_pages, "PAGES_S", 0.1)
    pages(town, [1, 2], Reply(200, b"x", wire="hang"))
    town.add("/feed", Reply(200, feed(town, [2, 1])), settings=AUTO)
    assert town.crawl().items_new == 2
    assert details(town) == ["2 篇只存摘要：没有来得及读 2"]


def test_a_stop_breaks_off_what_is_among_pages(town: Town) -> None:
    """Nothing of that visit is written, the source is due, and the next worker reads everything."""
    town.server.put("/a1.html", in_turn(Reply(200, b"x", wire="hang"), article(name(1), *STORY)))
    source = town.add("/feed", Reply(200, feed(town, [1])), settings=AUTO)
    work_until(town, lambda: bool(asked(town)))
    assert (texts(town), town.source(source).visited_at) == ({}, None)
    town.crawl()
    assert texts(town)[name(1)].startswith(STORY[0])


def test_list_pages_are_served_alike(town: Town) -> None:
    pages(town, range(1, 7))
    rows = "".join(f'<li><a href="/a{n}.html">{name(n)}</a> 2026-09-2{n}</li>' for n in range(1, 7))
    town.add("/list", Reply(200, f"<html><body><ul>{rows}</ul></body></html>".encode()), kind="listpage", settings=AUTO)
    town.crawl()
    assert len(texts(town)) == 6
    assert all(text.startswith(STORY[0]) for text in texts(town).values())


def test_sitemaps_get_their_titles_from_the_pages(town: Town) -> None:
    pages(town, [1])
    body = f"<urlset><url><loc>{town.server.url('/a1.html')}</loc><lastmod>2026-10-02</lastmod></url></urlset>"
    town.add("/map", Reply(200, body.encode()), kind="sitemap", settings=AUTO)
    town.crawl()
    assert texts(town)[name(1)].startswith(STORY[0])


def test_a_hot_list_has_no_articles(town: Town) -> None:
    pages(town, [1])
    body = f'[{{"title":"{name(1)}","url":"{town.server.url("/a1.html")}","hot":9}}]'
    town.add("/hot", Reply(200, body.encode(), {"Content-Type": "application/json"}), kind="hotlist", settings=AUTO)
    town.crawl()
    assert (asked(town), len(texts(town))) == ([], 1)


def test_pages_are_read_in_the_parsing_process(town: Town) -> None:
    pages(town, [1, 2])
    town.add("/feed", Reply(200, feed(town, [2, 1])), settings=AUTO)
    asyncio.run(crawl_round(town.database, town.options, lambda: town.now, Parser()))
    assert all(text.startswith(STORY[0]) for text in texts(town).values())
