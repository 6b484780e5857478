"""One limit: from a start and a row of the pack's table to the due moment and the sentence that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from packs.schema.clocks import Extension, Span, TimeRule
from routing.calendar import UnknownYear, WorkCalendar
from routing.clocks_words import length_words, moment_words, span_words
from times import local, require_aware

Kind = Literal["natural", "working"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A row of the table applied to a start. `due_at` None = no time can be computed; `unknown` if the calendar is why.

    `counted_from` is the start, or the moment of a change of severity from which the time had to be counted anew.
    """

    rule: TimeRule
    counted_from: datetime
    due_at: datetime | None
    extra: int = 0
    unknown: UnknownYear | None = None

    @property
    def kind(self) -> Kind:
        """Whether the limit runs through nights and holidays, or by working days."""
        return "working" if self.rule.within and self.rule.within.working_days else "natural"


def limit_from(rule: TimeRule, start: datetime, calendar: WorkCalendar, extra: int = 0) -> Limit:
    """The limit of `rule` counted from `start`; `extra` minutes or working days were added by an extension."""
    start = require_aware(start)
    if rule.within is None:
        return Limit(rule, start, None)
    if rule.within.working_days:
        due = calendar.add_working_days(start, rule.within.working_days + extra)
        if isinstance(due, UnknownYear):
            return Limit(rule, start, None, extra, due)
        return Limit(rule, start, require_aware(due), extra)
    return Limit(rule, start, start + timedelta(minutes=rule.within.natural_minutes + extra), extra)


def longest_extension(rule: TimeRule, policy: Extension) -> Span | None:
    """The longest extension that may be approved for a limit: the row's own, else its original length; None = none."""
    if rule.within is None or policy.times == 0:
        return None
    if rule.extend_by is not None:
        return rule.extend_by
    if rule.within.working_days:
        days = rule.within.working_days * policy.at_most_percent // 100
        return Span(working_days=days) if days else None
    minutes = rule.within.natural_minutes * policy.at_most_percent // 100
    return Span(minutes=minutes) if minutes else None


def limit_sentence(name: str, severity: str, limit: Limit, calendar: WorkCalendar) -> str:
    """One Chinese sentence: what is owed, how it is counted, until when, by which rule."""
    rule = limit.rule
    if rule.within is None:
        return f"{name}（{severity}色）：{rule.no_time}（{rule.source}）。"
    head = f"{name}（{severity}色）限 {span_words(rule.within)}{_extended(limit)}"
    start = moment_words(limit.counted_from)
    note = f"，{rule.note}" if rule.note else ""
    if limit.unknown is not None:
        return f"{head}，自 {start} 起算；{limit.unknown.why}{note}（{rule.source}）。"
    assert limit.due_at is not None
    due = moment_words(limit.due_at)
    if limit.kind == "natural":
        return f"{head}，自 {start} 起连续计算，夜间和节假日不扣除，至 {due} 止{note}（{rule.source}）。"
    days = _days_words(limit.counted_from, limit.due_at, calendar)
    return f"{head}，自 {start} 起算，首日不计{days}，至 {due} 下班止{note}（{rule.source}）。"


def _extended(limit: Limit) -> str:
    if not limit.extra:
        return ""
    working = limit.kind == "working"
    length = f"{limit.extra} 个工作日" if working else length_words(timedelta(minutes=limit.extra))
    return f"，经批准延长 {length}"


def _days_words(start: datetime, due: datetime, calendar: WorkCalendar) -> str:
    """Which days between were skipped, and which weekend days count because they are made up for (调休)."""
    first, last = local(start).date(), local(due).date()
    days = [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]
    off = [day for day in days if calendar.is_working(day) is False]
    made_up = [day for day in days if day.weekday() >= 5 and calendar.is_working(day) is True]
    said = f"，跳过休息日和节假日 {len(off)} 天" if off else ""
    if made_up:
        said += f"，调休上班的 {'、'.join(f'{day.month}月{day.day}日' for day in made_up)} 计入"
    return said
