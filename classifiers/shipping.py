"""How the shipped models are made: composed and written texts in, the files of `shipped/` out (`make model`)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import yaml

from classifiers.composing import CORPUS, Composer, read_matters
from classifiers.composing_emotion import MoodComposer
from classifiers.composing_kind import KindComposer
from classifiers.model import BATCH, SHIPPED, Linear, Space, fit_space, save
from classifiers.vectors import Family, read_batch
from classifiers.written import Written, read_written

WORDS = Family("word", 1, "all", 1.0, "words")
PAIRS = Family("char", 2, "all", 1.0, "pairs")
FAMILIES = (
    WORDS,
    Family("word", 1, "title", 0.7, "title words"),
    PAIRS,
    Family("char", 2, "title", 0.7, "title"),
    Family("char", 3, "title", 0.7, "title"),
)
LEVELS = 15
Row = tuple[str, str, str]


def read_settings(file: Path = CORPUS / "settings.yaml") -> dict[str, Any]:
    """The settings of the shipped models."""
    return cast(dict[str, Any], yaml.safe_load(file.read_text("utf-8")))


def make_shipped(folder: Path = SHIPPED) -> None:
    """Make the shipped models and write them; the same corpus gives the same bytes.

    `topic`, `emotion`, `kind` and `duty` judge; they share their features, so that a text is read once for all.
    `matters` tells apart what people write about within a topic; training uses it to
    learn from few corrections under which topic a body files each matter.
    """
    settings, written = read_settings(), read_written()
    seed, topic, emotion, kind = settings["seed"], settings["topic"], settings["emotion"], settings["kind"]
    composed = list(Composer(seed).texts(topic["texts_per_weight"]))
    by_matter = list(Composer(seed).by_matter(topic["texts_per_weight"]))
    moods = list(MoodComposer(seed).texts(emotion["posts"], emotion["letters"]))
    kinds = list(KindComposer(seed).texts(kind["of_each"]))
    space = space_of([*composed, *moods, *kinds, *_labelled(written, "topic")], settings["at_least"])
    by_body = _by_body(by_matter)[:: settings["duty"]["of"]]
    models = [
        fit("topic", composed, _labelled(written, "topic"), space, topic),
        fit("emotion", moods, _labelled(written, "emotion"), space, emotion),
        fit("kind", kinds, _labelled(written, "kind"), space, kind),
        coarse(fit("duty", by_body, _labelled(written, "duty"), space, settings["duty"])),
        coarse(fit("matters", by_matter, [], space, topic)),
    ]
    for model in models:
        save(model, folder, "" if model is models[0] else models[0].name)


def _labelled(written: Sequence[Written], name: str) -> list[Row]:
    """(title, text, label) of what was written, with the field that a head learns: duties of what is answered alone."""
    return [(each.title, each.text, getattr(each, name)) for each in written if each.relevant or name != "duty"]


def _by_body(by_matter: Sequence[Row]) -> list[Row]:
    """What was composed about matters of which one body is in charge, labelled with it."""
    body_of = {f"{each.topic}/{each.name}": each.body for each in read_matters()}
    return [(title, text, body_of[matter]) for title, text, matter in by_matter if body_of[matter]]


def space_of(rows: Sequence[Row], at_least: int) -> Space:
    """The features that at least so many of (title, text, label) rows hold."""
    texts = [row[:2] for row in rows]
    return fit_space([read_batch(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)], FAMILIES, at_least)


def fit(name: str, composed: Sequence[Row], written: Sequence[Row], space: Space, settings: dict[str, Any]) -> Linear:
    """A ridge classifier over composed and written rows, each of these as heavy as `settings["written"]` says."""
    from sklearn.linear_model import RidgeClassifier

    rows = [*composed, *written]
    texts, labels = [row[:2] for row in rows], np.array([row[2] for row in rows])
    classes = tuple(str(each) for each in np.unique(labels))
    model = Linear(
        name=name,
        classes=classes,
        space=space,
        weights=np.zeros((len(space), len(classes)), np.float32),
        bias=np.zeros(len(classes), np.float32),
        sharpness=settings["sharpness"],
        shift=np.array([settings["leans"].get(each, 0.0) for each in classes], np.float32),
        threshold=settings["threshold"],
        version=f"shipped-{_digest()}",
        about={"learned_from": "composed and written texts", "composed": len(composed), "written": len(written)},
    )
    heavy = np.repeat([1.0, settings["written"]], [len(composed), len(written)])
    fitted = RidgeClassifier(alpha=settings["ridge"]).fit(model.read(texts), labels, sample_weight=heavy)
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
