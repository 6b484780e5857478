"""One page, one address: whatever readers, sharers and mobile versions hang on to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from monitor.reading.addresses import canonical_address, canonical_by_parts, with_evidence


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTP://News.Example.CN:80/a/1.html#top", "http://news.example.cn/a/1.html"),
        ("https://news.example.cn:443", "https://news.example.cn/"),
        ("https://news.example.cn:8443/a", "https://news.example.cn:8443/a"),
        ("https://a.cn/x?utm_source=wx&id=7&spm=a2c.1&from=timeline", "https://a.cn/x?id=7"),
        ("https://a.cn/x?b=2&a=1", "https://a.cn/x?a=1&b=2"),
        ("https://a.cn/list?from=20", "https://a.cn/list?from=20"),  # paging, not tracking
        ("https://a.cn/a/./b/../c", "https://a.cn/a/c"),
        ("https://a.cn/%e4%b8%ad%7E", "https://a.cn/%E4%B8%AD~"),
        ("https://a.cn/中", "https://a.cn/%E4%B8%AD"),
        ("https://例子.cn/a", "https://xn--fsqu00a.cn/a"),
        ("https://a.cn/news/1/amp/", "https://a.cn/news/1"),
        ("https://a.cn/news/1.amp.html?amp=1", "https://a.cn/news/1.html"),
        ("https://a.cn/#/detail/9", "https://a.cn/#/detail/9"),  # a route kept in the fragment
        (" https://a.cn/x\n", "https://a.cn/x"),
        ("mailto:a@b.cn", "mailto:a@b.cn"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_canonical_form(written: str, canonical: str) -> None:
    assert canonical_address(written) == canonical


@pytest.mark.parametrize(
    ("mobile", "desktop"),
    [
        ("https://m.thepaper.cn/newsDetail_forward_123?from=weixin", "https://www.thepaper.cn/newsDetail_forward_123"),
        ("https://3g.163.com/news/article/AB12.html", "https://www.163.com/news/article/AB12.html"),
        ("https://xw.qq.com/cmsid/20261003A1", "https://new.qq.com/rain/a/20261003A1"),
        ("https://m.unknown.example/a/1", "https://m.unknown.example/a/1"),  # no evidence, no guess
    ],
)
def test_mobile_versions_are_mapped_where_it_is_known(mobile: str, desktop: str) -> None:
    assert canonical_address(mobile) == desktop


def test_an_official_account_article_is_known_by_its_four_marks() -> None:
    shared = "https://mp.weixin.qq.com/s?__biz=Mz&mid=1&idx=1&sn=ab&chksm=c&scene=21&key=zz"
    assert canonical_address(shared) == "https://mp.weixin.qq.com/s?__biz=Mz&idx=1&mid=1&sn=ab"


def test_the_page_s_own_word_counts_within_its_site() -> None:
    mobile = "https://m.example.com.cn/a/1?x=1"
    assert with_evidence(mobile, "https://www.example.com.cn/a/1") == "https://www.example.com.cn/a/1"
    assert with_evidence(mobile, "https://elsewhere.cn/a/1") == canonical_address(mobile)
    assert with_evidence(mobile, "https://www.example.com.cn/") == canonical_address(mobile)
    assert with_evidence(mobile, "") == canonical_address(mobile)


addresses = some.builds(
    lambda scheme, host, path, query, fragment: f"{scheme}://{host}/{path}?{query}#{fragment}",
    some.sampled_from(["http", "HTTPS"]),
    some.sampled_from(["a.cn", "M.Example.com:443", "例子.中国", "m.toutiao.com"]),
    some.text(alphabet="ab/.%2Fé中 ~+amp", max_size=20),
    some.text(alphabet="ab=&%7e中?from/", max_size=20),
    some.text(alphabet="/!a#中%", max_size=6),
)


@given(addresses)
def test_the_canonical_form_is_its_own_canonical_form(address: str) -> None:
    once = canonical_address(address)
    assert canonical_address(once) == once


@given(some.text(max_size=60))
def test_nothing_handed_in_raises(text: str) -> None:
    assert isinstance(canonical_address(text), str)


@given(addresses, some.sampled_from(["utm_source=x", "spm=1.2", "share_token=abc", "from=singlemessage"]))
def test_tracking_changes_nothing(address: str, tracking: str) -> None:
    bare, _, fragment = address.partition("#")
    assert canonical_address(f"{bare}&{tracking}#{fragment}") == canonical_address(address)


PARTS = ("a", "B1", "1.html", "..", ".", "", "a.amp.html", "amp", "~x", "%7e", "newsDetail_forward_1", "x?a=1", "#top")


@given(
    some.sampled_from(["http://", "https://", "HTTP://"]),
    some.sampled_from(["a.cn", "m.thepaper.cn", "127.0.0.1", "A.cn", "a.cn."]),
    some.sampled_from(["", ":80", ":443", ":8080", ":08080", ":65536"]),
    some.lists(some.sampled_from(PARTS), max_size=4),
)
def test_the_quick_look_says_the_same(scheme: str, host: str, port: str, parts: list[str]) -> None:
    address = "/".join([f"{scheme}{host}{port}", *parts])
    assert canonical_address(address) == canonical_by_parts(address)
