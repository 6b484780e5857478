"""The articles behind a visit's summaries: fetched as politely as everything else, a few of them, in little time.

1. Only entries that the database does not know yet, or whose source has edited them; the newest, `PAGES` of them.
2. One page of a host after the other, hosts side by side; every request passes robots.txt, gate and guard.
3. What is over the limit, or failed for a reason that passes, is tried at later visits of the same worker.
4. What is not read within `PAGES_S` keeps its summary: what is new shall be stored within its interval and a minute.
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
    left_for_later,
    remark,
    with_article,
)
from monitor.guard import host_key
from monitor.robots import address_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from monitor.crawl_visit import Bench
    from monitor.fetch import Answer
    from monitor.watching import Visit
    from store.found import FoundItem

PAGES = 10
PAGES_S = 55.0
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
    tried = bench.owed.pop(visit.source.id, {})
    news = {each.identity for each in wanted if is_news(each, seen.get(each.identity), visit.source.id)}
    wanted = [each for each in wanted if each.identity in news or each.identity in tried]
    if not wanted:
        return visit
    articles = await _articles(bench, wanted[:PAGES])
    left = {each.identity: articles.get(each.identity, Article(why=OUT_OF_TIME)).why for each in wanted[:PAGES]}
    over = [each.identity for each in wanted[PAGES:]]
    bench.owed[visit.source.id] = left_for_later(left, over, tried)
    visit = replace(visit, left_at=bench.clock())
    return _with_articles(visit, {name: each for name, each in articles.items() if not each.why}, news, left, over)


def _with_articles(
    visit: Visit, read: Mapping[str, Article], news: Collection[str], left: Mapping[str, str], over: Sequence[str]
) -> Visit:
    assert visit.parsed is not None
    items = tuple(
        with_article(item, read[item.identity], visit.source) if item.identity in read else item
        for item in visit.parsed.items
    )
    late = tuple(each for each in items if each.identity in read and each.identity not in news)
    said = remark(len(read), len(late), [why for why in left.values() if why], len(over))
    return replace(visit, parsed=replace(visit.parsed, items=items), late=late, remark=said)


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
