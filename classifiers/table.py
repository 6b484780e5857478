"""A hash table of arrays: thousands of keys are looked up at once by numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SLOTS_PER_FEATURE = 5
_FIRST, _SECOND = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77)
_EMPTY = np.int32(-1)


class Table:
    """Feature key → feature number by two hash functions; a key that finds no free slot is not `placed`."""

    def __init__(self, keys: NDArray[np.uint32]) -> None:
        self.keys = keys
        bits = max(4, int(len(keys) * _SLOTS_PER_FEATURE).bit_length())
        self._shift = np.uint32(32 - bits)
        self._slots = np.full(1 << bits, _EMPTY, np.int32)
        numbers = np.arange(len(keys), dtype=np.int32)
        first, second = self._slot(keys, _FIRST), self._slot(keys, _SECOND)
        taken = np.zeros(1 << bits, bool)
        self._slots[first], taken[first] = numbers, True
        lost = numbers[self._slots[first] != numbers]
        lost = lost[~taken[second[lost]]]
        self._slots[second[lost]] = lost
        self.placed = (self._slots[first] == numbers) | (self._slots[second] == numbers)

    def _slot(self, keys: NDArray[np.uint32], factor: np.uint32) -> NDArray[np.uint32]:
        return (keys * factor) >> self._shift

    def find(self, keys: NDArray[np.uint32]) -> NDArray[np.int32]:
        """The number of each key's feature, -1 where it is unknown.

        Most of what is asked is unknown and meets an empty slot: only a slot that holds another key sends on to the
        second. An empty slot compares with the last key, which never lies elsewhere than in a slot of its own.
        """
        if not len(self.keys):
            return np.full(len(keys), -1, np.int32)
        number = self._slots[self._slot(keys, _FIRST)]
        missed = np.flatnonzero((self.keys[number] != keys) & (number != _EMPTY))
        again = self._slots[self._slot(keys[missed], _SECOND)]
        number[missed] = np.where(self.keys[again] == keys[missed], again, -1)
        return number
