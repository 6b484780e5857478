"""Words to show for a decision of grouping and for an event: what its texts have in common and others have not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from classifiers.grouping_index import BITS, FeatureCounts, Packed, pair_hashes
from classifiers.grouping_prior import ordinary_share
from classifiers.near import Codes, folded
from classifiers.text import cut, normalise

_SHOWN = 4
_READ = 200
_KEYWORDS = 6
_TITLE_WEIGHT = 3
_NOT_WORDS = (
    "反映",
    "问题",
    "情况",
    "进行",
    "没有",
    "我们",
    "他们",
    "表示",
    "目前",
    "相关",
    "有关",
    "记者",
    "关于",
    "可以",
)


def common_passages(codes: Codes, other: Packed, counts: FeatureCounts) -> tuple[str, ...]:
    """The runs of letters that an item shares with the features of another, weightiest first, at most four.

    `codes` are folded letters (title and text), so what comes out is simplified and in lower case.
    """
    pairs = pair_hashes(codes[:_READ])
    weights = np.where(counts.shared(pairs, other), counts.weights(pairs | np.uint32(1 << BITS)), 0.0)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], weights > 0, [False])).view(np.int8)))
    runs = sorted(
        (
            (float(weights[start:end].sum()), int(start), int(end) + 1)
            for start, end in zip(edges[::2], edges[1::2], strict=True)
        ),
        reverse=True,
    )
    found = (codes[start:end].tobytes().decode("utf-16-le", "replace") for _, start, end in runs[: 2 * _SHOWN])
    return tuple(dict.fromkeys(found))[:_SHOWN]


def event_keywords(texts: Iterable[tuple[str, str]], known: Sequence[str] = ()) -> tuple[str, ...]:
    """The words that say most of an event's (title, text) pairs, at most six; `known` ones have an advantage.

    A word counts once an item, three times from a title, and the more the rarer it is in ordinary Chinese.
    """
    found: Counter[str] = Counter({word: 2 for word in known})
    for title, text in texts:
        for words, times in ((_words(title), _TITLE_WEIGHT), (_words(text[:_READ]), 1)):
            for word in words:
                found[word] += times
    said = {word: count * _rarity(word) for word, count in found.items()}
    best = sorted(said, key=lambda word: (-said[word], word))
    return tuple(best[:_KEYWORDS])


def _words(text: str) -> set[str]:
    return {word for word in cut(normalise(text)) if len(word) > 1 and word.isalpha() and word not in _NOT_WORDS}


@lru_cache(maxsize=1 << 16)
def _rarity(word: str) -> float:
    shares = ordinary_share()[pair_hashes(folded(word))]
    return float(-np.log(shares.mean() + 1e-4)) if len(shares) else 0.0
