"""A visit: one address asked for politely, over redirects, with robots.txt and the host gate at every hop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import urldefrag, urljoin

from monitor.faults import Fault, fault_of_status
from monitor.fetch import Answer, Client
from monitor.guard import host_key, why_not_an_address
from monitor.politeness import HostGate
from monitor.robots import Robots, address_of, robots_from, silent_robots

MAX_REDIRECTS = 5
# Faults of the way to robots.txt alone; they say nothing about the host itself.
_ROBOTS_OWN_FAULTS = ("redirect_loop", "too_many_redirects", "bad_redirect")
_REDIRECTS = (301, 302, 303, 307, 308)
_One = Callable[[str, Mapping[str, str]], Awaitable[Answer]]


class RobotsBook:
    """The robots.txt of each host: from memory, else from `kept` (rows of earlier runs), else asked for once.

    What was learnt newly waits in `learnt` until the crawl writes it down.
    """

    def __init__(self, client: Client, gate: HostGate, clock: Callable[[], datetime]) -> None:
        self._client, self._gate, self._clock = client, gate, clock
        self._known: dict[str, Robots] = {}
        self._asking: dict[str, asyncio.Lock] = {}
        self._silent: dict[str, Fault] = {}
        self.learnt: dict[str, tuple[Robots, int, datetime]] = {}

    def remember(self, kept: Mapping[str, Robots]) -> None:
        """Take over what earlier runs have written down."""
        self._known.update(kept)
        for place, robots in kept.items():
            self._note_delay(place, robots)

    async def robots_for(self, url: str) -> Robots:
        """What the host of `url` allows, valid now."""
        place = address_of(url)
        robots = self._known.get(place)
        if robots and robots.expires_at > self._clock():
            return robots
        async with self._asking.setdefault(place, asyncio.Lock()):
            robots = self._known.get(place)
            if robots is None or robots.expires_at <= self._clock():
                robots = self._known[place] = await self._ask(place)
        self._asking.pop(place, None)
        return robots

    def why_silent(self, url: str) -> Fault | None:
        """What kept the host of `url` from answering at all, where that is why its robots.txt is not known."""
        return self._silent.get(address_of(url))

    async def _ask(self, place: str) -> Robots:
        answer = await _follow(place, {}, self._one)
        now = self._clock()
        self._silent.pop(place, None)
        if answer.status is None and answer.fault and answer.fault.name not in _ROBOTS_OWN_FAULTS:
            self._silent[place] = answer.fault
            return silent_robots(now)
        status = answer.status or 404
        robots = robots_from(status, answer.body, now)
        self.learnt[place] = (robots, status, now)
        self._note_delay(place, robots)
        return robots

    async def _one(self, url: str, headers: Mapping[str, str]) -> Answer:
        async with self._gate.visit(host_key(url)):
            return await self._client.get(url, headers)

    def _note_delay(self, place: str, robots: Robots) -> None:
        if delay := robots.delay_s():
            self._gate.ask_for_spacing(host_key(place), delay)


class Visitor:
    """Visits addresses; politeness is not an option of the caller but part of the way."""

    def __init__(self, client: Client, gate: HostGate, robots: RobotsBook, clock: Callable[[], datetime]) -> None:
        self._client, self._gate, self._robots, self._clock = client, gate, robots, clock

    async def visit(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The final answer for `url`, a bad status being a fault of it; never raises for what the network does."""
        answer = await _follow(url, headers or {}, self._one)
        if answer.fault is None and answer.status is not None:
            fault = fault_of_status(answer.status, answer.headers, self._clock())
            return replace(answer, fault=fault) if fault else answer
        return answer

    async def _one(self, url: str, headers: Mapping[str, str]) -> Answer:
        robots = await self._robots.robots_for(url)
        if not robots.reachable and (fault := self._robots.why_silent(url)):
            return Answer(url, fault=fault)
        if why := robots.why_refused(url):
            return Answer(url, fault=Fault("robots_refused" if robots.reachable else "robots_unreachable", why))
        async with self._gate.visit(host_key(url)):
            return await self._client.get(url, headers)


async def _follow(url: str, headers: Mapping[str, str], one: _One) -> Answer:
    """Ask for `url` and follow at most five redirects, each with the same checks as the first address."""
    seen: set[str] = set()
    moved_to: str | None = None
    permanent = True
    for _hop in range(MAX_REDIRECTS + 1):
        if why := why_not_an_address(url):
            return Answer(url, fault=Fault("bad_redirect" if seen else "bad_address", why))
        if url in seen:
            return Answer(url, fault=Fault("redirect_loop"))
        seen.add(url)
        answer: Answer = await one(url, headers)
        target = answer.headers.get("location", "").strip()
        if answer.status not in _REDIRECTS or not target:
            return replace(answer, moved_to=moved_to) if moved_to else answer
        permanent = permanent and answer.status in (301, 308)
        try:
            url = urldefrag(urljoin(url, target)).url
        except ValueError:
            return Answer(url, fault=Fault("bad_redirect", target[:80]))
        moved_to = url if permanent else moved_to
    return Answer(url, fault=Fault("too_many_redirects"))
