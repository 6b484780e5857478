"""All heads over a batch of texts: relevance, topic, kind, places, severity, emotion, and the signals for routing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, repeat
from typing import NamedTuple

from classifiers.duties import DutyReader, by_weight, to_hundredths
from classifiers.heads import Heads
from classifiers.kind import KindReading, kind_groups, read_kind
from classifiers.model import BATCH
from classifiers.places import PlaceReader, PlaceReading
from classifiers.relevance import Relevance, read_relevance
from classifiers.scored import HeadScore, Scored, scored
from classifiers.severity import TextSeverity, from_text, severity_groups
from classifiers.severity_reading import TextFacts
from classifiers.signals import read_signals, signal_groups
from classifiers.text import normalise
from classifiers.verdict import SENT_TO_US, DutyMatch, Reason, Signals, Text, Verdict
from classifiers.words import Hits, Lexicon
from packs.pack import Pack

EMOTIONS = ("positive", "neutral", "negative")
_ABSTAIN = 0.5
_WORDS_COUNT = 2.0  # weight from which outside bodies' words have a say in the topic
_AT_ONCE = 16  # texts that are read stage by stage
_SUSPECTED = 0.6  # probability from which a text hints at misconduct without a word for it
_MISCONDUCT = "纪检监察"
_PRAISE = {"感谢", "表扬", "点赞", "锦旗"}
_HALF = re.compile("[\ud800-\udfff]")


class _Reading(NamedTuple):
    """What the words of one text say."""

    hits: Hits
    places: PlaceReading
    signals: Signals
    relevance: Relevance
    kind: KindReading
    severity: TextSeverity


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
        roles = {role: each.name for each in pack.departments.own for role in each.roles}
        self._discipline = roles.get("discipline", "")
        self._in_house = frozenset(duty.id for duty in pack.duty_by_id.values() if duty.in_house)
        self._topic_of = {duty.id: duty.topic for duty in pack.duty_by_id.values()}
        self._top_of = {duty: topic.partition("/")[0] for duty, topic in self._topic_of.items()}
        self.versions = {
            "words": pack.words.version,
            "kinds": pack.kinds.version,
            "severity": pack.severity.version,
            "topics": pack.topics.version,
            **(heads.versions if heads else {}),
        }

    def judge(self, texts: Iterable[Text]) -> list[Verdict]:
        """A verdict for each text, in order."""
        return [verdict for verdict, _ in self.judge_with_severity(texts)]

    def judge_with_severity(self, texts: Iterable[Text]) -> list[tuple[Verdict, TextSeverity]]:
        """A verdict for each text, in order, with what the severity of its event needs of it."""
        texts = list(texts)
        scores = self._scored(texts)
        done: list[tuple[Verdict, TextSeverity]] = []
        for first in range(0, len(texts), _AT_ONCE):
            some = texts[first : first + _AT_ONCE]
            scored = list(islice(scores, len(some)))
            done += map(self._judged, some, self._read(some, scored), scored)
        return done

    def _scored(self, texts: list[Text]) -> Iterator[Scored | None]:
        """The trained heads' answers, worked out in batches as they are asked for."""
        for first in range(0, len(texts), BATCH):
            batch = texts[first : first + BATCH]
            if self.heads is None:
                yield from [None] * len(batch)
                continue
            yield from scored(self.heads.score_many([(each.title, each.text) for each in batch]))

    def severity_of(self, text: Text) -> TextSeverity:
        """Severity of one text with what the score of its event needs."""
        return self._read([text], list(self._scored([text])))[0].severity

    def _read(self, texts: list[Text], scores: list[Scored | None]) -> list[_Reading]:
        """What the words of some texts say, stage by stage for all of them: each stage's words and code then stay in
        the processor's cache."""
        channels = [each.channel for each in texts]
        hits = [self.lexicon.scan(*_readable(each)) for each in texts]
        places = list(map(self._places.read, hits))
        signals = list(map(self._signals, channels, hits, places, scores))
        relevances = [
            read_relevance(found, where, said, channel, self._in_house)
            for found, where, said, channel in zip(hits, places, signals, channels, strict=True)
        ]
        kinds = [
            read_kind(found, said, channel, relevance.relevant, scored.kinds if scored else None)
            for found, said, channel, relevance, scored in zip(hits, signals, channels, relevances, scores, strict=True)
        ]
        facts = map(_facts, channels, hits, places, signals, relevances, kinds, repeat(self._topic_of))
        policy = self.pack.severity
        severities = [
            from_text(found, where, known, policy) for found, where, known in zip(hits, places, facts, strict=True)
        ]
        return list(map(_Reading, hits, places, signals, relevances, kinds, severities))

    def _signals(self, channel: str, hits: Hits, places: PlaceReading, scored: Scored | None) -> Signals:
        """The signals of a text. The duty head has a say only where somebody speaks to us or of us: it learned from
        such texts, and finds a division for any gossip."""
        of_us = channel in SENT_TO_US or places.ours or hits.has("ours") or hits.has("body")
        likely = scored.likely if scored and of_us else ()
        signals = read_signals(hits, places, *self._duties.read(hits, likely))
        if scored and not signals.misconduct and dict(likely).get(self._discipline, 0.0) >= _SUSPECTED:
            return signals._replace(misconduct=scored.duty_words(self._discipline))
        return signals

    def _judged(self, text: Text, reading: _Reading, scored: Scored | None) -> tuple[Verdict, TextSeverity]:
        hits, places, signals, relevance, kind, severity = reading
        signals = _explained(self._blended(signals, scored), scored)
        if scored and not kind.words:
            kind = kind._replace(words=scored.kind_words(kind.kind))
        topic = self._topic(hits, signals, scored, kind.kind)
        emotion = _emotion(hits, kind.kind, scored)
        confidence = {
            "relevant": relevance.confidence,
            "topic": topic.probability,
            "kind": kind.confidence,
            "severity": 0.95 if severity.triggers else 0.9,
            "emotion": emotion.probability,
        }
        verdict = Verdict(
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
            needs_person=self._is_unsure(confidence) or self._disagree(signals, scored),
            versions=self.versions,
        )
        return verdict, severity

    def _blended(self, signals: Signals, scored: Scored | None) -> Signals:
        """Outside bodies gain weight where the trained topic head sees their field too."""
        if scored is None or not signals.outside:
            return signals
        topics, tops = scored.topics, self._top_of
        lifted = [
            DutyMatch(who, duty, words, to_hundredths(weight * (0.8 + 0.6 * topics.get(tops[duty], 0.0))), position)
            for who, duty, words, weight, position in signals.outside
        ]
        lifted.sort(key=by_weight)
        return signals._replace(outside=tuple(lifted))

    def _topic(self, hits: Hits, signals: Signals, scored: Scored | None, kind: str) -> HeadScore:
        """Misconduct first; then the topic of a duty of ours that is touched most; else words and head together."""
        deeds = signals.misconduct or (hits.words("misconduct") if kind == "问题" else ())
        if _MISCONDUCT in self.pack.topics.tree and (signals.misconduct or len(deeds) > 1):
            return HeadScore(_MISCONDUCT, 0.85, deeds)
        own = signals.duties[0] if signals.duties else None
        other = signals.outside[0].weight if signals.outside else 0.0
        weight = own.weight * signals.brevity if own else 0.0
        if own and own.weight >= self.pack.routing.clear and weight >= other:
            return HeadScore(self._topic_of[own.duty], round(weight / (weight + other + 0.5), 3), own.words)
        return self._outside_topic(signals, scored)

    def _outside_topic(self, signals: Signals, scored: Scored | None) -> HeadScore:
        """The top level that outside bodies' words and the trained head favour together, half and half."""
        shares = scored.topics if scored else {}
        outside, tops = signals.outside, self._top_of
        total = sum([each.weight for each in outside])
        if total >= _WORDS_COUNT:
            shares = {top: share / 2 for top, share in shares.items()}
            for each in outside:
                top = tops[each.duty]
                shares[top] = shares.get(top, 0.0) + each.weight / total / 2
        best = max(shares, key=shares.__getitem__, default="")
        if not best or (total < _WORDS_COUNT and shares[best] < _ABSTAIN):
            return HeadScore(self._topic_of_last(), 0.3)
        words = next((each.words for each in outside if tops[each.duty] == best), ())
        if not words and scored and scored.topic.partition("/")[0] == best:
            words = scored.topic_words()
        return HeadScore(self._leaf(best), round(min(shares[best], 0.99), 3), words)

    def _leaf(self, top: str) -> str:
        """A path of the tree: a top level with leaves stands for its leaf `其他`."""
        return f"{top}/其他" if "其他" in self.pack.topics.tree.get(top, []) else top

    def _topic_of_last(self) -> str:
        return next((each for each in self.pack.topics.paths if each.endswith("其他")), self.pack.topics.paths[-1])

    def _is_unsure(self, confidence: dict[str, float]) -> bool:
        """Below the pack's threshold in a field that decides what happens; the emotion alone stops nothing."""
        below = self.pack.routing.person_below
        return any([value < below for head, value in confidence.items() if head != "emotion"])

    def _disagree(self, signals: Signals, scored: Scored | None) -> bool:
        """Duty words and the trained head name different fields, both with conviction: a person decides."""
        if scored is None or not signals.duties:
            return False
        own = self._top_of[signals.duties[0].duty]
        best = max(scored.topics, key=scored.topics.__getitem__, default=own)
        return own != best and scored.topics.get(best, 0.0) >= 0.8 and signals.duties[0].weight >= 3


def _explained(signals: Signals, scored: Scored | None) -> Signals:
    """A duty that the trained head alone thought of gets the words that weighed, where it leads."""
    own, outside = signals.duties[:1], signals.outside[:1]
    if scored is None or ((not own or own[0].words) and (not outside or outside[0].words)):
        return signals

    def named(first: DutyMatch) -> DutyMatch:
        return first if first.words else first._replace(words=scored.duty_words(first.department))

    return signals._replace(
        duties=(*map(named, own), *signals.duties[1:]), outside=(*map(named, outside), *signals.outside[1:])
    )


def _facts(
    channel: str,
    hits: Hits,
    places: PlaceReading,
    signals: Signals,
    relevance: Relevance,
    kind: KindReading,
    topics: Mapping[str, str],
) -> TextFacts:
    """What severity needs to know of the other heads' answers."""
    is_own = _is_own(signals)
    return TextFacts(
        kind=kind.kind,
        relevant=relevance.relevant,
        misread=bool(signals.misread) and kind.kind == "误解" and bool(signals.duties),
        own_duty=is_own,
        channel=channel,
        ours_named=bool(places.ours) or hits.has("ours"),
        topic=topics[signals.duties[0].duty] if is_own and signals.duties else "",
    )


def _is_own(signals: Signals) -> bool:
    """Whether a duty of ours is touched more than any outside body's, or an official of ours is reported."""
    own = signals.duties[0].weight if signals.duties else 0.0
    outside = signals.outside[0].weight if signals.outside else 0.0
    return own > outside or bool(signals.misconduct)


def whole(text: str) -> str:
    """The text with halves of characters (`\\ud83d` alone, as broken JSON has it) replaced: they cannot be encoded."""
    return _HALF.sub("\ufffd", text) if _HALF.search(text) else text


def _readable(text: Text) -> tuple[str, str]:
    """Title and text normalised; an @ before a name is taken off first, because whom a text calls on tells much."""
    title, body = (part.replace("@", " ") if "@" in part else part for part in (text.title or "", text.text or ""))
    title, body = normalise(title), normalise(body)
    return title, body.removeprefix(title) if title and len(body) > len(title) else ("" if body == title else body)


def _emotion(hits: Hits, kind: str, scored: Scored | None) -> HeadScore:
    """The trained head's emotion, with the emotional words of the text that the pack knows; without it, by kind."""
    felt = hits.words("severity:emotion", "severity:feelings")
    if scored:
        return HeadScore(scored.emotion, scored.emotion_probability, felt)
    if kind == "资讯":
        return HeadScore("positive" if _PRAISE & set(felt) else "neutral", 0.6, felt)
    return HeadScore("negative" if felt or kind in ("问题", "误解", "困难") else "neutral", 0.6, felt)


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
        Reason("emotion", f"情绪 {emotion.label}（概率 {emotion.probability:.2f}）", emotion.words),
    ]
    reasons += [Reason("severity", f"{each.level}：{each.because}", each.words) for each in severity.triggers]
    if not severity.triggers:
        reasons.append(Reason("severity", "蓝：未达到任何硬条件"))
    if places.ours or places.elsewhere:
        reasons.append(Reason("places", "文中地点", (*places.ours, *places.elsewhere)))
    return tuple(reasons)
