"""The parsing process: what kills it or hangs in it costs its own visit only."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from datetime import UTC, datetime

import pytest

from monitor import crawl_parser
from monitor.bodies import Job, Origin, ParsedBody
from monitor.crawl_parser import Parser
from tests.replay.replies import rss

NOW = datetime(2026, 10, 3, 8, 30, tzinfo=UTC)
GOOD = rss([("http://x.example.com/a", "甲")])


def job(body: bytes) -> Job:
    return Job(Origin(1, "源", "feed", "local", "", {}, b"salt"), body, {}, "http://x.example.com/feed", NOW)


def fragile(given: Job) -> ParsedBody:
    """Reads, but dies, hangs or stumbles over certain bodies; runs in the other process."""
    if given.body == b"kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if given.body == b"hang":
        time.sleep(60)
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


@pytest.mark.parametrize("bad", [b"kill", b"hang", b"stumble"])
def test_a_bad_body_costs_no_other(monkeypatch: pytest.MonkeyPatch, bad: bytes) -> None:
    monkeypatch.setattr(crawl_parser, "read_job", fragile)
    monkeypatch.setattr(crawl_parser, "PATIENCE_S", 3.0)
    monkeypatch.setattr(crawl_parser, "PATIENCE_ALONE_S", 8.0)
    found = read(b"12", bad, b"1234", b"123")
    assert [each.ttl_s for each in found] == [2, None, 4, 3]
    assert found[1].problems[0].name == "not_this_kind"


def test_the_process_does_not_outlive_its_parent() -> None:
    child = os.fork()
    if child == 0:
        parser = Parser()
        parser.warm()
        time.sleep(60)
        os._exit(0)
    time.sleep(1.5)
    children = [int(each) for each in _children_of(child)]
    assert children
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    deadline = time.monotonic() + 20
    while any(_lives(each) for each in children) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(_lives(each) for each in children)


def _children_of(process: int) -> list[str]:
    with open(f"/proc/{process}/task/{process}/children") as listed:
        return listed.read().split()


def _lives(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat") as state:
            return state.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
