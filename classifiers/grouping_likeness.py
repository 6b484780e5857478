"""How alike items are: cosine of their weighted letter pairs, falling with the days between them."""

from __future__ import annotations

import numpy as np

from classifiers.grouping_index import BITS, MASK, FeatureCounts, Floats, ItemRows, Packed, Rows


class Likeness:
    """Measures likeness between kept rows; holds scratch space, so each grouper has its own.

    The likeness of two items is cos(a, b) · exp(-days apart / (decay · reach)), reach being their longer window.
    `in_letters`: all are letters, see `FeatureCounts.weights`.
    """

    def __init__(self, rows: ItemRows, counts: FeatureCounts, decay: float, doubt: float) -> None:
        self._rows, self._counts, self._decay, self._doubt = rows, counts, decay, doubt
        self._scratch = np.zeros(1 << BITS, np.float32)
        self._last = np.zeros(1 << BITS, np.int32)
        self._turn = 0

    def size(self, weights: Floats) -> float:
        """The length of an item whose features have these weights, with what it does not say."""
        return float(np.sqrt(np.dot(weights, weights) + self._doubt))

    def refresh(self, most: int) -> None:
        """Measure the sizes of the next `most` rows anew, in turn: features become more or less common."""
        count = len(self._rows.rows)
        rows = (self._turn + np.arange(min(most, count))) % count
        self._turn = (self._turn + most) % count
        for in_letters in (False, True):
            some = rows[self._rows.letter[rows]] if in_letters else rows
            if len(some):
                weights = self._counts.weights(self._rows.features[some], in_letters=in_letters)
                sizes = np.sqrt(np.einsum("ij,ij->i", weights, weights) + self._doubt)
                self._rows.size[some, int(in_letters)] = sizes

    def to_rows(self, packed: Packed, day: float, reach: float, rows: Rows, *, in_letters: bool) -> Floats:
        """Likeness of an item to each of `rows`, shape (len(rows),); their sizes may be a tenth of a window old."""
        weights = self._counts.weights(packed, in_letters=in_letters)
        at = packed & np.uint32(MASK)
        self._scratch[at] = weights * weights / self._counts.times(packed)
        theirs = self._rows.features[rows, : int(self._rows.pairs[rows].max())]
        common = np.einsum("ij,ij->i", self._counts.times(theirs), self._scratch[theirs & np.uint32(MASK)])
        self._scratch[at] = 0
        sizes = self._rows.size[rows, int(in_letters)] * self.size(weights)
        likeness = common / np.maximum(sizes, 1e-9)
        found: Floats = (likeness * self._nearness(day, reach, rows)).astype(np.float32)
        return found

    def between(self, some: Rows, others: Rows, *, in_letters: bool) -> Floats:
        """Likeness of every pair, shape (len(some), len(others))."""
        found: Floats = self.cosines(some, others, in_letters=in_letters)
        apart = np.abs(self._rows.day[some][:, None] - self._rows.day[others][None, :])
        longest = np.maximum(self._rows.reach[some][:, None], self._rows.reach[others][None, :])
        found *= np.exp(-apart / np.maximum(self._decay * longest, 1e-9)).astype(np.float32)
        return found

    def cosines(self, some: Rows, others: Rows, *, in_letters: bool) -> Floats:
        """The same whatever lies between them in time: an event that goes on for long does not fall apart by that."""
        rows = np.concatenate((some, others))
        packed = self._rows.features[rows, : int(self._rows.pairs[rows].max())]
        weights = self._counts.weights(packed, in_letters=in_letters)
        weights /= np.sqrt(np.maximum(np.einsum("ij,ij->i", weights, weights) + self._doubt, 1e-9))[:, None]
        place, places = self._places(packed & np.uint32(MASK))
        table = np.zeros((len(rows), places), np.float32)
        table[np.arange(len(rows))[:, None], place] = weights
        found: Floats = table[: len(some)] @ table[len(some) :].T
        return found

    def _places(self, hashes: Packed) -> tuple[Rows, int]:
        """A number from 0 on for each distinct hash, in the shape given, and how many there are; without sorting."""
        order = np.arange(hashes.size, dtype=np.int32).reshape(hashes.shape)
        self._last[hashes] = order
        last = self._last[hashes]
        numbers = np.cumsum(last == order) - 1
        return numbers[last], int(numbers[-1]) + 1

    def _nearness(self, day: float, reach: float, rows: Rows) -> Floats:
        apart = np.abs(self._rows.day[rows] - day)
        longest = np.maximum(self._rows.reach[rows], reach)
        near: Floats = np.exp(-apart / np.maximum(self._decay * longest, 1e-9)).astype(np.float32)
        return near
