"""The articles behind a visit's summaries: fetched as politely as everything else, a few of them, in little time.

1. Only entries that the database does not know yet, or whose source has edited them; the newest, `PAGES` of them.
2. One page of a host after the other, hosts side by side; every request passes robots.txt, gate and guard.
3. What is not read within `PAGES_S` keeps its summary: what is new shall be stored within its interval and a minute.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.bodies import Article, PageJob
from monitor.full_text import (
    ENDS_ASKING,
    NO_PAGE,
    OUT_OF_TIME,
    choice_of,
    in_want,
    is_front,
    is_news,
    remark,
    with_article,
)
from monitor.guard import host_key
from monitor.robots import address_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.crawl_visit import Bench
    from monitor.fetch import Answer
    from monitor.watching import Visit
    from store.found import FoundItem

PAGES = 10
PAGES_S = 50.0
_REST = timedelta(minutes=10)
_PAGE_TYPES = ("html", "xml", "text/plain")


async def with_full_texts(bench: Bench, visit: Visit) -> Visit:
    """The visit with the texts of its new entries' own pages, where its source asks for them."""
    choice = choice_of(visit.source)
    wanted = in_want(visit.parsed.items, choice) if visit.parsed and choice != "never" else []
    if not wanted:
        return visit
    places = {address_of(each.url) for each in wanted if each.url}
    seen = await bench.recall([each.identity for each in wanted], places)
    news = [each for each in wanted if is_news(each, seen.get(each.identity), visit.source.id)]
    return await _with_pages(bench, visit, news[:PAGES], len(news[PAGES:])) if news else visit


async def _with_pages(bench: Bench, visit: Visit, news: Sequence[FoundItem], over: int) -> Visit:
    assert visit.parsed is not None
    articles = await _articles(bench, news)
    read = {identity: each for identity, each in articles.items() if not each.why}
    refused = [each.why for each in articles.values() if each.why]
    refused += [OUT_OF_TIME] * (len(news) - len(articles))
    items = tuple(
        with_article(item, read[item.identity], visit.source) if item.identity in read else item
        for item in visit.parsed.items
    )
    parsed = replace(visit.parsed, items=items)
    return replace(visit, parsed=parsed, remark=remark(len(read), refused, over), left_at=bench.clock())


async def _articles(bench: Bench, news: Sequence[FoundItem]) -> dict[str, Article]:
    """Identity → what its page gave, for all that were asked for in time."""
    found: dict[str, Article] = {}
    hosts: dict[str, list[FoundItem]] = defaultdict(list)
    for each in news:
        hosts[host_key(each.url or "")].append(each)
    with bench.among_pages(), suppress(TimeoutError):
        async with asyncio.timeout(PAGES_S), asyncio.TaskGroup() as group:
            for host, items in hosts.items():
                group.create_task(_read_in_turn(bench, host, items, found))
    return found


async def _read_in_turn(bench: Bench, host: str, items: Sequence[FoundItem], found: dict[str, Article]) -> None:
    """Read a host's pages one after the other; one that asks to be left alone is, now and for a while."""
    for place, item in enumerate(items):
        rests_until = bench.resting.get(host)
        article = Article(why="asked_to_wait")
        if rests_until is None or rests_until <= bench.clock():
            article = await _article(bench, host, item)
        found[item.identity] = article
        if article.why in ENDS_ASKING:
            found.update({each.identity: article for each in items[place:]})
            return


async def _article(bench: Bench, host: str, item: FoundItem) -> Article:
    url = item.url or ""
    answer = await bench.visitor.visit(url)
    if answer.fault is not None:
        if answer.fault.name == "asked_to_wait":
            bench.resting[host] = bench.clock() + timedelta(seconds=answer.fault.wait_s or _REST.total_seconds())
        return Article(why=answer.fault.name)
    if why := _why_no_article(url, answer):
        return Article(why=why)
    job = PageJob(item.title, len(item.text), answer.body, answer.headers, answer.url, bench.clock(), bench.salt)
    return await bench.parser.read_page(job)


def _why_no_article(url: str, answer: Answer) -> str:
    if is_front(answer.url) and not is_front(url):
        return "gone"
    kind = answer.headers.get("content-type", "html").lower()
    return "" if any(each in kind for each in _PAGE_TYPES) else NO_PAGE
