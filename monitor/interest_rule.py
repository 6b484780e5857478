"""Rules of interest as officers write them: words with 且, 或, 非, 近N, and 地点：, 主题：, 信源：. Pure.

`read_rule` makes a tree of what was written, or says in plain Chinese what cannot be read and where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from classifiers.text import normalise
from errors import BadInput

LONGEST = 1000
DEEPEST = 20
FARTHEST = 200
"""The most letters that may lie between two words of 近N."""
FIELDS = ("地点", "主题", "信源")
_AND = frozenset({"且", "并且", "and", "&", "&&", "+"})
_OR = frozenset({"或", "或者", "or", "|", "||"})
_NOT = frozenset({"非", "不含", "not", "!"})
_NEAR = re.compile(r"(?:近|near)[/ ]?(\d*)", re.IGNORECASE)
_FIELD = re.compile(r"([^：:\s]{1,6})[：:](.*)", re.DOTALL)
_TOKEN = re.compile(r"\s*(?:([(（])|([)）])|[\"“”]([^\"“”]*)[\"“”]|([^\s()（）\"“”]+)|([\"“”]))")


class Mistake(BadInput):
    """What was written cannot be read; letters `start` to `end` of it are meant."""

    def __init__(self, why: str, start: int, end: int) -> None:
        super().__init__(why, field="expression")
        self.start, self.end = start, end


@dataclass(frozen=True, slots=True)
class Word:
    """A word that stands in the text; kept as judging sees texts (half width, simplified, lower case)."""

    text: str


@dataclass(frozen=True, slots=True)
class Near:
    """A word of each side stands within so many letters of the other, in either order."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    within: int


@dataclass(frozen=True, slots=True)
class Where:
    """Something known of the item: its place, its topic, where it stands."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Node


@dataclass(frozen=True, slots=True)
class Both:
    """All parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple[Node, ...]


Node = Word | Near | Where | Not | Both | Either


@dataclass(frozen=True, slots=True)
class _Token:
    """`kind`: open, close, word, quoted, and, or, not, near, end."""

    kind: str
    text: str
    start: int
    end: int


def read_rule(written: str) -> Node:
    """The tree of a rule; raises Mistake."""
    if not written.strip():
        raise Mistake("还没有写要找的词", 0, len(written))
    if len(written) > LONGEST:
        raise Mistake(f"规则太长（最多 {LONGEST} 字），请拆成几条", LONGEST, len(written))
    reader = _Reader(list(_tokens(written)))
    node = reader.either(0)
    left = reader.now
    if left.kind == "close":
        raise Mistake("这个右括号前面没有对应的左括号", left.start, left.end)
    if not _demands(node):
        raise Mistake("只写了不要什么，没有写要什么：至少要有一个应当出现的词", 0, len(written))
    return node


def _tokens(written: str) -> Iterator[_Token]:
    at = 0
    while found := _TOKEN.match(written, at):
        start, at = found.start(found.lastindex or 0), found.end()
        kinds = ("open", "close", "quoted", "word", "stray")
        kind = kinds[(found.lastindex or 1) - 1]
        text = found.group(found.lastindex or 0)
        if kind == "stray":
            raise Mistake("引号没有成对", start, at)
        yield _Token(_kind(kind, text), text, start, at)
    yield _Token("end", "", len(written), len(written))


def _kind(kind: str, text: str) -> str:
    if kind != "word":
        return kind
    low = text.lower()
    for name, words in (("and", _AND), ("or", _OR), ("not", _NOT)):
        if low in words:
            return name
    return "near" if _NEAR.fullmatch(text) else "word"


@dataclass
class _Reader:
    """Reads tokens from the loosest binding (或) to the tightest (近)."""

    tokens: list[_Token]
    place: int = field(default=0)

    @property
    def now(self) -> _Token:
        return self.tokens[self.place]

    def take(self) -> _Token:
        token = self.now
        self.place += 1
        return token

    def either(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise Mistake("括号套得太深，请拆成几条规则", self.now.start, self.now.end)
        parts = [self.both(depth)]
        while self.now.kind == "or":
            self.take()
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def both(self, depth: int) -> Node:
        parts = [self.single(depth)]
        while self.now.kind not in ("or", "close", "end"):
            if self.now.kind == "and":
                self.take()
            parts.append(self.single(depth))
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def single(self, depth: int) -> Node:
        if self.now.kind == "not":
            sign = self.take()
            if self.now.kind == "not":
                raise Mistake("两个“非”连在一起", sign.start, self.now.end)
            return Not(self.near(depth))
        return self.near(depth)

    def near(self, depth: int) -> Node:
        begin = self.now
        node = self.one(depth)
        while self.now.kind == "near":
            sign = self.take()
            within = _distance(sign)
            left = _words(node, begin.start, sign.start)
            after = self.now
            right = _words(self.one(depth), after.start, self.tokens[self.place - 1].end)
            node = Near(left, right, within)
        return node

    def one(self, depth: int) -> Node:
        token = self.take()
        if token.kind == "open":
            return self._group(token, depth)
        if token.kind in ("word", "quoted"):
            return self._word(token)
        raise _unexpected(token, self.tokens[self.place - 2] if self.place > 1 else None)

    def _group(self, token: _Token, depth: int) -> Node:
        if self.now.kind == "close":
            raise Mistake("括号里是空的", token.start, self.now.end)
        node = self.either(depth + 1)
        if self.now.kind != "close":
            raise Mistake("这个左括号没有对应的右括号", token.start, token.end)
        self.take()
        return node

    def _word(self, token: _Token) -> Node:
        known = _FIELD.fullmatch(token.text) if token.kind == "word" else None
        if known is None:
            text = normalise(token.text).lower()
            if not any(letter.isalnum() for letter in text):
                raise Mistake("这里只有标点，没有可以找的词", token.start, token.end)
            return Word(text)
        name, value = known[1], known[2]
        if name not in FIELDS:
            raise Mistake(f"没有“{name}”这一项（可用：{'、'.join(FIELDS)}）；要找带冒号的词，请加引号",
                          token.start, token.end)  # fmt: skip
        if not value and self.now.kind == "quoted":
            value = self.take().text
        if not value.strip():
            raise Mistake(f"“{name}”后面要写明是什么，中间不要空格", token.start, token.end)
        return Where(name, value.strip())


def _unexpected(token: _Token, before: _Token | None) -> Mistake:
    if token.kind == "end" and before is not None:
        return Mistake(f"“{before.text}”后面还缺一个词", before.start, before.end)
    if token.kind == "close":
        return Mistake("右括号前面缺一个词", token.start, token.end)
    if before is None or before.kind == "open":
        return Mistake(f"“{token.text}”前面缺一个词", token.start, token.end)
    return Mistake(f"“{before.text}”和“{token.text}”连在一起，中间缺一个词", before.start, token.end)


def _distance(sign: _Token) -> int:
    number = (_NEAR.fullmatch(sign.text) or [""])[1]
    if not number:
        raise Mistake("“近”后面要写最多隔几个字，例如 近10", sign.start, sign.end)
    if len(number) > 4 or not 1 <= int(number) <= FARTHEST:
        raise Mistake(f"“近”后面的字数应在 1 到 {FARTHEST} 之间", sign.start, sign.end)
    return int(number)


def _words(node: Node, start: int, end: int) -> tuple[str, ...]:
    if isinstance(node, Word):
        return (node.text,)
    if isinstance(node, Either) and all(isinstance(each, Word) for each in node.parts):
        return tuple(each.text for each in node.parts if isinstance(each, Word))
    raise Mistake("“近”的两边只能是一个词，或括号里用“或”连起来的几个词", start, end)


def _demands(node: Node) -> bool:
    """Whether something must be there for the rule to hold."""
    if isinstance(node, Not):
        return False
    if isinstance(node, Both):
        return any(map(_demands, node.parts))
    return all(map(_demands, node.parts)) if isinstance(node, Either) else True
