"""The block of like links on a list page: links that hang in the tree in the same way, with titles for texts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from monitor.reading.blocks import is_furniture
from monitor.reading.dates import find_written
from monitor.reading.plain import one_line

_FEWEST = 4
_MOST = 500
_LEVELS = 4
_TITLE_CHARS = 8
_NAME = re.compile(r"^[A-Za-z_][\w-]*$")
_STATE = re.compile(r"^(?:first|last|odd|even|active|cur(?:rent)?|on|hover|line|item\d+|\w*\d+)$", re.I)


@dataclass(frozen=True, slots=True)
class LinkBlock:
    """`links` in the page's order, and the CSS `selector` of the elements that hold one entry each."""

    links: tuple[Any, ...]
    selector: str
    members: frozenset[Any]


def best_block(root: Any) -> LinkBlock | None:
    """The block that most looks like a list of articles, or None where there is none with four links or more."""
    groups: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for link in root.iter("a"):
        if _is_article_link(link):
            groups[_place(link)].append(link)
    ranked = [(_score(links), place, links) for place, links in groups.items() if len(links) >= _FEWEST]
    best = max(ranked, key=lambda each: each[0], default=None)
    if best is None or best[0] <= 0:
        return None
    links = best[2][:_MOST]
    return LinkBlock(tuple(links), _selector(best[1]), frozenset(links))


def whole_row(link: Any, block: LinkBlock) -> str:
    """The text of the largest element that holds this link and no other one of the block, up to four levels."""
    row = link
    for _ in range(_LEVELS):
        parent = row.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        if any(each is not link and each in block.members for each in parent.iter("a")):
            break
        row = parent
    return one_line(f"{row.text_content()} {'' if row is not link else row.tail or ''}")


def _is_article_link(link: Any) -> bool:
    address = (link.get("href") or "").strip()
    if not address or address.startswith(("#", "javascript:", "mailto:", "tel:")):
        return False
    text = one_line(link.text_content()) or one_line(link.get("title") or "")
    return len(text) >= 4 and urlsplit(address).path not in ("", "/")


def _place(link: Any) -> tuple[str, ...]:
    """How the link hangs in the tree: tag and classes of itself and of four levels above, outermost last."""
    steps = []
    element = link
    for _ in range(_LEVELS + 1):
        if element is None or element.tag in ("body", "html"):
            break
        names = [name for name in (element.get("class") or "").split() if _NAME.match(name) and not _STATE.match(name)]
        steps.append(".".join([element.tag, *sorted(names)]))
        element = element.getparent()
    return tuple(steps)


def _score(links: Sequence[Any]) -> float:
    """Length of titles above what menus have, a date beside each doubling it; furniture counts a fifth."""
    titles = [one_line(link.text_content()) for link in links]
    body = sum(min(len(title), 30) - _TITLE_CHARS for title in titles)
    dated = sum(1 for link in links[:30] if _has_date(link)) / min(len(links), 30)
    furniture = sum(1 for link in links[:10] if _in_furniture(link)) / min(len(links), 10)
    unlike = len({title for title in titles}) / len(titles)
    return body * (1 + 1.5 * dated) * unlike * (1 - 0.8 * furniture)


def _has_date(link: Any) -> bool:
    holder = link
    for _ in range(3):
        parent = holder.getparent()
        if parent is None or len(list(parent.iter("a"))) > 3:
            break
        holder = parent
    return bool(find_written(one_line(holder.text_content())[:400])) or bool(
        re.search(r"(?<!\d)\d{1,2}[-/月]\d{1,2}(?!\d)", one_line(holder.text_content())[-40:])
    )


def _in_furniture(link: Any) -> bool:
    element = link.getparent()
    while element is not None:
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if element.tag in ("nav", "footer", "aside") or is_furniture(names, element.get("style")):
            return True
        element = element.getparent()
    return False


def _selector(place: tuple[str, ...]) -> str:
    """CSS of the element that holds one entry: the first one above the link that has a sibling's tag."""
    holders = [index for index, step in enumerate(place) if step.split(".")[0] in ("li", "tr", "dd", "dt", "article")]
    start = holders[0] if holders else min(1, len(place) - 1)
    return " > ".join(reversed(place[start : start + 3]))
