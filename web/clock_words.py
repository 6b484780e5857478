"""Clocks as pages show them: name, light, how much is used, and the time left in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from packs.pack import Pack
from web.wording import left, light, share_used

ENDED = {"met": "已完成", "waived": "已免除", "ended": "已停", "unknown": "日历缺这一年，算不出", "waiting": "还没开始"}
WITHOUT_END = "没有定时限"
"""A clock that runs and is never over: a report that goes out with the next circular, whenever that is."""
NAMES = {
    "confirm": "定级确认",
    "report": "报主要负责人",
    "assign": "交办",
    "sign": "签收",
    "return": "退回期限",
    "authoritative": "发布权威信息",
    "press": "新闻发布会",
    "reply": "公开回应",
    "update": "进展通报",
    "finish": "办结",
    "watch": "回应后跟踪",
}


class Clock(Protocol):
    """What a row must have to be shown as a clock."""

    @property
    def step(self) -> str:
        """The step that it limits."""

    @property
    def department(self) -> str:
        """Whose it is, empty = the whole body's."""

    @property
    def started_at(self) -> datetime | None:
        """When it began."""

    @property
    def due_at(self) -> datetime | None:
        """When it is over."""

    @property
    def state(self) -> str:
        """running, late, met, …"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A clock in words. `light`: 绿 黄 橙 红, empty where none burns; `used`: 0-100."""

    name: str
    department: str
    light: str
    words: str
    used: int
    due_at: datetime | None
    running: bool
    explanation: str = ""
    source: str = ""


def step_name(pack: Pack, step: str) -> str:
    """The pack's name of a step."""
    return next((each.name for each in pack.clocks.steps if each.step == step), NAMES.get(step, step))


def shown(clock: Clock, pack: Pack, now: datetime) -> Shown:
    """The clock as it stands at `now`."""
    name = step_name(pack, clock.step)
    explanation, source = getattr(clock, "explanation", ""), getattr(clock, "source", "")
    if clock.state in ("running", "late") and clock.due_at is not None:
        began = clock.started_at or clock.due_at
        burns = light(began, clock.due_at, now)
        used = share_used(began, clock.due_at, now)
        words = left(clock.due_at, now)
        return Shown(name, clock.department, burns, words, used, clock.due_at, True, explanation, source)
    if clock.state in ("running", "late"):
        return Shown(name, clock.department, "", WITHOUT_END, 0, None, False, explanation, source)
    late = getattr(clock, "on_time", None) is False
    words = "超时完成" if late and clock.state == "met" else ENDED.get(clock.state, "已停")
    if late and clock.state == "ended":
        words = "超时后停"
    return Shown(name, clock.department, "红" if late else "", words, 100, clock.due_at, False, explanation, source)


def in_order(clocks: list[Shown]) -> list[Shown]:
    """What runs first, by what is due first; then what has ended."""
    far = datetime.max.replace(tzinfo=UTC)
    return sorted(clocks, key=lambda each: (not each.running, each.due_at or far))
