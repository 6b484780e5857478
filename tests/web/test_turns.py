"""Pages are made in turn: one at a time, in order, unless one takes too long or is no page."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from starlette.types import Message, Receive, Scope, Send

from web.turns import Turns

Made = TypeVar("Made")


class Kitchen:
    """An application that notes what is being made at the same time; `gate` holds its answers back."""

    def __init__(self) -> None:
        self.making, self.most, self.done = 0, 0, list[str]()
        self.gate = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.making += 1
        self.most = max(self.most, self.making)
        await (self.gate.wait() if scope["path"] == "/slow" else asyncio.sleep(0))
        self.making -= 1
        if scope["path"] == "/broken":
            raise ValueError("a page that fails")
        self.done.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await (self.gate.wait() if scope["path"] == "/stream" else asyncio.sleep(0))
        await send({"type": "http.response.body", "body": b""})


async def _ask(turns: Turns, path: str, method: str = "GET") -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        return None

    await turns({"type": "http", "method": method, "path": path}, receive, send)


def run_within(work: Coroutine[Any, Any, Made], seconds: float = 10) -> Made:
    """What `work` gives; a turn that is never given up fails the test instead of holding up all that come after it."""
    return asyncio.run(asyncio.wait_for(work, seconds))


def test_pages_are_made_one_after_the_other_as_they_were_asked_for() -> None:
    async def ask() -> Kitchen:
        kitchen = Kitchen()
        turns = Turns(kitchen)
        await asyncio.gather(*(_ask(turns, f"/{number}") for number in range(8)))
        return kitchen

    kitchen = run_within(ask())
    assert kitchen.most == 1
    assert kitchen.done == [f"/{number}" for number in range(8)]


async def asked_behind(first: str, path: str, *, method: str = "GET", patience_s: float = 60) -> list[str]:
    """Ask for `path` while `first` is held back, let that go on, ask for one more; gives what was answered."""
    kitchen = Kitchen()
    turns = Turns(kitchen, patience_s)
    held = asyncio.create_task(_ask(turns, first))
    await asyncio.sleep(0)
    await _ask(turns, path, method)
    kitchen.gate.set()
    await held
    await _ask(turns, "/next")
    return kitchen.done


@pytest.mark.parametrize(("path", "method"), [("/desk", "POST"), ("/assets/app.css", "GET"), ("/health", "GET")])
def test_what_writes_and_what_is_no_page_waits_for_nobody(path: str, method: str) -> None:
    assert run_within(asked_behind("/slow", path, method=method)) == [path, "/slow", "/next"]


def test_a_page_that_takes_long_gives_up_its_turn() -> None:
    assert run_within(asked_behind("/slow", "/quick", patience_s=0)) == ["/quick", "/slow", "/next"]


def test_what_streams_gives_up_its_turn_when_it_begins() -> None:
    assert run_within(asked_behind("/stream", "/quick")) == ["/stream", "/quick", "/next"]


def test_a_page_that_fails_leaves_the_turn_to_the_next() -> None:
    async def ask() -> list[str]:
        kitchen = Kitchen()
        turns = Turns(kitchen, patience_s=60)
        with pytest.raises(ValueError, match="fails"):
            await _ask(turns, "/broken")
        await asyncio.wait_for(_ask(turns, "/next"), 10)
        return kitchen.done

    assert run_within(ask()) == ["/next"]
