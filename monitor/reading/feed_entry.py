"""What both feed readers share: raw fields, as `feedparser` names them, to one entry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from monitor.reading.dates import Written, parse_written
from monitor.reading.entry import Attachment, Entry
from monitor.reading.plain import one_line, plain_text


def feed_entry(
    *,
    id_: str = "",
    link: str = "",
    title: str = "",
    title_is_text: bool = False,
    summary: str = "",
    content: str = "",
    content_is_summary: bool = False,
    published: Written | None = None,
    author: str = "",
    media: str = "",
    attachments: tuple[Attachment, ...] = (),
) -> Entry:
    """One entry from the feed's own strings; markup is removed from title, summary and content.

    `title_is_text` says that the title's format makes a `<` in it a mere character (Atom `type="text"`).
    """
    heading = one_line(title if title_is_text else plain_text(title))
    text = plain_text(content)
    brief = text if content_is_summary else plain_text(summary)
    return Entry(
        id=id_ or link or _made_id(heading, brief),
        link=link,
        title=heading,
        published=published.moment if published else None,
        published_is_date=published.is_date if published else False,
        summary=brief,
        text=text,
        author=one_line(plain_text(author)),
        media=one_line(plain_text(media)),
        attachments=attachments,
    )


def written(text: str, parsed: Iterable[int] | None = None) -> Written | None:
    """The time a feed states: our own reading first, else `parsed`, a struct_time in UTC as `feedparser` gives it."""
    own = parse_written(text)
    if own or not parsed:
        return own
    try:
        year, month, day, hour, minute, second = tuple(parsed)[:6]
        return Written(datetime(year, month, day, hour, minute, second, tzinfo=UTC), len(text.strip()) <= 10)
    except ValueError:
        return None


def _made_id(title: str, summary: str) -> str:
    """An entry without id and link is known again by its text."""
    return "sha256:" + hashlib.sha256(f"{title}\n{summary}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
