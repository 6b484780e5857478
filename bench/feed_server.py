"""A bare server for benchmarks: feeds made of random signs, whole at first, 304 to whoever has them already.

python bench/feed_server.py PORT FEEDS ENTRIES SIGNS   (SIGNS: Chinese signs per entry's full text)
"""

from __future__ import annotations

import asyncio
import random
import sys

SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 1500)]


def feed(number: int, port: int, entries: int, signs: int) -> bytes:
    """One RSS feed with full text in `content:encoded`, the same for the same arguments."""
    chance = random.Random(number)

    def text(length: int) -> str:
        return "".join(chance.choices(SIGNS, k=length))

    items = []
    for n in range(entries):
        link = f"http://127.0.0.1:{port}/article/{number}/{n}.html"
        paragraphs = "".join(f"<p>{text(signs // 6)}</p>" for _ in range(6))
        date = f"{1 + n % 28:02d} Oct 2026 08:{n % 60:02d}:00 +0800"
        items.append(
            f"<item><title>{text(20)}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate>"
            f"<description>{text(60)}</description><content:encoded><![CDATA[{paragraphs}]]></content:encoded></item>"
        )
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
    head += 'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    return (
        f"{head}<title>源{number}</title><link>http://127.0.0.1:{port}/</link>{''.join(items)}</channel></rss>".encode()
    )


class Answering(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, no more than a benchmark needs."""

    feeds: dict[bytes, bytes]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.waiting = transport, b""

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, self.waiting = self.waiting.split(b"\r\n\r\n", 1)
            self.transport.write(self.answer(head))

    def answer(self, head: bytes) -> bytes:
        body = self.feeds.get(head.split(b" ", 2)[1])
        if body is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        if b'if-none-match: "1"' in head.lower():
            return b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
        length = str(len(body)).encode()
        return b'HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: "1"\r\nContent-Length: %b\r\n\r\n%b' % (
            length,
            body,
        )


async def serve(port: int, feeds: int, entries: int, signs: int) -> None:
    """Serve /feed/0 … until killed; says "ready" when it listens."""
    Answering.feeds = {f"/feed/{n}".encode(): feed(n, port, entries, signs) for n in range(feeds)}
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", port, backlog=1024)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(*(int(word) for word in sys.argv[1:5])))
