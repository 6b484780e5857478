"""What the trained heads say of one text, as the judge reads it."""

from __future__ import annotations

from dataclasses import dataclass

from classifiers.model import Scores


@dataclass(frozen=True, slots=True)
class HeadScore:
    """What a head says of one text: label, probability, the words that weighed."""

    label: str
    probability: float
    words: tuple[str, ...] = ()


class Scored:
    """The trained heads' answer for one text of a batch; the words that weighed are looked up only when wanted."""

    def __init__(self, scores: Scores, number: int) -> None:
        self._scores, self._number = scores, number
        topics, emotions = scores.topics[number], scores.emotions[number]
        self._topic, felt = int(topics.argmax()), int(emotions.argmax())
        self.topics = _by_top(scores.heads.topic.classes, topics.tolist())
        self.topic = scores.heads.topic.classes[self._topic]
        self.emotion = scores.heads.emotion.classes[felt]
        self.emotion_probability = round(float(emotions[felt]), 3)

    def topic_words(self) -> tuple[str, ...]:
        """The words that speak most for the most probable topic."""
        why = self._scores.why(self._scores.heads.topic.name, self._number, self._topic)
        return tuple(word for word, _ in why)


def _by_top(classes: tuple[str, ...], probabilities: list[float]) -> dict[str, float]:
    """Top level → probability, leaves added up."""
    if not any("/" in name for name in classes):
        return dict(zip(classes, probabilities, strict=True))
    tops: dict[str, float] = {}
    for name, probability in zip(classes, probabilities, strict=True):
        top = name.partition("/")[0]
        tops[top] = tops.get(top, 0.0) + probability
    return tops
