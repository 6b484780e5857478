"""Severity of a text: the hard triggers it meets and the score beside them; the higher of both is proposed.

Deaths, bad injuries and losses follow the steps of 国务院令第493号; all numbers are the pack's (severity.yaml).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from classifiers.context import ASKED_LATER, Context
from classifiers.places import PlaceReading
from classifiers.severity_harm import Harm
from classifiers.severity_public import Public
from classifiers.severity_reading import TextFacts, Trigger
from classifiers.verdict import SENT_TO_US, SEVERITIES, Severity
from classifiers.words import Group, Hits
from packs.schema.judging import SeverityPolicy


class TextSeverity(NamedTuple):
    """Severity proposed from the text alone: `level` the highest trigger (else 蓝), and what the score needs."""

    level: Severity
    triggers: tuple[Trigger, ...]
    nature: float
    consequence: float
    emotion: float


def severity_groups(policy: SeverityPolicy, city: str) -> list[Group]:
    """Word groups for the lexicon; the city's own media are named after it."""
    short = city.removesuffix("市")
    own = [
        f"{short}{end}"
        for end in ("日报", "晚报", "都市报", "商报", "晨报", "电视台", "广播", "新闻网", "发布", "融媒", "在线")
    ]
    words = {name: dict.fromkeys(terms, 1.0) for name, terms in policy.words.items()}
    words["city_media"] |= dict.fromkeys(own, 1.0)
    return [Group(f"severity:{name}", terms) for name, terms in words.items() if name not in ASKED_LATER]


def from_text(hits: Hits, places: PlaceReading, facts: TextFacts, policy: SeverityPolicy) -> TextSeverity:
    """Severity of a text on arrival: triggers from numbers and words in context; spread is not known yet."""
    about = hits, Context(hits, places, policy.words, facts.channel in SENT_TO_US), facts, policy
    found = [each for each in [*Harm(*about).triggers(), *Public(*about).triggers()] if each]
    found.sort(key=lambda each: -SEVERITIES.index(each.level))
    nature = 1.0 if facts.relevant and facts.kind in ("问题", "误解") else 0.4 if facts.relevant else 0.0
    return TextSeverity(
        level=found[0].level if found else "蓝",
        triggers=tuple(found),
        nature=nature,
        consequence=max([policy.score.consequence.get(each.level, 0.0) for each in found], default=0.0),
        emotion=min(1.0, 0.34 * len(hits.groups.get("severity:emotion", ())) + 0.5 * hits.has("severity:falsehood")),
    )


def highest(levels: Iterable[Severity]) -> Severity:
    """The most severe of some levels, 蓝 of none."""
    return max(levels, key=SEVERITIES.index, default="蓝")
