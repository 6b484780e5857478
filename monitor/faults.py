"""What can go wrong with a visit, how grave it is, and how long to stay away. A fault slows a source, it never ends it.

Grades: `temporary` (the host asks for patience: 429, 503, robots.txt out of reach), `soft` (likely to pass by itself:
timeouts, broken connections, server errors), `hard` (a person should look: gone, forbidden, refused, unreadable).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, Literal

Grade = Literal["temporary", "soft", "hard"]

DAY_S: Final = 24 * 3600

FAULTS: Final[Mapping[str, tuple[Grade, str]]] = {
    "dns_failed": ("soft", "找不到主机"),
    "connect_failed": ("soft", "连接不上"),
    "timed_out": ("soft", "超时"),
    "cut_off": ("soft", "内容没有传完"),
    "server_error": ("soft", "对方服务器出错"),
    "bad_answer": ("soft", "对方答复不合 HTTP 规范"),
    "asked_to_wait": ("temporary", "对方要求稍后再来"),
    "robots_unreachable": ("temporary", "robots.txt 暂时取不到"),
    "gone": ("hard", "页面不存在"),
    "forbidden": ("hard", "对方拒绝访问"),
    "client_error": ("hard", "对方不接受请求"),
    "tls_failed": ("hard", "加密连接的证书有误"),
    "too_large": ("hard", "内容过大"),
    "bomb": ("hard", "压缩内容异常膨胀，已拒绝"),
    "encoding_unknown": ("hard", "压缩方式不认识或已损坏"),
    "redirect_loop": ("hard", "循环跳转"),
    "too_many_redirects": ("hard", "跳转次数过多"),
    "bad_redirect": ("hard", "跳转地址无效"),
    "address_refused": ("hard", "指向内网或本机地址，已拒绝"),
    "bad_address": ("hard", "网址无效"),
    "robots_refused": ("hard", "robots.txt 不允许访问"),
    "unreadable": ("hard", "内容无法读取"),
}
_BACKOFF_CAP_S: Final[Mapping[Grade, int]] = {"temporary": 2 * 3600, "soft": 6 * 3600, "hard": DAY_S}


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong in one visit: `name` is one of FAULTS, `wait_s` what the host asked for itself (Retry-After)."""

    name: str
    detail: str = ""
    wait_s: int | None = None

    @property
    def grade(self) -> Grade:
        """How grave it is."""
        return FAULTS[self.name][0]

    @property
    def words(self) -> str:
        """One plain Chinese sentence for the source page."""
        base = FAULTS[self.name][1]
        return f"{base}（{self.detail}）" if self.detail else base


def fault_of_status(status: int, headers: Mapping[str, str], now: datetime) -> Fault | None:
    """The fault that an HTTP status means; None for 2xx and 304."""
    if 200 <= status < 300 or status == 304:
        return None
    wait = retry_after_s(headers.get("retry-after", ""), now)
    detail = f"HTTP {status}"
    if status in (429, 503):
        return Fault("asked_to_wait", detail, wait)
    if status >= 500:
        return Fault("server_error", detail, wait)
    if status in (404, 410):
        return Fault("gone", detail, wait)
    if status in (401, 402, 403, 407, 451):
        return Fault("forbidden", detail, wait)
    return Fault("bad_answer" if status < 400 else "client_error", detail, wait)


def retry_after_s(written: str, now: datetime) -> int | None:
    """Seconds of a Retry-After header (a number or a date), at most a day; None where it says nothing usable.

    Feeds have been seen to ask for 88 hours: followed to the letter, a source would be lost for four days.
    """
    text = written.strip()
    if text.isdigit():
        return min(int(text[:9]), DAY_S)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0, min(int((moment - now).total_seconds()), DAY_S))


def stay_away(fault: Fault, failures: int, pace_s: int) -> timedelta:
    """How long to wait after the `failures`-th failure in a row (from 1) of a source that is visited every `pace_s`.

    The first failure changes nothing, each further one doubles, up to 2 h (temporary), 6 h (soft), 24 h (hard);
    what the host asked for is a floor. It never ends: a feed that was gone for a year is still asked once a day.
    """
    grown = min(pace_s * 2 ** min(failures - 1, 20), max(_BACKOFF_CAP_S[fault.grade], pace_s))
    return timedelta(seconds=min(max(grown, fault.wait_s or 0), max(DAY_S, pace_s)))
