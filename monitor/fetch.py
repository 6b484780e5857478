"""One request, one answer: an HTTP client with walls. What goes wrong is a value of the answer, never an exception.

The walls: no connection to private addresses (`guard`), limits of time and size, decompression that stops at the size
limit, no cookies, no proxies from the environment, redirects handed back to the caller, who asks robots.txt again.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from types import TracebackType
from typing import Self

import aiohttp

from monitor.faults import Fault
from monitor.fetch_body import BodyReader
from monitor.guard import REFUSED, AddressRefused, guarded_socket, open_socket

VERSION = "0.1"
CONNECTIONS = 128
"""Requests under way at once, over all hosts."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may cost: seconds in all and until connected, bytes after decompression."""

    total_s: float = 60.0
    connect_s: float = 15.0
    idle_s: float = 20.0
    body_bytes: int = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `headers` have lower-case names; `url` is the address that answered in the end.

    `status` is None where nobody answered. A body that was cut off is kept, with the fault beside it.
    `moved_to` is the new address where every redirect on the way was a permanent one (301, 308).
    """

    url: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    fault: Fault | None = None
    moved_to: str | None = None


def user_agent(contact: str) -> str:
    """The honest name of the program, with somebody to write to: an address of mail or of a page."""
    where = contact if "://" in contact else f"mailto:{contact}"
    return f"Huiying/{VERSION} (+{where})"


class Client:
    """The HTTP client; `async with Client(...)` opens and closes its connections."""

    def __init__(self, *, agent: str, allow_private: bool = False, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._agent, self._allow_private = agent, allow_private
        self._places = asyncio.Semaphore(CONNECTIONS)

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            limit=0,
            ttl_dns_cache=300,
            socket_factory=open_socket if self._allow_private else guarded_socket,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(
                total=self.limits.total_s, sock_connect=self.limits.connect_s, sock_read=self.limits.idle_s
            ),
            headers={"User-Agent": self._agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"},
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """One GET without following redirects; a status is not judged here, only that an answer came whole."""
        async with self._places:
            return await self._get(url, headers)

    async def _get(self, url: str, headers: Mapping[str, str] | None) -> Answer:
        deadline = monotonic() + self.limits.total_s
        answer = Answer(url)
        try:
            async with self._session.get(url, headers=headers, allow_redirects=False) as response:
                found = {name.lower(): value for name, value in response.headers.items()}
                answer = Answer(url, response.status, found)
                reader = BodyReader(found.get("content-encoding", ""), self.limits.body_bytes)
                return await self._with_body(response, reader, answer, deadline)
        except (
            aiohttp.ClientError,
            TimeoutError,
            OSError,
            ValueError,
            ssl.SSLError,
        ) as error:
            return replace(answer, fault=_fault_of(error))

    async def _with_body(
        self, response: aiohttp.ClientResponse, reader: BodyReader, answer: Answer, deadline: float
    ) -> Answer:
        fault = None
        try:
            async for chunk in response.content.iter_any():
                fault = reader.feed(chunk)
                if fault:
                    break
                if monotonic() > deadline:
                    fault = Fault("timed_out", f"{self.limits.total_s:.0f} 秒内没有传完")
                    break
        except (aiohttp.ClientPayloadError, ConnectionError):
            fault = Fault("cut_off", f"收到 {reader.received} 字节")
        except TimeoutError:
            fault = Fault("timed_out", f"{self.limits.total_s:.0f} 秒内没有传完")
        if fault and fault.name in ("too_large", "bomb"):
            response.close()
            return replace(answer, fault=fault)
        fault = fault or reader.finish()
        return replace(answer, body=reader.body(), fault=fault)


def _fault_of(error: BaseException) -> Fault:
    cause = getattr(error, "os_error", None) or error
    # Where a name has several addresses, all refused, only their texts come through.
    if isinstance(cause, AddressRefused) or REFUSED in str(cause):
        return Fault("address_refused", str(cause)[:120])
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Fault("dns_failed", error.host)
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return Fault("tls_failed")
    if isinstance(error, TimeoutError):
        return Fault("timed_out")
    if isinstance(error, aiohttp.InvalidURL | ValueError) and not isinstance(error, aiohttp.ClientResponseError):
        return Fault("bad_address")
    if isinstance(error, aiohttp.ClientResponseError):
        return Fault("bad_answer", (error.message or "").splitlines()[0][:80] if error.message else "")
    if isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError) and not isinstance(
        error, aiohttp.ClientConnectorError
    ):
        return Fault("cut_off", "对方断开了连接")
    return Fault("connect_failed", getattr(cause, "strerror", None) or "")
