"""What a robots.txt allows (RFC 9309): pure decisions; fetching and keeping the file is the visitor's work.

Found (2xx): its rules, longest match first, of which at most 500 KiB are read. Not there (4xx): all is allowed.
Server error (5xx) or no answer: nothing is allowed until it answers again (RFC 9309, 2.3.1); asked again soon.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from protego import Protego

SIZE_LIMIT = 500 * 1024
VALID_FOR = timedelta(hours=24)
ASK_AGAIN_AFTER = timedelta(minutes=10)
ASK_SILENT_AGAIN_AFTER = timedelta(seconds=30)
LONGEST_DELAY_S = 60.0
PRODUCT = "Huiying"


@dataclass(frozen=True, slots=True)
class Robots:
    """What one host answered. `rules` is the file's text ("" allows all), `reachable` False closes the host for now."""

    rules: str
    reachable: bool
    expires_at: datetime

    def why_refused(self, url: str) -> str:
        """Why `url` may not be visited, in plain Chinese; "" if it may."""
        if not self.reachable:
            return "robots.txt 暂时取不到，按规定先不访问"
        if not self.rules or _parsed(self.rules).can_fetch(url, PRODUCT):
            return ""
        return f"robots.txt 不允许访问 {urlsplit(url).path or '/'}"

    def delay_s(self) -> float:
        """Seconds between visits that the file asks for (at most 60), 0 if it asks for none."""
        asked = _parsed(self.rules).crawl_delay(PRODUCT) if self.rules else None
        return min(float(asked or 0), LONGEST_DELAY_S)


def robots_from(status: int | None, body: bytes, now: datetime) -> Robots:
    """The decision for a host from its answer; `status` None means that it did not answer."""
    if status is not None and 200 <= status < 300:
        return Robots(_text(body), True, now + VALID_FOR)
    if status is not None and 300 <= status < 500 and status != 429:
        return Robots("", True, now + VALID_FOR)
    return Robots("", False, now + ASK_AGAIN_AFTER)


def silent_robots(now: datetime) -> Robots:
    """The decision for a host that did not answer at all; asked again soon, for the host is likely to be back."""
    return Robots("", False, now + ASK_SILENT_AGAIN_AFTER)


def address_of(url: str) -> str:
    """Where the robots.txt that governs `url` lies."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def _text(body: bytes) -> str:
    text = body[:SIZE_LIMIT].decode("utf-8-sig", "ignore").replace("\x00", "")
    # An error page served with status 200 holds no line of a robots file, hence no rule.
    return text if "llow" in text or "delay" in text.lower() else ""


@lru_cache(maxsize=512)
def _parsed(rules: str) -> Protego:
    from protego import Protego

    return Protego.parse(rules)
