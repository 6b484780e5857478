"""Splits: an event that has fallen apart is taken apart, and what goes is said.

Items join one by one, each alike to the mean of what was there; so a run of half-alike items can drift. Looking at
all pairs of an event again finds the parts that would not have come together by themselves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def parts_of(likeness: NDArray[np.floating], enough: float) -> list[NDArray[np.int64]]:
    """Positions of the parts of an event, largest first (then oldest); one part where it holds together.

    `likeness` of every pair, shape (n, n); parts stay together while their mean likeness is `enough` (average linkage).
    """
    if len(likeness) < 2:
        return [np.arange(len(likeness))]
    # Loaded where an event is looked at again: a worker that only groups need not spend a fifth of a second on them.
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    apart = 1.0 - (likeness + likeness.T) / 2
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(np.clip(apart, 0.0, None), checks=False), "average")
    labels = fcluster(tree, 1.0 - enough, "distance")
    parts = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    return sorted(parts, key=lambda part: (-len(part), int(part[0])))
