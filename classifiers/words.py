"""Finding a pack's words in a text: one pass of an Aho-Corasick automaton for all of them at once.

A term is a word, or two: `甲+乙` at most NEAR characters apart in either order, `甲>乙` in this order only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

PAIRED = "duty"  # the layer in which a longer term also hides the halves of pairs
NEAR = 24  # characters between the two words of a pair: about one clause

Found = tuple[int, int, float, str]  # what a Hit holds, as it comes from the scan: most are weighed and never named


class Hit(NamedTuple):
    """A term found: where it starts and ends in the text, its weight, and the term as the pack writes it."""

    start: int
    end: int
    weight: float
    term: str


_as_hit = partial(tuple.__new__, Hit)  # the constructor of a named tuple without its wrapper
_start_of = itemgetter(1)


@dataclass(slots=True)
class Hits:
    """All that was found in one text: group → what was found in order of position. `title_end`: where the title ends.

    `groups` holds plain tuples (start, end, weight, term), for hot loops; `of` gives them names.
    """

    text: str
    title_end: int
    groups: Mapping[str, list[Found]] = field(default_factory=dict)

    def of(self, group: str) -> list[Hit]:
        """Hits of one group, [] where there is none."""
        found = self.groups.get(group)
        return list(map(_as_hit, found)) if found else []

    def has(self, group: str) -> bool:
        """Whether the group was found at all."""
        return group in self.groups

    def words(self, *groups: str, most: int = 6) -> tuple[str, ...]:
        """The distinct words of some groups as they stand in the text, for reasons."""
        seen: dict[str, None] = {}
        for group in groups:
            for start, end, _, _ in self.groups.get(group, ()):
                seen[self.text[start:end]] = None
        return tuple(seen)[:most]


@dataclass(frozen=True, slots=True)
class Group:
    """Terms of one meaning. Within a `layer`, a longer term takes the place of the terms inside it, also of those of
    other groups: `劳动仲裁` leaves nothing for `仲裁`. Groups without a layer hide nothing and are never hidden.
    `title_only`: looked for in the title alone."""

    name: str
    terms: Mapping[str, float]
    layer: str = ""
    title_only: bool = False


class _Pair(NamedTuple):
    """A pair waiting for its anchor: the other word, which side of the anchor it must stand on (0 = either)."""

    other: str
    side: int
    group: str
    weight: float
    term: str
    hides: bool


_Members = list[tuple[str, float]]


class _Word(NamedTuple):
    """What is looked for: whether it anchors pairs, the groups that own it, those of layers by number of the layer.

    `lone`: the layer, group and weight of a word that has nothing else, as most have.
    """

    word: str
    lone: tuple[int, str, float] | None
    paired: bool
    owners: _Members
    layered: list[tuple[int, _Members]]


def _planned_word(word: str, paired: bool, owners: _Members, layered: list[tuple[int, _Members]]) -> _Word:
    is_lone = not paired and not owners and len(layered) == 1 and len(layered[0][1]) == 1
    return _Word(word, (layered[0][0], *layered[0][1][0]) if is_lone else None, paired, owners, layered)


class Lexicon:
    """All groups of a pack, compiled once; `scan` finds them in a text."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._number: dict[str, int] = {}
        self._owners: list[_Members] = []
        self._layered: list[dict[str, _Members]] = []
        self._pairs: list[list[_Pair]] = []
        groups = list(groups)
        for group in groups:
            for term, weight in group.terms.items():
                self._add(group, term, weight)
        self._layers = {PAIRED: 0}
        for group in groups:
            self._layers.setdefault(group.layer, len(self._layers))
        title_only = frozenset(each.name for each in groups if each.title_only)
        self._in_title, self._in_body = self._planned(frozenset()), self._planned(title_only)
        self._automaton = AhoCorasick(list(self._number), implementation=Implementation.ContiguousNFA)

    def __len__(self) -> int:
        """How many different words are looked for."""
        return len(self._number)

    def _planned(self, without: frozenset[str]) -> list[_Word]:
        """One entry for each word, owners of some names left out."""

        def kept(members: _Members) -> _Members:
            return [(name, weight) for name, weight in members if name not in without]

        plan = []
        for word, number in self._number.items():
            layered = [(self._layers[layer], kept(each)) for layer, each in self._layered[number].items()]
            kept_layers = [(layer, members) for layer, members in layered if members]
            plan.append(_planned_word(word, bool(self._pairs[number]), kept(self._owners[number]), kept_layers))
        return plan

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
        title_end = len(title) + 1 if title else 0
        matches = self._automaton.find_matches_as_indexes(joined, True)
        matches.reverse()  # they come by their ends: turned round and sorted by starts, the longest of a place is first
        matches.sort(key=_start_of)
        groups: defaultdict[str, list[Found]] = defaultdict(list)
        anchors: dict[int, list[tuple[int, int, int]]] = {}
        covers, hiding = [-1] * len(self._layers), [-1] * len(self._layers)
        in_title, in_body = self._in_title, self._in_body
        for number, start, end in matches:
            word, lone, paired, owners, layered = in_title[number] if start < title_end else in_body[number]
            if lone is not None:
                layer, name, weight = lone
                if end > covers[layer]:
                    covers[layer], hiding[layer] = end, number
                    groups[name].append((start, end, weight, word))
                continue
            if paired:
                anchors.setdefault(number, []).append((start, end, hiding[0] if end <= covers[0] else -1))
            for name, weight in owners:
                groups[name].append((start, end, weight, word))
            for layer, members in layered:
                if end > covers[layer]:
                    covers[layer], hiding[layer] = end, number
                    for name, weight in members:
                        groups[name].append((start, end, weight, word))
        if anchors:
            self._scan_pairs(joined, anchors, groups)
        groups.default_factory = None
        return Hits(joined, title_end, groups)

    def _scan_pairs(
        self, text: str, anchors: dict[int, list[tuple[int, int, int]]], groups: defaultdict[str, list[Found]]
    ) -> None:
        pairs = self._pairs
        for number, places in anchors.items():
            for pair in pairs[number]:
                if pair[0] in text:
                    found = self._nearest(text, places, pair)
                    if found:
                        groups[pair.group].append(found)

    def _nearest(self, text: str, places: list[tuple[int, int, int]], pair: _Pair) -> Found | None:
        """The first place where both words of a pair stand near each other, on the right side."""
        other, side, _, weight, term, hides = pair
        for start, end, cover in places:
            if hides and not self._is_free(cover, pair.group):
                continue
            after = text.find(other, end, end + NEAR + len(other)) if side >= 0 else -1
            if after >= 0:
                return start, after + len(other), weight, term
            before = text.rfind(other, max(0, start - NEAR - len(other)), start) if side <= 0 else -1
            if before >= 0:
                return before, end, weight, term
        return None

    def _is_free(self, cover: int, name: str) -> bool:
        """A word inside a longer term still counts in a pair of the same group, not in one of another."""
        if cover < 0:
            return True
        return any(owner == name for members in self._layered[cover].values() for owner, _ in members)
