"""What every reader of severity triggers needs: the facts of the other heads, words that really count, levels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from classifiers.context import Context
from classifiers.severity_counts import NOTHING, Count, outer
from classifiers.verdict import Severity
from classifiers.words import Hit, Hits
from packs.schema.judging import Level, SeverityPolicy

_FALLING: tuple[Level, ...] = ("红", "橙", "黄")


class Trigger(NamedTuple):
    """A hard trigger that holds: its level, its name in the policy, one sentence why, and the words."""

    level: Severity
    name: str
    because: str
    words: tuple[str, ...] = ()


class TextFacts(NamedTuple):
    """What the other heads know and severity needs. `topic`: that of our duty, where the text touches one most."""

    kind: str
    relevant: bool
    misread: bool
    own_duty: bool
    channel: str
    ours_named: bool
    topic: str = ""


def level_for(value: float, steps: Mapping[Level, float]) -> Severity | None:
    """The level whose threshold `value` reaches ("以上" includes the number), the highest first."""
    return next((level for level in _FALLING if level in steps and value >= steps[level]), None)


class Reader:
    """One text before the policy; readers of triggers build on it."""

    def __init__(self, hits: Hits, context: Context, facts: TextFacts, policy: SeverityPolicy) -> None:
        self.hits, self.context, self.facts, self.policy = hits, context, facts, policy
        self.steps = policy.thresholds

    def _real(self, group: str) -> list[Hit]:
        if group not in self.hits.groups:
            return []
        return [hit for hit in outer(self.hits, group) if self.context.counts(hit.start, hit.end)]

    def _same_sentence(self, hit: Hit, group: str) -> bool:
        left, right = self.context.sentence(hit.start)
        return any(left <= each.start < right for each in self.hits.of(group))

    def _if_any(self, name: str, group: str, because: str) -> Trigger | None:
        real = self._real(group)
        return self._level(name, because, tuple(each.term for each in real[:3])) if real else None

    def _counted(self, count: Count, steps: Mapping[Level, float], name: str, because: str) -> Trigger | None:
        level = level_for(count.value, steps) if count is not NOTHING else None
        return Trigger(level, name, because.format(f"{count.value:g}"), count.words) if level else None

    def _level(self, name: str, because: str, words: tuple[str, ...]) -> Trigger:
        return Trigger(self.policy.levels[name], name, because, words)
