"""Figures of a model, splits, and what a person should label next."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from classifiers.calibration import abstain_threshold, fit_calibration
from classifiers.evaluation import calibration_error, coverage, folds, measure, next_to_label, roll_up
from classifiers.model import softmax
from errors import BadInput

CLASSES = ("城乡建设", "政法/公证", "政法/律师", "民政")
SAID = np.array([[0.4, 0.3, 0.25, 0.05], [0.6, 0.1, 0.1, 0.2]])


def test_leaves_are_added_up_to_the_files_level_and_only_its_labels_are_chosen() -> None:
    rolled = roll_up(CLASSES, SAID, ["政法", "城乡建设"])
    assert rolled.labels == ("城乡建设", "政法")
    # .4 : .3 + .25, and .6 : .2, each pair made to sum to 1
    assert np.allclose(rolled.probabilities, [[0.4 / 0.95, 0.55 / 0.95], [0.75, 0.25]])
    assert rolled.rolled_up
    assert not roll_up(CLASSES, SAID, ["民政", "城乡建设"]).rolled_up


def test_a_label_that_the_model_cannot_say_is_an_error() -> None:
    with pytest.raises(BadInput, match="航天"):
        roll_up(CLASSES, SAID, ["航天"])


def test_a_label_is_not_a_prefix_of_a_longer_name() -> None:
    with pytest.raises(BadInput):
        roll_up(("政法委",), np.ones((1, 1)), ["政法"])


def test_measures_match_arithmetic_by_hand() -> None:
    rolled = roll_up(("a", "b"), np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]]), ["a", "b"])
    told = measure(rolled, ["a", "a", "b", "b"])
    # a: 2 right of 3 said, 2 true: F1 = 4/5; b: 1 right of 1 said, 2 true: F1 = 2/3
    assert told["accuracy"] == 0.75
    assert told["per_class"]["a"]["f1"] == 0.8
    assert told["macro_f1"] == round((0.8 + 2 / 3) / 2, 4)
    assert told["coverage_at_97"] == 0.75


def test_calibration_error_is_the_weighted_gap() -> None:
    # bin of .9: mean confidence .9, accuracy .5, half of the texts; bin of .6: gap .4
    error = calibration_error(np.array([0.9, 0.9, 0.6, 0.6]), np.array([True, False, True, True]))
    assert error == pytest.approx(0.5 * 0.4 + 0.5 * 0.4)


def test_coverage_is_the_largest_share_not_the_first() -> None:
    sure = np.linspace(1, 0.5, 100)
    correct = np.ones(100, bool)
    correct[0] = False
    assert coverage(sure, correct) == 1.0
    assert coverage(sure, ~np.ones(100, bool)) == 0.0
    assert coverage(np.zeros(0), np.zeros(0, bool)) == 0.0


def test_equal_texts_share_a_fold_and_labels_are_spread() -> None:
    groups = [f"g{number // 2}" for number in range(100)]
    labels = ["a" if number < 50 else "b" for number in range(100)]
    fold = folds(groups, labels, 5)
    assert all(fold[number] == fold[number + 1] for number in range(0, 100, 2))
    for label in "ab":
        sizes = np.bincount([f for f, each in zip(fold, labels, strict=True) if each == label], minlength=5)
        assert sizes.max() - sizes.min() <= 4  # two groups
    assert (fold == folds(groups, labels, 5)).all()


def test_calibration_makes_over_sure_scores_honest() -> None:
    random = np.random.default_rng(0)
    truth = random.integers(0, 3, 3000)
    scores = 2.0 * np.eye(3)[truth] + random.normal(0, 1.5, (3000, 3))
    sharpness, shift = fit_calibration(scores, truth)
    told = softmax((scores * sharpness + shift).astype(np.float32))
    raw = softmax((scores * 6).astype(np.float32))
    right = told.argmax(axis=1) == truth
    assert calibration_error(told.max(axis=1), right) < 0.03 < calibration_error(raw.max(axis=1), right)


def test_the_abstain_threshold_keeps_the_promised_accuracy() -> None:
    sure = np.linspace(1, 0, 100)
    correct = np.arange(100) < 60
    least = abstain_threshold(sure, correct)
    assert correct[sure >= least].mean() >= 0.97
    assert abstain_threshold(sure, np.zeros(100, bool)) == 1.0


def test_what_to_label_next_is_uncertain_and_not_twice_the_same() -> None:
    said = np.array([[0.5, 0.5], [0.5, 0.5], [0.52, 0.48], [0.99, 0.01]])
    vectors = sp.csr_matrix(np.array([[1.0, 0, 0], [1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]]))
    # 0 and 1 are one text twice: after 0 comes 2, though 1 is less certain
    assert next_to_label(said, vectors, 2) == [0, 2]
    assert len(next_to_label(said, vectors, 99)) == 4
