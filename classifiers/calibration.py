"""Probabilities that mean what they say: one sharpness and a shift per class, fitted on held-out scores."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.optimize
from numpy.typing import NDArray

from classifiers.evaluation import SURE


def fit_calibration(scores: NDArray[Any], right: NDArray[np.int64]) -> tuple[float, NDArray[np.float32]]:
    """Sharpness and shift such that softmax(scores · sharpness + shift) fits the right classes best.

    `scores` (texts, classes) come from models that had not seen the text, `right` holds class numbers. Least mean
    negative logarithm of the right class's probability, with a light pull of the shifts towards 0.
    """
    texts, classes = scores.shape

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        raw = scores * np.exp(values[0]) + values[1:]
        raw = raw - raw.max(axis=1, keepdims=True)
        powers = np.exp(raw)
        share = powers / powers.sum(axis=1, keepdims=True)
        rows = np.arange(texts)
        lost = -np.mean(np.log(share[rows, right] + 1e-12)) + 0.001 * float(np.sum(values[1:] ** 2))
        share[rows, right] -= 1
        steps = np.concatenate([[np.sum(share * scores) * np.exp(values[0]) / texts], share.sum(axis=0) / texts])
        steps[1:] += 0.002 * values[1:]
        return float(lost), steps

    start = np.concatenate([[np.log(4.0)], np.zeros(classes)])
    found = scipy.optimize.minimize(loss, start, jac=True, method="L-BFGS-B").x
    return float(np.exp(found[0])), (found[1:] - found[1:].mean()).astype(np.float32)


def abstain_threshold(confidence: NDArray[Any], correct: NDArray[np.bool_], accuracy: float = SURE) -> float:
    """The least confidence from which on `accuracy` of the decisions are right; under it a person decides."""
    order = np.argsort(-confidence, kind="stable")
    running = np.cumsum(correct[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(running >= accuracy)
    return round(float(confidence[order[enough[-1]]]), 4) if len(enough) else 1.0
