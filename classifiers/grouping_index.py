"""The tables behind grouping: items as rows of arrays, and which items were last seen with a feature.

Everything has a fixed width, so that looking up costs the same whatever has been seen before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.near import Codes, Hashes

Rows = NDArray[np.int64]
Packed = NDArray[np.uint32]
Floats = NDArray[np.float32]

FEATURES = 128  # letter pairs kept of an item: a title and the first hundred letters of its text
BITS = 18
MASK = (1 << BITS) - 1
_MOST = (1 << (32 - BITS)) - 1


def features(title: Codes, text: Codes, title_weight: int) -> Packed:
    """The letter pairs of an item, first ones first: hash in the low 20 bits, how often in the 12 above; no 0."""
    parts = [pair_hashes(title), pair_hashes(text[: FEATURES + 1])]
    both = np.concatenate(parts)
    if not len(both):
        return np.zeros(0, np.uint32)
    weights = np.ones(len(both))
    weights[: len(parts[0])] = title_weight
    found, first, place = np.unique(both, return_index=True, return_inverse=True)
    times = np.minimum(np.bincount(place, weights), _MOST).astype(np.uint32)
    packed = found | (times << np.uint32(BITS))
    return packed[np.argsort(first)][:FEATURES]


def hash_of(packed: Packed) -> Hashes:
    """The hashes in packed features, as keys of a `RecentPostings`."""
    return (packed & np.uint32(MASK)).astype(np.uint64)


def pair_hashes(codes: Codes) -> Packed:
    """The hash of each pair of neighbouring letters, in order; of the one letter where there is only one."""
    if len(codes) < 2:
        return codes.astype(np.uint32)
    wide = codes.astype(np.uint32)
    mixed = wide[:-1] * np.uint32(0x9E3779B1) + wide[1:] * np.uint32(0x85EBCA77)
    mixed ^= mixed >> np.uint32(15)
    pairs: Packed = np.maximum(mixed & np.uint32(MASK), np.uint32(1))
    return pairs


class RecentPostings:
    """Feature → the last `width` rows seen with it; older ones are overwritten, so memory is bounded.

    A slot of the table may be shared by several features: what comes out are candidates, to be compared in full.
    Memory: 4 bytes × width × slots; slots double while fewer than `slots_per_row` stand against a row.
    """

    def __init__(self, width: int, *, slots_per_row: int = 4, slots: int = 1 << 14, most: int = 1 << 22) -> None:
        self._width, self._per_row, self._most = width, slots_per_row, most
        self._table = np.zeros((slots, width), np.int32)
        self._next = np.zeros(slots, np.uint8)

    def grow(self, rows: int) -> bool:
        """Double the table when `rows` have outgrown it; the caller then adds all live rows again."""
        slots = len(self._next)
        if slots >= self._most or rows * self._per_row <= slots:
            return False
        while slots < self._most and rows * self._per_row > slots:
            slots *= 2
        self._table = np.zeros((slots * 2, self._width), np.int32)
        self._next = np.zeros(slots * 2, np.uint8)
        return True

    def add(self, row: int, keys: Hashes) -> None:
        """Note that `row` has these features."""
        slots = self._slots(keys)
        place = self._next[slots]
        self._table[slots, place] = row + 1
        self._next[slots] = (place + 1) % self._width

    def find(self, keys: Hashes) -> Rows:
        """Rows last seen with each key, shape (len(keys), width); -1 where there is none."""
        return self._table[self._slots(keys)].astype(np.int64) - 1

    def _slots(self, keys: Hashes) -> Rows:
        return (keys & np.uint64(len(self._next) - 1)).astype(np.int64)


@dataclass(slots=True)
class Row:
    """What is kept of an item besides its features."""

    id: str
    root: str
    codes: Codes


class ItemRows:
    """Items as rows: features (512 bytes each), day, event; rows of expired items are used again.

    `size`: length of the weighted features (`Likeness.refresh`).
    """

    def __init__(self) -> None:
        self.features = np.zeros((256, FEATURES), np.uint32)
        self.day = np.zeros(256, np.float64)
        self.event = np.full(256, -1, np.int64)
        self.reach = np.zeros(256, np.float64)
        self.pairs = np.zeros(256, np.int64)
        self.size = np.zeros(256, np.float32)
        self.rows: list[Row | None] = []
        self._free: list[int] = []

    def __len__(self) -> int:
        return len(self.rows) - len(self._free)

    def add(self, row: Row, packed: Packed, day: float, reach: float, event: int) -> int:
        """Keep an item and give its row number."""
        if self._free:
            number = self._free.pop()
            self.rows[number] = row
        else:
            number = len(self.rows)
            self.rows.append(row)
            if number >= len(self.day):
                self._double()
        self.features[number] = 0
        self.features[number, : len(packed)] = packed
        self.pairs[number] = len(packed)
        self.day[number], self.reach[number], self.event[number] = day, reach, event
        return number

    def row(self, number: int) -> Row:
        """The kept values of a live row."""
        row = self.rows[number]
        if row is None:
            raise LookupError(number)
        return row

    def packed(self, number: int) -> Packed:
        """The features of a row."""
        return self.features[number, : self.pairs[number]]

    def live(self) -> list[int]:
        """The numbers of all rows in use."""
        return [number for number, row in enumerate(self.rows) if row is not None]

    def drop(self, number: int) -> None:
        """Forget an item; its number will be given again."""
        self.rows[number], self.event[number] = None, -1
        self._free.append(number)

    def _double(self) -> None:
        self.features = np.concatenate((self.features, np.zeros_like(self.features)))
        self.day = np.concatenate((self.day, np.zeros_like(self.day)))
        self.reach = np.concatenate((self.reach, np.zeros_like(self.reach)))
        self.pairs = np.concatenate((self.pairs, np.zeros_like(self.pairs)))
        self.size = np.concatenate((self.size, np.zeros_like(self.size)))
        self.event = np.concatenate((self.event, np.full_like(self.event, -1)))


class FeatureCounts:
    """How many items have a feature, and with it how much a feature says (inverse document frequency)."""

    def __init__(self, common: int, share: NDArray[np.float32]) -> None:
        """`common`: items that stand behind the counts before any was seen, a `share` of them per feature."""
        self._common = common
        self._count = share * np.float32(common)
        self._log = np.log(np.maximum(self._count, 1))
        self._times = np.concatenate(([0.0], 1 + np.log(np.arange(1, _MOST + 2)))).astype(np.float32)
        self._quiet = np.zeros(0, np.int64)
        self._seen = np.zeros(1 << BITS, np.bool_)
        self.items = 0

    def add(self, packed: Packed, step: int = 1) -> None:
        """Count an item's features once each; with step -1 take them back."""
        at = packed & np.uint32(MASK)
        self._count[at] += step
        self._log[at] = np.log(np.maximum(self._count[at], 1))
        self.items += step

    def silence(self, packed: Packed) -> None:
        """Features that never say anything: words that all duties share."""
        self._quiet = np.union1d(self._quiet, (packed & np.uint32(MASK)).astype(np.int64))

    def shared(self, hashes: Packed, other: Packed) -> NDArray[np.bool_]:
        """Which of `hashes` are among the packed features of another item."""
        theirs = other & np.uint32(MASK)
        self._seen[theirs] = True
        found = self._seen[hashes]
        self._seen[theirs] = False
        return found

    def weights(self, packed: Packed) -> Floats:
        """What each feature says for its item; any shape in, the same shape out; 0 for padding."""
        at = packed & np.uint32(MASK)
        most = np.float32(np.log(self.items + self._common + 1))
        found: Floats = (most - self._log[at]) * self.times(packed)
        if len(self._quiet):
            found[np.isin(at, self._quiet)] = 0
        return found

    def times(self, packed: Packed) -> Floats:
        """How much a feature weighs more for standing in its item several times; 0 for padding."""
        found: Floats = self._times[packed >> np.uint32(BITS)]
        return found
