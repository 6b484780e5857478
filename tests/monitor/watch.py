"""A clock for the host gate that its own sleeping moves: nobody waits, and no time hangs on the machine."""

from __future__ import annotations

import asyncio
from functools import partial
from urllib.parse import urlsplit

import pytest

from monitor import crawl
from monitor.fetch import Answer, Client
from monitor.politeness import HostGate


class Watch:
    """The clock, and which address was asked for at what time of it."""

    def __init__(self) -> None:
        self.now = 100.0
        self.left: list[tuple[str, float]] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let others work; wakes up too early at times: the gate must look again."""
        await asyncio.sleep(0)
        self.now += max(seconds / 3, 0.1)

    def times(self, site: str) -> list[float]:
        """When requests left for the host and port of `site`, in order; other crawls of the process go elsewhere."""
        return sorted(at for url, at in self.left if urlsplit(url).netloc == urlsplit(site).netloc)


def watched(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """A watch for the gate of every crawl that begins; each request is noted as it leaves."""
    watch, get = Watch(), Client.get
    monkeypatch.setattr(crawl, "HostGate", partial(HostGate, clock=watch, sleep=watch.sleep))

    async def noted(client: Client, url: str, *more: object) -> Answer:
        watch.left.append((url, watch.now))
        return await get(client, url, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(Client, "get", noted)
    return watch
