"""One page as the full text of an entry: read, measured against the entry, masked. Runs in the parsing process."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.bodies import Article, PageJob
from monitor.full_text import ANOTHER_PAGE, TOO_SHORT, is_about
from monitor.intake import TEXT_CHARACTERS, TITLE_CHARACTERS, attachment_row, author_hash, masked
from monitor.reading.page import Page, read_page

_FEWEST = 60
_AHEAD = timedelta(days=1)


def read_article(job: PageJob) -> Article:
    """What the page gives to its entry, or by name why it gives nothing: a wall, too little, another article."""
    page = read_page(job.body, job.headers.get("content-type", ""), job.url, job.now)
    if page.problems:
        return Article(why=page.problems[0].name)
    if len(page.text) < max(_FEWEST, job.longer_than + 1):
        return Article(why=TOO_SHORT)
    if not is_about(job.title, page.title, page.text):
        return Article(why=ANOTHER_PAGE)
    return _article(page, job)


def _article(page: Page, job: PageJob) -> Article:
    published = _past(page.published, job.now)
    return Article(
        title=masked(page.title[:TITLE_CHARACTERS]),
        text=masked(page.text[:TEXT_CHARACTERS]),
        published_at=published,
        published_is_date=published is not None and page.published_is_date,
        media=masked(page.media),
        author_hash=author_hash(page.author, job.salt) if page.author != page.media else None,
        attachments=tuple(map(attachment_row, page.attachments)),
    )


def _past(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment and moment <= now + _AHEAD else None
