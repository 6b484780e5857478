"""Feeds: the fast path agrees with the reference reader or declines; faults are named, good entries survive them."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from monitor.reading.bytes import decode
from monitor.reading.feed import read_feed
from monitor.reading.feed_fast import read_fast
from monitor.reading.feed_tolerant import read_tolerant
from tests.realdata import REAL_DATA, needs_real_data

NOW = datetime(2026, 10, 3, 12, 0, tzinfo=UTC)
ITEM = (
    "<item><title>关于窗口搬迁的答复</title><link>https://a.cn/1</link><guid isPermaLink='false'>n1</guid>"
    "<pubDate>Sat, 03 Oct 2026 08:30:00 +0800</pubDate><description>&lt;p&gt;全文&lt;/p&gt;</description></item>"
)


def rss(items: str = ITEM, head: str = "") -> bytes:
    declaration = '<?xml version="1.0" encoding="utf-8"?>'
    return f'{declaration}<rss version="2.0"><channel><title>源</title>{head}{items}</channel></rss>'.encode()


def atom(entry: str) -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>源</title><entry>{entry}</entry></feed>'.encode()


def names(reading: object) -> list[str]:
    return [each.name for each in reading.problems]  # type: ignore[attr-defined]


def test_an_entry_has_its_parts_as_plain_text() -> None:
    reading = read_feed(rss(head="<ttl>30</ttl>"))
    (entry,) = reading.entries
    assert (entry.id, entry.link, entry.title) == ("n1", "https://a.cn/1", "关于窗口搬迁的答复")
    assert entry.published == datetime(2026, 10, 3, 0, 30, tzinfo=UTC)
    assert entry.summary == "全文"
    assert (reading.title, reading.ttl_s, reading.problems) == ("源", 1800, ())


# Parts of an item that readers get wrong, each in turn; the fast path may decline but never differ.
ODD_PARTS = [
    "<title>A &amp; B &lt; C</title>",
    "<title>&lt;b&gt;粗体&lt;/b&gt; &amp;amp; 实体 &amp;nbsp;</title>",
    "<title><![CDATA[<script>x()</script>安全]]></title>",
    "<title>一</title><title>二</title>",
    "<title>\n  换行\n  标题 </title>",
    "<title/>",
    "<title>caf\u00e9</title>",
    "<title>Ã©tÃ©</title>",
    "<title>don&#146;t &#133;</title>",
    "<title>&eacute;</title>",
    "<title type='html'>x</title>",
    "<title><b>子元素</b></title>",
    "<link>/relative</link>",
    "<link></link>",
    "<link>https://a.cn/?a=1&amp;b=2</link>",
    "<link>https://a.cn/?a=1&amp;copy;=2</link>",
    "<link> https://a.cn/x </link>",
    "<link>https://a.cn/a b</link>",
    "<guid>https://a.cn/permalink</guid>",
    "<guid>no address</guid>",
    "<guid isPermaLink='true'>https://a.cn/g</guid><link>https://a.cn/l</link>",
    "<link>https://a.cn/l</link><guid>https://a.cn/g</guid>",
    "<description>一</description><description>二</description>",
    "<description><![CDATA[<p>甲</p><style>p{}</style><p>乙&nbsp;丙</p>]]></description>",
    "<description>全 &lt;img src='a&gt;b'&gt; 图</description>",
    "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>&lt;p&gt;全文&lt;/p&gt;</content:encoded>",
    "<description>摘要</description>"
    "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[<p>全文</p>]]></content:encoded>",
    "<pubDate>not a date</pubDate>",
    "<pubDate>2026-10-03</pubDate>",
    "<pubDate></pubDate>",
    "<dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>2026-10-03T08:30:00Z</dc:date>",
    "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>张记者</dc:creator>",
    "<author>a@b.cn (张记者)</author>",
    "<author>甲</author><author>乙</author>",
    "<source url='https://b.cn/feed'>某报</source>",
    "<enclosure url='https://a.cn/f.pdf' type='application/PDF' length='1'/>",
    "<enclosure url='/f.pdf'/>",
    "<category>一</category><category><title>里面的</title></category>",
    "<image><title>图片标题</title></image>",
    "<media:title xmlns:media='http://search.yahoo.com/mrss/'>媒体标题</media:title>",
    "<TITLE>大写</TITLE>",
    "<!-- <item> --><title>注释</title>",
    "<unknown:x xmlns:unknown='urn:x'>y</unknown:x>",
]


@pytest.mark.parametrize("part", ODD_PARTS)
def test_the_fast_path_gives_the_reference_s_entries_or_declines(part: str) -> None:
    body = rss(f"<item>{part}</item>")
    fast = read_fast(body)
    assert fast is None or fast.entries == read_tolerant(body).entries


@settings(max_examples=60, deadline=None)
@given(some.lists(some.lists(some.sampled_from(ODD_PARTS), min_size=1, max_size=4), min_size=1, max_size=3))
def test_no_mixture_of_odd_parts_sets_the_readers_apart(items: list[list[str]]) -> None:
    body = rss("".join(f"<item>{''.join(parts)}</item>" for parts in items))
    fast = read_fast(body)
    assert fast is None or fast.entries == read_tolerant(body).entries


@pytest.mark.parametrize(
    "entry",
    [
        "<title>甲</title><id>tag:a,1</id><link href='https://a.cn/1'/><updated>2026-10-03T00:00:00Z</updated>",
        "<title type='html'>&lt;b&gt;甲&lt;/b&gt;</title><id>https://a.cn/1</id>",
        "<title>a &lt;b&gt; c</title><id>urn:x</id><summary>摘要</summary><content type='html'>&lt;p&gt;全文</content>",
        "<title>甲</title><content type='html'>&lt;p&gt;全文</content><summary>摘要</summary><id>urn:x</id>",
        "<title>甲</title><id>urn:x</id><author><name>张</name><email>z@a.cn</email></author>",
        "<title>甲</title><id>urn:x</id><link rel='enclosure' href='https://a.cn/f.pdf' type='application/pdf'/>",
        "<title>甲</title><id>urn:x</id><link rel='self' href='https://a.cn/s'/>",
        "<title>甲</title><id>urn:x</id><link href='https://a.cn/1' type='text/plain'/>",
        "<id>urn:x</id><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>甲</p></div></content>",
        "<title>甲</title><id>relative</id>",
        "<published>2026-10-03T00:00:00Z</published><updated>2026-10-04T00:00:00Z</updated><title>甲</title><id>urn:x</id>",
    ],
)
def test_the_fast_path_agrees_on_atom(entry: str) -> None:
    fast = read_fast(atom(entry))
    assert fast is None or fast.entries == read_tolerant(atom(entry)).entries


def test_the_plain_sort_takes_the_fast_path() -> None:
    assert read_fast(rss()) is not None
    assert read_fast(atom("<title>甲</title><id>urn:x</id><updated>2026-10-03T00:00:00Z</updated>")) is not None


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE rss [<!ENTITY x "y">]>' + rss()[38:],
        rss().replace(b"<channel>", b"<channel xml:base='https://b.cn/'>"),
        rss()[:-20],
        b"<rss><channel/></rss>",
        b"no markup at all",
    ],
)
def test_the_fast_path_declines_what_is_out_of_the_ordinary(body: bytes) -> None:
    assert read_fast(body) is None


@needs_real_data
def test_both_readers_agree_on_every_capture() -> None:
    captures = sorted((REAL_DATA / "feeds").rglob("*.xml"))
    taken = 0
    for capture in captures:
        body = capture.read_bytes()
        fast = read_fast(body)
        if fast is not None:
            taken += 1
            assert fast == read_tolerant(decode(body).text.encode()), capture
    assert taken > 0.9 * len(captures)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"", "empty"),
        (b" \n\xef\xbb\xbf", "empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "not_this_kind"),
        (b"just words", "not_this_kind"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "truncated"),
        (b'{"a": 1}', "not_this_kind"),
        (b"<rss version='2.0'><channel><title>x</title></channel></rss>", "zero_entries"),
        (b"\x1f\x8bbroken", "not_this_kind"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, name: str) -> None:
    reading = read_feed(body)
    assert reading.entries == ()
    assert name in names(reading)


def test_a_cut_feed_gives_its_whole_entries_and_says_so() -> None:
    reading = read_feed(rss(ITEM + ITEM.replace("n1", "n2"))[:-60])
    assert [each.id for each in reading.entries][:1] == ["n1"]
    assert "truncated" in names(reading)


def test_a_gbk_feed_with_a_narrow_label_is_read() -> None:
    text = rss().decode().replace('encoding="utf-8"', 'encoding="gb2312"').replace("窗口", "镕①")
    assert read_feed(text.encode("gb18030")).entries[0].title == "关于镕①搬迁的答复"


def test_a_feed_packed_with_gzip_is_read() -> None:
    assert len(read_feed(gzip.compress(rss())).entries) == 1


def test_json_feed_is_read() -> None:
    item = {
        "id": 7,
        "url": "https://a.cn/7",
        "title": "a < b",
        "content_html": "<p>全文</p>",
        "date_published": "2026-10-03T08:30:00+08:00",
        "authors": [{"name": "张"}],
        "attachments": [{"url": "https://a.cn/f.pdf", "mime_type": "application/pdf"}],
    }
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "源", "items": [item, "no object"]}
    (entry,) = read_feed(json.dumps(document).encode()).entries
    assert (entry.id, entry.title, entry.text, entry.author) == ("7", "a < b", "全文", "张")
    assert entry.published == datetime(2026, 10, 3, 0, 30, tzinfo=UTC)
    assert entry.attachments[0].url == "https://a.cn/f.pdf"


def dated(moments: list[str]) -> bytes:
    return rss(
        "".join(
            f"<item><guid isPermaLink='false'>{n}</guid><title>t{n}</title><pubDate>{m}</pubDate></item>"
            for n, m in enumerate(moments)
        )
    )


def test_the_time_of_capture_is_no_time_of_publication() -> None:
    reading = read_feed(dated(["Sat, 03 Oct 2026 11:59:37 GMT"] * 5), now=NOW)
    assert names(reading) == ["capture_time"]
    assert {each.published for each in reading.entries} == {None}


def test_times_stamped_visit_after_visit_are_capture_times_too() -> None:
    # two visits, three entries each, to the second the same
    reading = read_feed(dated(["Sat, 03 Oct 2026 11:59:37 GMT"] * 3 + ["Fri, 02 Oct 2026 23:59:41 GMT"] * 3), now=NOW)
    assert names(reading) == ["capture_time"]


def test_times_of_their_own_are_kept() -> None:
    reading = read_feed(dated([f"Sat, 03 Oct 2026 0{n}:10:00 GMT" for n in range(6)]), now=NOW)
    assert reading.problems == ()
    assert all(each.published for each in reading.entries)


def test_midnight_throughout_is_a_bare_date_of_the_day_that_was_written() -> None:
    reading = read_feed(dated([f"0{n} Oct 2026 00:00:00 +0000" for n in (1, 1, 2, 3)]), now=NOW)
    assert all(each.published_is_date for each in reading.entries)
    assert reading.entries[3].published == datetime(2026, 10, 2, 16, 0, tzinfo=UTC)  # 3 October 00:00 in Shanghai


def test_a_clock_that_runs_ahead_is_named() -> None:
    ahead = NOW + timedelta(days=2)
    assert names(read_feed(dated([ahead.strftime("%d %b %Y %H:%M:%S GMT")]), now=NOW)) == ["clock_skew"]


def test_an_entry_without_id_and_link_is_known_again_by_its_text() -> None:
    once, again = (read_feed(rss("<item><title>只有标题</title></item>")).entries[0].id for _ in range(2))
    assert once == again
    assert once.startswith("sha256:")
