"""The topic model learns from labelled rows: a ridge regression of what the shipped model gets wrong.

The shipped model's scores are the starting point. What they get wrong is explained by matter first (under which topic
a body files each matter is learned from few rows), then by words: the shipped model's and the rows' own. With few rows
the result is close to the shipped model, with thousands it is the rows' own model. Everything is linear, so that the
result is one model of arrays again.

Unlabelled texts of the same body help few rows: a teacher that learned from the rows alone answers them, and its
answers are further rows, each as heavy as the teacher is sure. They never count where rows are measured.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifiers.calibration import abstain_threshold, fit_calibration
from classifiers.evaluation import Rolled, folds, measure, roll_up
from classifiers.labelled import Labelled, pairs
from classifiers.least_change import RIDGE, least_change
from classifiers.model import BATCH, Linear, Space, fit_space, softmax
from classifiers.text import same_text_key
from classifiers.vectors import Batch, Family, read_batch
from errors import BadInput

OWN = (
    Family("word", 1, "all", 0.7, "own words", whole=True),
    Family("word", 1, "title", 0.5, "own title words", whole=True),
    Family("char", 2, "all", 0.7, "own pairs", whole=True),
    Family("char", 2, "title", 0.8, "own title", whole=True),
    Family("char", 3, "title", 0.8, "own title", whole=True),
)
MANY_ROWS = 3000  # from here on the rows' own features weigh most
FAIR = 0.7  # of a fair sample the shipped model has more than this right; with less, rows were picked
MARGIN = 0.67  # how far from 0 the scores of picked rows shall be, where half of them or more were right
BALANCE = 0.75  # 0: every row counts alike, 1: every topic counts alike
FOLDS = 5
LEAST_ROWS = 20
LATE_SHARE = 0.2  # of the dated rows, held out as the future
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Trained:
    """A model, its held-out probabilities of each row (rolled up to the file's labels), and its report."""

    model: Linear
    held_out: Rolled
    report: dict[str, Any]


class Lesson:
    """The rows made ready: features, the shipped scores, targets, and what each label means in the model's classes.

    `unlabelled` (title, text) pairs lie below the rows in `features`, `start` and `told`.
    """

    def __init__(
        self, rows: Sequence[Labelled], prior: Linear, matters: Linear, unlabelled: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.rows, self.prior, self.matters = rows, prior, matters
        self.labels = sorted({row.topic for row in rows})
        if len(rows) < LEAST_ROWS or len(self.labels) < 2:
            raise BadInput(
                f"至少需要 {LEAST_ROWS} 行、两个主题才能训练（现有 {len(rows)} 行、{len(self.labels)} 个主题）"
            )
        self.classes = (*prior.classes, *(each for each in self.labels if not _columns(prior.classes, each)))
        texts = [*pairs(rows), *unlabelled]
        batches = [read_batch(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)]
        own = fit_space(batches, OWN, 2 if len(texts) >= 100 else 1)
        self.prior_weight, own_weight = shares(len(texts))
        self.space = joined((scaled(prior.space, self.prior_weight, "prior"), scaled(own, own_weight, "rows")))
        self.features = self.read(batches)
        self.start = self.start_of(self.features)
        found = self.features[:, : len(prior.space)] @ (matters.weights / self.prior_weight)
        self._matter_mean = found.mean(axis=0)
        self.told = sp.hstack([self.features, sp.csr_matrix(found - self._matter_mean)], format="csr")
        self.trained: NDArray[np.int64] = np.array(
            sorted({at for each in self.labels for at in _columns(self.classes, each)})
        )
        self.right = self._right()
        self.agreed = self._agreed()
        self.margin = MARGIN * min(1.0, 2 * self.agreed)
        self.teacher = None
        if unlabelled:
            lesson = Lesson(rows, prior, matters)
            self.teacher = Teacher(lesson, lesson.read(batches)[len(rows) :])

    def read(self, batches: Sequence[Batch]) -> sp.csr_matrix:
        """Feature vectors of texts laid in batches."""
        return sp.vstack([self.space.vectors(self.space.seen(each)) for each in batches], format="csr")

    def start_of(self, features: sp.csr_matrix) -> Floats:
        """The shipped model's scores; -1 ("not this one") for classes it does not know."""
        known = features[:, : len(self.prior.space)] @ (self.prior.weights / self.prior_weight) + self.prior.bias
        return np.hstack([known, np.full((len(known), len(self.classes) - known.shape[1]), -1.0)])

    def _right(self) -> NDArray[np.int64]:
        """The right class of each row, as a number among the trained; a label above leaves means its likeliest leaf."""
        columns = {label: np.array(_columns(self.classes, label)) for label in self.labels}
        right = [columns[row.topic][np.argmax(self.start[at, columns[row.topic]])] for at, row in enumerate(self.rows)]
        return np.searchsorted(self.trained, right)

    def _agreed(self) -> float:
        """The share of the rows whose label the shipped model gives too, or does not know."""
        known = self.trained[self.right] < len(self.prior.classes)
        return 1.0 - float(np.mean(known & (self.start[: len(self.rows), self.trained].argmax(axis=1) != self.right)))

    @property
    def picked(self) -> bool:
        """Whether few rows came that the shipped model mostly gets wrong: picked as doubtful, or corrections alone.

        Such rows show where it errs, but neither how often nor how common a topic is.
        """
        return len(self.rows) < MANY_ROWS and self.agreed < FAIR

    def fit(self, chosen: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Weights (features, trained) and bias on top of the shipped scores, learned from the chosen rows."""
        right, sure = self.right[chosen], np.ones(len(chosen))
        if self.teacher:
            answers, how_sure = self.teacher.answers(chosen)
            right, sure = np.concatenate([right, answers]), np.concatenate([sure, how_sure])
            chosen = np.concatenate([chosen, np.arange(len(self.rows), len(self.start))])
        sign: Floats = 2.0 * np.eye(len(self.trained))[right] - 1
        start, told, weight = self.start[np.ix_(chosen, self.trained)], self.told[chosen], balanced(right) * sure
        if self.picked:
            return self._folded(*least_change(told, start, sign, weight / weight.mean(), self.margin))
        from sklearn.linear_model import Ridge

        ridge = Ridge(alpha=RIDGE, solver="sparse_cg", tol=1e-3, max_iter=80)
        ridge.fit(told, sign - start, sample_weight=weight)
        return self._folded(ridge.coef_.T, ridge.intercept_)

    def _folded(self, weights: Floats, bias: Floats) -> tuple[Floats, Floats]:
        """What was learned of the matters, put into the weights of the words that the matters are made of."""
        own, of_matters = weights[: len(self.space)].copy(), weights[len(self.space) :]
        own[: len(self.prior.space)] += self.matters.weights / self.prior_weight @ of_matters
        return own, bias - self._matter_mean @ of_matters

    def calibration(self, held: Floats) -> tuple[float, NDArray[np.float32]]:
        """Sharpness and shift from held-out scores; picked rows have no say, few ones only in the sharpness."""
        none = np.zeros(len(self.trained), np.float32)
        if self.picked:
            return self.prior.sharpness, none
        sharpness, shift = fit_calibration(held, self.right)
        return sharpness, shift if len(self.rows) >= MANY_ROWS else none

    def scores(self, chosen: NDArray[np.int64], fitted: tuple[Floats, Floats]) -> Floats:
        """Scores of the trained classes for the chosen rows."""
        found = self.features[chosen] @ fitted[0] + fitted[1] + self.start[np.ix_(chosen, self.trained)]
        return cast(Floats, found)


@dataclass(frozen=True)
class Teacher:
    """Answers for texts without a label; `asked` are their features in the lesson of the rows alone."""

    lesson: Lesson
    asked: sp.csr_matrix

    def answers(self, chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
        """The class of each text (as a number among the trained) and how sure that is (0-1), from the chosen rows."""
        weights, bias = self.lesson.fit(chosen)
        scores = self.asked @ weights + bias + self.lesson.start_of(self.asked)[:, self.lesson.trained]
        said = softmax((scores * self.lesson.prior.sharpness).astype(np.float32))
        return said.argmax(axis=1), said.max(axis=1).astype(np.float64)


def balanced(right: NDArray[np.int64]) -> Floats:
    """A weight for each row, larger for rare classes, 1 on average over the classes."""
    count = np.bincount(right)
    weight: Floats = (len(right) / np.count_nonzero(count) / np.maximum(count, 1))[right] ** BALANCE
    return weight


def train(
    rows: Sequence[Labelled],
    prior: Linear,
    matters: Linear,
    present: Linear,
    version: str,
    unlabelled: Sequence[tuple[str, str]] = (),
) -> Trained:
    """A topic model from labelled rows; `prior` and `matters` are shipped, `present` is the one in use.

    `unlabelled`: (title, text) of further texts of the same body; those that equal a row are left out.

    Scores in the report are held out: five folds, the same text never on both sides, calibrated on the other folds;
    `by_time` learns from the earlier rows and is measured on the latest fifth of them. Topics that the file does not
    have keep the weights that they have in `present`. Raises BadInput for too few rows or topics.
    """
    unlabelled = apart_from(rows, unlabelled)
    lesson = lesson_of(rows, prior, matters, unlabelled)
    fold = folds([row.group for row in rows], [row.topic for row in rows], FOLDS)
    held, everything = np.zeros((len(rows), len(lesson.trained))), np.arange(len(rows))
    for number in range(FOLDS):
        learned, asked = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        if len(learned) and len(asked):
            held[asked] = lesson.scores(asked, lesson.fit(learned))
    rolled = _calibrated_apart(lesson, held, fold)
    truth = [row.topic for row in rows]
    report = {**measure(rolled, truth), "held_out": f"{FOLDS} folds by text", "by_time": _by_time(lesson)}
    sharpness, shift = lesson.calibration(held)
    correct = rolled.probabilities.argmax(axis=1) == np.array([rolled.labels.index(each) for each in truth])
    model = _assembled(lesson, present, lesson.fit(everything), (sharpness, shift), version)
    model.threshold = abstain_threshold(rolled.probabilities.max(axis=1), correct)
    model.about |= {"learned_from": "labelled rows", "report": report, "prior": prior.version}
    model.about["unlabelled"] = len(unlabelled) if lesson.teacher else 0
    return Trained(model, rolled, report)


def lesson_of(
    rows: Sequence[Labelled], prior: Linear, matters: Linear, unlabelled: Sequence[tuple[str, str]]
) -> Lesson:
    """The lesson of rows with unlabelled texts beside them; rows that were picked learn alone, in their own words."""
    alone = Lesson(rows, prior, matters)
    return Lesson(rows, prior, matters, unlabelled) if unlabelled and not alone.picked else alone


def apart_from(rows: Sequence[Labelled], texts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The distinct texts that equal none of the rows: a row that is held out must not come back without its label."""
    known = {row.group for row in rows}
    found = {same_text_key(title, text): (title, text) for title, text in texts}
    return [each for key, each in found.items() if key and key not in known]


def text_keys(rows: Sequence[Labelled]) -> NDArray[np.uint32]:
    """A 32-bit key of each row's text, equal for equal texts."""
    return np.array([zlib.crc32(row.group.encode()) for row in rows], np.uint32)


def compare(trained: Trained, rows: Sequence[Labelled], present: Linear) -> tuple[dict[str, Any], dict[str, Any]]:
    """Reports of the new and the present model on the same rows: held out for the one, never seen by the other.

    Both are empty where the present model has seen all but LEAST_ROWS of the rows.
    """
    fresh = np.flatnonzero(~np.isin(text_keys(rows), present.texts_seen))
    if len(fresh) < LEAST_ROWS:
        return {}, {}
    asked = [rows[at] for at in fresh.tolist()]
    texts, truth = pairs(asked), [row.topic for row in asked]
    new = Rolled(trained.held_out.labels, trained.held_out.probabilities[fresh], trained.held_out.rolled_up)
    labels = trained.held_out.labels
    unknown = [label for label in labels if not _columns(present.classes, label)]
    said = present.predict(texts)
    said = np.hstack([said, np.zeros((len(fresh), len(unknown)), said.dtype)])
    old = roll_up((*present.classes, *unknown), said, labels)
    return measure(new, truth), measure(old, truth)


def shares(rows: int) -> tuple[float, float]:
    """How much the shipped model's features and the rows' own weigh: few rows trust their own words less."""
    many = min(1.0, rows / MANY_ROWS)
    return 1.0 - 0.45 * many, max(0.3, many**0.5)


def scaled(space: Space, factor: float, named: str) -> Space:
    """The same space with every family's weight multiplied, and its blocks under a name of their own."""
    families = tuple(
        replace(each, weight=each.weight * factor, block=f"{named} {each.block}") for each in space.families
    )
    return Space(families, space.keys, space.idf)


def joined(spaces: Sequence[Space]) -> Space:
    """One space with the features of several, in their order; their blocks must have different names."""
    return Space(
        tuple(family for space in spaces for family in space.families),
        tuple(keys for space in spaces for keys in space.keys),
        np.concatenate([space.idf for space in spaces]),
    )


def _columns(classes: Sequence[str], label: str) -> list[int]:
    return [at for at, each in enumerate(classes) if each == label or each.startswith(label + "/")]


def _calibrated_apart(lesson: Lesson, held: Floats, fold: NDArray[np.int64]) -> Rolled:
    """Held-out probabilities, each fold calibrated on the others."""
    probabilities = np.zeros_like(held)
    for number in range(FOLDS):
        others, asked = fold != number, fold == number
        sharpness, shift = fit_calibration(held[others], lesson.right[others])
        probabilities[asked] = softmax((held[asked] * sharpness + shift).astype(np.float32))
    return roll_up([lesson.classes[at] for at in lesson.trained], probabilities, lesson.labels)


def _by_time(lesson: Lesson) -> dict[str, Any]:
    """Scores on the latest rows of a model that learned from earlier ones; empty without enough dates."""
    dated = [at for at, row in enumerate(lesson.rows) if row.written_at]
    dated.sort(key=lambda at: cast(Any, lesson.rows[at].written_at))
    late = dated[len(dated) - int(len(dated) * LATE_SHARE) :]
    groups = {lesson.rows[at].group for at in late}
    early = [at for at in dated[: len(dated) - len(late)] if lesson.rows[at].group not in groups]
    if len(late) < LEAST_ROWS or len({lesson.right[at] for at in early}) < 2:
        return {}
    asked = np.array(late)
    held = lesson.scores(asked, lesson.fit(np.array(early)))
    rolled = roll_up(
        [lesson.classes[at] for at in lesson.trained], softmax((held * 4.0).astype(np.float32)), lesson.labels
    )
    told = measure(rolled, [lesson.rows[at].topic for at in late])
    return {name: told[name] for name in ("rows", "accuracy", "macro_f1")}


def _assembled(
    lesson: Lesson,
    present: Linear,
    fitted: tuple[Floats, Floats],
    calibration: tuple[float, NDArray[np.float32]],
    version: str,
) -> Linear:
    prior, space, trained = lesson.prior, lesson.space, lesson.trained
    weights = np.zeros((len(space), len(lesson.classes)), np.float32)
    weights[: len(prior.space), : len(prior.classes)] = prior.weights / lesson.prior_weight
    weights[:, trained] += fitted[0].astype(np.float32)
    bias = np.full(len(lesson.classes), -1.0, np.float32)
    bias[: len(prior.classes)] = prior.bias
    bias[trained] += fitted[1].astype(np.float32)
    shift = np.zeros(len(lesson.classes), np.float32)
    shift[trained] = calibration[1]
    about = {"taught": [lesson.classes[at] for at in trained]}
    seen = text_keys(lesson.rows)
    model = Linear("topic", lesson.classes, space, weights, bias, calibration[0], shift, 0.5, version, about, seen)
    kept = _kept(lesson, present)
    return with_kept(model, present, kept) if kept else model


def _kept(lesson: Lesson, present: Linear) -> list[str]:
    """Classes that the present model learned from rows and that this file says nothing of."""
    taught = {lesson.classes[at] for at in lesson.trained}
    return [each for each in present.about.get("taught", []) if each not in taught]


def with_kept(model: Linear, present: Linear, kept: Sequence[str]) -> Linear:
    """The model with the columns of these classes as they stand in `present`, on that model's own features."""
    old = [present.classes.index(each) for each in kept]
    classes = (*model.classes, *(each for each in kept if each not in model.classes))
    new = [classes.index(each) for each in kept]
    space = joined((model.space, scaled(present.space, 1.0, "kept")))
    weights = np.zeros((len(space), len(classes)), np.float32)
    weights[: len(model.space), : len(model.classes)] = model.weights
    weights[: len(model.space), new] = 0
    weights[len(model.space) :, new] = present.weights[:, old]
    bias, shift = np.zeros(len(classes), np.float32), np.zeros(len(classes), np.float32)
    bias[: len(model.classes)], shift[: len(model.classes)] = model.bias, model.shift
    bias[new], shift[new] = present.bias[old], present.shift[old]
    about = {"taught": [*model.about["taught"], *kept]}
    return replace(model, classes=classes, space=space, weights=weights, bias=bias, shift=shift, about=about)
