"""How the shipped models are made: composed texts in, `shipped/topic.*` and `shipped/emotion.*` out (`make model`)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import yaml

from classifiers.composing import CORPUS, Composer
from classifiers.composing_emotion import MoodComposer
from classifiers.model import BATCH, SHIPPED, Linear, fit_space, save
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

    `topic` and `emotion` judge. `matters` tells apart what people write about within a topic; training uses it to
    learn from few corrections under which topic a body files each matter.
    """
    settings = read_settings()
    topic, emotion, seed = settings["topic"], settings["emotion"], settings["seed"]
    composed = list(Composer(seed).texts(topic["texts_per_weight"]))
    by_matter = list(Composer(seed).by_matter(topic["texts_per_weight"]))
    moods = list(MoodComposer(seed).texts(emotion["posts"], emotion["letters"]))
    models = [
        fit_composed("topic", composed, TOPIC_FAMILIES, topic),
        fit_composed("emotion", moods, EMOTION_FAMILIES, emotion),
        coarse(fit_composed("matters", by_matter, TOPIC_FAMILIES, topic)),
    ]
    for model in models:
        save(model, folder)
    return models


def fit_composed(
    name: str, rows: Sequence[tuple[str, str, str]], families: Sequence[Family], settings: dict[str, Any]
) -> Linear:
    """A ridge classifier over composed (title, text, label) rows, with the settings of its head."""
    from sklearn.linear_model import RidgeClassifier

    texts, labels = [row[:2] for row in rows], np.array([row[2] for row in rows])
    space = fit_space(
        [read_batch(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)], families, settings["at_least"]
    )
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
