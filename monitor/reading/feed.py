"""Feeds to entries: RSS, Atom, RDF, CDF and JSON Feed, well-formed or not.

`feedparser` is the tolerant reader and the reference; well-formed feeds of the plain sort take the fast path, which
gives the same entries or declines. What is no feed at all comes back without entries and with a named problem.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from errors import BadInput
from monitor.reading.bytes import Decoded, decode
from monitor.reading.compressed import unpacked
from monitor.reading.entry import (
    CAPTURE_TIME,
    CLOCK_SKEW,
    EMPTY,
    GARBLED,
    NOT_THIS_KIND,
    TRUNCATED,
    ZERO_ENTRIES,
    Entry,
    Problem,
    Reading,
)
from times import SHANGHAI

MIDNIGHT = time()
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*?\?>")
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']\s*([\w.:-]+)", re.I)
_ROOT = re.compile(r"<(?:[a-z][\w.-]*:)?(rss|feed|rdf|channel|atom)\b", re.I)
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel|atom)\s*>\s*(?:<!--.*?-->\s*)*$", re.I | re.S)

# Articles are not published by the handful in one second: times that most entries share with another one were set by
# whoever captured the feed, at once or over several visits.
_SHARED_BY_MOST = 0.8
_FEWEST_TO_TELL = 4
_NEAR_CAPTURE = timedelta(minutes=30)
_SKEW = timedelta(hours=1)


def read_feed(body: bytes, content_type: str = "", url: str = "", now: datetime | None = None) -> Reading:
    """Entries of a feed. `url` is the feed's address (for relative links), `now` the time of the fetch, if known.

    Never raises for what the body holds: an empty body, another kind of document, a cut one are named problems.
    """
    try:
        body = unpacked(body)
    except BadInput as error:
        return Reading(problems=(Problem(NOT_THIS_KIND, error.why),))
    if not body.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        return Reading(problems=(Problem(EMPTY, "内容为空"),))
    reading = _read(body, content_type, url)
    return timely(reading, now)


def timely(reading: Reading, now: datetime | None) -> Reading:
    """The reading with honest times: the time of capture is no publication, midnight throughout is a bare date.

    Times that run ahead of `now` are kept and named.
    """
    dated = [each.published for each in reading.entries if each.published and not each.published_is_date]
    if len(dated) < _FEWEST_TO_TELL or len(dated) < len(reading.entries):
        return _with_skew(reading, dated, now)
    if _are_midnights(dated):
        return replace(reading, entries=tuple(map(_as_date, reading.entries)))
    if _are_capture_times(dated, now):
        unknown = tuple(replace(each, published=None) for each in reading.entries)
        problem = Problem(CAPTURE_TIME, f"{len(unknown)} 条的发布时间都是抓取时间，按未知处理")
        return replace(reading, entries=unknown, problems=(*reading.problems, problem))
    return _with_skew(reading, dated, now)


def _with_skew(reading: Reading, dated: Sequence[datetime], now: datetime | None) -> Reading:
    ahead = sum(1 for moment in dated if now and moment > now + _SKEW)
    if not ahead:
        return reading
    return replace(reading, problems=(*reading.problems, Problem(CLOCK_SKEW, f"{ahead} 条的发布时间在将来")))


def _are_capture_times(dated: Sequence[datetime], now: datetime | None) -> bool:
    times = Counter(dated)
    if len(times) == 1:
        return bool(dated[0].second) or (now is not None and abs(now - dated[0]) <= _NEAR_CAPTURE)
    shared = sum(count for moment, count in times.items() if count > 1 and moment.second)
    return shared >= _SHARED_BY_MOST * len(dated)


def _are_midnights(dated: Sequence[datetime]) -> bool:
    return any(all(moment.astimezone(zone).time() == MIDNIGHT for moment in dated) for zone in (UTC, SHANGHAI))


def _as_date(entry: Entry) -> Entry:
    """The entry with the calendar day that was written, whichever zone the generator put behind it."""
    moment = entry.published
    if moment is None:
        return entry
    day = moment.date() if moment.time() == MIDNIGHT else moment.astimezone(SHANGHAI).date()
    return replace(entry, published=datetime.combine(day, MIDNIGHT, SHANGHAI).astimezone(UTC), published_is_date=True)


def _read(body: bytes, content_type: str, url: str) -> Reading:
    from monitor.reading.feed_fast import read_fast  # lxml costs 30 ms to import

    if body.lstrip()[:1] in (b"{", b"["):
        from monitor.reading.feed_json import read_json_feed

        return read_json_feed(decode(body, content_type).text)
    if _is_plainly_utf8(body, content_type):
        fast = read_fast(body)
        if fast is not None:
            return fast
        return _tolerant(decode(body, content_type), url)
    decoded = decode(body, content_type)
    fast = None if decoded.replaced else read_fast(_as_utf8(decoded.text))
    return fast if fast is not None else _tolerant(decoded, url)


def _is_plainly_utf8(body: bytes, content_type: str) -> bool:
    declared = _ENCODING.match(body[:200])
    return (
        body[:2] not in (b"\xff\xfe", b"\xfe\xff")
        and b"\x00" not in body[:4]
        and (declared is None or declared[1].lower() in (b"utf-8", b"utf8"))
        and ("charset" not in content_type.lower() or "utf-8" in content_type.lower())
    )


def _as_utf8(text: str) -> bytes:
    return _DECLARATION.sub("", text, count=1).lstrip("\ufeff \t\r\n").encode("utf-8", "surrogatepass")


def _tolerant(decoded: Decoded, url: str) -> Reading:
    if _HTML.match(decoded.text):
        return Reading(problems=(Problem(NOT_THIS_KIND, "是 HTML 网页，不是订阅源"),))
    if not _ROOT.search(decoded.text[:20000]):
        return Reading(problems=(Problem(NOT_THIS_KIND, "不是订阅源（没有 rss、feed 或 rdf 元素）"),))
    from monitor.reading.feed_tolerant import read_tolerant

    reading = read_tolerant(_as_utf8(decoded.text), url)
    return replace(reading, problems=(*reading.problems, *_problems(decoded, reading.entries)))


def _problems(decoded: Decoded, entries: Sequence[Entry]) -> list[Problem]:
    found = []
    if decoded.replaced:
        found.append(Problem(GARBLED, f"{decoded.replaced} 处无法按 {decoded.encoding} 解码"))
    if not _END.search(decoded.text[-2000:].rstrip("\x00")):
        found.append(Problem(TRUNCATED, "文件没有结尾，条目可能不全"))
    if not entries:
        found.append(Problem(ZERO_ENTRIES, "没有条目"))
    return found
