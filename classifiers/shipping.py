"""How the shipped models are made: composed texts in, the files of `shipped/` out (`make model`)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import yaml

from classifiers.composing import CORPUS, Composer
from classifiers.composing_emotion import MoodComposer
from classifiers.composing_kind import KindComposer
from classifiers.model import BATCH, SHIPPED, Linear, Space, fit_space, save
from classifiers.vectors import Family, read_batch

WORDS = Family("word", 1, "all", 1.0, "words")
PAIRS = Family("char", 2, "all", 1.0, "pairs")
TOPIC_FAMILIES = (
    WORDS,
    Family("word", 1, "title", 0.7, "title words"),
    PAIRS,
    Family("char", 2, "title", 0.7, "title"),
    Family("char", 3, "title", 0.7, "title"),
)
LEVELS = 15
EMOTION_FAMILIES = (WORDS, PAIRS)


def read_settings(file: Path = CORPUS / "settings.yaml") -> dict[str, Any]:
    """The settings of the shipped models."""
    return cast(dict[str, Any], yaml.safe_load(file.read_text("utf-8")))


def make_shipped(folder: Path = SHIPPED) -> list[Linear]:
    """Make the shipped models and write them; the same corpus gives the same bytes.

    `topic`, `emotion` and `kind` judge; the last two share their features, so that a text is read once for both.
    `matters` tells apart what people write about within a topic; training uses it to
    learn from few corrections under which topic a body files each matter.
    """
    settings = read_settings()
    topic, emotion, kind, seed = settings["topic"], settings["emotion"], settings["kind"], settings["seed"]
    composed = list(Composer(seed).texts(topic["texts_per_weight"]))
    by_matter = list(Composer(seed).by_matter(topic["texts_per_weight"]))
    moods = list(MoodComposer(seed).texts(emotion["posts"], emotion["letters"]))
    kinds = list(KindComposer(seed).texts(kind["of_each"]))
    shared = space_of([*moods, *kinds], EMOTION_FAMILIES, emotion["at_least"])
    models = [
        fit_composed("topic", composed, space_of(composed, TOPIC_FAMILIES, topic["at_least"]), topic),
        fit_composed("emotion", moods, shared, emotion),
        fit_composed("kind", kinds, shared, kind),
        coarse(fit_composed("matters", by_matter, space_of(by_matter, TOPIC_FAMILIES, topic["at_least"]), topic)),
    ]
    for model in models:
        save(model, folder)
    return models


def space_of(rows: Sequence[tuple[str, str, str]], families: Sequence[Family], at_least: int) -> Space:
    """The features that at least so many of composed (title, text, label) rows hold."""
    texts = [row[:2] for row in rows]
    return fit_space([read_batch(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)], families, at_least)


def fit_composed(name: str, rows: Sequence[tuple[str, str, str]], space: Space, settings: dict[str, Any]) -> Linear:
    """A ridge classifier over composed (title, text, label) rows, with the settings of its head."""
    from sklearn.linear_model import RidgeClassifier

    texts, labels = [row[:2] for row in rows], np.array([row[2] for row in rows])
    classes = tuple(str(each) for each in np.unique(labels))
    empty = np.zeros((len(space), len(classes)), np.float32)
    model = Linear(
        name=name,
        classes=classes,
        space=space,
        weights=empty,
        bias=np.zeros(len(classes), np.float32),
        sharpness=settings["sharpness"],
        shift=np.array([settings["leans"].get(each, 0.0) for each in classes], np.float32),
        threshold=settings["threshold"],
        version=f"shipped-{_digest()}",
        about={"learned_from": "composed texts", "rows": len(rows)},
    )
    fitted = RidgeClassifier(alpha=settings["ridge"]).fit(model.read(texts), labels)
    model.weights = np.ascontiguousarray(fitted.coef_.T, np.float32)
    model.bias = fitted.intercept_.astype(np.float32)
    return model


def coarse(model: Linear) -> Linear:
    """The model with its weights rounded to LEVELS steps each way: a third of the size, enough to learn from."""
    step = np.maximum(np.abs(model.weights).max(axis=0), 1e-9) / LEVELS
    model.weights = np.round(model.weights / step) * step
    return model


def _digest() -> str:
    """Eight letters that change with any file of the corpus."""
    summed = hashlib.sha256()
    for file in sorted(CORPUS.rglob("*")):
        if file.suffix in (".txt", ".yaml"):
            summed.update(file.read_bytes())
    return summed.hexdigest()[:8]
