"""Whether a text is one of those that a rule of interest asks for, and by which words; a rule told in words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from classifiers.text import normalise
from monitor.interest_rule import Both, Either, Near, Node, Not, Where, Word

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule sees of an item: its text as `prepared` makes it, places and topic as judged, where it stands."""

    text: str
    places: tuple[str, ...] = ()
    topic: str = ""
    standing: tuple[str, ...] = ()


def prepared(title: str, text: str) -> str:
    """Title and text as rules look at them: half width, simplified, lower case."""
    return normalise(f"{title}\n{text}").lower()


def hit(rule: Node, facts: Facts) -> tuple[str, ...] | None:
    """The words (and facts) by which the rule holds, None where it does not."""
    found = _held(rule, facts)
    return None if found is None else tuple(dict.fromkeys(found))[:_SHOWN]


def _held(node: Node, facts: Facts) -> tuple[str, ...] | None:
    if isinstance(node, Word):
        return (node.text,) if node.text in facts.text else None
    if isinstance(node, Both):
        return _all_held(node, facts)
    if isinstance(node, Either):
        found = [each for part in node.parts if (each := _held(part, facts)) is not None]
        return tuple(word for each in found for word in each) if found else None
    if isinstance(node, Not):
        return () if _held(node.part, facts) is None else None
    if isinstance(node, Near):
        return next(_pairs(node, facts.text), None)
    return (f"{node.field}：{node.value}",) if _stands(node, facts) else None


def _all_held(node: Both, facts: Facts) -> tuple[str, ...] | None:
    words: list[str] = []
    for part in node.parts:
        found = _held(part, facts)
        if found is None:
            return None
        words += found
    return tuple(words)


def _pairs(node: Near, text: str) -> Iterator[tuple[str, str]]:
    for left in node.left:
        places = _places(left, text)
        for right in node.right if places else ():
            if any(_gap(a, len(left), b, len(right)) <= node.within for a in places for b in _places(right, text)):
                yield left, right


def _places(word: str, text: str) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(word), text)][:50] if word in text else []


def _gap(first: int, first_length: int, second: int, second_length: int) -> int:
    """Letters between two words; words that overlap are not two words."""
    gap = second - first - first_length if first < second else first - second - second_length
    return gap if gap >= 0 else 10**9


def _stands(node: Where, facts: Facts) -> bool:
    if node.field == "地点":
        return any(node.value in place for place in facts.places)
    if node.field == "主题":
        return facts.topic == node.value or node.value in facts.topic.split("/")
    return any(node.value in each for each in facts.standing)


def said(node: Node) -> str:
    """The tree in words: how the rule was understood."""
    if isinstance(node, Word):
        return f"有“{node.text}”"
    if isinstance(node, Near):
        return f"{_any_of(node.left)}和{_any_of(node.right)}相隔不超过 {node.within} 个字"
    if isinstance(node, Where):
        return f"{node.field}是“{node.value}”"
    if isinstance(node, Not):
        return f"没有“{node.part.text}”" if isinstance(node.part, Word) else f"不符合（{said(node.part)}）"
    mark = "，并且" if isinstance(node, Both) else "，或者"
    return mark.join(f"（{said(each)}）" if isinstance(each, Both | Either) else said(each) for each in node.parts)


def _any_of(words: tuple[str, ...]) -> str:
    return "或".join(f"“{word}”" for word in words)
