"""The learning curve: how far so many corrections bring the shipped topic model towards the fully trained one.

    python -m bench.learning [DRAWS]

Real messages in five folds by text. Of four folds some rows are labelled, the others are the body's unlabelled
texts; the fifth is asked. Rows are drawn at random, or are those that the shipped model doubts most. Printed: mean
macro-F1 over folds and draws, and the share of the distance from the shipped to the fully trained model.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from statistics import mean

import numpy as np

from classifiers.evaluation import folds, measure, roll_up
from classifiers.labelled import Labelled, pairs, read_labelled
from classifiers.model import BATCH, SHIPPED, Linear, load, softmax
from classifiers.training import FOLDS, Lesson, apart_from, lesson_of
from classifiers.vectors import read_batch
from tests.realdata import REAL_DATA

RANDOM = (100, 250, 500, 1000)
DOUBTED = 500


def score(lesson: Lesson, asked: Sequence[Labelled]) -> float:
    """Macro-F1 on the asked rows of what all rows of a lesson teach."""
    texts = pairs(asked)
    features = lesson.read([read_batch(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)])
    weights, bias = lesson.fit(np.arange(len(lesson.rows)))
    scores = features @ weights + bias + lesson.start_of(features)[:, lesson.trained]
    classes = [lesson.classes[at] for at in lesson.trained]
    said = roll_up(classes, softmax((scores * lesson.prior.sharpness).astype(np.float32)), lesson.labels)
    return float(measure(said, [row.topic for row in asked])["macro_f1"])


def shipped_score(prior: Linear, asked: Sequence[Labelled]) -> float:
    """Macro-F1 of the shipped model on the asked rows."""
    truth = [row.topic for row in asked]
    return float(measure(roll_up(prior.classes, prior.predict(pairs(asked)), truth), truth)["macro_f1"])


def most_doubted(prior: Linear, rows: Sequence[Labelled]) -> list[Labelled]:
    """The rows by the shipped model's doubt (best less second best probability), the most doubted first."""
    ranked = np.sort(prior.predict(pairs(rows)), axis=1)
    return [rows[at] for at in np.argsort(ranked[:, -1] - ranked[:, -2], kind="stable")]


def main() -> int:
    """Print the curve; 1 where the real data is absent."""
    if not REAL_DATA.is_dir():
        print("the real data is not beside the project", file=sys.stderr)
        return 1
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    rows = read_labelled(REAL_DATA / "messages" / "labelled.csv")
    prior, matters = load(SHIPPED, "topic"), load(SHIPPED, "matters")
    fold = folds([row.group for row in rows], [row.topic for row in rows], FOLDS)
    found: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        found.setdefault(name, []).append(value)

    def taught(name: str, order: Sequence[Labelled], count: int, asked: Sequence[Labelled]) -> None:
        some, rest = order[:count], pairs(order[count:])
        note(f"{count} {name}", score(Lesson(some, prior, matters), asked))
        note(
            f"{count} {name}, unlabelled beside", score(lesson_of(some, prior, matters, apart_from(some, rest)), asked)
        )

    for number in range(FOLDS):
        asked = [rows[at] for at in np.flatnonzero(fold == number)]
        pool = [rows[at] for at in np.flatnonzero(fold != number)]
        note("shipped", shipped_score(prior, asked))
        note("all", score(Lesson(pool, prior, matters), asked))
        taught("most doubted", most_doubted(prior, pool), DOUBTED, asked)
        for draw in range(draws):
            random.Random(draw * FOLDS + number).shuffle(pool)
            for count in RANDOM:
                taught("at random", pool, count, asked)
    low, high = mean(found["shipped"]), mean(found["all"])
    for name, values in found.items():
        print(f"{name:40s} {mean(values):.4f} {(mean(values) - low) / (high - low):6.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
