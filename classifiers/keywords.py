"""Words to show for a decision of grouping and for an event: what its texts have in common and others have not."""

from __future__ import annotations

import numpy as np

from classifiers.grouping_index import BITS, FeatureCounts, Packed, pair_hashes
from classifiers.near import Codes

_SHOWN = 4
_READ = 200


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
    found = (codes[start:end].tobytes().decode("utf-16-le", "replace") for _, start, end in runs)
    return tuple(dict.fromkeys(found))[:_SHOWN]
