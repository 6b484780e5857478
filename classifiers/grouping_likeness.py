"""How alike items are: cosine of their weighted letter pairs, falling with the days between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from classifiers.grouping_index import BITS, MASK, FeatureCounts, Floats, ItemRows, Packed, Rows
from classifiers.grouping_settings import GroupingSettings

Days = NDArray[np.float64]


class Likeness:
    """Measures likeness between kept rows; holds scratch space, so each grouper has its own.

    The likeness of two items is cos(a, b) · exp(-days apart / decay), see `GroupingSettings`.
    """

    def __init__(self, rows: ItemRows, counts: FeatureCounts, settings: GroupingSettings) -> None:
        self._rows, self._counts, self._doubt = rows, counts, settings.doubt
        self._decay, self._decay_days = settings.decay, settings.decay_days
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
        weights = self._counts.weights(self._rows.features[rows])
        self._rows.size[rows] = np.sqrt(np.einsum("ij,ij->i", weights, weights) + self._doubt)

    def to_rows(self, packed: Packed, day: float, reach: float, rows: Rows) -> Floats:
        """Likeness of an item to each of `rows`, shape (len(rows),); their sizes may be a tenth of a window old."""
        weights = self._counts.weights(packed)
        at = packed & np.uint32(MASK)
        self._scratch[at] = weights * weights / self._counts.times(packed)
        theirs = self._rows.features[rows, : int(self._rows.pairs[rows].max())]
        common = np.einsum("ij,ij->i", self._counts.times(theirs), self._scratch[theirs & np.uint32(MASK)])
        self._scratch[at] = 0
        sizes = self._rows.size[rows] * self.size(weights)
        likeness = common / np.maximum(sizes, 1e-9)
        apart, longest = np.abs(self._rows.day[rows] - day), np.maximum(self._rows.reach[rows], reach)
        found: Floats = (likeness * self._nearness(apart, longest)).astype(np.float32)
        return found

    def between(self, some: Rows, others: Rows) -> Floats:
        """Likeness of every pair, shape (len(some), len(others))."""
        found: Floats = self.cosines(some, others)
        apart = np.abs(self._rows.day[some][:, None] - self._rows.day[others][None, :])
        longest = np.maximum(self._rows.reach[some][:, None], self._rows.reach[others][None, :])
        found *= self._nearness(apart, longest)
        return found

    def cosines(self, some: Rows, others: Rows) -> Floats:
        """The same whatever lies between them in time: an event that goes on for long does not fall apart by that."""
        rows = np.concatenate((some, others))
        packed = self._rows.features[rows, : int(self._rows.pairs[rows].max())]
        weights = self._counts.weights(packed)
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

    def _nearness(self, apart: Days, reach: Days) -> Floats:
        near: Floats = np.exp(-apart / np.maximum(self._decay * reach, self._decay_days)).astype(np.float32)
        return near
