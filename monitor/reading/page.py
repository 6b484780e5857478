"""A page to its article: title, main text, time, author, media, attachments, and what kept it from being read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.reading.blocks import blocks_of, parse_html
from monitor.reading.bytes import decode
from monitor.reading.dates import parse_written
from monitor.reading.entry import EMPTY, Attachment, Problem
from monitor.reading.main_text import main_blocks, main_lines
from monitor.reading.page_facts import (
    attachments_of,
    author_of,
    linked_data,
    media_of,
    metas_of,
    near_text,
    own_address,
    published_of,
)
from monitor.reading.plain import plain_text
from monitor.reading.script_facts import body_in_scripts, time_in_scripts
from monitor.reading.signs import page_problems
from monitor.reading.title import title_of

# Below this many characters our own reading is not trusted, and the general extractor is asked as well.
_FEW = 120
_LARGE = 1_000_000  # characters of a page beyond which the general extractor would take many seconds


@dataclass(frozen=True, slots=True)
class Page:
    """What a page held. `published` is aware or None, `published_is_date` marks a bare date; `canonical` may be ""."""

    title: str
    text: str
    published: datetime | None
    published_is_date: bool
    author: str
    media: str
    canonical: str
    attachments: tuple[Attachment, ...]
    encoding: str
    problems: tuple[Problem, ...]


def read_page(body: bytes, content_type: str = "", url: str = "", now: datetime | None = None) -> Page:
    """The article of a page. `content_type` is the header that came with it, `url` its address, if known.

    Never raises for what the page holds: emptiness, log-in walls and garbled text are named problems.
    """
    decoded = decode(body, content_type)
    if not decoded.text.strip():
        return Page("", "", None, False, "", "", "", (), decoded.encoding, (Problem(EMPTY, "内容为空"),))
    root = parse_html(decoded.text)
    blocks = blocks_of(root)
    start, end = main_blocks(blocks)
    metas, data = metas_of(root), linked_data(root)
    named = _title_element(root)
    title = title_of(named, metas, blocks, start)
    text = _text(main_lines(blocks[start:end], title), data, decoded.text)
    lines = near_text(blocks, start, end)
    written = published_of(metas, data, lines, url, now) or parse_written(time_in_scripts(decoded.text))
    return Page(
        title=title,
        text=text,
        published=written.moment if written else None,
        published_is_date=bool(written and written.is_date),
        author=author_of(metas, data, lines, text, named),
        media=media_of(metas, lines),
        canonical=own_address(root, url),
        attachments=attachments_of(root, url),
        encoding=decoded.encoding,
        problems=page_problems(decoded, root, text),
    )


def _title_element(root: Any) -> str:
    element = root.find(".//title")
    return "" if element is None else element.text_content()[:500]


def _text(lines: Sequence[str], data: Mapping[str, Any], page: str) -> str:
    text = "\n".join(lines)
    if len(text) >= _FEW:
        return text
    for body in (plain_text(str(data.get("articleBody") or "")), body_in_scripts(page)):
        if len(body) > 2 * len(text):
            return body
    return _by_general_extractor(page, text) if len(page) < _LARGE else text


def _by_general_extractor(page: str, text: str) -> str:
    from trafilatura import extract  # 0.3 s to import; seldom needed

    found = extract(page, include_comments=False, include_tables=True, favor_precision=True) or ""
    return str(found) if len(found) > 2 * len(text) and len(found) >= _FEW else text
