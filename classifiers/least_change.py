"""How rows that were picked for doubt teach: scores change as little as brings each row beyond a margin."""

from __future__ import annotations

import numpy as np
import scipy.optimize
import scipy.sparse as sp
from numpy.typing import NDArray

RIDGE = 1.0
STEPS = {"maxiter": 60, "ftol": 1e-5}
Floats = NDArray[np.float64]


def least_change(
    told: sp.csr_matrix, start: Floats, sign: Floats, weight: Floats, margin: float
) -> tuple[Floats, Floats]:
    """The least change of weights (features, classes) and bias that brings scores beyond `margin`.

    `start` (texts, classes) are scores as they were, `sign` 1 for the right class and -1 for the others: the right
    one's score shall be above `margin`, the others' below its negative (least squared shortfalls). With margin 0 a row
    moves scores only as far as it needs, and a row that is right already moves nothing.
    """
    turned, shape = told.T.tocsr(), (told.shape[1] + 1, sign.shape[1])

    def loss(values: Floats) -> tuple[float, Floats]:
        change = values.reshape(shape)
        short = np.maximum(0.0, margin - sign * (start + told @ change[:-1] + change[-1]))
        pull = -weight[:, None] * short * sign
        steps = np.vstack([turned @ pull, pull.sum(axis=0)]) + RIDGE * change
        return 0.5 * float(np.sum(weight[:, None] * short**2) + RIDGE * np.sum(change**2)), steps.ravel()

    found = scipy.optimize.minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options=STEPS)
    return found.x.reshape(shape)[:-1], found.x.reshape(shape)[-1]
