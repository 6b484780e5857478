"""robots.txt by RFC 9309: what a file, its absence and a server error allow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.robots import address_of, robots_from

NOW = datetime(2026, 10, 3, 8, 30, tzinfo=UTC)
SITE = "http://news.example.com"


def refused(rules: str, path: str) -> bool:
    return bool(robots_from(200, rules.encode(), NOW).why_refused(SITE + path))


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        ("User-agent: *\nDisallow: /", "/feed.xml", True),
        ("User-agent: *\nDisallow:", "/feed.xml", False),
        # the longest match wins, wherever it stands
        ("User-agent: *\nDisallow: /a\nAllow: /a/feed", "/a/feed.xml", False),
        ("User-agent: *\nAllow: /a/feed\nDisallow: /a", "/a/b", True),
        # at equal length the kinder rule wins
        ("User-agent: *\nDisallow: /page\nAllow: /page", "/page", False),
        ("User-agent: *\nDisallow: /*.xml$", "/a/b.xml", True),
        ("User-agent: *\nDisallow: /*.xml$", "/a/b.xml?x=1", False),
        # our own group hides the general one
        ("User-agent: Huiying\nDisallow: /x\n\nUser-agent: *\nDisallow: /", "/feed", False),
        ("User-agent: huiying\nDisallow: /\n\nUser-agent: *\nDisallow:", "/feed", True),
        ("User-agent: Otherbot\nDisallow: /", "/feed", False),
        # Chinese paths, written raw and written by percent
        ("User-agent: *\nDisallow: /内部", "/%E5%86%85%E9%83%A8/a", True),
    ],
)
def test_rules(rules: str, path: str, expected: bool) -> None:
    assert refused(rules, path) is expected


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_an_absent_file_allows_all(status: int) -> None:
    assert robots_from(status, b"User-agent: *\nDisallow: /", NOW).why_refused(SITE + "/feed") == ""


@pytest.mark.parametrize("status", [500, 503, 429, None])
def test_an_unreachable_file_closes_the_host_for_ten_minutes_only(status: int | None) -> None:
    robots = robots_from(status, b"", NOW)
    assert "暂时" in robots.why_refused(SITE + "/feed")
    assert robots.expires_at == NOW + timedelta(minutes=10)


def test_a_file_is_valid_for_a_day() -> None:
    assert robots_from(200, b"User-agent: *\nDisallow: /x", NOW).expires_at == NOW + timedelta(hours=24)


def test_at_most_500_kib_are_read() -> None:
    padding = b"# " + b"x" * 100 + b"\n"
    late = padding * 6000 + b"User-agent: *\nDisallow: /\n"  # 6000 * 103 bytes = 603 KiB of comments first
    assert robots_from(200, late, NOW).why_refused(SITE + "/feed") == ""


def test_an_error_page_with_status_200_is_no_rule() -> None:
    assert robots_from(200, "<html>页面不存在</html>".encode("gb18030"), NOW).why_refused(SITE + "/feed") == ""


def test_a_delay_is_followed_up_to_a_minute() -> None:
    assert robots_from(200, b"User-agent: *\nCrawl-delay: 10\nDisallow: /x", NOW).delay_s() == 10
    assert robots_from(200, b"User-agent: *\nCrawl-delay: 86400\nDisallow: /x", NOW).delay_s() == 60


def test_where_the_file_lies() -> None:
    assert address_of("https://a.example.com:8443/x/y?z") == "https://a.example.com:8443/robots.txt"
