"""Written times to moments: feeds' formats, Chinese pages' formats, and "3 小时前" where the present is given.

A time without zone is Asia/Shanghai; a bare date is 00:00 there and stays marked as a date. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from times import SHANGHAI

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
# RFC 822 §5.1 zones, in hours; the single letters of that standard were reversed and say nothing (RFC 2822 §4.3).
_ZONES = {"ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6}
_ZONES |= {
    "et": -5,
    "ct": -6,
    "mt": -7,
    "pt": -8,
    "pst": -8,
    "pdt": -7,
    "jst": 9,
    "kst": 9,
    "hkt": 8,
    "bst": 1,
    "cet": 1,
    "cest": 2,
    "msk": 3,
}

_OFFSET = r"(?P<zone>Z|UTC|GMT|(?:GMT|UTC)?\s?[+-]\d{2}:?(?:\d{2})?)?"
_CLOCK = (
    r"(?P<hour>\d{1,2})\s*[:：时点]\s*(?P<minute>\d{1,2})\s*分?(?:\s*[:：]?\s*(?P<second>\d{1,2})\s*秒?)?(?:[.,]\d+)?"
)
_HALF = r"(?P<half>上午|下午|中午|晚上|凌晨|早上|am|pm)?"
_DAY = r"(?P<year>(?:19|20)\d{2})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d)\s*[日号]?"
_WEEKDAY = r"(?:\s*[（(]?(?:星期|周)[一二三四五六日天][）)]?)?"
_WRITTEN = re.compile(rf"{_DAY}{_WEEKDAY}(?:[T,，\s]*{_HALF}\s*{_CLOCK}\s*{_OFFSET})?", re.I)
_COMPACT = re.compile(
    r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2}):?(\d{2}):?(\d{2})?(?:[.,]\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_RFC = re.compile(
    r"(?:[a-z]{2,9}\.?,?\s+)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?,?[\s-]+(\d{2,4})"
    r"(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(?:([a-z]{1,5})?\s*([+-]\d{2}:?\d{2})?)?(?:\s*\(.*\))?)?",
    re.I,
)
_UNIX = re.compile(
    r"[a-z]{3},?\s+([a-z]{3})\s+(\d{1,2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([a-z]{1,5})?\s*([+-]\d{4})?\s+(\d{4})",
    re.I,
)
_ENGLISH = re.compile(
    r"([a-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(am|pm)?)?", re.I
)
_AGO = re.compile(r"(\d+|半|一|两|三)\s*个?\s*(秒|分钟|分|小时|天|日|周|星期|月)(?:钟)?\s*(?:之?前)")
_NEAR_DAY = re.compile(rf"(今天|今日|昨天|昨日|前天|前日)\s*(?:{_HALF}\s*{_CLOCK})?")
_NO_YEAR = re.compile(rf"(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})\s*[日号]?(?:\s*{_HALF}\s*{_CLOCK})?")
_JUST_NOW = re.compile(r"刚刚|刚才|just now", re.I)
_UNITS = {
    "秒": 1,
    "分钟": 60,
    "分": 60,
    "小时": 3600,
    "天": 86400,
    "日": 86400,
    "周": 604800,
    "星期": 604800,
    "月": 2592000,
}
_NUMBERS = {"半": 0.5, "一": 1.0, "两": 2.0, "三": 3.0}


@dataclass(frozen=True, slots=True)
class Written:
    """A moment (aware, UTC); `is_date` where only the day was written."""

    moment: datetime
    is_date: bool


def parse_written(text: str, now: datetime | None = None) -> Written | None:
    """The moment that `text` as a whole states, or None. Relative and year-less forms need `now` (aware)."""
    text = text.strip()
    if not text or len(text) > 80:
        return None
    try:
        return _absolute(text) or (_relative(text, now) if now else None)
    except (ValueError, OverflowError):
        return None


def find_written(text: str, now: datetime | None = None) -> Written | None:
    """The first full date or time inside a longer text, e.g. a line below a title."""
    for found in _WRITTEN.finditer(text):
        try:
            return _written(found)
        except (ValueError, OverflowError):
            continue
    try:
        return _relative(text.strip(), now) if now and len(text) <= 80 else None
    except (ValueError, OverflowError):
        return None


def _absolute(text: str) -> Written | None:
    found = _WRITTEN.fullmatch(text)
    if found:
        return _written(found)
    for pattern, reader in ((_RFC, _rfc), (_COMPACT, _compact), (_UNIX, _unix), (_ENGLISH, _english)):
        found = pattern.fullmatch(text)
        if found:
            return reader(found)
    return _epoch(text)


def _written(found: re.Match[str]) -> Written:
    part = found.groupdict()
    day = date(int(part["year"]), int(part["month"]), int(part["day"]))
    if part["hour"] is None:
        return _bare(day)
    hour = _hour(int(part["hour"]), part["half"])
    return _moment(day, hour, int(part["minute"]), int(part["second"] or 0), _zone(part["zone"]))


def _rfc(found: re.Match[str]) -> Written | None:
    number, month, year, hour, minute, second, name, offset = found.groups()
    if month.lower() not in _MONTHS:
        return None
    full = int(year) if len(year) > 2 else int(year) + (2000 if int(year) < 70 else 1900)
    day = date(full, _MONTHS[month.lower()], int(number))
    if hour is None:
        return _bare(day)
    return _moment(day, int(hour), int(minute), int(second or 0), _zone(offset or name))


def _compact(found: re.Match[str]) -> Written:
    year, month, number, hour, minute, second, zone = found.groups()
    day = date(int(year), int(month), int(number))
    return _bare(day) if hour is None else _moment(day, int(hour), int(minute), int(second or 0), _zone(zone))


def _unix(found: re.Match[str]) -> Written | None:
    month, number, hour, minute, second, name, offset, year = found.groups()
    if month.lower() not in _MONTHS:
        return None
    # Java and the shell write China Standard Time as CST in this form.
    zone = SHANGHAI if (name or "").lower() == "cst" else _zone(offset or name)
    return _moment(date(int(year), _MONTHS[month.lower()], int(number)), int(hour), int(minute), int(second or 0), zone)


def _english(found: re.Match[str]) -> Written | None:
    month, number, year, hour, minute, second, half = found.groups()
    if month.lower() not in _MONTHS:
        return None
    day = date(int(year), _MONTHS[month.lower()], int(number))
    return _bare(day) if hour is None else _moment(day, _hour(int(hour), half), int(minute), int(second or 0), SHANGHAI)


def _epoch(text: str) -> Written | None:
    if re.fullmatch(r"1\d{9}(?:\.\d+)?", text):
        return Written(datetime.fromtimestamp(float(text), UTC), False)
    if re.fullmatch(r"1\d{12}", text):
        return Written(datetime.fromtimestamp(int(text) / 1000, UTC), False)
    return None


def _relative(text: str, now: datetime) -> Written | None:
    found = _AGO.search(text)
    if found:
        number = _NUMBERS.get(found[1]) or float(found[1])
        moment = now - timedelta(seconds=number * _UNITS[found[2]])
        return Written(moment.astimezone(UTC), False) if _UNITS[found[2]] < 86400 else _bare(_here(moment))
    if _JUST_NOW.search(text):
        return Written(now.astimezone(UTC), False)
    near = _NEAR_DAY.search(text)
    if near:
        back = {"今": 0, "昨": 1, "前": 2}[near[1][0]]
        return _on(_here(now) - timedelta(days=back), near)
    plain = _NO_YEAR.fullmatch(text)
    return _this_year(plain, _here(now)) if plain else None


def _this_year(found: re.Match[str], today: date) -> Written:
    """A day without year is the latest such day that is not more than one day ahead."""
    day = date(today.year, int(found["month"]), int(found["day"]))
    if day > today + timedelta(days=1):
        day = date(today.year - 1, day.month, day.day)
    return _on(day, found)


def _on(day: date, found: re.Match[str]) -> Written:
    if found["hour"] is None:
        return _bare(day)
    return _moment(
        day, _hour(int(found["hour"]), found["half"]), int(found["minute"]), int(found["second"] or 0), SHANGHAI
    )


def _here(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def _hour(hour: int, half: str | None) -> int:
    half = (half or "").lower()
    if half in ("下午", "晚上", "pm") and hour < 12:
        return hour + 12
    return 0 if half in ("am", "凌晨") and hour == 12 else hour


def _bare(day: date) -> Written:
    return Written(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC), True)


def _moment(day: date, hour: int, minute: int, second: int, zone: timezone | object) -> Written:
    at = datetime(day.year, day.month, day.day, tzinfo=zone)  # type: ignore[arg-type]
    # 24:00 is the end of the day and 60 a leap second: both occur in feeds.
    return Written((at + timedelta(hours=hour, minutes=minute, seconds=second)).astimezone(UTC), False)


def _zone(written: str | None) -> timezone | object:
    name = (written or "").strip().lower()
    if not name:
        return SHANGHAI
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name]))
    digits = re.fullmatch(r"(?:gmt|utc)?\s?([+-])(\d{2}):?(\d{2})?", name)
    if not digits:
        raise ValueError(f"a zone nobody defined: {written}")
    offset = timedelta(hours=int(digits[2]), minutes=int(digits[3] or 0))
    return timezone(-offset if digits[1] == "-" else offset)
