"""What the trained heads say of one text, as the judge reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from classifiers.model import Scores


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

    def topic_words(self) -> tuple[str, ...]:
        """The words that speak most for the most probable topic."""
        topic = self.scores.heads.topic
        why = self.scores.why(topic.name, self.number, topic.classes.index(self.topic))
        return tuple(word for word, _ in why)


def scored(scores: Scores) -> Iterator[Scored]:
    """The answers for a batch, text by text; what numpy can say of all texts at once is asked once."""
    topics, emotions, kinds = (head.classes for head in (scores.heads.topic, scores.heads.emotion, scores.heads.kind))
    tops = tuple(dict.fromkeys(name.partition("/")[0] for name in topics))
    leaves = np.array([[name.partition("/")[0] == top for top in tops] for name in topics], np.float64)
    shares = (scores.topics.astype(np.float64) @ leaves).tolist()
    best, felt = scores.topics.argmax(axis=1).tolist(), scores.emotions.argmax(axis=1).tolist()
    sure = scores.emotions.max(axis=1).tolist()
    asked = scores.kinds.tolist()
    for number, (share, topic, emotion, how_sure, kind) in enumerate(zip(shares, best, felt, sure, asked, strict=True)):
        by_top, by_kind = dict(zip(tops, share, strict=True)), dict(zip(kinds, kind, strict=True))
        yield Scored(scores, number, by_top, topics[topic], emotions[emotion], round(how_sure, 3), by_kind)
