"""The host gate: spacing and places, host by host."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from monitor.politeness import HostGate
from tests.monitor.watch import Watch


async def starts(gate: HostGate, watch: Watch, hosts: list[str]) -> list[tuple[str, float]]:
    seen: list[tuple[str, float]] = []

    async def one(host: str) -> None:
        async with gate.visit(host):
            seen.append((host, watch.now))

    await asyncio.gather(*(one(host) for host in hosts))
    return seen


def run(gate: HostGate, watch: Watch, hosts: list[str]) -> list[tuple[str, float]]:
    return asyncio.run(starts(gate, watch, hosts))


def test_visits_to_one_host_start_five_seconds_apart() -> None:
    watch = Watch()
    times = [at for _, at in run(HostGate(clock=watch, sleep=watch.sleep), watch, ["a"] * 4)]
    assert all(later - earlier >= 5 for earlier, later in pairwise(times))


def test_hosts_do_not_wait_for_one_another() -> None:
    watch = Watch()
    seen = run(HostGate(clock=watch, sleep=watch.sleep), watch, ["a", "a", "b", "c"])
    assert [host for host, at in seen if at == 100.0] == ["a", "b", "c"]


def test_a_host_that_asks_for_more_gets_it() -> None:
    watch = Watch()
    gate = HostGate(clock=watch, sleep=watch.sleep)
    gate.ask_for_spacing("a", 30)
    times = [at for _, at in run(gate, watch, ["a"] * 2)]
    assert times[1] - times[0] >= 30


def test_a_restart_is_no_rush() -> None:
    watch = Watch()
    gate = HostGate(clock=watch, sleep=watch.sleep)
    gate.seed({"a": 2.0})
    assert run(gate, watch, ["a"])[0][1] >= 103.0  # visited 2 s ago, 5 s apart


def test_no_more_than_two_at_once() -> None:
    async def scene() -> int:
        gate, inside, most = HostGate(spacing_s=0), 0, 0

        async def one() -> None:
            nonlocal inside, most
            async with gate.visit("a"):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.001)
                inside -= 1

        await asyncio.gather(*(one() for _ in range(9)))
        return most

    assert asyncio.run(scene()) == 2


def test_a_place_is_given_back_when_the_visit_fails() -> None:
    async def scene() -> bool:
        gate = HostGate(spacing_s=0, per_host=1)
        for _ in range(3):
            try:
                async with gate.visit("a"):
                    raise RuntimeError
            except RuntimeError:
                pass
        return gate.is_saturated("a")

    assert asyncio.run(scene()) is False
