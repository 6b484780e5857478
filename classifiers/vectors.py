"""Texts as numbers: every word and short run of characters of a batch of texts, as 32-bit keys.

A batch is one long string: per text a line break, the title, a line break, the text, a zero character. Every
substring's key is a polynomial over its characters, computed for the whole batch at once by numpy; a model knows its
features by these keys alone. Thus one pass serves every head, and a stored model holds none of the words of the
people whose texts it was trained on: the words that decided are read back from the text being judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import rjieba
from numpy.typing import NDArray

from classifiers.text import cut, title_and_text

_PRIME = 0x9E3779B97F4A7C15 | 1
_MIX = np.uint64(0xD6E8FEB86659FD93)
_BREAKS = np.zeros(0x110000, bool)
_BREAKS[[ord(each) for each in " \n\0，。、；：？！“”‘’（）()《》<>【】[]{}—…·~～-_=+*/\\|\"'`^,.;:?!%&@#$"]] = True
_CUT_AT_ONCE = 16  # texts
TITLE_AT_MOST = 40  # characters of the first sentence that stand for a missing title


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of feature: `unit` char or word, `length` in units, read in the `title` or everywhere; its weight.

    Families of one `block` are scaled together. `whole`: what the model does not know of a text counts towards its
    length too, so that a text of which it knows little weighs little.
    """

    unit: str
    length: int
    where: str
    weight: float
    block: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Grams:
    """All substrings of one family in a batch: text number, key, first character and length of each."""

    doc: NDArray[np.int32]
    key: NDArray[np.uint32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of texts laid in one string, with what every family is made of."""

    joined: str
    size: int
    codes: NDArray[np.uint64]
    doc_of: NDArray[np.int32]
    in_title: NDArray[np.bool_]
    word_start: NDArray[np.int32]
    word_end: NDArray[np.int32]
    prefix: NDArray[np.uint64]


def read_batch(texts: Sequence[tuple[str, str]], cutter: rjieba.Jieba | None = None) -> Batch:
    """Lay (title, text) pairs, raw as they came, in one batch: normalised, lower case, cut into words."""
    parts: list[str] = []
    title_ends = np.empty(len(texts), np.int64)
    ends = np.empty(len(texts), np.int64)
    at = 0
    for number, (title, text) in enumerate(texts):
        title, text = (part.lower() for part in _with_title(*title_and_text(title, text)))
        part = f"\n{title}\n{text}\0"
        parts.append(part)
        title_ends[number] = at + len(title) + 2
        at += len(part)
        ends[number] = at
    return _laid("".join(parts), title_ends, ends, cutter)


def _with_title(title: str, text: str) -> tuple[str, str]:
    """A text without a title lends its first sentence as one; zero characters would end it too early."""
    if not title and text:
        first = text[:TITLE_AT_MOST]
        stop = min((at for at in map(first.find, "。！？!?\n") if at > 0), default=len(first))
        title = first[:stop]
    return title.replace("\n", " ").replace("\0", " "), text.replace("\0", " ")


def _laid(joined: str, title_ends: NDArray[np.int64], ends: NDArray[np.int64], cutter: rjieba.Jieba | None) -> Batch:
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), "<u4").astype(np.uint64)
    doc_of = np.repeat(np.arange(len(ends), dtype=np.int32), np.diff(ends, prepend=0))
    in_title = np.arange(len(codes)) < title_ends[doc_of] if len(codes) else np.zeros(0, bool)
    lengths = _word_lengths(joined, ends.tolist(), cutter)
    word_end = np.cumsum(lengths, dtype=np.int32)
    word_start = word_end - lengths
    kept = (lengths > 1) | ~_BREAKS[codes[word_start]]
    prefix = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes * _powers(len(codes)), out=prefix[1:])
    return Batch(joined, len(ends), codes, doc_of, in_title, word_start[kept], word_end[kept], prefix)


def _word_lengths(joined: str, ends: list[int], cutter: rjieba.Jieba | None) -> NDArray[np.int32]:
    """The length of each word in order. Texts are cut some at a time and the words dropped at once, so that their
    memory is used again: a little faster than the whole batch."""
    lengths: list[int] = []
    first = 0
    for last in [*ends[_CUT_AT_ONCE - 1 :: _CUT_AT_ONCE], *ends[-1:]]:
        lengths += map(len, cut(joined[first:last], cutter))
        first = last
    return np.array(lengths, np.int32)


@lru_cache(maxsize=4)
def _power_table(size: int, base: int) -> NDArray[np.uint64]:
    factors = np.full(size, base, np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)


def _powers(size: int, base: int = _PRIME) -> NDArray[np.uint64]:
    rounded = 1 << max(size, 1024).bit_length()
    return _power_table(rounded, base)[:size]


def grams(batch: Batch, family: Family) -> Grams:
    """The substrings of one family in the batch, in order of their place."""
    titles = family.where == "title"
    start, end, key = _word_grams(batch, titles) if family.unit == "word" else _char_grams(batch, family.length, titles)
    return Grams(batch.doc_of[start], key, start, end)


_Spans = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint32]]


def _char_grams(batch: Batch, length: int, titles: bool) -> _Spans:
    codes, count = batch.codes, len(batch.codes) - length + 1
    if count <= 0:
        nothing = np.zeros(0, np.int32)
        return nothing, nothing, np.zeros(0, np.uint32)
    inside = (batch.doc_of[:count] == batch.doc_of[length - 1 :]) & (codes[length - 1 :] != 0)
    if titles:
        inside &= batch.in_title[length - 1 :]
    start = np.flatnonzero(inside).astype(np.int32)
    value = codes[start]
    for offset in range(1, length):
        value += codes[start + np.int32(offset)] * np.uint64(pow(_PRIME, offset, 1 << 64))
    return start, start + np.int32(length), _mixed(value, length)


def _word_grams(batch: Batch, titles: bool) -> _Spans:
    start, end = batch.word_start, batch.word_end
    if titles:
        inside = batch.in_title[end - 1]
        start, end = start[inside], end[inside]
    inverse = pow(_PRIME, -1, 1 << 64)
    value = (batch.prefix[end] - batch.prefix[start]) * _powers(len(batch.codes) + 1, inverse)[start]
    return start, end, _mixed(value, 0)


def _mixed(value: NDArray[np.uint64], salt: int) -> NDArray[np.uint32]:
    """The high half of a product: depends on every bit of the value."""
    mixed = (value ^ (value >> np.uint64(29)) ^ np.uint64(salt * 0x1000193)) * _MIX
    return (mixed >> np.uint64(32)).astype(np.uint32)
