"""What every kind of source hands on: entries, and what went wrong by name.

These are values between the reading half (pure) and the fetching half, which stores them as items.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

# Names of problems: stored on the source, shown on its page, in /health and beside reports as "not watched".
EMPTY: Final = "empty"
NOT_THIS_KIND: Final = "not_this_kind"
TRUNCATED: Final = "truncated"
ZERO_ENTRIES: Final = "zero_entries"
SELECTOR_MISSING: Final = "selector_missing"
LOGIN_PAGE: Final = "login_page"
CAPTCHA_PAGE: Final = "captcha_page"
GARBLED: Final = "garbled"
CAPTURE_TIME: Final = "capture_time"
CLOCK_SKEW: Final = "clock_skew"

# Plain words for the console; a test holds the two together.
PROBLEM_WORDS: Final[Mapping[str, str]] = {
    EMPTY: "内容为空",
    NOT_THIS_KIND: "内容与信源种类不符",
    TRUNCATED: "内容不完整",
    ZERO_ENTRIES: "没有读到任何条目",
    SELECTOR_MISSING: "页面中找不到设定的选择器",
    LOGIN_PAGE: "需要登录",
    CAPTCHA_PAGE: "要求验证码",
    GARBLED: "文字乱码",
    CAPTURE_TIME: "以抓取时间充当发布时间",
    CLOCK_SKEW: "对方时钟偏差",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps a source from being watched as it should: `name` is one of PROBLEM_WORDS."""

    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that an entry or a page offers: address, written name and media type, as far as known."""

    url: str
    name: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a source. Title, summary and text are plain text; `id` is stable within the source.

    `published` is aware (UTC) or None where unknown; `published_is_date` marks a bare date (00:00 Asia/Shanghai).
    `text` is the full text where the source carries it, else "". `rank` (from 1) and `heat` are a hot list's.
    """

    id: str
    link: str
    title: str
    published: datetime | None = None
    published_is_date: bool = False
    summary: str = ""
    text: str = ""
    author: str = ""
    media: str = ""
    attachments: tuple[Attachment, ...] = ()
    rank: int | None = None
    heat: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one body held. `ttl_s` is the source's own wish for the next visit; `next_pages` are to be read as well."""

    entries: tuple[Entry, ...] = ()
    title: str = ""
    ttl_s: int | None = None
    problems: tuple[Problem, ...] = ()
    next_pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A kind's answer to "could you read this?": confidence 0–1, the settings it would use, and why."""

    kind: str
    confidence: float
    settings: Mapping[str, object] = field(default_factory=dict)
    why: str = ""
