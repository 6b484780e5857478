"""How times and lengths of time are said in the sentences that explain a deadline, in plain Chinese."""

from __future__ import annotations

from datetime import datetime, timedelta

from packs.schema.clocks import Span
from times import local


def moment_words(moment: datetime) -> str:
    """`2026年10月1日 00:05`, on the wall clock of Asia/Shanghai (seconds only where there are any)."""
    here = local(moment)
    seconds = f":{here:%S}" if here.second else ""
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}{seconds}"


def span_words(span: Span) -> str:
    """`15 分钟`, `48 小时`, `5 个工作日`."""
    if span.working_days:
        return f"{span.working_days} 个工作日"
    return f"{span.hours} 小时" if span.hours else f"{span.minutes} 分钟"


def length_words(length: timedelta) -> str:
    """The two largest units of a length of time that is not negative: `1 天 3 小时`, `20 分`, `不到 1 分`."""
    minutes = int(length.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = [f"{number} {unit}" for number, unit in ((days, "天"), (hours, "小时"), (rest, "分")) if number]
    return " ".join(parts[:2]) or "不到 1 分"
