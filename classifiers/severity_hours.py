"""How long something stood on a hot list: `在榜3小时`, `一整天`, or from one time of the clock to another."""

from __future__ import annotations

import re

from classifiers.numbers import NUMBER, value_of

_HOURS = re.compile(rf"({NUMBER})\s*(?:个)?(?:多)?(半)?(?:小时|钟头)")
_LONG = re.compile(
    r"整整一天|一整天|一天一夜|(?:一|两|三|几|数|多|好几)(?:天|昼夜)|整夜|一晚上|一宿|半天|整个上午|整个下午|一上午|一下午|大半天|(?<!\d)\d天"
    r"|昨[晚夜天][^。！？]{0,24}今[早晨天]|第二天[^，,。]{0,4}还|从早到晚|霸榜|过了?夜"
)
_TIME = re.compile(
    r"(昨[天日]?)?(凌晨|清晨|早上|早晨|今早|今晨|早|上午|中午|下午|午后|傍晚|晚上|昨晚|今晚|晚|夜里|深夜)?\s*"
    r"(?:(中午|正午|傍晚|半夜|午夜|天亮)(?![\d一二两三十])|(\d{1,2})[:：](\d{2})|(\d{1,2}|[零一二两三四五六七八九十]{1,3})(?:点|时)(半|一刻|三刻|\d{1,2}|[一二三四五]?十[一二三四五六七八九]?)?(?!名|位|条))"
)
_LATE = ("下午", "午后", "傍晚", "晚上", "昨晚", "今晚", "晚")
_NAMED = {"中午": 12.0, "正午": 12.0, "傍晚": 18.0, "半夜": 24.0, "午夜": 24.0, "天亮": 6.0}
_PARTS = {"半": 0.5, "一刻": 0.25, "三刻": 0.75}
_DAY, _HALF_DAY = 24.0, 12.0


def hours_told(text: str) -> float:
    """Hours that a text states as a length or as two times of the clock; 0.0 where it states none."""
    said = max((value_of(found[1]) for found in _HOURS.finditer(text)), default=0.0)
    return max(said, _HALF_DAY if _LONG.search(text) else 0.0, _between(text))


def _between(text: str) -> float:
    """From the first time of the clock to the last; the later one takes over `下午` where it has no word of its own."""
    spots: list[tuple[float, bool]] = []
    late = False
    for found in _TIME.finditer(text):
        late = (found[2] in _LATE) if found[2] else late
        named = _NAMED.get(found[3] or "")
        hour = named if named is not None else float(found[4]) if found[4] else value_of(found[6])
        minute = float(found[5]) / 60 if found[5] else _part(found[7] or "")
        hour += _HALF_DAY if late and hour < _HALF_DAY else 0.0
        spots.append((hour + minute, bool(found[1]) or found[2] == "昨晚"))
    if len(spots) < 2:
        return 0.0
    return (spots[-1][0] - spots[0][0]) % _DAY


def _part(written: str) -> float:
    return _PARTS.get(written, value_of(written) / 60 if written else 0.0)
