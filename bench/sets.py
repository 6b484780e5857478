"""The real data for measuring, read in place: nothing of it enters the project."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import numpy as np

from classifiers.evaluation import Rolled, measure, roll_up
from classifiers.heads import Heads

MOODS = {"happy": "positive", "angry": "negative", "sad": "negative", "fear": "negative", "neutral": "neutral"}


def moods(root: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """Posts of `emotion/*` as ("", text) with one of three moods; surprise is left out."""
    rows = [row for file in sorted((root / "emotion").glob("*")) for row in json.loads(file.read_text("utf-8"))]
    rows = [row for row in rows if row["label"] in MOODS]
    return [("", row["content"]) for row in rows], [MOODS[row["label"]] for row in rows]


def measure_moods(heads: Heads, root: Path) -> dict[str, object]:
    """Scores of the emotion head on `emotion/*`."""
    texts, truth = moods(root)
    model = heads.emotion
    return measure(Rolled(model.classes, model.predict(texts).astype(np.float64), False), truth)


def measure_topics(heads: Heads, root: Path) -> dict[str, object]:
    """Scores of the topic head on `messages/labelled.csv`, among its labels."""
    with (root / "messages" / "labelled.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    truth = [row["topic"] for row in rows]
    said = heads.topic.predict([(row["title"], row["text"]) for row in rows])
    return measure(roll_up(heads.topic.classes, said, truth), truth)


def hot_titles(root: Path, most: int) -> list[str]:
    """So many hot-search titles, spread over the whole list."""
    with gzip.open(root / "hotlists" / "weibo-titles-60k.csv.gz", "rt", encoding="utf-8") as file:
        titles = [row["title"] for row in csv.DictReader(file)]
    return titles[:: max(1, len(titles) // most)][:most]
