"""What judging reads from a pack: the topic tree, words of signals, kinds, severity thresholds, routing rules."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from packs.schema.base import Part
from packs.schema.terms import Terms

Level = Literal["红", "橙", "黄"]


class Topics(Part):
    """The file topics.yaml: top levels, each with its leaves; `version` is stored beside every verdict."""

    version: str
    tree: dict[str, list[str]]

    @property
    def paths(self) -> tuple[str, ...]:
        """All topics: `政法/律师` for leaves, the name alone for a top level without leaves."""
        return tuple(f"{top}/{leaf}" if leaf else top for top, leaves in self.tree.items() for leaf in (leaves or [""]))


class SignalWords(Part):
    """The file words.yaml: word → signal for relevance and for rules R1 to R8, each list one signal."""

    version: str
    signals: dict[str, Terms]


class KindWords(Part):
    """Words that speak for one kind: `sure` 3, `words` 1, `title` 3 but only in the title."""

    sure: Terms = ()
    words: Terms = ()
    title: Terms = ()


class Kinds(Part):
    """The file kinds.yaml: kind → words, with the duty to publish that the kind brings (国办发〔2016〕80号)."""

    version: str
    kinds: dict[str, KindWords]
    publish: dict[str, str] = Field(default_factory=dict)


class Thresholds(Part):
    """From which number on a hard trigger holds ("以上" includes the number)."""

    deaths: dict[Level, int]
    badly_injured: dict[Level, int]
    loss_yuan: dict[Level, int]
    gathering: dict[Level, int]
    violent_escape: dict[Level, int]
    platforms: dict[Level, int]
    percentile: dict[Level, float]
    sources: dict[Level, int]
    hot_rank: int
    hot_hours: float


class Score(Part):
    """The score beside the triggers: the most each factor may give, and from which sum a level holds."""

    weights: dict[str, int]
    bands: dict[Level, int]
    media: dict[str, float]
    speed_full: float
    consequence: dict[str, float]


class SeverityPolicy(Part):
    """The file severity.yaml: triggers, words and score."""

    version: str
    thresholds: Thresholds
    levels: dict[str, Level]
    words: dict[str, Terms]
    score: Score


class Rule(Part):
    """One routing rule: `when` names a condition known to the code, `lead` and `assist` how bodies are made.

    `lead` and `assist`: a department's name, or one of the makers `@duty @others @outside @county @office @political
    @discipline @functional`. `assist_bodies` are added by name, `isolated` keeps everybody else out.
    """

    id: str
    when: str
    lead: str
    assist: list[str] = Field(default_factory=list)
    because: str
    isolated: bool = False


class Routing(Part):
    """The file routing.yaml: rules in their order of testing, and the limits they use."""

    version: str
    rules: list[Rule]
    clear: float = 1.0
    several: float = 0.5
    person_below: float = 0.5
