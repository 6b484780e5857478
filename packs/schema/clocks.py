"""The file clocks.yaml: how long each step may take, by severity, channel and kind, and who is told when."""

from __future__ import annotations

from itertools import product
from typing import Literal, Self

from pydantic import Field, model_validator

from packs.schema.base import ClockTime, Part

SeverityWord = Literal["红", "橙", "黄", "蓝"]
SEVERITY_WORDS: tuple[SeverityWord, ...] = ("红", "橙", "黄", "蓝")
KindWord = Literal["建议", "困难", "问题", "疑问", "误解", "资讯"]
KIND_WORDS: tuple[KindWord, ...] = ("建议", "困难", "问题", "疑问", "误解", "资讯")
StepName = Literal[
    "confirm", "report", "assign", "sign", "return", "authoritative", "press", "reply", "update", "finish", "watch"
]
STEP_NAMES: tuple[StepName, ...] = (
    "confirm",
    "report",
    "assign",
    "sign",
    "return",
    "authoritative",
    "press",
    "reply",
    "update",
    "finish",
    "watch",
)
Start = Literal["t0", "confirmed", "assigned", "replied"]


class Span(Part):
    """A length of time: `minutes` and `hours` run through nights and holidays, `working_days` follow the calendar."""

    minutes: int | None = Field(default=None, gt=0)
    hours: int | None = Field(default=None, gt=0)
    working_days: int | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if sum(value is not None for value in (self.minutes, self.hours, self.working_days)) != 1:
            raise ValueError("minutes、hours、working_days 应恰好写一个")
        return self

    @property
    def natural_minutes(self) -> int:
        """Minutes of a natural span; 0 for working days."""
        return (self.minutes or 0) + 60 * (self.hours or 0)


class TimeRule(Part):
    """One row of a step's table; the first row whose conditions all hold decides.

    Conditions: `severity`, `channels` (as in `channel_groups`), `kinds`, `major_incident` (重大突发); left out = any.
    Exactly one of `within` (a time), `no_time` (a reason why no time can be computed) and `not_owed` is given.
    `extend_by`: the longest extension, where it is not the original length; `at_most` is said on the page.
    """

    severity: list[SeverityWord] = Field(default_factory=list)
    channels: list[str] = Field(default_factory=list)
    kinds: list[KindWord] = Field(default_factory=list)
    major_incident: bool | None = None
    within: Span | None = None
    no_time: str = ""
    not_owed: bool = False
    extend_by: Span | None = None
    note: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        if (self.within is not None) + bool(self.no_time) + self.not_owed != 1:
            raise ValueError("within（时长）、no_time（为何算不出时刻）、not_owed（不要求）应恰好写一个")
        if not self.not_owed and not self.source:
            raise ValueError("缺少 source（文号或“本单位惯例”）")
        if self.within and self.extend_by and bool(self.within.working_days) != bool(self.extend_by.working_days):
            raise ValueError("延期（extend_by）应与时限用同一种单位")
        return self

    def fits(self, severity: str, channel: str, kind: str, major_incident: bool) -> bool:
        """True if every condition of the row holds."""
        return (
            (not self.severity or severity in self.severity)
            and (not self.channels or channel in self.channels)
            and (not self.kinds or kind in self.kinds)
            and self.major_incident in (None, major_incident)
        )


class Step(Part):
    """A step of a case: `starts` says from when it is counted, `repeats` that it falls due again and again,
    `window` that its end closes a right or a wait and nobody is late (return, watch), `waivable_by` which role."""

    step: StepName
    name: str
    starts: Start = "t0"
    repeats: bool = False
    window: bool = False
    waivable_by: str = ""
    rules: list[TimeRule] = Field(min_length=1)


class WarnAt(Part):
    """A notice when `left_percent` of a deadline's time is left, to these roles."""

    left_percent: int = Field(gt=0, lt=100)
    to: list[str] = Field(min_length=1)


class Quiet(Part):
    """Hours in which delivery waits (never evaluation); `break_through`: severities that do not wait."""

    begins: ClockTime
    ends: ClockTime
    break_through: list[SeverityWord]


class Rung(Part):
    """A rung of the ladder: a notice not acknowledged after so many minutes goes to these roles too."""

    after_minutes: int = Field(ge=0)
    to: list[str] = Field(min_length=1)


class ClockNotices(Part):
    """Who is told of a deadline and when; `reminder` is the written one (催办) the day after breach."""

    warnings: list[WarnAt] = Field(min_length=1)
    breach_to: list[str] = Field(min_length=1)
    reminder_to: list[str] = Field(min_length=1)
    reminder_copy: list[str] = Field(default_factory=list)
    circular_after_working_days: int = Field(gt=0)
    circular_to: list[str] = Field(min_length=1)
    quiet: Quiet
    ladder: dict[SeverityWord, list[Rung]]

    @model_validator(mode="after")
    def _falling(self) -> Self:
        given = [each.left_percent for each in self.warnings]
        if given != sorted(set(given), reverse=True):
            raise ValueError("warnings 应按剩余百分比从大到小，各不相同")
        return self


class Lights(Part):
    """Up to which share of time left, in percent, a deadline shines yellow and orange (over is red)."""

    yellow_at: int = Field(gt=0, lt=100)
    orange_at: int = Field(gt=0, lt=100)


class Extension(Part):
    """How often a deadline may be extended, and by how much of its original length at most."""

    times: int = Field(ge=0)
    at_most_percent: int = Field(gt=0)


class Clocks(Part):
    """The file clocks.yaml. `channel_groups`: channel of an item → the word that rules use for it."""

    version: str
    channel_groups: dict[str, str]
    extension: Extension
    lights: Lights
    steps: list[Step]
    notices: ClockNotices

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = [each.step for each in self.steps]
        if sorted(given) != sorted(STEP_NAMES):
            odd = sorted(set(STEP_NAMES) ^ set(given)) or sorted(each for each in given if given.count(each) > 1)
            raise ValueError(f"每个步骤恰好写一次，有误的是：{'、'.join(odd)}")
        groups = sorted(set(self.channel_groups.values()))
        named = {channel for each in self.steps for rule in each.rules for channel in rule.channels}
        if unknown := named - set(groups):
            raise ValueError(f"规则里的渠道 {min(unknown)} 不在 channel_groups 里")
        for step, (severity, channel, kind, major) in product(
            self.steps, product(SEVERITY_WORDS, groups, ("", *KIND_WORDS), (False, True))
        ):
            if not any(rule.fits(severity, channel, kind, major) for rule in step.rules):
                raise ValueError(f"{step.step}（{step.name}）没有写 {severity}、{channel}、{kind or '任何性质'} 的时限")
        return self

    def step(self, name: str) -> Step:
        """The step of that name; raises KeyError for a name that is none."""
        for each in self.steps:
            if each.step == name:
                return each
        raise KeyError(name)

    def rule(self, name: str, severity: str, channel: str, kind: str, major_incident: bool) -> TimeRule:
        """The row that holds for a case of this severity, channel (of an item, or a group) and kind ("" = unknown).

        Loading has proved that there is one for every severity, channel and kind; raises KeyError for other words.
        """
        group = self.channel_groups.get(channel, channel)
        for each in self.step(name).rules:
            if each.fits(severity, group, kind, major_incident):
                return each
        raise KeyError((name, severity, channel, kind))
