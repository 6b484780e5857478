"""Severity of an event: what its texts say, and how far and how fast it spreads (score 0-100)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from classifiers.severity import TextSeverity, highest
from classifiers.severity_reading import Trigger, level_for
from classifiers.verdict import Reason, Severity
from packs.schema.judging import SeverityPolicy


@dataclass(frozen=True, slots=True)
class SpreadFacts:
    """How an event spreads; None = unknown, which counts 0.

    `percentile`: 0-100 among the unit's last 90 days, by platform. `speed`: items of the last hour ÷ mean of the six
    hours before. `media_level`: the highest of central, provincial, city, local. `critical`: that coverage is
    critical; `follow_up`: it went on. `platforms`: services where it stands. `sources`: different authors or media
    outside one reprint group in 7 days. `hot_rank`, `hot_hours`: best rank on the national hot list, hours on it.
    """

    percentile: float | None = None
    speed: float | None = None
    media_level: str | None = None
    critical: bool = False
    follow_up: bool = False
    platforms: int = 0
    sources: int = 0
    hot_rank: int | None = None
    hot_hours: float | None = None


@dataclass(frozen=True, slots=True)
class EventSeverity:
    """The proposed level, the score with the points of each factor, the triggers that hold, and all reasons."""

    level: Severity
    score: float
    factors: dict[str, float]
    triggers: tuple[Trigger, ...]
    reasons: tuple[Reason, ...]


def from_event(texts: Iterable[TextSeverity], spread: SpreadFacts, policy: SeverityPolicy) -> EventSeverity:
    """Severity of an event from its texts and its spread: the higher of triggers and score, each with its reason."""
    readings = tuple(texts)
    triggers = (*_from_texts(readings), *_from_spread(spread, policy))
    factors = _factors(readings, spread, policy)
    score = round(sum(factors.values()), 1)
    by_score = level_for(score, policy.score.bands) or "蓝"
    reasons = [Reason("severity", f"{each.level}：{each.because}", each.words) for each in triggers]
    reasons.append(Reason("severity", f"评分 {score:g}（{_sum_of(factors)}）→ {by_score}"))
    return EventSeverity(
        highest([by_score, *(each.level for each in triggers)]), score, factors, triggers, tuple(reasons)
    )


def _from_texts(readings: tuple[TextSeverity, ...]) -> tuple[Trigger, ...]:
    """Each kind of trigger once, at its highest level."""
    best: dict[str, Trigger] = {}
    for trigger in (each for reading in readings for each in reading.triggers):
        present = best.get(trigger.name)
        if present is None or highest([present.level, trigger.level]) != present.level:
            best[trigger.name] = trigger
    return tuple(best.values())


def _from_spread(spread: SpreadFacts, policy: SeverityPolicy) -> list[Trigger]:
    steps, levels = policy.thresholds, policy.levels
    found = []
    if level := level_for(spread.platforms, steps.platforms):
        found.append(Trigger(level, "platforms", f"{spread.platforms} 个平台出现"))
    if level := level_for(spread.sources, steps.sources):
        found.append(Trigger(level, "sources", f"7 日内 {spread.sources} 个独立来源"))
    if spread.percentile is not None and spread.percentile > steps.percentile["黄"]:
        found.append(Trigger("黄", "percentile", f"传播量高于本单位 90 日的 {spread.percentile:g}% 分位"))
    if spread.hot_rank and spread.hot_rank <= steps.hot_rank and (spread.hot_hours or 0) >= steps.hot_hours:
        found.append(Trigger(levels["hot_list"], "hot_list", f"热搜第 {spread.hot_rank} 位 {spread.hot_hours:g} 小时"))
    name = _media_trigger(spread)
    if name:
        found.append(
            Trigger(
                levels[name],
                name,
                f"{_LEVEL_NAMES[spread.media_level or '']}媒体{'批评' if spread.critical else '报道'}",
            )
        )
    return found


_LEVEL_NAMES = {"central": "中央", "provincial": "省级", "city": "市级", "local": "县区", "": ""}


def _media_trigger(spread: SpreadFacts) -> str:
    """Neutral or praising coverage is no trigger."""
    if not spread.critical:
        return ""
    if spread.media_level == "central":
        return "central_follow_up" if spread.follow_up else "central_media"
    return {"provincial": "provincial_critical", "city": "city_media"}.get(spread.media_level or "", "")


def _factors(readings: tuple[TextSeverity, ...], spread: SpreadFacts, policy: SeverityPolicy) -> dict[str, float]:
    score = policy.score
    shares = {
        "spread": (spread.percentile or 0.0) / 100,
        "speed": min(1.0, max(0.0, (spread.speed or 0.0) - 1) / (score.speed_full - 1)),
        "media": score.media.get(spread.media_level or "", 0.0),
        "nature": max((each.nature for each in readings), default=0.0),
        "consequence": max((each.consequence for each in readings), default=0.0),
        "emotion": max((each.emotion for each in readings), default=0.0),
    }
    return {name: round(score.weights[name] * share, 1) for name, share in shares.items()}


def _sum_of(factors: dict[str, float]) -> str:
    names = {
        "spread": "传播",
        "speed": "速度",
        "media": "媒体",
        "nature": "性质",
        "consequence": "后果",
        "emotion": "情绪",
    }
    return " + ".join(f"{names[name]} {points:g}" for name, points in factors.items() if points) or "暂无已知因素"
