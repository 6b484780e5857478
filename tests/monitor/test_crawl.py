"""The crawl over the wire: what is new is kept once, whatever the number of polls, faults, edits and kills."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from monitor.article import read_article
from monitor.bodies import Article, Job, PageJob, ParsedBody
from monitor.crawl import Crawler, CrawlOptions, Summary, crawl_round
from monitor.crawl_parser import Parser
from monitor.fetch import Limits
from monitor.intake import read_body
from store.fetches import unwatched_now
from store.session import Database
from store.sources import SourceRow, add_sources, list_sources
from store.tables.watching import Fetch, Item, RankPoint, Revision
from tests.replay.replies import Reply, Script, bomb, captures, faulty_between, in_turn, lying, redirect, rss
from tests.replay.server import ReplayServer

START = datetime(2026, 10, 3, 0, 30, tzinfo=UTC)
SITE = "http://paper.example.com"
PATIENT = Limits(total_s=120, connect_s=120, idle_s=120, body_bytes=2_000_000)
"""Where somebody answers, a busy machine must not look like a silent host."""
IMPATIENT = replace(PATIENT, idle_s=0.5)


class Inline(Parser):
    """Reads in this process: quicker for small bodies, and a test can look inside."""

    def warm(self) -> None: ...

    async def read(self, job: Job) -> ParsedBody:
        return read_body(job)

    async def read_page(self, job: PageJob) -> Article:
        return read_article(job)


class Town:
    """A database, a replay server, a clock that the test moves, and sources on both."""

    def __init__(self, database: Database, server: ReplayServer) -> None:
        self.database, self.server, self.now = database, server, START
        self.options = CrawlOptions(
            contact="a@example.com",
            salt=b"salt",
            spacing_s=0,
            allow_private=True,
            limits=PATIENT,
        )

    def add(self, path: str, script: Script | Reply, *, kind: str = "feed", host: str = "", **more: object) -> int:
        url = self.server.put(path, script)
        row = {"kind": kind, "url": url, "host": host or "127.0.0.1", "name": f"源{path}", "settings": {}}
        with self.database.write() as session:
            return add_sources(session, [row | {"created_at": START, "next_at": START, "interval_s": None} | more])[0]

    def crawl(self, *, minutes: float = 0, **options: object) -> Summary:
        self.now += timedelta(minutes=minutes)
        return asyncio.run(crawl_round(self.database, replace(self.options, **options), lambda: self.now, Inline()))

    def crawl_until_asked(self, path: str, times: int, **options: Any) -> None:
        """Crawl until `path` has been asked for so often: with little patience, robots.txt may come too late for it."""
        for _ in range(20):
            self.crawl(**options)
            if len(self.server.requests(path)) >= times:
                return
        raise AssertionError(f"{path} was not asked for {times} times")

    def source(self, source_id: int) -> SourceRow:
        with self.database.read() as session:
            return next(each for each in list_sources(session) if each.id == source_id)

    def titles(self) -> list[str]:
        with self.database.read() as session:
            return sorted(session.execute(select(Item.title)).scalars())

    def count(self, table: type) -> int:
        with self.database.read() as session:
            return session.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.fixture
def town(sqlite: Database, server: ReplayServer) -> Town:
    return Town(sqlite, server)


def entries(*numbers: int) -> list[tuple[str, str]]:
    return [(f"{SITE}/a{n}.html", f"第{n}条消息") for n in numbers]


def test_new_entries_are_kept_once(database: Database, server: ReplayServer) -> None:
    town = Town(database, server)
    town.add("/feed", captures([rss(entries(2, 1)), rss(entries(2, 1)), rss(entries(3, 2))]))
    first = town.crawl()
    assert (first.sources, first.fetched, first.items_new, first.items_known) == (1, 1, 2, 0)
    assert town.crawl(minutes=60).not_modified == 1
    third = town.crawl(minutes=60)
    assert (third.items_new, third.items_known) == (1, 1)
    assert town.titles() == ["第1条消息", "第2条消息", "第3条消息"]


def test_what_is_not_due_is_left_alone_unless_now(town: Town) -> None:
    town.add("/feed", captures([rss(entries(1))]))
    assert town.crawl().sources == 1
    assert town.crawl(minutes=1).sources == 0
    assert town.crawl(everything=True).sources == 1
    assert town.crawl(everything=True).sources == 0  # visited in this very moment already


def test_an_unchanged_body_costs_nothing(town: Town) -> None:
    source = town.add("/feed", Reply(200, rss(entries(1, 2))))
    town.crawl()
    again = town.crawl(minutes=60)
    assert (again.fetched, again.items_known) == (1, 2)
    with town.database.read() as session:
        outcomes = session.execute(select(Fetch.outcome).where(Fetch.source_id == source).order_by(Fetch.id)).scalars()
        assert list(outcomes) == ["read", "unchanged"]


def test_two_sources_with_the_same_article_give_one_item(town: Town) -> None:
    town.add("/one", Reply(200, rss([(f"{SITE}/a.html?utm_source=x", "同一篇")])))
    town.add("/two", Reply(200, rss([(f"https{SITE[4:]}/a.html", "同一篇，标题不同")])))
    summary = town.crawl()
    assert (summary.items_new, summary.items_known) == (1, 1)
    assert town.crawl(minutes=60).items_new == 0
    assert town.count(Revision) == 0  # another source's wording is no edit


def test_an_edited_article_that_alerts_again(town: Town) -> None:
    """It does not: an edit is a revision of the same item, which is judged again where it stands (see test_judging)."""
    town.add("/feed", captures([rss([(f"{SITE}/a.html", "旧标题")]), rss([(f"{SITE}/a.html", "新标题")])]))
    town.crawl()
    with town.database.write() as session:
        item = session.execute(select(Item)).scalar_one()
        item.judged_at, old_hash = START, item.content_hash
    summary = town.crawl(minutes=60)
    assert (summary.items_new, summary.items_known) == (0, 1)
    with town.database.read() as session:
        item = session.execute(select(Item)).scalar_one()
        revision = session.execute(select(Revision)).scalar_one()
        assert (item.title, item.judged_at) == ("新标题", None)
        assert (revision.title, revision.content_hash, revision.seen_at) == ("旧标题", old_hash, town.now)


def test_a_304_that_hides_new_entries(town: Town) -> None:
    """The whole body is asked for after three 304; the server is then no longer asked with a condition."""
    source = town.add("/feed", lying([rss(entries(n + 1, n)) for n in range(9)]))
    town.crawl()
    outcomes = [town.crawl(minutes=240).not_modified for _ in range(4)]
    assert outcomes == [1, 1, 1, 0]
    assert town.source(source).conditional is False
    assert "第5条消息" in town.titles()
    assert town.crawl(minutes=240).fetched == 1


def test_an_honest_304_is_believed_longer(town: Town) -> None:
    source = town.add("/feed", captures([rss(entries(1))]))
    for _ in range(5):
        town.crawl(minutes=240)
    assert town.source(source).honest_304
    assert [town.crawl(minutes=240).not_modified for _ in range(11)] == [1] * 11


def test_a_304_that_nobody_asked_for_is_a_fault(town: Town) -> None:
    town.add("/feed", Reply(304))
    assert town.crawl().failed == 1


def test_a_feed_dead_after_three_errors(town: Town) -> None:
    """It is not: forty failures slow it down to once a day, and the next good answer is read."""
    source = town.add("/feed", in_turn(*[Reply(404)] * 40, Reply(200, rss(entries(1)))))
    for _ in range(40):
        assert town.crawl(minutes=1441).failed == 1
    assert town.source(source).failures == 40
    assert town.source(source).state == "gone"
    assert town.source(source).next_at == town.now + timedelta(hours=24)
    assert town.crawl(minutes=1441).items_new == 1
    assert town.source(source).state == "watched"
    assert town.source(source).failures == 0


@pytest.mark.parametrize(
    "fault",
    [
        Reply(500),
        Reply(503, headers={"Retry-After": "120"}),
        Reply(429),
        Reply(200, rss(entries(1)), wire="close"),
        Reply(200, rss(entries(1)), wire="hang"),
        Reply(200, rss(entries(1)), wire="garbage"),
        Reply(200, b"x" * 3_000_000),
        bomb(20),
        redirect("/round"),
        Reply(200, b""),
        Reply(200, "<html><body>系统维护</body></html>".encode("gb18030"), {"Content-Type": "text/html"}),
        Reply(200, rss(entries(2, 1)), wire="cut"),
        Reply(200, rss(entries(2, 1)), wire="short"),
    ],
)
def test_a_fault_between_captures_loses_and_doubles_nothing(town: Town, fault: Reply) -> None:
    town.server.put("/round", redirect("/round"))
    bodies = [rss(entries(2, 1)), rss(entries(4, 3, 2))]
    town.add("/feed", faulty_between(captures(bodies), [fault]))
    town.add("/other", Reply(200, rss([(f"{SITE}/other.html", "别的")])))
    for asked in range(1, 5):
        silent = fault.wire == "hang" and asked % 2 == 1
        town.crawl_until_asked("/feed", asked, minutes=1441, limits=IMPATIENT if silent else PATIENT)
    assert [each for each in town.titles() if len(each) == 5] == [f"第{n}条消息" for n in (1, 2, 3, 4)]
    assert "别的" in town.titles()


def test_retry_after_of_88_hours_is_capped_at_a_day(town: Town) -> None:
    source = town.add("/feed", Reply(503, headers={"Retry-After": str(88 * 3600)}))
    town.crawl()
    assert town.source(source).next_at == START + timedelta(hours=24)


def test_a_ttl_and_cache_headers_are_floors(town: Town) -> None:
    slow = rss(entries(1)).replace(b"<channel>", b"<channel><ttl>120</ttl>")
    with_ttl = town.add("/ttl", Reply(200, slow))
    with_age = town.add("/age", Reply(200, rss(entries(2)), {"Cache-Control": "max-age=5400"}), interval_s=60)
    town.crawl()
    assert town.source(with_ttl).next_at == START + timedelta(minutes=120)
    assert town.source(with_age).next_at == START + timedelta(minutes=90)


def test_a_permanent_redirect_is_remembered_and_forgotten_when_it_fails(town: Town) -> None:
    new = town.server.put("/new", in_turn(Reply(200, rss(entries(1))), Reply(404), Reply(200, rss(entries(2)))))
    source = town.add("/old", redirect(new, 301))
    town.crawl()
    assert town.source(source).moved_to == new
    town.crawl(minutes=300)
    assert len(town.server.requests("/old")) == 1
    assert town.source(source).moved_to is None
    assert town.crawl(minutes=300).items_new == 1


def test_robots_refusal_is_a_state_and_kept_for_the_next_run(town: Town) -> None:
    town.server.put("/robots.txt", Reply(200, b"User-agent: *\nDisallow: /closed"))
    source = town.add("/closed/feed", Reply(200, rss(entries(1))))
    assert town.crawl().failed == 1
    assert town.source(source).state == "refused"
    town.crawl(minutes=600)
    assert len(town.server.requests("/robots.txt")) == 1
    assert town.server.requests("/closed/feed") == []
    with town.database.read() as session:
        assert [(each.source_id, each.state) for each in unwatched_now(session)] == [(source, "refused")]


def test_private_addresses_are_refused_unless_allowed(town: Town) -> None:
    source = town.add("/feed", Reply(200, rss(entries(1))))
    assert town.crawl(allow_private=False).failed == 1
    assert town.server.log == []
    assert "内网" in town.source(source).state_detail


def test_gbk_feeds_read_right(town: Town) -> None:
    town.add("/feed", Reply(200, rss([(f"{SITE}/a", "公证处收费")], encoding="gb18030").replace(b"gb18030", b"gb2312")))
    town.crawl()
    assert town.titles() == ["公证处收费"]


def test_a_hot_list_is_a_series_of_ranks(town: Town) -> None:
    lists = [
        f'[{{"title":"甲","url":"{SITE}/q?a","hot":{heat}}},{{"title":"乙","url":"{SITE}/q?b","hot":5}}]'
        for heat in (9, 8)
    ]
    town.add("/hot", captures([each.encode() for each in lists], "application/json"), kind="hotlist")
    assert town.crawl().items_new == 2
    assert town.crawl(minutes=60).items_new == 0
    with town.database.read() as session:
        points = session.execute(
            select(Item.title, RankPoint.rank, RankPoint.heat)
            .join(RankPoint, RankPoint.item_id == Item.id)
            .order_by(RankPoint.id)
        )
        assert [tuple(point) for point in points] == [("甲", 1, 9.0), ("乙", 2, 5.0), ("甲", 1, 8.0), ("乙", 2, 5.0)]


def test_one_source_alone(town: Town) -> None:
    town.add("/a", Reply(200, rss(entries(1))))
    second = town.add("/b", Reply(200, rss(entries(2))))
    assert town.crawl(only=second).sources == 1
    assert town.titles() == ["第2条消息"]


def test_a_broken_row_spoils_no_other_source(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from monitor import crawl_rows

    real = crawl_rows.keep_found

    def keep(session, found, now):
        if any(item.title == "第1条消息" for items in found.values() for item in items):
            raise RuntimeError("a row that the database refuses")
        return real(session, found, now)

    monkeypatch.setattr(crawl_rows, "keep_found", keep)
    bad = town.add("/bad", Reply(200, rss(entries(1))))
    town.add("/good", Reply(200, rss(entries(2))))
    town.crawl()
    assert town.titles() == ["第2条消息"]
    assert town.source(bad).failures == 1


def test_the_worker_goes_on_until_it_is_stopped(town: Town) -> None:
    town.add("/feed", Reply(200, rss(entries(1))))

    async def scene() -> None:
        stop = asyncio.Event()
        async with Crawler(town.database, town.options, lambda: town.now, Inline()) as crawler:
            running = asyncio.create_task(crawler.run(stop))
            while not town.titles():
                await asyncio.sleep(0.01)
            stop.set()
            await running

    asyncio.run(asyncio.wait_for(scene(), 300))
    assert town.titles() == ["第1条消息"]


def test_the_parsing_process_reads_the_same(town: Town) -> None:
    town.add("/feed", Reply(200, rss(entries(1, 2))))
    parser = Parser()
    asyncio.run(crawl_round(town.database, town.options, lambda: town.now, parser))
    assert town.titles() == ["第1条消息", "第2条消息"]


def test_new_entries_are_stored_within_the_interval_and_a_minute(town: Town) -> None:
    """An hour on a moved clock, an entry every 7 minutes, interval 300 s: from public to stored, p95 at most 360 s."""
    public = [START + timedelta(minutes=7 * n) for n in range(9)]

    def script(request, n: int) -> Reply:
        return Reply(200, rss(entries(*[n for n, at in enumerate(public) if at <= town.now][::-1])))

    town.add("/feed", script, interval_s=300)
    for _ in range(70):
        town.crawl(minutes=1)
    with town.database.read() as session:
        found = {title: at for title, at in session.execute(select(Item.title, Item.found_at))}
    delays = sorted((found[f"第{n}条消息"] - at).total_seconds() for n, at in enumerate(public))
    assert len(delays) == 9
    assert delays[-1] <= 360
