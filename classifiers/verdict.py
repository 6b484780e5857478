"""What a judgement of one text is: the values that go in and come out of `classifiers`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

Severity = Literal["蓝", "黄", "橙", "红"]
SEVERITIES: tuple[Severity, ...] = ("蓝", "黄", "橙", "红")
CHANNELS = ("news", "weibo", "forum", "hotlist", "mailbox", "hotline", "superior", "manual")
SENT_TO_US = frozenset({"mailbox", "hotline", "superior", "manual"})


@dataclass(frozen=True, slots=True)
class Text:
    """One text to judge. `published` is aware or None; `channel` one of CHANNELS."""

    id: str
    title: str = ""
    text: str = ""
    channel: str = "news"
    published: datetime | None = None


class Reason(NamedTuple):
    """Why a field has its value: `about` the field, `because` a sentence or a rule id, `words` seen in the text."""

    about: str
    because: str
    words: tuple[str, ...] = ()


class DutyMatch(NamedTuple):
    """A duty line that the text touches: department, duty id, the words that touched it, their weight together
    and the position of the first of them (for R4: the main, else first-named demand leads)."""

    department: str
    duty: str
    words: tuple[str, ...]
    weight: float
    position: int


class Signals(NamedTuple):
    """What routing rules R1-R8 look at, found in the text by words and context (rules §1).

    `duties` best first. `misconduct`: words that report an official or division of this system. `rumour`: words of
    a rumour; `disorder`: words of visible disorder from it. `misread`: words that misread a policy.
    `county`: the county the matter lies in ("" = none or several). `city_run`: a city-run institution is meant.
    `elsewhere`: a real place that is not ours. `several`: words by which a writer counts several demands.
    `brevity`: 1-2, high for short texts, where one word of a duty says what is wanted.
    `county_body`: the county's own body is named.
    """

    duties: tuple[DutyMatch, ...] = ()
    outside: tuple[DutyMatch, ...] = ()
    misconduct: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    rumour: tuple[str, ...] = ()
    disorder: tuple[str, ...] = ()
    misread: tuple[str, ...] = ()
    county: str = ""
    city_run: bool = False
    elsewhere: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    brevity: float = 1.0
    county_body: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything judged of one text except who answers (that is `routing.responsibility`).

    `confidence`: head → probability 0-1. `reasons` explain every field. `needs_person`: some head abstained.
    """

    id: str
    relevant: bool
    topic: str
    kind: str
    severity: Severity
    emotion: str
    places: tuple[str, ...]
    confidence: dict[str, float]
    reasons: tuple[Reason, ...]
    signals: Signals
    needs_person: bool
    versions: dict[str, str] = field(default_factory=dict)
