"""The host gate: how many visits at once, and how far apart, each host gets.

Every request passes it at dispatch: feeds, pages, robots.txt and each hop of a redirect alike.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

SPACING_S = 5.0
PER_HOST = 2


@dataclass(slots=True)
class _Host:
    """One host's state: when its next visit may start, who is in, and what it asked for itself."""

    places: asyncio.Semaphore
    next_start: float = 0.0
    asked_spacing: float = 0.0
    users: int = 0
    waiting: asyncio.Lock = field(default_factory=asyncio.Lock)


class HostGate:
    """Lets visits to a host start at least `spacing_s` apart and at most `per_host` be under way at once.

    `spacing_s` counts from start to start. A host that asks for more (Crawl-delay) gets it, unless `spacing_s` is 0:
    then the operator has taken the pace into his own hands.
    """

    def __init__(
        self,
        spacing_s: float = SPACING_S,
        per_host: int = PER_HOST,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.spacing_s, self.per_host, self._clock, self._sleep = spacing_s, per_host, clock, sleep
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def visit(self, host: str) -> AsyncIterator[None]:
        """Wait for a place and for the spacing, then hold the place while the body of `async with` runs."""
        state = self._state(host)
        state.users += 1
        try:
            async with state.places:
                if self.spacing_s or state.next_start:
                    await self._wait_for_start(state)
                yield
        finally:
            state.users -= 1
            self._forget_idle()

    async def _wait_for_start(self, state: _Host) -> None:
        async with state.waiting:
            while (wait := state.next_start - self._clock()) > 0:
                await self._sleep(wait)
            state.next_start = self._clock() + self._spacing(state)

    def _spacing(self, state: _Host) -> float:
        return max(self.spacing_s, state.asked_spacing) if self.spacing_s else 0.0

    def ask_for_spacing(self, host: str, seconds: float) -> None:
        """Note what a host's robots.txt asks for; kept as long as the host is in use."""
        self._state(host).asked_spacing = seconds

    def seed(self, seconds_ago: Mapping[str, float]) -> None:
        """Tell the gate how long ago hosts were last visited by an earlier process, so that a restart is no rush."""
        for host, ago in seconds_ago.items():
            state = self._state(host)
            state.next_start = max(state.next_start, self._clock() - ago + self._spacing(state))

    def is_saturated(self, host: str) -> bool:
        """Whether as many visits to `host` wait or run as may run at once; more need not be claimed now."""
        state = self._hosts.get(host)
        return state is not None and state.users >= self.per_host

    def _state(self, host: str) -> _Host:
        if host not in self._hosts:
            self._hosts[host] = _Host(asyncio.Semaphore(self.per_host))
        return self._hosts[host]

    def _forget_idle(self) -> None:
        if len(self._hosts) > 4096:
            now = self._clock()
            self._hosts = {key: each for key, each in self._hosts.items() if each.users or each.next_start > now}
