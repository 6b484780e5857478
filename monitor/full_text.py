"""Full text behind entries that carry only a summary: which of them want their own page, and what it gives. Pure.

Judged, located and grouped by a title and one sentence, a matter is easily missed. The setting `full_text` of a source
says whether the crawl fetches the articles' own pages: `never` (the default), `auto` (of entries whose own text is
short), `always`. A page that cannot be read leaves the entry with its summary, and is named in the log of visits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from monitor.faults import FAULTS
from monitor.reading.entry import PROBLEM_WORDS
from times import local

if TYPE_CHECKING:
    from monitor.bodies import Article
    from monitor.reading.entry import Entry
    from store.found import FoundItem
    from store.items import SeenItem
    from store.sources import SourceRow

SETTING: Final = "full_text"
CHOICES: Final = ("never", "auto", "always")
NEVER_OF: Final = ("hotlist",)
"""Kinds whose entries are topics, not articles."""

SHORT: Final = 200
"""Signs below which an entry's own text is taken for a summary; one that says it was cut may be longer."""
_SHORT_WHERE_CUT: Final = 1000
_CUT = re.compile(
    r"(?:…|\.{3}|·{3}|(?:阅读|查看|点击|浏览)?(?:全文|原文|更多|详情|详细)|read more|continue reading)[\s\]】）)>»]*$",
    re.I,
)

TOO_SHORT: Final = "too_short"
ANOTHER_PAGE: Final = "another_page"
NO_PAGE: Final = "no_page"
OUT_OF_TIME: Final = "out_of_time"
_WORDS: Final[Mapping[str, str]] = {
    **{name: words for name, (_, words) in FAULTS.items()},
    **PROBLEM_WORDS,
    TOO_SHORT: "页上没有更长的正文",
    ANOTHER_PAGE: "页面不是这一篇",
    NO_PAGE: "不是网页",
    OUT_OF_TIME: "没有来得及读",
}
# After these the host is left alone until the next visit: its other pages would fare no better, or asking annoys.
ENDS_ASKING: Final = frozenset(
    {name for name, (grade, _) in FAULTS.items() if grade != "hard"}
    | {"forbidden", "tls_failed", "address_refused", "login_page", "captcha_page"}
)

# What is likely to pass by itself; a page may also come a little later than the list that names it.
_PASSING: Final = frozenset({name for name, (grade, _) in FAULTS.items() if grade != "hard"} | {"gone", OUT_OF_TIME})
TRIES: Final = 3


def choice_of(source: SourceRow) -> str:
    """`never`, `auto` or `always`: what is set for the source; a value that means nothing counts as `never`."""
    chosen = source.settings.get(SETTING)
    return chosen if chosen in CHOICES and source.kind not in NEVER_OF else "never"


def why_no_choice(value: object, kind: str) -> str:
    """Why `value` cannot be the setting of a source of that kind, in plain Chinese; "" if it can."""
    if value not in CHOICES:
        return f"{SETTING} 应为 {'、'.join(CHOICES)} 之一，而不是 {value!r}"
    if value != "never" and kind in NEVER_OF:
        return f"{SETTING} 不适用于热榜：榜上是话题，没有自己的原文"
    return ""


def is_summary(text: str) -> bool:
    """Whether an entry's own text is a mere summary: short, or one that says that it was cut."""
    size = len(text)
    return size < SHORT or (size < _SHORT_WHERE_CUT and bool(_CUT.search(text)))


def are_summaries(entries: Iterable[Entry]) -> bool:
    """Whether most of the entries that lead to a page carry only a summary: `auto` is then to be proposed."""
    texts = [each.text or each.summary for each in entries if each.link.startswith(("http://", "https://"))]
    return 2 * sum(map(is_summary, texts)) > len(texts)


def in_want(items: Iterable[FoundItem], choice: str) -> list[FoundItem]:
    """The entries that want their own page, the newest first; one without a time stands as if it were new.

    An address that several entries share, or whose page is made by a script from its fragment, is no entry's own.
    """
    wanted = [
        each
        for each in items
        if each.url and each.identity.startswith("url:") and "#" not in each.url
        if choice == "always" or is_summary(each.text)
    ]
    dated = [each for each in wanted if each.published_at]
    newest = sorted(dated, key=_published, reverse=True)
    return [each for each in wanted if not each.published_at] + newest


def _published(item: FoundItem) -> datetime:
    assert item.published_at is not None
    return item.published_at


def is_news(item: FoundItem, seen: SeenItem | None, source_id: int) -> bool:
    """Whether an entry is not known yet, or was edited by the source that it came from."""
    return seen is None or (seen.source_id == source_id and seen.content_hash != item.content_hash)


def left_for_later(left: Mapping[str, str], over: Iterable[str], tried: Mapping[str, int]) -> dict[str, int]:
    """Identity → tries so far, of entries whose page a later visit may read: `left` (why), or `over` the limit."""
    again = {each: tried.get(each, 0) + 1 for each, why in left.items() if why in _PASSING}
    return {each: tries for each, tries in again.items() if tries < TRIES} | {each: tried.get(each, 0) for each in over}


def is_front(url: str) -> bool:
    """Whether an address is a site's front page: where articles that were taken down often lead."""
    parts = urlsplit(url)
    return parts.path.strip("/").lower() in ("", "index.html", "index.htm") and not parts.query


def is_about(title: str, page_title: str, text: str) -> bool:
    """Whether a page is the article that an entry named: a fifth of its title's pairs of signs stand there.

    Headlines are reworded, but not wholly; the page of an error, of a consent, of another article has next to none.
    """
    pairs = _pairs(title)
    return not pairs or len(pairs & (_pairs(page_title) | _pairs(text))) >= 0.2 * len(pairs)


def _pairs(text: str) -> set[str]:
    signs = [sign for sign in text if sign.isalnum()]
    return {one + other for one, other in pairwise(signs)}


def with_article(item: FoundItem, article: Article, source: SourceRow) -> FoundItem:
    """The entry with its page's text; what the source said of title, time, media and author comes first.

    Identity and content hash stay: an edit is known by the source's own words.
    """
    published, is_date = item.published_at, item.published_is_date
    if article.published_at and (published is None or _is_more_precise(article, item)):
        published, is_date = article.published_at, article.published_is_date
    named = item.media not in ("", source.name) or source.media_level == "person"
    return item._replace(
        title=item.title or article.title,
        text=article.text,
        published_at=published,
        published_is_date=is_date,
        media=item.media if named else article.media or item.media,
        author_hash=item.author_hash or article.author_hash,
        attachments=item.attachments or article.attachments,
    )


def _is_more_precise(article: Article, item: FoundItem) -> bool:
    if not item.published_is_date or article.published_is_date or not (article.published_at and item.published_at):
        return False
    return local(article.published_at).date() == local(item.published_at).date()


def remark(read: int, late: int, refused: Sequence[str], over: int) -> str:
    """What the log of visits says about pages: how many were read, `late` ones among them, why others were not, how
    many were too many."""
    parts = [f"原文 {read} 篇" + (f"（补读 {late} 篇）" if late else "")] if read else []
    if refused:
        counted = "、".join(f"{_WORDS[name]} {number}" for name, number in Counter(refused).most_common())
        parts.append(f"{len(refused)} 篇只存摘要：{counted}")
    if over:
        parts.append(f"{over} 篇超出一次的限量，先存摘要")
    return "；".join(parts)
