"""The parsing process: what kills it or hangs in it costs its own visit only."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor import crawl_parser
from monitor.bodies import Job, Origin, ParsedBody
from monitor.crawl_parser import Parser
from tests.replay.replies import rss

MARKS = "HUIYING_TEST_MARKS"
"""The folder in which a process that begins to hang leaves its mark."""
NOW = datetime(2026, 10, 3, 8, 30, tzinfo=UTC)
GOOD = rss([("http://x.example.com/a", "甲")])


def job(body: bytes) -> Job:
    return Job(Origin(1, "源", "feed", "local", "", {}, b"salt"), body, {}, "http://x.example.com/feed", NOW)


def fragile(given: Job) -> ParsedBody:
    """Reads, but dies, hangs or stumbles over certain bodies; runs in the other process."""
    if given.body == b"kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if given.body == b"hang":
        Path(os.environ[MARKS], str(os.getpid())).touch()
        time.sleep(600)
    if given.body == b"stumble":
        raise KeyError("a kind's own mistake")
    return ParsedBody(ttl_s=len(given.body))


def read(*bodies: bytes) -> list[ParsedBody]:
    async def scene() -> list[ParsedBody]:
        parser = Parser()
        try:
            return await asyncio.gather(*(parser.read(job(body)) for body in bodies))
        finally:
            parser.close()

    return asyncio.run(scene())


def test_a_body_is_read_in_the_other_process() -> None:
    assert [each.title for each in read(GOOD)[0].items] == ["甲"]


def out_of_patience_when_it_hangs(marks: Path) -> Callable[[Awaitable[Any], float], Awaitable[Any]]:
    """Waiting that ends when another body has begun to hang: a process that only starts slowly is no hanging one."""
    wait_for = asyncio.wait_for

    async def wait(work: Awaitable[Any], seconds: float) -> Any:
        future, before = asyncio.ensure_future(work), len(list(marks.iterdir()))
        while not future.done() and len(list(marks.iterdir())) == before:
            await asyncio.sleep(0.01)
        return await wait_for(future, 0)

    return wait


@pytest.mark.parametrize("bad", [b"kill", b"hang", b"stumble"])
def test_a_bad_body_costs_no_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bad: bytes) -> None:
    monkeypatch.setenv(MARKS, str(tmp_path))
    monkeypatch.setattr(crawl_parser, "read_job", fragile)
    monkeypatch.setattr(crawl_parser.asyncio, "wait_for", out_of_patience_when_it_hangs(tmp_path))
    found = read(b"12", bad, b"1234", b"123")
    assert [each.ttl_s for each in found] == [2, None, 4, 3]
    assert found[1].problems[0].name == "not_this_kind"
    # once among others, once alone
    assert len(list(tmp_path.iterdir())) == (2 if bad == b"hang" else 0)


def test_patience_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(MARKS, str(tmp_path))
    monkeypatch.setattr(crawl_parser, "read_job", fragile)
    monkeypatch.setattr(crawl_parser, "PATIENCE_S", 0.1)
    monkeypatch.setattr(crawl_parser, "PATIENCE_ALONE_S", 0.1)
    assert read(b"hang")[0].problems[0].name == "not_this_kind"


def test_the_process_does_not_outlive_its_parent() -> None:
    told, tell = os.pipe()
    parent = os.fork()
    if parent == 0:
        try:
            parser = Parser()
            parser.warm()
            os.write(tell, str(parser._open().submit(os.getpid).result()).encode())
            time.sleep(600)
        finally:
            os._exit(1)  # never back among the tests
    os.close(tell)
    child = int(os.read(told, 20))
    os.close(told)
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    deadline = time.monotonic() + 300
    while _lives(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _lives(child)


def _lives(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat") as state:
            return state.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
