"""kill -9 at any moment of a crawl, start again: no entry lost, none doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from store.session import open_database
from store.tables.watching import Fetch, Item, Source
from tests.replay.replies import article, captures, rss
from tests.replay.server import ReplayServer

ROOT = Path(__file__).parent.parent.parent
KILLS = int(os.environ.get("HUIYING_SOAK", "3"))
FEEDS, ENTRIES = 30, 12
PAGES = 10
"""Articles that one visit reads: of a feed that carries summaries all but two get their full text."""


@pytest.fixture
def server() -> Iterator[ReplayServer]:
    with ReplayServer(delay_s=0.005) as running:
        for feed in range(FEEDS):
            links = [(running.url(f"/{feed}/{n}.html"), f"源{feed}第{n}条") for n in range(ENTRIES)]
            running.put(f"/{feed}", captures([rss(links, text="摘要" if feed % 2 else "正文" * 500)]))
            for n in range(ENTRIES):
                running.put(
                    f"/{feed}/{n}.html", article(f"源{feed}第{n}条", "原文，" * 100 + "。", "原文，" * 100 + "。")
                )
        yield running


def crawl(data: Path) -> subprocess.Popen[bytes]:
    words = ["crawl", "--once", "--now", "--spacing", "0", "--per-host", "8", "--no-judge", "--allow-private"]
    command = [sys.executable, "-m", "cli", *words, "--data", str(data)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


@pytest.mark.soak
def test_a_killed_crawl_loses_and_doubles_nothing(server: ReplayServer, tmp_path: Path) -> None:
    rows = "".join(f"feed,{server.url(f'/{feed}')},源{feed},auto\n" for feed in range(FEEDS))
    (tmp_path / "sources.csv").write_text("kind,url,name,full_text\n" + rows)
    imported = [sys.executable, "-m", "cli", "source", "import", str(tmp_path / "sources.csv"), "--data", str(tmp_path)]
    subprocess.run(imported, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    chance = random.Random(7)
    for _ in range(KILLS):
        before = len(server.log)
        child = crawl(tmp_path)
        # From the first request on, at some moment of fetching, parsing or writing.
        while len(server.log) == before and child.poll() is None:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.6))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        _nothing_is_half_kept(tmp_path)
    last = crawl(tmp_path)
    answer, _ = last.communicate(timeout=300)
    assert last.returncode == 0
    assert f'"sources": {FEEDS}'.encode() in answer, answer  # no source waits for a dead worker's lease
    with open_database(f"sqlite:///{tmp_path}/huiying.sqlite").read() as session:
        titles = list(session.execute(select(Item.title)).scalars())
        assert session.execute(select(func.count()).where(Source.leased_by.is_not(None))).scalar_one() == 0
        read = session.execute(select(func.count()).where(Item.text.startswith("原文"))).scalar_one()
    assert len(titles) == FEEDS * ENTRIES
    assert len(set(titles)) == FEEDS * ENTRIES
    assert read == PAGES * FEEDS // 2


def _nothing_is_half_kept(data: Path) -> None:
    """A source counts as fetched exactly where its items, its log and its next time were written together."""
    database = open_database(f"sqlite:///{data}/huiying.sqlite")
    with database.read() as session:
        fetched = set(session.execute(select(Source.id).where(Source.fetched_at.is_not(None))).scalars())
        logged = set(session.execute(select(Fetch.source_id).where(Fetch.items_new > 0)).scalars())
        whole = select(Item.source_id).group_by(Item.source_id).having(func.count() == ENTRIES)
        assert fetched == logged == set(session.execute(whole).scalars())
        assert session.execute(select(func.count()).select_from(Item)).scalar_one() == len(fetched) * ENTRIES
        read = select(func.count()).where(Item.text.startswith("原文"))
        assert session.execute(read).scalar_one() == PAGES * sum(1 for each in fetched if each % 2 == 0)
    database.close()
