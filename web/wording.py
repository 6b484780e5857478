"""How pages say things: moments, time left, names of states; all Chinese, all pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from markupsafe import Markup, escape

from times import local

SHAPES = {"红": "■", "橙": "▲", "黄": "◆", "蓝": "●", "绿": "●"}
TONES = {"红": "red", "橙": "orange", "黄": "yellow", "蓝": "blue", "绿": "green"}
LEVELS = {"红": "特别重大", "橙": "重大", "黄": "较大", "蓝": "一般"}

CHANNELS = {
    "news": "新闻",
    "weibo": "微博",
    "forum": "论坛",
    "hotlist": "热榜",
    "mailbox": "信箱",
    "hotline": "热线",
    "superior": "上级交办",
    "manual": "人工登记",
}
MEDIA_LEVELS = {
    "central": "中央媒体",
    "provincial": "省级媒体",
    "city": "市级媒体",
    "local": "地方",
    "person": "个人",
    "official": "官方",
}


def shown(moment: datetime | None, now: datetime | None = None) -> str:
    """`11月20日 16:00` on the wall clock of Shanghai; with the year where it is not the year of `now`."""
    return "—" if moment is None else plain(moment, None if now is None else local(now).year)


def plain(moment: datetime, year: int | None) -> str:
    """`11月20日 16:00`; with the year where it is another one than `year`."""
    here = local(moment)
    before = "" if year in (None, here.year) else f"{here.year}年"
    return f"{before}{here.month}月{here.day}日 {here.hour:02}:{here.minute:02}"


@lru_cache(4096)
def full(moment: datetime) -> str:
    """The whole time, for the hover: `2026-11-20 16:00:05（北京时间）`."""
    return f"{local(moment):%Y-%m-%d %H:%M:%S}（北京时间）"


def span(length: timedelta) -> str:
    """A length in words, two units at most: `3 小时 20 分`, `1 天`, `不到 1 分`."""
    minutes = int(abs(length.total_seconds())) // 60
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    if days:
        return f"{days} 天 {hours} 小时" if hours and days < 4 else f"{days} 天"
    if hours:
        return f"{hours} 小时 {left} 分" if left else f"{hours} 小时"
    return f"{left} 分" if left else "不到 1 分"


def left(due: datetime, now: datetime) -> str:
    """Time left in words: `还剩 3 小时 20 分`, `已超 1 天`."""
    return f"还剩 {span(due - now)}" if due > now else f"已超 {span(now - due)}"


def ago(moment: datetime, now: datetime) -> str:
    """`20 分前`, `3 小时前`, within a day; older ones as a date."""
    length = now - moment
    if length < timedelta(minutes=1):
        return "刚刚" if length > timedelta(minutes=-1) else shown(moment, now)
    if length >= timedelta(days=1):
        return shown(moment, now)
    minutes = int(length.total_seconds()) // 60
    return f"{minutes} 分前" if minutes < 60 else f"{minutes // 60} 小时前"


def light(started: datetime, due: datetime, now: datetime) -> str:
    """绿 more than half of the time is left, 黄 at most 50 %, 橙 at most 25 %, 红 over (rules of the field, clocks)."""
    if now >= due:
        return "红"
    whole = (due - started).total_seconds()
    share = (due - now).total_seconds() / whole if whole > 0 else 0.0
    return "绿" if share > 0.5 else "黄" if share > 0.25 else "橙"


def share_used(started: datetime, due: datetime, now: datetime) -> int:
    """How much of the time is used, 0-100, for the bar of a clock."""
    whole = (due - started).total_seconds()
    return 100 if whole <= 0 else max(0, min(100, round((now - started).total_seconds() / whole * 100)))


def bars_path(counts: Sequence[int], height: float = 22.0) -> str:
    """The path of a bar for each count, 4 wide with its gap, on a ground line at 24; the highest fills `height`."""
    most = max([*counts, 4])
    tall = [0.7 if not count else 1 + count / most * height for count in counts]
    return "".join(f"M{4 * place} 24v{-high:.1f}h3v{high:.1f}z" for place, high in enumerate(tall))


def percent(value: float) -> str:
    """A share 0-1 as `86%`; never 100 unless it is 1, so that near-certainty is not sold as certainty."""
    return f"{min(round(value * 100), 99) if value < 1 else 100}%"


def marked(text: str, words: Iterable[str]) -> Markup:
    """The text, escaped, with the words that decided in `<mark>`; longer words win.

    A term `甲+乙` (both stand near each other) marks its parts.
    """
    wanted = sorted({part for word in words for part in word.split("+") if part.strip()}, key=len, reverse=True)
    if not wanted:
        return escape(text)
    pieces = re.split("(" + "|".join(map(re.escape, wanted)) + ")", text)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(piece) if index % 2 else escape(piece) for index, piece in enumerate(pieces)
    )


def excerpt(text: str, words: Iterable[str], length: int = 120) -> str:
    """A piece of the text of at most `length` characters, around the first of the words."""
    flat = " ".join(text.split())
    places = [place for place in (flat.find(word) for word in words if word) if place >= 0]
    begin = max(0, min(places, default=0) - length // 3)
    piece = flat[begin : begin + length]
    return ("…" if begin else "") + piece + ("…" if begin + length < len(flat) else "")


def one_line(text: str) -> str:
    """The text without line breaks, control and direction characters, so that a title cannot disturb a page."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def title_of(text: str, *, otherwise: str = "（无标题）") -> str:
    """A title for a page: one line, never empty."""
    return one_line(_INVISIBLE.sub("", text)) or otherwise
