"""All captures of the real feeds, replayed as polls: every distinct entry once, whatever the number of polls."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from monitor.bodies import Job, Origin
from monitor.crawl import CrawlOptions, crawl_round
from monitor.intake import read_body
from store.session import Database
from store.sources import add_sources
from store.tables.watching import Fetch, Item
from tests.monitor.test_crawl import Inline
from tests.realdata import REAL_DATA, needs_real_data
from tests.replay.replies import Reply, captures, faulty_between
from tests.replay.server import ReplayServer

START = datetime(2026, 10, 3, 0, 30, tzinfo=UTC)
FAULTS = [Reply(500), Reply(200, b"", wire="close"), Reply(304), Reply(200, b"")]


def folders() -> list[Path]:
    return sorted(each for each in (REAL_DATA / "feeds").glob("*") if each.is_dir())


def bodies_of(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in sorted(folder.glob("*.xml"))]


def distinct(folder: Path, source_id: int) -> set[str]:
    origin = Origin(source_id, folder.name, "feed", "local", "", {}, b"salt")
    found: set[str] = set()
    for body in bodies_of(folder):
        found |= {each.identity for each in read_body(Job(origin, body, {}, "http://x/", START)).items}
    return found


@needs_real_data
@pytest.mark.data
@pytest.mark.parametrize("with_faults", [False, True], ids=["plain", "with faults"])
def test_every_distinct_entry_once(sqlite: Database, with_faults: bool) -> None:
    now = START
    options = CrawlOptions(contact="a@example.com", salt=b"salt", spacing_s=0, allow_private=True, everything=True)
    longest = max(len(bodies_of(folder)) for folder in folders())
    with ReplayServer() as server:
        rows = []
        for number, folder in enumerate(folders()):
            script = captures(bodies_of(folder), "text/xml")
            url = server.put(f"/{number}", faulty_between(script, FAULTS) if with_faults else script)
            row = {"kind": "feed", "url": url, "host": f"h{number}", "name": folder.name, "settings": {}}
            rows.append(row | {"created_at": now, "next_at": now, "interval_s": None})
        with sqlite.write() as session:
            ids = add_sources(session, rows)
        for _ in range(longest * (2 if with_faults else 1) + 3):
            now += timedelta(hours=25)
            asyncio.run(crawl_round(sqlite, options, lambda at=now: at, Inline()))
    expected = set[str]().union(*(distinct(folder, each) for folder, each in zip(folders(), ids, strict=True)))
    with sqlite.read() as session:
        kept = list(session.execute(select(Item.identity)).scalars())
        new = session.execute(select(func.sum(Fetch.items_new))).scalar_one()
    assert len(kept) == len(set(kept)) == new
    assert set(kept) == expected
