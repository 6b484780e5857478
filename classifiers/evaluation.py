"""How good a model is: scores, calibration, coverage, and splits that never put one text on both sides."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from errors import BadInput

BINS = 15
SURE = 0.97


@dataclass(frozen=True, slots=True)
class Rolled:
    """Probabilities of a file's labels, shape (texts, labels), and whether leaves were added up for them."""

    labels: tuple[str, ...]
    probabilities: NDArray[np.float64]
    rolled_up: bool


def roll_up(classes: Sequence[str], probabilities: NDArray[Any], labels: Sequence[str]) -> Rolled:
    """Probabilities of the labels: a label takes those of its own class and of the leaves below it, summing to 1.

    Only the file's labels can be chosen. Raises BadInput for a label that no class of the model belongs to.
    """
    wanted = tuple(sorted(set(labels)))
    columns = [[at for at, each in enumerate(classes) if each == one or each.startswith(one + "/")] for one in wanted]
    for one, found in zip(wanted, columns, strict=True):
        if not found:
            raise BadInput(f"模型没有 {one!r} 这个主题", field="topic")
    summed = np.stack([probabilities[:, found].sum(axis=1) for found in columns], axis=1).astype(np.float64)
    summed /= np.maximum(summed.sum(axis=1, keepdims=True), 1e-12)
    return Rolled(
        wanted, summed, any([classes[at] for at in found] != [one] for one, found in zip(wanted, columns, strict=True))
    )


def measure(rolled: Rolled, truth: Sequence[str]) -> dict[str, Any]:
    """Accuracy, macro-F1, per class, calibration error and coverage of the best label against the true ones."""
    right = np.array([rolled.labels.index(each) for each in truth])
    said = rolled.probabilities.argmax(axis=1)
    sure = rolled.probabilities.max(axis=1)
    per_class = {label: _of_class(said == at, right == at) for at, label in enumerate(rolled.labels)}
    return {
        "rows": len(truth),
        "accuracy": round(float(np.mean(said == right)), 4),
        "macro_f1": round(float(np.mean([each["f1"] for each in per_class.values()])), 4),
        "per_class": per_class,
        "ece": round(calibration_error(sure, said == right), 4),
        "coverage_at_97": round(coverage(sure, said == right), 4),
    }


def _of_class(said: NDArray[np.bool_], true: NDArray[np.bool_]) -> dict[str, float]:
    hits = int(np.sum(said & true))
    precision, recall = hits / max(1, int(said.sum())), hits / max(1, int(true.sum()))
    f1 = 2 * hits / max(1, int(said.sum()) + int(true.sum()))
    numbers = {"precision": precision, "recall": recall, "f1": f1}
    return {**{name: round(value, 4) for name, value in numbers.items()}, "rows": int(true.sum())}


def calibration_error(confidence: NDArray[Any], correct: NDArray[np.bool_]) -> float:
    """Expected calibration error of the top label in BINS equal bins: Σ share · |accuracy - mean confidence|."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gap = np.bincount(bins, correct.astype(float) - confidence, BINS)
    return float(np.abs(gap).sum() / max(1, len(confidence)))


def coverage(confidence: NDArray[Any], correct: NDArray[np.bool_], accuracy: float = SURE) -> float:
    """The largest share of the texts, taken by falling confidence, of which at least `accuracy` are right."""
    if not len(confidence):
        return 0.0
    order = np.argsort(-confidence, kind="stable")
    running = np.cumsum(correct[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(running >= accuracy)
    return float((enough[-1] + 1) / len(order)) if len(enough) else 0.0


def folds(groups: Sequence[str], labels: Sequence[str], count: int, seed: int = 0) -> NDArray[np.int64]:
    """Fold number of each row: equal groups share a fold, labels are spread evenly.

    The same seed gives the same folds.
    """
    of_group: dict[str, int] = {}
    load: dict[str, list[int]] = {label: [0] * count for label in set(labels)}
    order = list(range(len(groups)))
    random.Random(seed).shuffle(order)
    for row in order:
        if groups[row] not in of_group:
            load_here = load[labels[row]]
            of_group[groups[row]] = load_here.index(min(load_here))
        load[labels[row]][of_group[groups[row]]] += 1
    return np.array([of_group[group] for group in groups])


def next_to_label(probabilities: NDArray[Any], vectors: Any, most: int) -> list[int]:
    """Numbers of the texts that a person should label next: uncertain ones that are unlike one another.

    Uncertainty is 1 - (best - second best probability); each pick lowers its like by their cosine. `vectors` is the
    sparse matrix of the same texts. Best first; at most 2,000 of the most uncertain are looked at.
    """
    ranked = np.sort(probabilities, axis=1)
    uncertain = 1 - (ranked[:, -1] - ranked[:, -2]) if ranked.shape[1] > 1 else np.ones(len(ranked))
    pool = np.argsort(-uncertain, kind="stable")[:2000]
    lengths = np.sqrt(np.asarray(vectors[pool].multiply(vectors[pool]).sum(axis=1)).ravel())
    worth, likeness = uncertain[pool].copy(), np.zeros(len(pool))
    chosen: list[int] = []
    for _ in range(min(most, len(pool))):
        best = int(np.argmax(worth * (1 - likeness)))
        chosen.append(int(pool[best]))
        like = np.asarray((vectors[pool] @ vectors[pool[best]].T).todense()).ravel()
        likeness = np.maximum(likeness, np.clip(like / np.maximum(lengths * lengths[best], 1e-9), 0, 1))
        worth[best] = -1.0
    return chosen
