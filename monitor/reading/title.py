"""The title of a page: what its heading and its <title> agree on, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from monitor.reading.blocks import Block
from monitor.reading.plain import one_line

_HEADINGS = ("h1", "h2", "h3")
_META_TITLES = ("articletitle", "og:title", "twitter:title", "title")
_LONGEST, _SHORTEST = 120, 4
_SITE_WORDS = "网报站台刊社局厅委办院频道新闻资讯门户社区论坛在线官方中心政府官网首页日报晚报客户端博客"
_SURE_TAIL = re.compile(r"^(?P<head>.{5,}?)\s*[_|｜]\s*(?P<tail>[^_|｜]{0,40})$")
_CUT_SHORT = ("...", "…", "··")
_PARTS = re.compile(r"[_|｜–—·»>]+|-+")
_DASH_TAIL = re.compile(r"^(?P<head>.{6,}?)\s*(?:[-–—]+|·|»|>)\s*(?P<tail>[^-–—_|·»>]{1,24})$")


def title_of(title_element: str, metas: Mapping[str, str], blocks: Sequence[Block], start: int) -> str:
    """The article's title; `start` is the first block of the main text. "" where the page has none.

    A heading that <title> begins with is sure; then one that it contains; then <title> without the site's name.
    """
    whole = one_line(title_element)
    ranked = _candidates(metas, blocks, start)
    agreed = "" if _is_channel(whole) else _agreed(whole, ranked)
    if agreed:
        return agreed
    cut = without_site(whole)
    if cut.endswith(_CUT_SHORT):
        cut = _completed(cut, ranked)
    if len(cut) >= 8 and not _is_channel(whole):
        return cut
    # A <title> that only names the site or the channel: the heading above the text is meant.
    heading = next((each.text for each in reversed(blocks[: start + 1]) if _is_heading(each)), "")
    if not heading and start < len(blocks) and _reads_as_title(blocks[start].text):
        heading = blocks[start].text
    meta = next((one_line(metas[name]) for name in _META_TITLES if metas.get(name)), "")
    return heading or without_site(meta) or cut


def without_site(title: str) -> str:
    """The title without trailing names of site and channel: "标题_频道_网站" → "标题"."""
    while True:
        found = _SURE_TAIL.match(title)
        if not found:
            found = _DASH_TAIL.match(title)
            if not found or not _is_site(found["tail"], found["head"]):
                return title
        title = found["head"].rstrip(" -–—_|｜·")


def _completed(cut: str, ranked: Iterable[tuple[int, str]]) -> str:
    """A title that <title> cut short, from the heading that goes on."""
    begin = cut.rstrip(".…·")
    longer = (text for rank, text in ranked if rank < 2 and len(begin) >= 6 and text.startswith(begin))
    return next(longer, cut)


def _is_channel(title: str) -> bool:
    """Whether all parts of a <title> are names: of the site, or short ones as channels have."""
    parts = [part.strip() for part in _PARTS.split(title) if part.strip()]
    return len(parts) > 1 and all(len(part) < 6 or (len(part) <= 14 and _is_site(part, "")) for part in parts)


def _is_site(tail: str, head: str) -> bool:
    tail = tail.strip()
    if re.fullmatch(r"[\w.-]+\.(?:com|cn|net|org)(?:\.cn)?", tail):
        return True
    if any(mark in tail for mark in "，。！？：；“”《》") or re.search(r"\d", tail) or tail.startswith("记"):
        return False
    return any(word in tail for word in _SITE_WORDS) or (len(tail) <= 8 and len(head) >= 2 * len(tail))


def _candidates(metas: Mapping[str, str], blocks: Sequence[Block], start: int) -> list[tuple[int, str]]:
    """(rank, text) of what could be the title, rank 0 the most trusted."""
    found = [(0, each.text) for each in blocks if each.tag in _HEADINGS]
    found += [(0 if name == "articletitle" else 1, one_line(metas[name])) for name in _META_TITLES if metas.get(name)]
    found += [(2, each.text) for each in blocks[: start + 1]]
    return [(rank, text) for rank, text in found if _SHORTEST <= len(text) <= _LONGEST]


def _agreed(whole: str, ranked: Iterable[tuple[int, str]]) -> str:
    plain = _bare(whole)
    if not plain:
        return ""
    prefix, inside = [], []
    for rank, text in ranked:
        bare = _bare(text)
        if len(bare) < _SHORTEST:
            continue
        if plain.startswith(bare):
            prefix.append((rank, -len(bare), text))
        elif bare in plain and len(bare) >= max(8, 0.4 * len(plain)):
            inside.append((rank, -len(bare), text))
    sure = [each for each in prefix if -each[1] >= min(8, len(plain))]
    best = min(sure or inside, default=None)
    return without_site(best[2]) if best else ""


def _bare(text: str) -> str:
    return "".join(text.split()).lower()


def _is_heading(block: Block) -> bool:
    if not 8 <= len(block.text) <= _LONGEST or block.furniture or block.link_chars > 0.5 * len(block.text):
        return False
    return block.tag in _HEADINGS or "title" in block.names.lower() or "tit" in block.names.lower().split()


def _reads_as_title(line: str) -> bool:
    return 8 <= len(line) <= 60 and not line.endswith(("。", "；", "：", ":"))
