"""What a page says about its article: time, author, media, attachments, its own address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from monitor.reading.blocks import Block
from monitor.reading.dates import Written, find_written, parse_written
from monitor.reading.entry import Attachment
from monitor.reading.main_text import is_note
from monitor.reading.plain import one_line
from times import local

# In order of trust. PubDate, ContentSource and Author are the names that 国办发〔2017〕47号 sets for government sites.
_TIME_METAS = (
    "article:published_time",
    "pubdate",
    "og:published_time",
    "og:time",
    "datepublished",
    "publishdate",
    "publish_date",
    "publish_time",
    "pubtime",
    "weibo: article:create_at",
    "apub:time",
    "bytedance:published_time",
    "publication_date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "releasedate",
    "createdate",
)
_MEDIA_METAS = ("contentsource", "mediaid", "source", "og:site_name")
_SOURCE = re.compile(r"(?:来源|稿源|出处|来自|转自)(?:于)?\s*[:：]\s*(?:来源\s*[:：])?\s*([^\s|丨，,。；;:：]{2,40})")
_AUTHOR = re.compile(
    r"(?:作者|撰文|撰稿|采写|文)\s*[:：/]\s*(?:见习|通讯|本报|实习)?(?:记者|通讯员)?\s*"
    r"([^\s|丨，。；;:：（）()\d]{2,20}(?:[ 、][^\s|丨，。；;:：（）()\d]{2,4}(?![^\s、]))*)"
)
_REPORTER = re.compile(
    r"[（(【]?[^（(【\s]{0,8}记者[\s:：]*([\u4e00-\u9fff·]{2,4}(?:[ 、][\u4e00-\u9fff·]{2,4})*)"
    r"(?=[）)】\s]|$)(?!\s*[摄/／])"
)
_NEXT_LABEL = re.compile(
    r"\s*(?:作者|编辑|责任编辑|责编|发布|字号|字体|浏览|点击|时间|日期|记者|阅读|分享|来源|审核|人气|评论|打印|我要|【|\[|关键).*$"
)
_NO_AUTHOR = re.compile(r"@|编辑|admin|版权|网$|新闻|^\d+$|name|公司|^本站|登录|webmaster", re.I)
_TODAY = re.compile(r"今天是|现在时间|当前时间|copyright|©", re.I)
_CHANGED = re.compile(r"更新|修改|updated", re.I)
_FILE = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|ofd|wps|et|zip|rar|7z|csv)(?:$|[?#])", re.I)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?=[/_.t-]|\d*/)")
_BEFORE, _INTO, _AFTER = 25, 4, 8


def metas_of(root: Any) -> dict[str, str]:
    """Lower-case name, property or itemprop → content; the first one that is not empty."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def linked_data(root: Any) -> dict[str, Any]:
    """The article object of the page's JSON-LD, {} where there is none or it is broken."""
    for element in root.iter("script"):
        if "ld+json" not in (element.get("type") or ""):
            continue
        try:
            document = json.loads(element.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for each in _objects(document):
            if "datePublished" in each or "articleBody" in each or "headline" in each:
                return each
    return {}


def near_text(blocks: Sequence[Block], start: int, end: int) -> list[str]:
    """Lines around the main text that may speak about it: above, nearest first; its first lines; below."""
    above = [each.text for each in reversed(blocks[max(0, start - _BEFORE) : start])]
    first = [each.text for each in blocks[start : min(end, start + _INTO)] if is_note(each.text)]
    below = [each.text for each in blocks[end : end + _AFTER]]
    return [text for text in (*first, *above, *below) if len(text) < 300 and not _TODAY.search(text)]


def published_of(
    metas: Mapping[str, str], data: Mapping[str, Any], lines: Sequence[str], url: str, now: datetime | None
) -> Written | None:
    """When the article was published: by its own marks, else by the lines around it, else by the day in its address.

    A mark that gives only the day is made precise by a line with the time of the same day.
    """
    marks = [metas[name] for name in _TIME_METAS if name in metas] + [str(data.get("datePublished") or "")]
    marked = next(filter(None, (parse_written(text, now) for text in marks)), None)
    # A line about a later change comes last.
    ordered = sorted(lines, key=lambda text: bool(_CHANGED.search(text)))
    written = list(filter(None, map(find_written, ordered)))
    if now:
        written = [each for each in written if each.moment <= now + timedelta(days=1)]
    precise = next((each for each in written if not each.is_date), None)
    if marked and (
        not marked.is_date or precise is None or local(precise.moment).date() != local(marked.moment).date()
    ):
        return marked
    best = precise or next(iter(written), None)
    return best or marked or _in_address(url)


def author_of(
    metas: Mapping[str, str], data: Mapping[str, Any], lines: Sequence[str], text: str, title_element: str
) -> str:
    """Who wrote it, "" where the page does not say; an editor is no author, nor is the site that <title> names."""
    for line in lines:
        found = _AUTHOR.search(line)
        if found:
            name = _NEXT_LABEL.sub("", found[1]).strip()
            if name and not _NO_AUTHOR.search(name):
                return name
    for name in (_person(data.get("author")), one_line(metas.get("author", ""))):
        if 2 <= len(name) <= 20 and not _NO_AUTHOR.search(name) and name not in title_element:
            return name
    found = _REPORTER.search(text[:300]) or next(filter(None, map(_REPORTER.search, lines)), None)
    return str(found[1]) if found else ""


def media_of(metas: Mapping[str, str], lines: Sequence[str]) -> str:
    """The media or body that the page names as source, "" where it names none."""
    for line in lines:
        found = _SOURCE.search(line)
        if found:
            name = re.split(r"[（(]", _NEXT_LABEL.sub("", found[1]))[0].strip(" ）)[]【】")
            if len(name) >= 2:
                return name
    for name in _MEDIA_METAS:
        value = re.sub(r"^来源\s*[:：]\s*", "", one_line(metas.get(name, ""))).split(" ")[0]
        if value and not value.isdigit() and len(value) <= 30:
            return value
    return ""


def attachments_of(root: Any, url: str) -> tuple[Attachment, ...]:
    """Files that the page links to: documents, tables, archives."""
    found: dict[str, Attachment] = {}
    for link in root.iter("a"):
        address = (link.get("href") or "").strip()
        if _FILE.search(address):
            full = urljoin(url, address)
            found.setdefault(full, Attachment(full, one_line(link.text_content())))
    return tuple(found.values())


def own_address(root: Any, url: str) -> str:
    """The address that the page gives as its canonical one, "" where it gives none."""
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            return str(urljoin(url, link.get("href").strip()))
    return ""


def _in_address(url: str) -> Written | None:
    found = _IN_ADDRESS.search(url)
    return parse_written(f"{found[1]}-{found[2]}-{found[3]}") if found else None


def _objects(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, list):
        for each in document:
            yield from _objects(each)
    elif isinstance(document, dict):
        yield document
        yield from _objects(document.get("@graph"))


def _person(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(filter(None, map(_person, value)))
    if isinstance(value, dict):
        return one_line(str(value.get("name") or ""))
    return one_line(value) if isinstance(value, str) else ""
