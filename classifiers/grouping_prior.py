"""How ordinary a pair of letters is before any item was seen: from the word frequencies of jieba's dictionary.

Without it the first items of a window look alike for sharing 市场 or 一天: everything is rare among few.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.grouping_index import BITS, pair_hashes
from classifiers.near import Codes, folded

_WORDS_PER_ITEM = 60  # words of a title and the head of a text: a word of frequency f stands in 1-exp(-60f) of items
_LETTERS_PER_ITEM = 50
_USUAL_LETTERS = 800  # commonest letters whose meeting across two words is expected as by chance
_COUNTED = "0123456789年月日时点分号第次岁万亿元个"
_COUNTED_SHARE = 0.4  # of items that hold a given pair of figures and counting words; dates are everywhere


@cache
def ordinary_share() -> NDArray[np.float32]:
    """Hash of a letter pair → share (0-1) of items that hold it in ordinary Chinese text; shape (2**BITS,)."""
    words, frequencies = _dictionary()
    codes = folded("\n".join(words))
    of_word = np.repeat(frequencies, [len(word) + 1 for word in words])[:-1]
    inside = (codes[:-1] > 0) & (codes[1:] > 0)
    counts = np.bincount(pair_hashes(codes)[inside], of_word[:-1][inside], minlength=1 << BITS)
    expected = _WORDS_PER_ITEM * counts / frequencies.sum() + _meetings(codes, of_word)
    share = 1 - np.exp(-expected)
    for one in _COUNTED:
        for other in _COUNTED:
            share[pair_hashes(folded(one + other))] = _COUNTED_SHARE
    ordinary: NDArray[np.float32] = share.astype(np.float32)
    return ordinary


def _meetings(codes: Codes, frequencies: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hash of a pair → how often in an item its letters meet by chance where one word ends and the next begins."""
    times = np.bincount(codes[:-1], frequencies[: len(codes) - 1], minlength=1 << 16)[1:]
    usual = np.argsort(-times)[:_USUAL_LETTERS]
    often = times[usual] / times.sum()
    pairs = np.stack(np.meshgrid(usual + 1, usual + 1, indexing="ij"), axis=-1).reshape(-1, 2).astype(np.uint16)
    met = _LETTERS_PER_ITEM * np.outer(often, often).ravel()
    found: NDArray[np.float64] = np.bincount(pair_hashes(pairs.ravel())[::2], met, minlength=1 << BITS).astype(
        np.float64
    )
    return found


def _dictionary() -> tuple[list[str], NDArray[np.float64]]:
    found = importlib.util.find_spec("jieba")
    folder = (found.submodule_search_locations if found else None) or ["."]
    lines = (Path(folder[0]) / "dict.txt").read_text("utf-8").splitlines()
    parts = [line.split(" ", 2) for line in lines if line]
    return [part[0] for part in parts], np.array([part[1] for part in parts], np.float64)
