"""Entries become items: identity, masking, hashes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.bodies import Job, Origin
from monitor.intake import author_hash, content_hash, items_of, read_body
from monitor.reading.entry import Attachment, Entry
from tests.replay.replies import rss

NOW = datetime(2026, 10, 3, 8, 30, tzinfo=UTC)
ORIGIN = Origin(7, "江城日报", "feed", "city", "", {}, b"salt")


def identity(link: str, entry_id: str = "e1", title: str = "标题") -> str:
    return items_of([Entry(entry_id, link, title)], ORIGIN)[0].identity


@pytest.mark.parametrize(
    "link",
    [
        "http://x.example.com/a.html",
        "https://x.example.com/a.html",
        "http://X.example.com:80/a.html?utm_source=rss#top",
        "http://x.example.com/b/../a.html",
    ],
)
def test_one_page_has_one_identity(link: str) -> None:
    assert identity(link) == "url:x.example.com/a.html"


@pytest.mark.parametrize("link", ["", "http://x.example.com/", "javascript:void(0)", "http://["])
def test_without_an_address_of_its_own_the_source_and_its_id_count(link: str) -> None:
    assert identity(link) == "id:7:e1"
    assert items_of([Entry("e1", link, "标题")], replace(ORIGIN, source_id=8))[0].identity == "id:8:e1"


def test_without_an_id_the_title_counts_and_without_all_there_is_no_item() -> None:
    assert identity("", "", "标题") == "id:7:标题"
    assert items_of([Entry("", "", "")], ORIGIN) == ()


def test_entries_that_share_an_address_are_told_apart_by_their_ids() -> None:
    live = "http://x.example.com/live.html"
    items = items_of([Entry("e1", live, "甲"), Entry("e2", live, "乙"), Entry("e1", live, "甲")], ORIGIN)
    assert [each.identity for each in items] == ["id:7:e1", "id:7:e2"]


def test_the_same_entry_twice_is_one_item() -> None:
    entry = Entry("e1", "http://x.example.com/a", "甲")
    assert len(items_of([entry, replace(entry, id="e2")], ORIGIN)) == 1


def test_personal_data_is_masked_for_good_every_time_it_stands_there() -> None:
    entry = Entry("e1", "http://x.example.com/a", "电话13812345678", text="打13812345678或13987654321找他")
    item = items_of([entry], ORIGIN)[0]
    assert "138" not in item.title
    assert not any(number in item.text for number in ("13812345678", "13987654321"))


def test_authors_are_hashed_with_the_salt_and_media_are_not() -> None:
    item = items_of([Entry("e1", "http://x.example.com/a", "甲", author="张 三", media="江城晚报")], ORIGIN)[0]
    assert item.author_hash == author_hash("张三", b"salt") != author_hash("张三", b"other")
    assert item.media == "江城晚报"
    assert "张" not in str(item)
    of_medium = items_of([Entry("e1", "http://x.example.com/a", "甲", author="江城晚报", media="江城晚报")], ORIGIN)[0]
    assert of_medium.author_hash is None
    assert author_hash("  ", b"salt") is None


def test_a_person_s_source_gives_no_name() -> None:
    item = items_of([Entry("e1", "http://x.example.com/a", "甲")], replace(ORIGIN, media_level="person"))[0]
    assert item.media == ""
    assert items_of([Entry("e1", "http://x.example.com/a", "甲")], ORIGIN)[0].media == "江城日报"


def test_the_hash_sees_words_and_no_white_space() -> None:
    assert content_hash("甲 乙", "丙\n丁") == content_hash("甲乙", "丙丁")
    assert content_hash("甲", "乙丙") != content_hash("甲乙", "丙")


@pytest.mark.parametrize(
    ("link", "kind", "settings", "channel", "platform"),
    [
        ("http://www.x.example.com/a", "feed", {}, "news", "x.example.com"),
        ("https://m.weibo.cn/status/1", "feed", {}, "weibo", "weibo.cn"),
        ("https://s.weibo.com/weibo?q=a", "hotlist", {}, "hotlist", "weibo.com"),
        ("https://tieba.baidu.com/p/1", "listpage", {}, "forum", "tieba.baidu.com"),
        ("http://bbs.x.example.com/a", "feed", {"channel": "forum"}, "forum", "bbs.x.example.com"),
    ],
)
def test_channel_and_platform(link: str, kind: str, settings: dict, channel: str, platform: str) -> None:
    item = items_of([Entry("e1", link, "甲")], replace(ORIGIN, kind=kind, settings=settings))[0]
    assert (item.channel, item.platform) == (channel, platform)


def test_attachments_and_lengths() -> None:
    entry = Entry("e1", "http://x.example.com/a", "长" * 900, attachments=(Attachment("http://x/a.pdf", "附件1"),))
    item = items_of([entry], ORIGIN)[0]
    assert len(item.title) == 500
    assert item.attachments == ({"url": "http://x/a.pdf", "name": "附件1", "media_type": ""},)


def test_a_body_is_read_by_its_kind() -> None:
    body = rss([("http://x.example.com/a", "甲")])
    parsed = read_body(Job(ORIGIN, body, {"content-type": "text/xml"}, "http://x.example.com/feed", NOW))
    assert [each.title for each in parsed.items] == ["甲"]
    assert parsed.is_whole
    broken = read_body(Job(ORIGIN, body[:60], {}, "http://x.example.com/feed", NOW))
    assert broken.items == ()
    assert broken.problems
