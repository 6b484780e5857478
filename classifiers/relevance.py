"""Whether an answer of ours is owed: everything sent to us, and of what is crawled only what concerns this body."""

from __future__ import annotations

from typing import NamedTuple

from classifiers.places import PlaceReading
from classifiers.verdict import SENT_TO_US, Signals
from classifiers.words import Hits

_BEYOND_DOUBT = 5.0  # a word that names the duty, in the title
_NAMED = 3.0  # weight of a word that names the duty
_PLAIN_ADVERT = 3  # so many words of advertising outweigh words of a duty (`采购`)
_CLEAR = 2.0  # weight from which a duty line counts as touched by something crawled


class Relevance(NamedTuple):
    """Whether the text is ours to answer, how sure that is, and why."""

    relevant: bool
    confidence: float
    because: str
    words: tuple[str, ...] = ()


def read_relevance(
    hits: Hits, places: PlaceReading, signals: Signals, channel: str, in_house: frozenset[str] = frozenset()
) -> Relevance:
    """Relevance of one text; what was sent to us is answered or passed on, unless it is advertising.

    `in_house`: ids of duties that every body has (staff, money); they count only where the field is named.
    """
    if channel in SENT_TO_US:
        weight = signals.duties[0].weight if signals.duties else 0.0
        other = signals.outside[0].weight if signals.outside else 0.0
        advertised = hits.words("spam")
        light = weight < _CLEAR and other < 2 * _CLEAR
        if advertised and (light or len(advertised) >= _PLAIN_ADVERT) and not hits.has("asks"):
            return Relevance(False, 0.8, "广告", advertised)
        return Relevance(True, 0.99, "来信来电，须办理或转办")
    spoken = bool(hits.has("field") or hits.has("body"))
    counted = [each for each in signals.duties if spoken or each.duty not in in_house or each.weight >= _NAMED]
    own = max([each.weight for each in counted], default=0.0)
    named = hits.has("body") and (channel in ("forum", "weibo") or bool(places.ours))
    if own < _CLEAR and not named and not (hits.has("ours") and hits.has("field")):
        return Relevance(False, 0.97, "未触及本单位职责")
    if hits.has("fiction") and not places.ours:
        return Relevance(False, 0.95, "影视文艺内容", hits.words("fiction"))
    if places.is_elsewhere and not hits.has("national"):
        return Relevance(False, 0.93, "发生在外地", places.elsewhere[:3])
    return _by_channel(hits, places, signals, channel, own)


def _demands(hits: Hits, signals: Signals) -> bool:
    """Whether a post may be meant for a public body, and does not just talk of its writer's day."""
    if hits.has("musing"):
        return hits.has("asks") or bool(signals.rumour or signals.misread) or hits.has("refute")
    return True


def _by_channel(hits: Hits, places: PlaceReading, signals: Signals, channel: str, own: float) -> Relevance:
    outside = signals.outside[0].weight if signals.outside else 0.0
    clear = own >= _CLEAR and (own >= 0.5 * outside or own >= _BEYOND_DOUBT)
    if places.ours and (clear or hits.has("ours")):
        return Relevance(True, 0.95, "本市且属本单位职责", places.ours[:3])
    if hits.has("national") and own >= _CLEAR:
        return Relevance(True, 0.85, "本领域的全国性政策", hits.words("national"))
    if channel == "hotlist":
        return Relevance(False, 0.93, "热榜条目未涉本市")
    if hits.has("body") or (hits.has("ours") and own >= 0.6 * outside):
        return Relevance(True, 0.9, "提到本单位或本市", hits.words("ours"))
    if channel in ("forum", "weibo") and _demands(hits, signals) and own >= _CLEAR and own >= 0.8 * outside:
        return Relevance(True, 0.75, "本地论坛、微博上涉本单位职责的诉求", signals.duties[0].words[:3])
    return Relevance(False, 0.8, "泛泛而谈，未涉本市")
