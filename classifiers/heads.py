"""What judges: one pass over a batch of texts serves the topic, the emotion, the kind and the duty model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from classifiers.model import SHIPPED, Floats, Linear, Seen, Space, load
from classifiers.vectors import Batch, Family, Grams, read_batch


class Scores:
    """What the models say of a batch: probabilities per head, and on request the words that decided."""

    def __init__(self, heads: Heads, texts: Sequence[tuple[str, str]]) -> None:
        self.heads = heads
        batch = read_batch(texts)
        found: dict[Family, Grams] = {}
        self._read: dict[int, tuple[Seen, sp.csr_matrix]] = {}
        self.of: dict[str, Floats] = {}
        for models, weights, ends in heads.together:
            space = models[0].space
            seen = space.seen(batch, found)
            self._read[id(space)] = seen, space.vectors(seen)
            scores = self._read[id(space)][1] @ weights
            for model, part in zip(models, np.split(scores, ends, 1), strict=True):
                self.of[model.name] = model.calibrated(part + model.bias)

    @property
    def topics(self) -> Floats:
        """Probability of each of `heads.topic.classes`, shape (texts, classes)."""
        return self.of[self.heads.topic.name]

    @property
    def emotions(self) -> Floats:
        """Probability of each of `heads.emotion.classes`, shape (texts, classes)."""
        return self.of[self.heads.emotion.name]

    @property
    def kinds(self) -> Floats:
        """Probability of each of `heads.kind.classes`, shape (texts, classes)."""
        return self.of[self.heads.kind.name]

    @property
    def duties(self) -> Floats:
        """Probability of each of `heads.duty.classes`, shape (texts, classes)."""
        return self.of[self.heads.duty.name]

    def why(self, head: str, text: int, label: int, most: int = 4) -> list[tuple[str, float]]:
        """The words of text number `text` that speak most for class number `label`, with their weights, best first.

        A weight is the word's part of the score, over the mean of all classes. Only whole words are given.
        """
        model = self.heads.named[head]
        seen, vectors = self._read[id(model.space)]
        row = slice(vectors.indptr[text], vectors.indptr[text + 1])
        numbers = vectors.indices[row]
        part = vectors.data[row] * (model.weights[numbers, label] - self.heads.means[head][numbers])
        best = np.arange(len(part))
        if len(part) > most * 4:
            best = np.argpartition(part, -most * 4)[-most * 4 :]
        best = best[np.argsort(-part[best])]
        return _spelt(seen, text, numbers[best].tolist(), part[best].tolist(), most)


def _spelt(seen: Seen, text: int, numbers: list[int], parts: list[float], most: int) -> list[tuple[str, float]]:
    """The features' words as the text has them; neither parts of a word nor what only stands side by side."""
    places = np.flatnonzero(seen.doc == text)
    here = seen.number[places]
    said: list[tuple[str, float]] = []
    for number, part in zip(numbers, parts, strict=True):
        if part <= 0:
            break
        place = places[(here == number).argmax()]
        start, end = seen.start[place], seen.end[place]
        word = seen.batch.joined[start:end]
        if (
            len(word) > 1
            and word.isalnum()
            and _is_whole(seen.batch, start, end)
            and not any(word in other or other in word for other, _ in said)
        ):
            said.append((word, part))
        if len(said) == most:
            break
    return said


def _is_whole(batch: Batch, start: np.int32, end: np.int32) -> bool:
    """Whether a run of characters begins where a word begins and ends where one ends."""
    first, last = np.searchsorted(batch.word_start, start), np.searchsorted(batch.word_end, end)
    return bool(
        first < len(batch.word_start)
        and last < len(batch.word_end)
        and batch.word_start[first] == start
        and batch.word_end[last] == end
    )


class Heads:
    """The topic, the emotion, the kind and the duty model, loaded: judges batches of texts in one pass.

    Models that share one `Space` read a text once; the shipped ones all do. `together`: such models with their weights
    side by side, so that one product fetches each feature's weights once for all of them, and where to part them again.
    """

    def __init__(self, topic: Linear, emotion: Linear, kind: Linear, duty: Linear) -> None:
        self.topic, self.emotion, self.kind, self.duty = topic, emotion, kind, duty
        self.named = {model.name: model for model in (topic, emotion, kind, duty)}
        self.means = {name: model.weights.mean(axis=1) for name, model in self.named.items()}
        spaces = {id(model.space): model.space for model in self.named.values()}
        self.together = [self._side_by_side(space) for space in spaces.values()]

    def _side_by_side(self, space: Space) -> tuple[list[Linear], Floats, list[int]]:
        models = [model for model in self.named.values() if model.space is space]
        weights = np.ascontiguousarray(np.hstack([model.weights for model in models]))
        ends = np.cumsum([len(model.classes) for model in models])[:-1].tolist()
        for model, part in zip(models, np.split(weights, ends, 1), strict=True):
            model.weights = part  # a view: nothing is held twice
        return models, weights, ends

    @property
    def versions(self) -> dict[str, str]:
        """Head → version."""
        return {name: model.version for name, model in self.named.items()}

    def score_many(self, texts: Sequence[tuple[str, str]]) -> Scores:
        """Scores of (title, text) pairs, raw as they came. Hand in batches of about BATCH texts for speed."""
        return Scores(self, texts)


def load_heads(topic: Path = SHIPPED) -> Heads:
    """The shipped heads, with the topic model of another folder where one is given; raises BadInput as `load`."""
    first = load(topic, "topic")
    space = first.space if topic == SHIPPED else load(SHIPPED, "topic").space
    return Heads(first, *(load(SHIPPED, name, space) for name in ("emotion", "kind", "duty")))
