"""The replay server itself: asyncio in a thread of its own, a log of every request, any number of hosts."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from math import inf
from time import monotonic
from types import TracebackType
from typing import Self

from tests.replay.replies import Reply, Request, Script, always

PATIENCE_S = 60
"""How long anything is waited for; it ends only what would never come."""


@dataclass
class Logged:
    """One request in the log: when it came, where it went, when its answer was done (monotonic seconds).

    It stands in the log before its answer goes out, so that who has the answer finds it; until then `ended` is inf.
    """

    began: float
    host: str
    request: Request
    status: int
    ended: float = inf


class ReplayServer:
    """`with ReplayServer() as server:` serves on 127.0.0.1; further addresses of 127/8 are hosts of their own.

    `together`: nothing that has a script is answered until so many requests wait for it at once, or PATIENCE_S is over.
    """

    def __init__(self, hosts: tuple[str, ...] = ("127.0.0.1",), delay_s: float = 0.0, together: int = 0) -> None:
        self.hosts, self.delay_s, self._missing = hosts, delay_s, together
        self.log: list[Logged] = []
        self._scripts: dict[str, Script] = {}
        self._counts: dict[str, int] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(PATIENCE_S)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(PATIENCE_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_S)
        self._loop.close()

    async def _open(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._all_there = asyncio.Event()
        first = await asyncio.start_server(self._serve, self.hosts[0], 0, backlog=1024)
        self.port = first.sockets[0].getsockname()[1]
        rest = [await asyncio.start_server(self._serve, host, self.port, backlog=1024) for host in self.hosts[1:]]
        self._servers = [first, *rest]

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def put(self, path: str, script: Script | Reply) -> str:
        """Serve `script` at `path` from its beginning; returns the address on the first host."""
        self._scripts[path] = always(script) if isinstance(script, Reply) else script
        self._counts[path] = 0
        return self.url(path)

    def url(self, path: str, host: str | None = None) -> str:
        """The address of `path` on one of the hosts."""
        return f"http://{host or self.hosts[0]}:{self.port}{path}"

    def requests(self, path: str) -> list[Request]:
        """All requests for `path`, in order."""
        return [each.request for each in self.log if each.request.path == path]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        host = str(writer.get_extra_info("sockname")[0])
        try:
            while request := await _read_request(reader):
                reply = self._reply_to(request)
                logged = Logged(monotonic(), host, request, reply.status)
                self.log.append(logged)
                if self._missing and request.path in self._scripts:
                    await self._wait_for_others()
                await asyncio.sleep(self.delay_s)
                goes_on = await _send(writer, reply)
                logged.ended = monotonic()
                if not goes_on:
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        except asyncio.CancelledError:
            writer.transport.abort()  # what nobody reads must not outlive the loop
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _wait_for_others(self) -> None:
        self._missing -= 1
        if not self._missing:
            self._all_there.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._all_there.wait(), PATIENCE_S)

    def _reply_to(self, request: Request) -> Reply:
        script = self._scripts.get(request.path)
        if script is None:
            return Reply(404)
        n = self._counts[request.path]
        self._counts[request.path] = n + 1
        return script(request, n)


async def _read_request(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.split("\r\n")
    method, path, _version = first.split(" ")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)
    }
    return Request(method, path, headers)


async def _send(writer: asyncio.StreamWriter, reply: Reply) -> bool:
    """Send `reply`; False if the connection is to be closed after it."""
    if reply.wire == "close":
        return False
    if reply.wire == "hang":
        await asyncio.sleep(60)
    if reply.wire == "garbage":
        writer.write("这不是 HTTP\r\n\r\n".encode("gb18030"))
        return False
    length = len(reply.body) + {"long": 100, "short": -10}.get(reply.wire, 0)
    phrase = HTTPStatus(reply.status).phrase
    head = [f"HTTP/1.1 {reply.status} {phrase}", *(f"{name}: {value}" for name, value in reply.headers.items())]
    if reply.status != 304:
        head.append(f"Content-Length: {length}")
    writer.write(("\r\n".join(head) + "\r\n\r\n").encode("utf-8"))
    if reply.wire == "drip":
        for byte in reply.body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.05)
        return True
    writer.write(reply.body[: len(reply.body) // 2] if reply.wire == "cut" else reply.body)
    await writer.drain()
    return not reply.wire
