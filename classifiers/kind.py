"""The kind of a text (建议 困难 问题 疑问 误解 资讯), which fixes the duty to publish (国办发〔2016〕80号)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from classifiers.verdict import SENT_TO_US, Signals
from classifiers.words import Found, Group, Hits
from packs.schema.judging import Kinds

KINDS = ("问题", "困难", "疑问", "建议", "误解", "资讯")
_PRIOR = {
    "hotlist": {"资讯": 5.0},
    "news": {"资讯": 5.0},
    "weibo": {"问题": 1.5, "资讯": 1.0},
    "forum": {"问题": 1.5},
    "mailbox": {"问题": 0.3},
}
_SURE, _WORD, _TITLE, _IN_TITLE = 3.0, 1.0, 3.0, 1.5
_UNASKED = 0.3  # what is left of `材料`, `什么` and the like where nothing is asked
_MOST_WORDS = 6
_HEARD = 1.25  # points of a power of e of the trained head's probability
_LEAST = 0.01  # no head is surer than this that a text is not of a kind
_SHARPNESS = 0.5  # how much one point of score moves the odds; set on the texts with known kinds


_GROUP = {kind: f"kind:{kind}" for kind in KINDS}
_TITLE_GROUP = {kind: f"kind-title:{kind}" for kind in KINDS}


class KindReading(NamedTuple):
    """The kind, its probability, and the words that spoke for it."""

    kind: str
    confidence: float
    words: tuple[str, ...]


def kind_groups(kinds: Kinds) -> list[Group]:
    """Lexicon groups `kind:<kind>` and `kind-title:<kind>`."""
    groups = []
    for name, each in kinds.kinds.items():
        words = dict.fromkeys(each.words, _WORD) | dict.fromkeys(each.sure, _SURE)
        groups.append(Group(f"kind:{name}", words, layer="kind"))
        titles = dict.fromkeys(each.title, _TITLE)
        groups.append(Group(f"kind-title:{name}", titles, layer="kind-title", title_only=True))
    return groups


def read_kind(
    hits: Hits, signals: Signals, channel: str, relevant: bool, learnt: Mapping[str, float] | None = None
) -> KindReading:
    """The kind of a text by its words, its channel, what the signals say of rumours and misread policy, and a head.

    `learnt`: the trained head's probability of each kind.
    """
    groups, title_end = hits.groups, hits.title_end
    scores = {kind: _score(groups[name], title_end) if name in groups else 0.0 for kind, name in _GROUP.items()}
    if title_end:
        for kind in KINDS:
            scores[kind] += _title_score(hits, kind)
    for kind, points in _PRIOR.get(channel, {}).items():
        scores[kind] += points
    _adjust(scores, hits, signals, channel, relevant)
    if learnt:
        for kind, probability in learnt.items():
            scores[kind] += _HEARD * math.log(max(probability, _LEAST))
    kind = max(scores, key=scores.__getitem__)
    return KindReading(kind, _share(scores, kind), _words(hits, kind))


def _words(hits: Hits, kind: str) -> tuple[str, ...]:
    """The words that spoke for a kind; halves of a pair beyond the title count nowhere."""
    said = hits.groups.get(_TITLE_GROUP[kind], ())
    titles = [hits.text[start:end] for start, end, _, _ in said if start < hits.title_end]
    return tuple(dict.fromkeys([*hits.words(_GROUP[kind]), *titles]))[:_MOST_WORDS]


def _score(said: list[Found], title_end: int) -> float:
    """Points of what spoke for one kind; a word counts once, at its highest weight."""
    weights: dict[str, float] = {}
    for start, _, weight, term in said:
        if start < title_end:
            weight *= _IN_TITLE
        if weight > weights.get(term, 0.0):
            weights[term] = weight
    return 4 * math.log1p(sum(weights.values()) / 3)


def _asks(hits: Hits) -> bool:
    """Whether a text asks at all: a question mark, or words that nobody uses but to ask."""
    if "？" in hits.text or "?" in hits.text:
        return True
    return any(weight >= _SURE for _, _, weight, _ in hits.groups.get("kind:疑问", ()))


def _title_score(hits: Hits, kind: str) -> float:
    """Points of the words that only count in a title, and of its question mark."""
    said = {
        term: weight for start, _, weight, term in hits.groups.get(_TITLE_GROUP[kind], ()) if start < hits.title_end
    }
    asked = _TITLE if kind == "疑问" and any(sign in hits.text[: hits.title_end] for sign in "？?") else 0.0
    return min(sum(said.values()) + asked, 6.0)


def _adjust(scores: dict[str, float], hits: Hits, signals: Signals, channel: str, relevant: bool) -> None:
    if channel not in ("news", "hotlist"):
        scores["资讯"] += 5.0 if hits.has("thanks") else -2.5
    asks = any(weight >= _SURE for _, _, weight, _ in hits.groups.get("kind:疑问", ()))
    if hits.has("refute") and not asks:
        scores["误解"] += 7
    if signals.rumour:
        scores["误解"] += 5 + (3 if signals.disorder else 0)
    if signals.misread and (signals.duties or channel not in SENT_TO_US):
        scores["误解"] += 6 - 4 * asks
    if signals.misconduct:
        scores["问题"] += 5
    if relevant and channel in ("news", "hotlist") and _is_incident(hits):
        scores["问题"] += 9
    if not relevant and channel in ("news", "hotlist"):
        scores["资讯"] += 4
        scores["问题"] -= 4
        scores["误解"] -= 4
    if not relevant and channel in ("weibo", "forum"):
        scores["资讯"] += 2.0
    if not relevant and any(hits.has(each) for each in ("spam", "musing", "fiction")):
        scores["资讯"] += 8
    if channel in ("news", "hotlist") and hits.text.rstrip().endswith(("？", "?")):
        scores["疑问"] += 6


def _is_incident(hits: Hits) -> bool:
    """News of something bad inside our duties: an incident, an order or critical coverage, not a drill or a success."""
    plain = any(hit.start < hits.title_end for hit in hits.of("kind-title:资讯"))
    if plain or any(hits.has(f"severity:{each}") for each in ("drill", "praising")):
        return False
    bad = ("deaths", "badly_injured", "unnumbered", "escape", "serious_crime", "gathering", "loss", "order", "hot_list")
    found = [hit for each in bad for hit in hits.of(f"severity:{each}")]
    found += [hit for hit in hits.of("kind:问题") if hit.weight >= _SURE]
    found += [hit for hit in hits.of("severity:critical") if hit.term in _CRITICAL]
    return any(not _is_denied(hits.text, hit.start) for hit in found)


def _is_denied(text: str, start: int) -> bool:
    before = text[max(0, start - 14) : start]
    return any(word in before for word in _DENIED)


_DENIED = ("未发生", "没有发生", "无一", "零死", "零伤", "未造成")
_CRITICAL = (
    "批评",
    "点名",
    "曝光",
    "痛批",
    "暗访",
    "质疑",
    "黑榜",
    "丑闻",
    "乱象",
    "内幕",
    "不作为",
    "炮轰",
    "追问",
    "揭露",
    "评论：",
    "锐评",
    "时评",
)


def _share(scores: dict[str, float], kind: str) -> float:
    best = scores[kind]
    return round(1 / sum([math.exp(_SHARPNESS * (value - best)) for value in scores.values()]), 3)
