"""Names and numbers that differ between two texts that are otherwise the same template.

A typing error changes a character; another matter in the same words changes a place, a body, a person or a number.
The few places where two texts differ are looked at with jieba's dictionary, which tags names.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import rjieba
from numpy.typing import NDArray

from classifiers.text import cut

AROUND = 10  # letters cut on each side of a gap, enough for the longest usual name
FEW = 6  # more gaps than this are typing errors all over, and names among them prove nothing
_NAMES = ("nr", "ns", "nt", "nz", "m", "t")
_MARKED = re.compile(r"[a-z0-9]+")
_COUNTED = re.compile(r"[〇零一二三四五六七八九十百千万亿两]+")

Mask = NDArray[np.bool_]


def names_differ(one: str, one_gaps: Mask, other: str, other_gaps: Mask) -> bool:
    """True if both texts hold, where they differ, a name or number that the other does not have.

    Texts are folded letters, masks say which letters the other text lacks (within the common core).
    """
    mine, theirs = _spans(one_gaps), _spans(other_gaps)
    if not (0 < len(mine) <= FEW and 0 < len(theirs) <= FEW):
        return False
    ours = {name for span in mine for name in _names_at(one, *span) if not _holds(other, name)}
    if not ours:
        return False
    return any(not _holds(one, name) for span in theirs for name in _names_at(other, *span))


def _holds(text: str, name: str) -> bool:
    for kind in (_MARKED, _COUNTED):
        if kind.fullmatch(name):
            return name in kind.findall(text)
    return name in text


def _spans(gaps: Mask) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], gaps, [False])).view(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _names_at(text: str, start: int, end: int) -> list[str]:
    """Words of the text that overlap the span and are names, figures or marked with figures (a3, 12号)."""
    position = max(0, start - AROUND)
    runs = (*_MARKED.finditer(text), *_COUNTED.finditer(text))
    found = [match[0] for match in runs if match.start() < end and match.end() > start]
    for word in cut(text[position : end + AROUND]):
        if position < end and position + len(word) > start and _is_name(word):
            found.append(word)
        position += len(word)
    return found


@cache
def _is_name(word: str) -> bool:
    return len(word) > 1 and rjieba.tag(word)[0][1].startswith(_NAMES)
