"""What the trained heads say of one text, as the judge reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from classifiers.heads import Scores
from classifiers.model import Linear

LIKELY, LEAST_LIKELY = 3, 0.1  # bodies that the duty head may name for one text, and how sure it must be of each


class HeadScore(NamedTuple):
    """What a head says of one text: label, probability, the words that weighed."""

    label: str
    probability: float
    words: tuple[str, ...] = ()


class Scored(NamedTuple):
    """The trained heads' answer for one text of a batch; the words that weighed are looked up only when wanted."""

    scores: Scores
    number: int
    topics: dict[str, float]
    topic: str
    emotion: str
    emotion_probability: float
    kinds: dict[str, float]
    likely: tuple[tuple[str, float], ...]

    def words_for(self, head: Linear, label: str) -> tuple[str, ...]:
        """The words that speak most for one of a head's classes."""
        why = self.scores.why(head.name, self.number, head.classes.index(label))
        return tuple(word for word, _ in why)

    def duty_words(self, body: str) -> tuple[str, ...]:
        """The words that speak most for a body's duty."""
        return self.words_for(self.scores.heads.duty, body)

    def topic_words(self) -> tuple[str, ...]:
        """The words that speak most for the most probable topic."""
        return self.words_for(self.scores.heads.topic, self.topic)

    def kind_words(self, kind: str) -> tuple[str, ...]:
        """The words that speak most for a kind."""
        return self.words_for(self.scores.heads.kind, kind)


def scored(scores: Scores) -> Iterator[Scored]:
    """The answers for a batch, text by text; what numpy can say of all texts at once is asked once."""
    topics, emotions, kinds = (head.classes for head in (scores.heads.topic, scores.heads.emotion, scores.heads.kind))
    tops = tuple(dict.fromkeys(name.partition("/")[0] for name in topics))
    leaves = np.array([[name.partition("/")[0] == top for top in tops] for name in topics], np.float64)
    shares = (scores.topics.astype(np.float64) @ leaves).tolist()
    best, felt = scores.topics.argmax(axis=1).tolist(), scores.emotions.argmax(axis=1).tolist()
    sure = scores.emotions.max(axis=1).tolist()
    asked = scores.kinds.tolist()
    columns = zip(shares, best, felt, sure, asked, _likely(scores), strict=True)
    for number, (share, topic, emotion, how_sure, kind, likely) in enumerate(columns):
        by_top, by_kind = dict(zip(tops, share, strict=True)), dict(zip(kinds, kind, strict=True))
        yield Scored(scores, number, by_top, topics[topic], emotions[emotion], round(how_sure, 3), by_kind, likely)


def _likely(scores: Scores) -> list[tuple[tuple[str, float], ...]]:
    """Of each text the bodies that the duty head thinks of, the most probable first, LIKELY at most."""
    bodies = scores.heads.duty.classes
    order = np.argsort(-scores.duties, axis=1)[:, :LIKELY]
    shares = np.take_along_axis(scores.duties, order, axis=1)
    return [
        tuple([(bodies[at], share) for at, share in zip(row, values, strict=True) if share >= LEAST_LIKELY])
        for row, values in zip(order.tolist(), shares.tolist(), strict=True)
    ]
