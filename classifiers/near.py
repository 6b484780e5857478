"""Whether two texts are one text printed twice: letters only, compared shingle by shingle.

What a reprint may change (width, punctuation, traditional characters, head, tail, a cut end, single characters) is
evened out or allowed for; what makes another matter of the same template (a name, a number, a place in a text
that is otherwise equal) shows as few long gaps on both sides and keeps the two apart. docs/grouping.md has the rules.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import opencc
from numpy.typing import NDArray

from classifiers.near_names import names_differ

Codes = NDArray[np.uint16]
Hashes = NDArray[np.uint64]
Mask = NDArray[np.bool_]

LONGEST = 1_000  # letters compared of one text; a reprint shows itself well before
HEAD = 120  # letters whose shingles are sampled on their own: an abstract is the head of its article
SAMPLE = 12  # shingles sampled of the head and of the whole, each
SHINGLE = 3
_SAMPLED_SHINGLE = 4
_SCRATCH = 1 << 20


@dataclass(frozen=True)
class NearSettings:
    """When two texts count as one text printed twice; counts are in letters, shares 0-1.

    The core of a text reaches from its first to its last passage in common with the other; a gap is a run of letters
    in it that the other lacks.
    """

    shortest: int = 4  # below this nothing is a reprint
    passage: int = 8  # shortest common passage that counts
    core: float = 0.6  # of the shorter text must be core
    coverage: float = 0.87  # of the core must be found again
    short: int = 60  # below this the core is short, and the next two hold instead
    short_core: float = 0.7
    short_coverage: float = 0.97
    headline: float = 0.6  # of the longer of two short texts must be core
    gap: int = 5  # a long gap
    gaps: float = 0.1  # of the core may lie in long gaps
    own_head: float = 0.12  # of the shorter text: beginnings of their own on both sides make two matters
    template_gaps: int = 2  # gaps of a whole shingle on both sides from which a text fills a template otherwise,
    template_share: float = 0.4  # if they are this share of all gaps
    template_length: int = 300  # and the text is shorter than this
    names_length: int = 100  # up to here another name or number makes another matter
    sampled: float = 0.15  # of the sampled shingles must agree before two texts are compared
    candidates: int = 4  # texts that are compared at most


@dataclass(frozen=True, slots=True)
class Match:
    """How two texts agree: share of the shorter one's core found again, share of the shorter one that is core."""

    coverage: float
    core: float


@cache
def _folding() -> Codes:
    """Code point → what it is compared as, 0 = not compared: letters and figures only, half width, lower case,
    simplified. Character by character, so that both sides of a pair are folded alike whatever stands around."""
    table = np.zeros(1 << 16, np.uint16)
    for point in range(1 << 16):
        sign = chr(point)
        if sign.isalnum():
            folded = unicodedata.normalize("NFKC", sign).lower()
            table[point] = ord(folded) if len(folded) == 1 and ord(folded) < 1 << 16 else point
    han = [chr(point) for point in range(0x3400, 0xA000)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    for sign, simple in zip(han, simplified, strict=True):
        if len(simple) == 1 and ord(simple) < 1 << 16:
            table[ord(sign)] = ord(simple)
    return table


def letters(text: str, longest: int = LONGEST) -> Codes:
    """The letters and figures of a text as code points, folded; at most `longest`. Never fails, whatever the text."""
    codes = folded(text[: longest * 2])
    return codes[codes > 0][:longest]


def folded(text: str) -> Codes:
    """Every sign of a text as it is compared, 0 for those that are not; as long as the text."""
    raw = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    return _folding()[np.minimum(raw, 0xFFFF)]


def hashes(codes: Codes, length: int) -> Hashes:
    """A well-mixed 64-bit hash of every run of `length` letters, in order; empty where the text is shorter."""
    count = len(codes) - length + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    wide = codes.astype(np.uint64)
    mixed = wide[:count].copy()
    for step in range(1, length):
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed += wide[step : count + step]
        mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    return mixed


def sample(codes: Codes) -> Hashes:
    """The shingles by which a text is looked up: the smallest hashes of its head and of the whole (MinHash).

    Two texts with a share j of common shingles have about that share of the sample in common. At most 2·SAMPLE.
    """
    every = hashes(codes, min(_SAMPLED_SHINGLE, max(len(codes), 1)))
    if len(every) <= 2 * SAMPLE:
        return np.unique(every)
    head = every[:HEAD]
    parts = [np.partition(part, SAMPLE)[:SAMPLE] for part in (head, every) if len(part) > SAMPLE]
    return np.unique(np.concatenate(parts))


@dataclass(frozen=True, slots=True)
class Core:
    """The common part of a text: its letters, which of them the other text has in the same surroundings, and the
    letters before and behind it."""

    letters: Codes
    covered: Mask
    head: Codes
    tail: Codes

    def gaps(self) -> NDArray[np.int64]:
        """Lengths of the runs of letters that the other text lacks."""
        edges = np.flatnonzero(np.diff(np.concatenate(([False], ~self.covered, [False])).view(np.int8)))
        return (edges[1::2] - edges[::2]).astype(np.int64)

    def written(self, *, with_head: bool) -> tuple[str, Mask]:
        """The letters as a string, and which of them the other text lacks; a head counts as lacking."""
        head = self.head if with_head else self.head[:0]
        gaps = np.concatenate((np.ones(len(head), np.bool_), ~self.covered))
        return np.concatenate((head, self.letters)).tobytes().decode("utf-16-le", "replace"), gaps


def _has_figure(codes: Codes) -> bool:
    return bool(((codes >= ord("0")) & (codes <= ord("9"))).any())


class Comparer:
    """Compares pairs of letter arrays; holds scratch space, so each thread needs its own."""

    def __init__(self, settings: NearSettings | None = None) -> None:
        self.settings = settings or NearSettings()
        self._seen = np.zeros(_SCRATCH, np.bool_)

    def match(self, one: Codes, other: Codes) -> Match | None:
        """How they agree if they are one text printed twice, else None."""
        shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
        if len(shorter) == len(longer) and np.array_equal(shorter, longer):
            return Match(1.0, 1.0) if len(shorter) else None
        core = self._core(shorter, longer)
        if core is None or not self._agrees(core, len(shorter)):
            return None
        found = Match(float(core.covered.mean()), len(core.covered) / len(shorter))
        if core.covered.all() and not len(core.head) and len(longer) >= self.settings.short:
            return found
        back = self._core(longer, shorter)
        if back is None or self._is_other_matter(core, back, len(shorter)):
            return None
        return found

    def _is_other_matter(self, core: Core, back: Core, length: int) -> bool:
        """Another matter in the same words: begins in its own way, fills a template otherwise, or names others.

        In a headline each letter counts, also one that was put in between (回应, 再回应) or at the end.
        """
        whole = len(back.head) + len(back.letters) + len(back.tail)
        if whole < self.settings.short and self._is_other_headline(core, back):
            return True
        if min(len(core.head), len(back.head)) > self.settings.own_head * length:
            return True
        return self._is_other_filling(core, back, length) or self._has_other_names(core, back)

    def _core(self, text: Codes, by: Codes) -> Core | None:
        """The part of `text` between the first and the last passage that it has in common with `by`."""
        covered = self._covered(text, by)
        edges = np.flatnonzero(np.diff(np.concatenate(([False], covered, [False])).view(np.int8)))
        starts, ends = edges[::2], edges[1::2]
        long = ends - starts >= self.settings.passage
        if not long.any():
            return None
        first, last = starts[long][0], ends[long][-1]
        return Core(text[first:last], covered[first:last], text[:first], text[last:])

    def _covered(self, text: Codes, by: Codes) -> Mask:
        """Which letters of `text` lie in a shingle that `by` has too."""
        mask = np.uint64(_SCRATCH - 1)
        theirs = (hashes(by, SHINGLE) & mask).astype(np.int64)
        ours = (hashes(text, SHINGLE) & mask).astype(np.int64)
        self._seen[theirs] = True
        common = self._seen[ours]
        self._seen[theirs] = False
        covered = np.zeros(len(text), np.bool_)
        for step in range(SHINGLE if len(ours) else 0):
            covered[step : len(ours) + step] |= common
        return covered

    def _agrees(self, core: Core, length: int) -> bool:
        settings, size = self.settings, len(core.letters)
        short = size < settings.short
        if size / length < (settings.short_core if short else settings.core):
            return False
        if core.covered.mean() < (settings.short_coverage if short else settings.coverage):
            return False
        gaps = core.gaps()
        return int(gaps[gaps >= settings.gap].sum()) <= settings.gaps * size

    def _is_other_headline(self, core: Core, back: Core) -> bool:
        """Ends in its own way on both sides, unless that is a time mark (13小时前, 07-28), has letters put in, or is
        part of a headline that says much more."""
        if len(core.tail) and len(back.tail) and not (_has_figure(core.tail) or _has_figure(back.tail)):
            return True
        whole = len(back.head) + len(back.letters) + len(back.tail)
        if len(core.letters) < self.settings.headline * whole:
            return True
        return bool(back.covered.mean() < self.settings.short_coverage)

    def _is_other_filling(self, core: Core, back: Core, length: int) -> bool:
        """Scattered typing errors leave many gaps of one or two letters; another filling few and long ones."""
        settings = self.settings
        if length >= settings.template_length:
            return False
        for side in (core, back):
            gaps = side.gaps()
            long = int((gaps >= SHINGLE).sum())
            if long < settings.template_gaps or long < settings.template_share * len(gaps):
                return False
        return True

    def _has_other_names(self, core: Core, back: Core) -> bool:
        """In a short text one other name or number makes another matter; in a long letter it is a correction."""
        if len(core.letters) > self.settings.names_length:
            return False
        heads = len(core.head) <= self.settings.passage and len(back.head) <= self.settings.passage
        return names_differ(*core.written(with_head=heads), *back.written(with_head=heads))
