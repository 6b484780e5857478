"""All heads over a batch of texts: relevance, topic, kind, places, severity, emotion, and the signals for routing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from classifiers.duties import DutyReader
from classifiers.kind import KindReading, kind_groups, read_kind
from classifiers.model import BATCH, Heads, Scores
from classifiers.places import PlaceReader, PlaceReading
from classifiers.relevance import Relevance, read_relevance
from classifiers.severity import TextSeverity, from_text, severity_groups
from classifiers.severity_reading import TextFacts
from classifiers.signals import read_signals, signal_groups
from classifiers.text import normalise
from classifiers.verdict import DutyMatch, Reason, Signals, Text, Verdict
from classifiers.words import Hits, Lexicon
from packs.pack import Pack

EMOTIONS = ("positive", "neutral", "negative")
_ABSTAIN = 0.5
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class HeadScore:
    """What a head says of one text: label, probability, the words that weighed."""

    label: str
    probability: float
    words: tuple[str, ...] = ()


class Scored:
    """The trained heads' answer for one text of a batch; words are looked up only when they are wanted."""

    def __init__(self, scores: Scores, number: int) -> None:
        self._scores, self._number = scores, number
        heads = scores.heads
        self.topics = _by_top(heads.topic.classes, scores.topics[number].tolist())
        self._topic = int(scores.topics[number].argmax())
        self._emotion = int(scores.emotions[number].argmax())

    @property
    def topic(self) -> HeadScore:
        """The most probable topic, with the words that speak for it."""
        heads, at = self._scores.heads, self._topic
        words = self._scores.why(heads.topic.name, self._number, at)
        return HeadScore(heads.topic.classes[at], round(float(self._scores.topics[self._number, at]), 3), _said(words))

    @property
    def emotion(self) -> HeadScore:
        """The most probable emotion, with the words that speak for it."""
        heads, at = self._scores.heads, self._emotion
        words = self._scores.why(heads.emotion.name, self._number, at)
        probability = float(self._scores.emotions[self._number, at])
        return HeadScore(heads.emotion.classes[at], round(probability, 3), _said(words))


class Judge:
    """Judges texts by one pack; build it once, it compiles the pack's words."""

    def __init__(self, pack: Pack, heads: Heads | None = None) -> None:
        self.pack = pack
        self.heads = heads
        self._places = PlaceReader(pack.organisation.places)
        self._duties = DutyReader(pack.departments)
        city = pack.organisation.places.city
        self.lexicon = Lexicon(
            [
                *self._duties.groups,
                *signal_groups(pack.words),
                *kind_groups(pack.kinds),
                *severity_groups(pack.severity, city),
                *self._places.groups,
            ]
        )
        self._topic_of = {duty.id: duty.topic for duty in pack.duty_by_id.values()}
        self.versions = {
            "words": pack.words.version,
            "kinds": pack.kinds.version,
            "severity": pack.severity.version,
            "topics": pack.topics.version,
            **(heads.versions if heads else {}),
        }

    def judge(self, texts: Iterable[Text]) -> list[Verdict]:
        """A verdict for each text, in order."""
        texts = [replace(each, title=whole(each.title or ""), text=whole(each.text or "")) for each in texts]
        scored = self._scored(texts)
        return [self._one(each, _readable(each), score) for each, score in zip(texts, scored, strict=True)]

    def _scored(self, texts: list[Text]) -> Iterator[Scored | None]:
        """The trained heads' answers, worked out in batches as they are asked for."""
        for first in range(0, len(texts), BATCH):
            batch = texts[first : first + BATCH]
            if self.heads is None:
                yield from [None] * len(batch)
                continue
            scores = self.heads.score_many([(each.title, each.text) for each in batch])
            yield from (Scored(scores, number) for number in range(len(batch)))

    def severity_of(self, text: Text) -> TextSeverity:
        """Severity of one text with what the score of its event needs."""
        return self._read(text, _readable(replace(text, title=whole(text.title), text=whole(text.text))))[-1]

    def _read(
        self, text: Text, pair: tuple[str, str]
    ) -> tuple[Hits, PlaceReading, Signals, Relevance, KindReading, TextSeverity]:
        hits = self.lexicon.scan(*pair)
        places = self._places.read(hits)
        signals = read_signals(hits, places, self._duties.own(hits), self._duties.outside(hits))
        relevance = read_relevance(hits, places, signals, text.channel)
        kind = read_kind(hits, signals, text.channel, relevance.relevant)
        facts = TextFacts(
            kind=kind.kind,
            relevant=relevance.relevant,
            misread=bool(signals.misread) and kind.kind == "误解" and bool(signals.duties),
            own_duty=_is_own(signals),
            channel=text.channel,
            ours_named=bool(places.ours) or hits.has("ours"),
        )
        return hits, places, signals, relevance, kind, from_text(hits, places, facts, self.pack.severity)

    def _one(self, text: Text, pair: tuple[str, str], scored: Scored | None) -> Verdict:
        hits, places, signals, relevance, kind, severity = self._read(text, pair)
        signals = self._blended(signals, scored)
        topic = self._topic(signals, scored)
        emotion = scored.emotion if scored else _emotion_by_words(hits, kind.kind)
        confidence = {
            "relevant": relevance.confidence,
            "topic": topic.probability,
            "kind": kind.confidence,
            "severity": 0.95 if severity.triggers else 0.9,
            "emotion": emotion.probability,
        }
        return Verdict(
            id=text.id,
            relevant=relevance.relevant,
            topic=topic.label,
            kind=kind.kind,
            severity=severity.level,
            emotion=emotion.label,
            places=(*places.ours, *places.elsewhere),
            confidence=confidence,
            reasons=_reasons(relevance, topic, kind, severity, emotion, places),
            signals=signals,
            needs_person=min(confidence.values()) < _ABSTAIN or self._disagree(signals, scored),
            versions=self.versions,
        )

    def _blended(self, signals: Signals, scored: Scored | None) -> Signals:
        """Outside bodies gain weight where the trained topic head sees their field too."""
        if scored is None or not signals.outside:
            return signals
        lifted = [
            replace(each, weight=round(each.weight * (0.8 + 0.6 * scored.topics.get(self._top(each), 0.0)), 2))
            for each in signals.outside
        ]
        lifted.sort(key=lambda each: (-each.weight, each.position))
        return replace(signals, outside=tuple(lifted))

    def _top(self, match: DutyMatch) -> str:
        return self._topic_of[match.duty].partition("/")[0]

    def _topic(self, signals: Signals, scored: Scored | None) -> HeadScore:
        """The duty's topic where a duty line is touched more than any outside body's, else the trained head's."""
        own = signals.duties[0] if signals.duties else None
        other = signals.outside[0] if signals.outside else None
        if signals.misconduct and "纪检监察" in self.pack.topics.tree:
            return HeadScore("纪检监察", 0.85, signals.misconduct)
        if own and own.weight >= self.pack.routing.clear and (other is None or own.weight >= other.weight):
            share = own.weight / (own.weight + (other.weight if other else 0.0) + 0.5)
            return HeadScore(self._topic_of[own.duty], round(share, 3), own.words)
        if scored:
            return scored.topic
        if other:
            return HeadScore(self._topic_of[other.duty], 0.6, other.words)
        return HeadScore(self._topic_of[own.duty] if own else self._topic_of_last(), 0.3)

    def _topic_of_last(self) -> str:
        return next((each for each in self.pack.topics.paths if each.endswith("其他")), self.pack.topics.paths[-1])

    def _disagree(self, signals: Signals, scored: Scored | None) -> bool:
        """Duty words and the trained head name different fields, both with conviction: a person decides."""
        if scored is None or not signals.duties:
            return False
        own = self._top(signals.duties[0])
        best = max(scored.topics, key=lambda each: scored.topics[each], default=own)
        return own != best and scored.topics.get(best, 0.0) >= 0.8 and signals.duties[0].weight >= 3


def _is_own(signals: Signals) -> bool:
    """Whether a duty of ours is touched more than any outside body's, or an official of ours is reported."""
    own = signals.duties[0].weight if signals.duties else 0.0
    outside = signals.outside[0].weight if signals.outside else 0.0
    return own > outside or bool(signals.misconduct)


def whole(text: str) -> str:
    """The text with halves of characters (`\\ud83d` alone, as broken JSON has it) replaced: they cannot be encoded."""
    return _HALF.sub("\ufffd", text) if _HALF.search(text) else text


def _by_top(classes: tuple[str, ...], probabilities: list[float]) -> dict[str, float]:
    """Top level → probability, leaves added up."""
    tops: dict[str, float] = {}
    for name, probability in zip(classes, probabilities, strict=True):
        top = name.partition("/")[0]
        tops[top] = tops.get(top, 0.0) + probability
    return tops


def _said(words: list[tuple[str, float]]) -> tuple[str, ...]:
    return tuple(word for word, _ in words)


def _readable(text: Text) -> tuple[str, str]:
    """Title and text normalised; an @ before a name is taken off first, because whom a text calls on tells much."""
    title, body = (part.replace("@", " ") if "@" in part else part for part in (text.title or "", text.text or ""))
    title, body = normalise(title), normalise(body)
    return title, body.removeprefix(title) if title and len(body) > len(title) else ("" if body == title else body)


def _emotion_by_words(hits: Hits, kind: str) -> HeadScore:
    negative = len(hits.of("severity:emotion"))
    if kind == "资讯":
        praise = hits.words("kind-title:资讯")
        return HeadScore("positive" if "感谢" in praise or "表扬" in praise else "neutral", 0.6, praise)
    return HeadScore("negative" if negative or kind in ("问题", "误解", "困难") else "neutral", 0.6)


def _reasons(
    relevance: Relevance,
    topic: HeadScore,
    kind: KindReading,
    severity: TextSeverity,
    emotion: HeadScore,
    places: PlaceReading,
) -> tuple[Reason, ...]:
    reasons = [
        Reason("relevant", relevance.because, relevance.words),
        Reason("topic", f"主题 {topic.label}", topic.words),
        Reason("kind", f"性质 {kind.kind}", kind.words),
        Reason("emotion", f"情绪 {emotion.label}", emotion.words),
    ]
    reasons += [Reason("severity", f"{each.level}：{each.because}", each.words) for each in severity.triggers]
    if not severity.triggers:
        reasons.append(Reason("severity", "蓝：未达到任何硬条件"))
    if places.ours or places.elsewhere:
        reasons.append(Reason("places", "文中地点", (*places.ours, *places.elsewhere)))
    return tuple(reasons)
