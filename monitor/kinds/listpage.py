"""List pages: entries by CSS selector, or by the block of like links that the page itself shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from monitor.kinds.guarded import GuardedKind
from monitor.kinds.link_block import LinkBlock, best_block, whole_row
from monitor.kinds.settings import whole_number, words
from monitor.reading.blocks import parse_html
from monitor.reading.bytes import Decoded, decode
from monitor.reading.dates import Written, find_written, parse_written
from monitor.reading.entry import SELECTOR_MISSING, ZERO_ENTRIES, Entry, Problem, Proposal, Reading
from monitor.reading.feed import timely
from monitor.reading.plain import one_line
from monitor.reading.signs import page_problems


class ListPage(GuardedKind):
    """Settings: `item` (CSS of one entry's element), within it `title`, `link`, `date`, `summary`; `next` (CSS of the
    link to the next page) with `pages` (how many in all). Without `item` the list is found by itself."""

    name = "listpage"
    words = "列表页"
    reads_pages = True

    def entries(
        self, body: bytes, headers: Mapping[str, str], settings: Mapping[str, object], url: str, now: datetime
    ) -> Reading:
        """Entries in the page's order; a selector that finds nothing is named, as are walls and garbled text."""
        decoded = decode(body, headers.get("content-type", ""))
        root = parse_html(decoded.text)
        base = _base(root, url)
        if words(settings, "item"):
            entries, problems = _by_selector(root, settings, base, now)
        else:
            block = best_block(root)
            entries = _from_block(block, base, now) if block else ()
            problems = () if entries else (Problem(ZERO_ENTRIES, "页面上没有找到条目列表"),)
        problems = _with_walls(decoded, root, entries, problems)
        pages = tuple(_next_page(root, settings, base, url)) if entries else ()
        return timely(Reading(entries, one_line(root.findtext(".//title") or ""), None, problems, pages), now)

    def offer(self, body: bytes, headers: Mapping[str, str], url: str) -> Proposal:
        """Surer the more like links there are and the more of them are dated; other formats are left to their kinds."""
        if body.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] != b"<":
            return Proposal(self.name, 0.0)
        decoded = decode(body, headers.get("content-type", ""))
        root = parse_html(decoded.text)
        block = best_block(root)
        if block is None or root.find(".//a") is None:
            return Proposal(self.name, 0.0)
        dated = sum(1 for each in block.links if find_written(whole_row(each, block)))
        confidence = min(0.85, 0.3 + 0.02 * len(block.links) + 0.3 * dated / len(block.links))
        why = f"网页上有 {len(block.links)} 条同类链接，{dated} 条带日期"
        settings = {"item": block.selector} if _finds(root, block) else {}
        return Proposal(self.name, round(confidence, 2), settings, why)


def _finds(root: Any, block: LinkBlock) -> bool:
    """Whether the block's selector finds each entry once; else the list is better found anew at each visit."""
    found = _selected(root, block.selector) or []
    held = {id(link) for element in found for link in element.iter("a")}
    return len(found) <= 1.2 * len(block.links) and sum(id(link) in held for link in block.links) >= 0.9 * len(
        block.links
    )


def _by_selector(
    root: Any, settings: Mapping[str, object], base: str, now: datetime
) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    selector = words(settings, "item")
    elements = _selected(root, selector)
    if elements is None:
        return (), (Problem(SELECTOR_MISSING, f"选择器写法有误：{selector}"),)
    if not elements:
        return (), (Problem(SELECTOR_MISSING, f"页面上没有“{selector}”"),)
    entries = _once(each for each in (_by_parts(element, settings, base, now) for element in elements) if each)
    return entries, () if entries else (Problem(ZERO_ENTRIES, f"“{selector}”中没有带文字的链接"),)


def _by_parts(element: Any, settings: Mapping[str, object], base: str, now: datetime) -> Entry | None:
    link = _part(element, words(settings, "link", "a[href]"))
    if link is None and element.tag == "a":
        link = element
    if link is None or not link.get("href"):
        return None
    heading = _part(element, words(settings, "title")) if words(settings, "title") else link
    date = _part(element, words(settings, "date")) if words(settings, "date") else None
    summary = _part(element, words(settings, "summary")) if words(settings, "summary") else None
    row = one_line((element if date is None else date).text_content())
    title = _title(link) if heading is link else one_line("" if heading is None else heading.text_content())
    written = parse_written(row, now) if date is not None else None
    return _entry(title, link, base, written or _date_beside(row, title, now), _text(summary))


def _from_block(block: LinkBlock, base: str, now: datetime) -> tuple[Entry, ...]:
    rows = ((link, whole_row(link, block)) for link in block.links)
    return _once(
        each
        for each in (_entry(_title(link), link, base, _date_beside(row, _title(link), now)) for link, row in rows)
        if each
    )


def _entry(title: str, link: Any, base: str, written: Written | None, summary: str = "") -> Entry | None:
    address = urljoin(base, link.get("href").strip())
    if not title or urlsplit(address).scheme not in ("http", "https"):
        return None
    return Entry(
        id=address,
        link=address,
        title=title,
        published=written.moment if written else None,
        published_is_date=bool(written and written.is_date),
        summary=summary,
    )


def _date_beside(row: str, title: str, now: datetime) -> Written | None:
    """The date in a row, outside of the title, which may speak of other days."""
    beside = row.replace(title, " ", 1).strip(" []（）()【】·|-—")
    return find_written(beside, now) if beside else None


def _title(link: Any) -> str:
    """The link's text, or its title attribute where the text was cut short."""
    text, full = one_line(link.text_content()), one_line(link.get("title") or "")
    cut = text.endswith(("...", "…", "··"))
    return full if full and (cut or not text) else text


def _once(entries: Iterator[Entry]) -> tuple[Entry, ...]:
    """The entries, of those with one address the one with the longer title."""
    found: dict[str, Entry] = {}
    for each in entries:
        if each.id not in found or len(each.title) > len(found[each.id].title):
            found[each.id] = each
    return tuple(found.values())


def _selected(root: Any, selector: str) -> list[Any] | None:
    from cssselect import SelectorError

    try:
        return list(root.cssselect(selector))
    except (SelectorError, ValueError):
        return None


def _part(element: Any, selector: str) -> Any:
    return next(iter(_selected(element, selector) or ()), None)


def _text(element: Any) -> str:
    return "" if element is None else one_line(element.text_content())


def _base(root: Any, url: str) -> str:
    declared = root.find(".//base[@href]")
    return url if declared is None else urljoin(url, declared.get("href"))


def _next_page(root: Any, settings: Mapping[str, object], base: str, url: str) -> Iterator[str]:
    if words(settings, "next") and whole_number(settings, "pages", 1) > 1:
        link = _part(root, words(settings, "next"))
        address = urljoin(base, link.get("href")) if link is not None and link.get("href") else ""
        if address and address != url:
            yield address


def _with_walls(
    decoded: Decoded, root: Any, entries: tuple[Entry, ...], problems: tuple[Problem, ...]
) -> tuple[Problem, ...]:
    """Problems with a wall named instead of its consequence; a list that was read is no wall."""
    text = "\n".join(each.title for each in entries)
    signs = page_problems(decoded, root, text if len(entries) < 3 else text.ljust(1000))
    return signs or problems


KIND = ListPage()
