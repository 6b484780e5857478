"""The main text of a page: the stretch of blocks that reads as prose, freed of what surrounds it.

Each block has a weight, prose above and furniture below zero; a jump between distant branches of the tree costs. The
main text is the stretch with the greatest sum (Kadane's algorithm). No names of sites are known here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.reading.blocks import Block

_PUNCTUATION = re.compile(r"[，。！？；：、”…,.;!?]")
_ENDS = re.compile(r"[。！？；…”」』）!?:：]\s*$")
# What Chinese pages write below an article: nothing of the article follows.
_AFTER = re.compile(
    r"^\W*(?:相关(?:阅读|新闻|报道|文章|链接|推荐|专题|博文|内容|附件)|(?:推荐|延伸|更多|热门|猜你|精彩)(?:阅读|新闻|推荐|喜欢|文章|内容|专题)|"
    r"(?:网友|最新|热门|发表|我要|查看)(?:评论|跟贴|留言)|评论\s*\d*$|跟贴|责任编辑|责编|(?:上|下)一篇|返回(?:顶部|首页|列表)|"
    r"分享(?:到|至)|扫一扫|扫码|打印本页|【?(?:打印|关闭|纠错)|关键[词字]|标签\s*[:：]|Tags?\s*[:：]|"
    r"(?:免责|版权|特别|郑重)声明|声明\s*[:：]|本文(?:来源|仅代表)|(?:阅读|点击)(?:下一篇|排行)|小编最近文章)",
    re.I,
)
_FOOT = re.compile(
    r"版权所有|copyright|©|ICP[备证]|公网安备|主办单位\s*[:：]|技术支持\s*[:：]|不良信息|举报(?:电话|邮箱)|网站标识码|"
    r"未经(?:书面)?(?:授权|许可).{0,12}(?:转载|使用)|all rights reserved|网友评论仅供|"
    r"建议使用.{0,12}(?:分辨率|浏览器)|(?:关于我们|联系我们).{0,12}\|",
    re.I,
)
_ABOUT = re.compile(
    r"^\W*(?:来源|稿源|作者|时间|日期|发布(?:时间|日期|者|人)|发表(?:时间|于)|更新时间|编辑|责任编辑|责编|审核|浏览(?:次数|量)?|点击(?:数|次数|量)?|"
    r"阅读(?:数|量|次数)?|字号|字体(?:大小)?|访问次数|信息来源|文章来源|原标题|原题|当前位置|您(?:现在)?(?:所在)?的?位置|首页\s*[>›»])\s*(?:[:：>›»]|$)"
)
_STAMP = re.compile(r"(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
_SIGNED = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日")  # below the name of the body that issued a document
_JUMP_COST = 2.0
_LEVELS_FREE = 2


def main_blocks(blocks: Sequence[Block]) -> tuple[int, int]:
    """(start, end) of the stretch of `blocks` that is the main text; (0, 0) where nothing reads as prose."""
    strict = [_weight(each, trust_names=True) for each in blocks]
    start, end, best = _best_stretch(blocks, strict)
    lenient = [_weight(each, trust_names=False) for each in blocks]
    # A page whose very article stands in a container named like furniture: names are then not to be trusted.
    other_start, other_end, other = _best_stretch(blocks, lenient)
    if best < 0.3 * other:
        start, end = other_start, other_end
    return _widened(blocks, start, end)


def main_lines(blocks: Sequence[Block], title: str = "") -> list[str]:
    """The lines of a stretch that `main_blocks` found, freed of links, notes about the article and its title."""
    kept = [each for each in blocks if _belongs(each)]
    while kept and (is_note(kept[0].text) or _same(kept[0].text, title)):
        kept.pop(0)
    lines = [each.text for each in kept]
    while lines and (is_note(lines[-1]) or _FOOT.search(lines[-1])) and not _SIGNED.fullmatch(lines[-1]):
        lines.pop()
    return lines


def _widened(blocks: Sequence[Block], start: int, end: int) -> tuple[int, int]:
    """The stretch with its short siblings at both ends: a caption, a line of dialogue, the reporter's name."""
    while start < end and start > 0 and _is_sibling(blocks[start - 1], blocks[start]):
        start -= 1
    while start < end < len(blocks) and _is_sibling(blocks[end], blocks[end - 1]):
        end += 1
    return start, end


def _is_sibling(block: Block, inside: Block) -> bool:
    if block.path[:-1] != inside.path[:-1] or block.tag != inside.tag or block.names != inside.names:
        return False
    return block.tag == "p" and not block.furniture and _belongs(block) and block.link_chars == 0


def _weight(block: Block, *, trust_names: bool) -> float:
    text, size = block.text, len(block.text)
    if _AFTER.search(text) and size < 80:
        return -15.0
    if _FOOT.search(text) and size < 400:
        return -25.0
    if block.furniture and trust_names:
        return -3.0 - min(size, 100) / 20
    if block.link_chars > 0.5 * size:
        return -8.0
    if is_note(text):
        return -2.0
    marks = len(_PUNCTUATION.findall(text))
    if size >= 25 and marks >= 1:
        return (min(size, 300) / 10 + 2.0 * min(marks, 12)) * (1 - block.link_chars / size)
    return 2.0 if _ENDS.search(text) and marks and size >= 6 else -2.0


def _best_stretch(blocks: Sequence[Block], weights: Sequence[float]) -> tuple[int, int, float]:
    best, best_span = 0.0, (0, 0)
    running, start = 0.0, 0
    for index, weight in enumerate(weights):
        if index > start:
            running -= _jump(blocks[index - 1].path, blocks[index].path)
        if running <= 0:
            running, start = 0.0, index
        running += weight
        if running > best:
            best, best_span = running, (start, index + 1)
    return (*best_span, best)


def _jump(before: tuple[int, ...], after: tuple[int, ...]) -> float:
    """Cost of going from one block to the next: levels to climb to the common container, beyond the usual two."""
    common = 0
    for left, right in zip(before, after, strict=False):
        if left != right:
            break
        common += 1
    levels = max(len(before), len(after)) - common
    return _JUMP_COST * max(0, levels - _LEVELS_FREE)


def _belongs(block: Block) -> bool:
    text = block.text
    if block.link_chars > 0.5 * len(text) and (len(text) < 60 or block.link_chars > 0.9 * len(text)):
        return False
    return not (len(text) < 80 and (_AFTER.search(text) or _FOOT.search(text)))


def is_note(text: str) -> bool:
    """Whether the line speaks about the article: source, author, time, counters."""
    if len(text) > 90:
        return False
    return bool(_ABOUT.search(text)) or (len(text) < 60 and bool(_STAMP.search(text)) and not _ENDS.search(text))


def _same(line: str, title: str) -> bool:
    return bool(title) and "".join(line.split()) == "".join(title.split())
