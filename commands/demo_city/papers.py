"""The city's papers and forum: feeds and pages on loopback whose articles appear as the demo goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Paper:
    """A source of the city: its path on the server, and what `source add` needs to know of it."""

    path: str
    name: str
    kind: str
    media_level: str
    encoding: str
    channel: str = "news"


@dataclass(frozen=True)
class Article:
    """One text; `published` is when it becomes visible."""

    number: int
    paper: str
    title: str
    text: str
    published: datetime


def read_papers() -> list[Paper]:
    """The sources of the city."""
    return [Paper(**row) for row in _content()["sources"]]


def read_articles(started: datetime) -> list[Article]:
    """The articles with their moments, counted from the start of the demo."""
    articles = []
    for number, row in enumerate(_content()["articles"], start=1):
        shift = timedelta(seconds=row["after"]) if "after" in row else -timedelta(hours=row["hours_ago"])
        articles.append(Article(number, row["source"], row["title"], row["text"], started + shift))
    return articles


def _content() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((HERE / "articles.yaml").read_text("utf-8"))
    return content


def feed_xml(paper: Paper, articles: list[Article], home: str, now: datetime) -> bytes:
    """RSS 2.0 of what the paper has published by `now`, newest first, in the paper's own encoding."""
    visible = [each for each in articles if each.paper == paper.path and each.published <= now]
    items = "".join(
        f"<item><title>{escape(each.title)}</title><link>{home}/a/{each.number}.html</link>"
        f"<guid isPermaLink='false'>demo-{each.number}</guid><pubDate>{format_datetime(each.published)}</pubDate>"
        f"<description>{escape(each.text)}</description></item>"
        for each in sorted(visible, key=lambda each: each.published, reverse=True)
    )
    text = (
        f'<?xml version="1.0" encoding="{paper.encoding}"?><rss version="2.0"><channel><title>{escape(paper.name)}'
        f"</title><link>{home}</link><description>示例信源</description>{items}</channel></rss>"
    )
    return text.encode(paper.encoding)


def page_html(article: Article, paper: Paper) -> bytes:
    """The page of an article."""
    text = (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="{paper.encoding}"><title>{escape(article.title)}'
        f"</title></head><body><article><h1>{escape(article.title)}</h1><p>来源：{escape(paper.name)}　"
        f"发布时间：{article.published:%Y-%m-%d %H:%M}</p><p>{escape(article.text)}</p></article></body></html>"
    )
    return text.encode(paper.encoding)


class Papers(ThreadingHTTPServer):
    """The server; `clock` gives the present moment. Listens on loopback only, on a free port."""

    daemon_threads = True

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.clock = clock
        self.papers = {paper.path: paper for paper in read_papers()}
        self.articles = read_articles(clock())
        self._thread = threading.Thread(target=self.serve_forever, name="papers", daemon=True)

    @property
    def home(self) -> str:
        """The server's address, without a slash at its end."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> None:
        """Serve in a thread of its own until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """End the server and its thread."""
        self.shutdown()
        self._thread.join()
        self.server_close()

    def answer(self, path: str) -> tuple[bytes, str] | None:
        """Body and content type of a path, None where there is nothing (yet)."""
        now = self.clock()
        if paper := self.papers.get(path):
            return feed_xml(paper, self.articles, self.home, now), "application/rss+xml"
        for article in self.articles:
            if path == f"/a/{article.number}.html" and article.published <= now:
                paper = self.papers[article.paper]
                return page_html(article, paper), f"text/html; charset={paper.encoding}"
        return None


class _Handler(BaseHTTPRequestHandler):
    server: Papers

    def do_GET(self) -> None:
        found = self.server.answer(self.path)
        body, kind = found or (b"", "text/plain")
        self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing: the demo's own log is what a newcomer should see."""
