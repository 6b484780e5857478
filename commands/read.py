"""`huiying read-page` and `huiying read-feed`: what the program makes of saved or live pages and of feeds."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.options import settings_from
from errors import BadInput
from times import local, utc_now

if TYPE_CHECKING:
    from monitor.fetch import Answer
    from monitor.reading.entry import Entry
    from monitor.reading.page import Page

_EXAMPLES = {
    "read-page": "huiying read-page saved.html https://example.org/news/1.html --json",
    "read-feed": "huiying read-feed feed.xml --json",
}
_BINARY = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0", b"\x7fELF")


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare the files, and for pages the permission to ask private addresses."""
    parser.epilog = f"example:\n  {_EXAMPLES[name]}"
    parser.add_argument("files", nargs="+", metavar="FILE|URL" if name == "read-page" else "FILE")
    parser.add_argument("--json", action="store_true", help="one JSON object per line")
    if name == "read-page":
        parser.add_argument("--allow-private", action="store_true", help="private and loopback addresses as well")
        parser.set_defaults(run=lambda arguments: _run(arguments, _page_rows))
    else:
        parser.set_defaults(run=lambda arguments: _run(arguments, _feed_rows))


def _run(arguments: argparse.Namespace, rows: Callable[[str, argparse.Namespace], Iterator[dict[str, Any]]]) -> int:
    """Read each file; what cannot be read is one row with `error`, the rest goes on, 2 at the end."""
    failed = 0
    arguments.answers = _answers(arguments)
    for file in arguments.files:
        try:
            for row in rows(file, arguments):
                _print(row, as_json=arguments.json)
        except BadInput as error:
            failed += 1
            _print({"file": file, "error": error.why}, as_json=arguments.json)
    return 2 if failed else 0


def _page_rows(file: str, arguments: argparse.Namespace) -> Iterator[dict[str, Any]]:
    from monitor.reading.page import read_page

    content_type, url = "", ""
    if file in arguments.answers:
        answer = arguments.answers[file]
        if answer.fault:
            raise BadInput("：".join(filter(None, (answer.fault.words, answer.fault.detail))))
        body, content_type, url = answer.body, answer.headers.get("content-type", ""), answer.url
    else:
        body = _content(file)
    page = read_page(body, content_type, url, utc_now() if url else None)
    if not page.title and not page.text:
        raise BadInput("；".join(each.detail for each in page.problems) or "没有读到标题和正文")
    yield _page_row(file, page)


def _feed_rows(file: str, arguments: argparse.Namespace) -> Iterator[dict[str, Any]]:
    from monitor.reading.entry import ZERO_ENTRIES
    from monitor.reading.feed import read_feed

    reading = read_feed(_content(file))
    faults = [each.detail for each in reading.problems if each.name != ZERO_ENTRIES]
    if faults and not reading.entries:
        raise BadInput("；".join(faults))
    for fault in faults:
        print(f"huiying: {file}: {fault}", file=sys.stderr)
    for entry in reading.entries:
        yield _entry_row(file, entry)


def _page_row(file: str, page: Page) -> dict[str, Any]:
    row: dict[str, Any] = {
        "file": file,
        "title": page.title,
        "text": page.text,
        "published": _written(page.published, is_date=page.published_is_date),
        "author": page.author,
        "encoding": page.encoding,
        "media": page.media,
        "attachments": [{"url": each.url, "name": each.name} for each in page.attachments],
    }
    if page.problems:
        row["problems"] = [each.name for each in page.problems]
    return row


def _entry_row(file: str, entry: Entry) -> dict[str, Any]:
    return {
        "file": file,
        "id": entry.id,
        "link": entry.link,
        "title": entry.title,
        "published": _written(entry.published, is_date=entry.published_is_date),
        "summary": entry.summary,
    }


def _written(moment: datetime | None, *, is_date: bool) -> str | None:
    """A bare date stays a date; a time is written on the wall clock of Asia/Shanghai, with its offset."""
    if moment is None:
        return None
    return local(moment).date().isoformat() if is_date else local(moment).isoformat()


def _content(file: str) -> bytes:
    from monitor.reading.compressed import unpacked

    try:
        body = Path(file).read_bytes()
    except OSError as error:
        raise BadInput(f"读不了文件：{error.strerror}") from None
    except ValueError:
        raise BadInput("文件名无效") from None
    if body.startswith(_BINARY):
        raise BadInput("不是文本文件")
    return unpacked(body)


def _answers(arguments: argparse.Namespace) -> dict[str, Answer]:
    """Answers of the live pages among the arguments, asked for as politely as by the crawl."""
    urls = [each for each in arguments.files if each.lower().startswith(("http://", "https://"))]
    return asyncio.run(_visited(urls, arguments)) if urls and "allow_private" in arguments else {}


async def _visited(urls: list[str], arguments: argparse.Namespace) -> dict[str, Answer]:
    from monitor.fetch import Client, user_agent
    from monitor.fetch_visit import RobotsBook, Visitor
    from monitor.politeness import HostGate

    agent = user_agent(settings_from(arguments).contact)
    async with Client(agent=agent, allow_private=arguments.allow_private) as client:
        gate = HostGate()
        visitor = Visitor(client, gate, RobotsBook(client, gate, utc_now), utc_now)
        return {url: await visitor.visit(url) for url in urls}


def _print(row: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        text = json.dumps(row, ensure_ascii=False)
        sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")
    elif "error" in row:
        print(f"huiying: {row['file']}: {row['error']}", file=sys.stderr)
    else:
        facts = [str(row[name]) for name in ("published", "author", "media", "link") if row.get(name)]
        sys.stdout.write(
            "\n".join([row["title"], "  ".join(facts), str(row.get("text") or row.get("summary") or ""), "", ""])
        )
    sys.stdout.flush()
