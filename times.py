"""Times: aware everywhere, UTC inside, Asia/Shanghai at every input and on every page.

The ground floor: every other module may use it, it uses only `errors`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from errors import BadInput

SHANGHAI = ZoneInfo("Asia/Shanghai")

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_CLOCK = re.compile(
    r"[T\s]*(\d{1,2})\s*[:：时点]\s*(\d{1,2})\s*分?(?:\s*[:：]?\s*(\d{1,2})\s*秒?)?(?:[.,]\d+)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?\s*$"
)


def utc_now() -> datetime:
    """The present moment, aware. Only the outermost callers ask for it; everything below is handed `now`."""
    return datetime.now(UTC)


def require_aware(moment: datetime) -> datetime:
    """`moment` in UTC; raises ValueError for one without zone, because a guess would move a deadline by hours."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without zone: {moment.isoformat()}")
    return moment.astimezone(UTC)


def parse_time(text: str) -> tuple[datetime, bool]:
    """(aware UTC moment, True if only a date was given) of a written time.

    A time without zone is Asia/Shanghai, a date alone is 00:00 there. Raises BadInput for anything else.
    """
    found = _DATE.match(text.strip())
    if not found:
        raise BadInput(f"不是时间：{text!r}（例：2026-10-03 08:30）")
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
        rest = text.strip()[found.end() :]
        if not rest.strip():
            return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC), True
        clock = _CLOCK.fullmatch(rest)
        if not clock:
            raise BadInput(f"不是时间：{text!r}（例：2026-10-03 08:30）")
        zone = _zone(clock[4])
        moment = datetime(day.year, day.month, day.day, int(clock[1]), int(clock[2]), int(clock[3] or 0), tzinfo=zone)
        return moment.astimezone(UTC), False
    except (ValueError, OverflowError) as error:
        raise BadInput(f"不是时间：{text!r}（{error}）") from None


def _zone(written: str | None) -> ZoneInfo | timezone:
    if written is None:
        return SHANGHAI
    if written in ("Z", "UTC", "GMT"):
        return UTC
    digits = written.replace(":", "")
    offset = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return timezone(-offset if written[0] == "-" else offset)


def local(moment: datetime) -> datetime:
    """The same moment on the wall clock of Asia/Shanghai."""
    return require_aware(moment).astimezone(SHANGHAI)
