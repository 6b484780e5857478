"""Pages are made in turn: eight of them at once on one processor would each take eight times as long, and more.

Threads that hold each other up cost a third of the time of a page. So one page is made after the other, in the order
in which they were asked for. Whatever takes longer than PATIENCE_S (a long look through the log) gives its turn up and
goes on beside the others, so that it holds nobody up.
"""

from __future__ import annotations

import asyncio
from asyncio import Semaphore, TimerHandle
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATIENCE_S = 0.25
AT_ONCE = ("/assets/", "/health", "/metrics")
"""Files and questions after the program's state never wait for a page."""


class Turns:
    """Lets one page at a time be made; what writes does not wait here, because it may wait for the database."""

    def __init__(self, app: ASGIApp, patience_s: float = PATIENCE_S) -> None:
        self.app, self.patience_s = app, patience_s
        self._turn = Semaphore(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, a page in its turn. The turn ends when the answer begins: what streams keeps nobody."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(AT_ONCE):
            await self.app(scope, receive, send)
            return
        await self._turn.acquire()
        give_up, timer = self._given_up_once()

        async def send_(message: Message) -> None:
            if message["type"] == "http.response.start":
                give_up()
            await send(message)

        try:
            await self.app(scope, receive, send_)
        finally:
            give_up()
            timer.cancel()

    def _given_up_once(self) -> tuple[Callable[[], None], TimerHandle]:
        held = True

        def give_up() -> None:
            nonlocal held
            if held:
                held = False
                self._turn.release()

        return give_up, asyncio.get_running_loop().call_later(self.patience_s, give_up)
