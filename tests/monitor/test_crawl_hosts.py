"""A poll round never exceeds its host limits: proved from the server's own log."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from monitor.crawl import CrawlOptions, crawl_round
from store.session import Database
from store.sources import add_sources
from tests.monitor.test_crawl import Inline
from tests.monitor.watch import watched
from tests.replay.replies import Reply, redirect, rss
from tests.replay.server import Logged, ReplayServer

NOW = datetime(2026, 10, 3, 0, 30, tzinfo=UTC)
HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")

pytestmark = pytest.mark.allow_hosts(list(HOSTS))


def poll(database: Database, server: ReplayServer, spacing_s: float, per_host: int, sources: int) -> None:
    rows = []
    for host in HOSTS:
        for n in range(sources):
            path = f"/{n}"
            # Every third source is reached over a redirect to another host: that hop counts for the other host.
            other = server.url(path, HOSTS[0])
            server.put(path, Reply(200, rss([(f"http://x.example.com/{host}/{n}", "甲")])))
            server.put(f"/to{path}", redirect(other))
            url = server.url(f"/to{path}" if n % 3 == 2 else path, host)
            row = {"kind": "feed", "url": url, "host": f"{host}:{server.port}", "name": url, "settings": {}}
            rows.append(row | {"created_at": NOW, "next_at": NOW, "interval_s": None})
    with database.write() as session:
        add_sources(session, rows)
    options = CrawlOptions("a@example.com", b"salt", spacing_s, per_host, allow_private=True)
    summary = asyncio.run(crawl_round(database, options, lambda: NOW, Inline()))
    assert (summary.sources, summary.failed) == (len(HOSTS) * sources, 0)


def most_at_once(log: list[Logged]) -> int:
    moments = sorted([(each.began, 1) for each in log] + [(each.ended, -1) for each in log])
    now = most = 0
    for _, step in moments:
        now += step
        most = max(most, now)
    return most


@pytest.mark.parametrize("per_host", [1, 2, 4])
def test_no_more_than_so_many_at_once(sqlite: Database, per_host: int) -> None:
    """And hosts are interleaved: more than one of them is busy at a time, or nothing would be answered for long."""
    with ReplayServer(HOSTS, delay_s=0.02, together=per_host + 1) as server:
        poll(sqlite, server, 0, per_host, 9)
        for host in HOSTS:
            own = [each for each in server.log if each.host == host]
            assert most_at_once(own) <= per_host
        assert most_at_once(server.log) > per_host


def test_visits_are_spaced_robots_and_redirects_included(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = watched(monkeypatch)
    with ReplayServer(HOSTS) as server:
        poll(sqlite, server, 5, 2, 3)
        for host in HOSTS:
            times = watch.times(server.url("", host))
            assert len(times) == len([each for each in server.log if each.host == host]) >= 4
            assert all(later - earlier >= 5 for earlier, later in pairwise(times))
