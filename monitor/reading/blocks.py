"""A page as a row of text blocks, in reading order, each with what tells content from furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

# fmt: off
_SKIPPED = frozenset((
    "script", "style", "noscript", "template", "iframe", "object", "svg", "canvas", "video", "audio", "select",
    "option", "button", "textarea", "input", "head", "map", "applet", "embed",
))
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var", "wbr", "nobr", "o:p",
))
# fmt: on
_FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "menu"))
_FURNITURE = re.compile(
    r"(?<![a-z])(?:nav(?:bar|igation)?|sub_?nav|menu|bread_?crumbs?|crumbs?|foot(?:er)?|copy_?right|side_?bar|related?|"
    r"recommend(?:s|ed|ation)?|hot_?(?:news|list|words?)?|rank(?:ing)?|comments?|cmt|tie_?area|shares?|"
    r"log_?in|register|search|ads?|advert\w*|tags?|pagers?|pagination|tool_?bar|top_?bar|qr_?code|friend_?links?|"
    r"disclaimer|statement|popup|modal|dialog|toast|app_?download|report_?error|keywords?|"
    # the same in pinyin, as many sites of public bodies name them
    r"daohang|pinglun|xiangguan|tuijian|remen|paihang|guanggao|fenxiang|banquan|sousuo|denglu)(?![a-z])"
)
_DEPTH = 100  # no page for readers nests deeper; one made to hurt us does
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(slots=True)
class Block:
    """One line of a page: its text, how many of its characters are links, where it hangs in the tree.

    `path` holds the ancestors' numbers, outermost first; `furniture` says that a container names itself navigation,
    comments, advertising and the like; `tag` is the innermost block element.
    """

    text: str
    link_chars: int
    tag: str
    names: str
    path: tuple[int, ...]
    furniture: bool


def parse_html(text: str) -> Any:
    """The page's tree (lxml), from decoded text; an empty page gives an empty body."""
    clean = _NUL.sub(" ", _DECLARATION.sub("", text, count=1))
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(clean.encode("utf-8", "replace") or b"<html/>", parser=parser)
    except (etree.ParserError, ValueError):
        return html.document_fromstring("<html><body></body></html>")
    return root


def blocks_of(root: Any) -> list[Block]:
    """The blocks of a page, empty ones left out."""
    return _Walk().run(root)


class _Walk:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.links = 0
        self.link_depth = 0
        self.stack: list[tuple[int, str, str, bool]] = [(0, "html", "", False)]
        self.count = 0

    def run(self, root: Any) -> list[Block]:
        body = root.find("body")
        walker = etree.iterwalk(root if body is None else body, events=("start", "end"))
        for event, element in walker:
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                if element.tag in _SKIPPED:
                    walker.skip_subtree()
                    continue
                self._open(element)
                self._add(element.text)
            else:
                if element.tag not in _SKIPPED:
                    self._close(element)
                self._add(element.tail)
        self._flush()
        return self.blocks

    def _open(self, element: Any) -> None:
        tag = element.tag
        if tag == "a":
            self.link_depth += 1
        if tag in _INLINE:
            return
        self._flush()
        if tag == "br":
            return
        self.count += 1
        names = f"{element.get('class', '')} {element.get('id', '')}".strip()
        furniture = self.stack[-1][3] or tag in _FURNITURE_TAGS or is_furniture(names, element.get("style"))
        self.stack.append((self.count, tag, names, furniture))

    def _close(self, element: Any) -> None:
        tag = element.tag
        if tag == "a":
            self.link_depth -= 1
        if tag in _INLINE:
            return
        self._flush()
        if tag != "br":
            self.stack.pop()

    def _add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            if self.link_depth:
                self.links += len("".join(text.split()))

    def _flush(self) -> None:
        text = " ".join("".join(self.pieces).split()) if self.pieces else ""
        if text:
            _, tag, names, furniture = self.stack[-1]
            path = tuple(each[0] for each in self.stack[:_DEPTH])
            self.blocks.append(Block(text, self.links, tag, names, path, furniture))
        self.pieces, self.links = [], 0


def is_furniture(names: str, style: str | None) -> bool:
    """Whether a container names itself navigation, comments, advertising and the like, or is hidden."""
    if style and _HIDDEN.search(style):
        return True
    return bool(names) and bool(_FURNITURE.search(_CAMEL.sub("-", names).lower().replace("-", "_")))
