"""Finding a pack's words in a text: one pass of an Aho-Corasick automaton for all of them at once.

A term is a word, or two: `甲+乙` at most NEAR characters apart in either order, `甲>乙` in this order only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

PAIRED = "duty"  # the layer in which a longer term also hides the halves of pairs
NEAR = 24  # characters between the two words of a pair: about one clause


class Hit(NamedTuple):
    """A term found: where it starts and ends in the text, its weight, and the term as the pack writes it."""

    start: int
    end: int
    weight: float
    term: str


_hit = tuple.__new__  # the constructor of a named tuple without its wrapper: this is the hot line of judging


@dataclass(frozen=True, slots=True)
class Hits:
    """All that was found in one text: group → hits in order of position. `title_end`: where the title ends."""

    text: str
    title_end: int
    groups: dict[str, list[Hit]] = field(default_factory=dict)

    def of(self, group: str) -> list[Hit]:
        """Hits of one group, [] where there is none."""
        return self.groups.get(group) or []

    def has(self, group: str) -> bool:
        """Whether the group was found at all."""
        return group in self.groups

    def words(self, *groups: str, most: int = 6) -> tuple[str, ...]:
        """The distinct words of some groups as they stand in the text, for reasons."""
        seen = {self.text[hit.start : hit.end]: None for group in groups for hit in self.of(group)}
        return tuple(seen)[:most]


@dataclass(frozen=True, slots=True)
class Group:
    """Terms of one meaning. Within a `layer`, a longer term takes the place of the terms inside it, also of those of
    other groups: `劳动仲裁` leaves nothing for `仲裁`. Groups without a layer hide nothing and are never hidden."""

    name: str
    terms: Mapping[str, float]
    layer: str = ""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A pair waiting for its anchor: the other word, which side of the anchor it must stand on (0 = either)."""

    other: str
    side: int
    group: str
    weight: float
    term: str
    hides: bool


class Lexicon:
    """All groups of a pack, compiled once; `scan` finds them in a text."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._number: dict[str, int] = {}
        self._owners: list[list[tuple[str, float]]] = []
        self._layered: list[dict[str, list[tuple[str, float]]]] = []
        self._pairs: list[list[_Pair]] = []
        for group in groups:
            for term, weight in group.terms.items():
                self._add(group, term, weight)
        self._layers = {PAIRED, *(layer for layered in self._layered for layer in layered)}
        self._plan = [
            (word, tuple(self._owners[number]), tuple(self._layered[number].items()), bool(self._pairs[number]))
            for word, number in self._number.items()
        ]
        self._automaton = AhoCorasick(list(self._number), implementation=Implementation.ContiguousNFA)

    def __len__(self) -> int:
        """How many different words are looked for."""
        return len(self._number)

    def _add(self, group: Group, term: str, weight: float) -> None:
        ordered = ">" in term
        first, sign, second = term.partition(">" if ordered else "+")
        if not sign or not first or not second:
            number = self._word(first or second)
            owners = self._layered[number].setdefault(group.layer, []) if group.layer else self._owners[number]
            owners.append((group.name, weight))
            return
        # The longer word is looked for, the other only near it: `不` and `人` stand in every text.
        backwards = len(second) > len(first)
        anchor, other = (second, first) if backwards else (first, second)
        side = 0 if not ordered else -1 if backwards else 1
        pair = _Pair(other, side, group.name, weight, term, group.layer == PAIRED)
        self._pairs[self._word(anchor)].append(pair)

    def _word(self, word: str) -> int:
        number = self._number.setdefault(word, len(self._number))
        if number == len(self._owners):
            self._owners.append([])
            self._layered.append({})
            self._pairs.append([])
        return number

    def scan(self, title: str, text: str) -> Hits:
        """Everything found in `title` and `text` (both normalised already), as one text with the title first."""
        joined = f"{title}\n{text}" if title else text
        groups: defaultdict[str, list[Hit]] = defaultdict(list)
        anchors: dict[int, list[tuple[int, int, int]]] = {}
        covers: dict[str, int] = dict.fromkeys(self._layers, -1)
        pair_cover = -1
        plan = self._plan
        for start, minus_end, number in sorted(
            [(start, -end, number) for number, start, end in self._automaton.find_matches_as_indexes(joined, True)]
        ):
            word, owners, layered, paired = plan[number]
            end = -minus_end
            if paired:
                anchors.setdefault(number, []).append((start, end, pair_cover if end <= covers[PAIRED] else -1))
            for name, weight in owners:
                groups[name].append(_hit(Hit, (start, end, weight, word)))
            for layer, members in layered:
                if end <= covers[layer]:
                    continue
                covers[layer] = end
                if layer == PAIRED:
                    pair_cover = number
                for name, weight in members:
                    groups[name].append(_hit(Hit, (start, end, weight, word)))
        self._scan_pairs(joined, anchors, groups)
        groups.default_factory = None
        return Hits(joined, len(title) + 1 if title else 0, groups)

    def _scan_pairs(
        self, text: str, anchors: dict[int, list[tuple[int, int, int]]], groups: defaultdict[str, list[Hit]]
    ) -> None:
        for number, places in anchors.items():
            for pair in self._pairs[number]:
                if pair.other in text:
                    hit = self._nearest(text, places, pair)
                    if hit:
                        groups[pair.group].append(hit)

    def _nearest(self, text: str, places: list[tuple[int, int, int]], pair: _Pair) -> Hit | None:
        """The first place where both words of a pair stand near each other, on the right side."""
        other, side = pair.other, pair.side
        for start, end, cover in places:
            if pair.hides and not self._is_free(cover, pair.group):
                continue
            after = text.find(other, end, end + NEAR + len(other)) if side >= 0 else -1
            if after >= 0:
                return Hit(start, after + len(other), pair.weight, pair.term)
            before = text.rfind(other, max(0, start - NEAR - len(other)), start) if side <= 0 else -1
            if before >= 0:
                return Hit(before, end, pair.weight, pair.term)
        return None

    def _is_free(self, cover: int, name: str) -> bool:
        """A word inside a longer term still counts in a pair of the same group, not in one of another."""
        if cover < 0:
            return True
        return any(owner == name for members in self._layered[cover].values() for owner, _ in members)
