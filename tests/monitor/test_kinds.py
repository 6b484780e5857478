"""Kinds of source: the contract that all share, then what each does on its own."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from errors import BadInput
from monitor.kinds.json_body import at, number_in, parsed
from monitor.kinds.registry import KINDS, kind_named, proposals
from monitor.reading.entry import PROBLEM_WORDS, Reading
from tests.realdata import REAL_DATA, needs_real_data

NOW = datetime(2026, 10, 3, 4, 0, tzinfo=UTC)
URL = "https://a.cn/news/"
TITLES = [f"关于第{n}件事情的情况通报" for n in ("一", "二", "三", "四", "五", "六")]

FEED = (
    "<rss version='2.0'><channel><title>源</title>"
    + "".join(f"<item><title>{t}</title><link>https://a.cn/{n}</link></item>" for n, t in enumerate(TITLES))
    + "</channel></rss>"
).encode()
SITEMAP = (
    "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/"
    "schemas/sitemap-news/0.9'>"
    + "".join(
        f"<url><loc>https://a.cn/{n}</loc><news:news><news:publication><news:name>某报</news:name></news:publication>"
        f"<news:publication_date>2026-10-03T0{n}:00:00+08:00</news:publication_date><news:title>{t}</news:title></news:news></url>"
        for n, t in enumerate(TITLES)
    )
    + "</urlset>"
).encode()
LIST_PAGE = (
    "<html><head><title>通知公告</title></head><body><ul class='nav'>"
    + "".join(f"<li><a href='/c{n}/'>栏目名称{n}</a></li>" for n in range(8))
    + "</ul><ul class='list'>"
    + "".join(f"<li><a href='{n}.html'>{t}</a><span>2026-10-0{n + 1}</span></li>" for n, t in enumerate(TITLES))
    + "</ul><a class='next' href='list_2.html'>下一页</a></body></html>"
).encode()
HOT_LIST = json.dumps(
    {"data": {"list": [{"word": t, "num": 9000 - n, "url": f"/s?q={n}"} for n, t in enumerate(TITLES)]}}
).encode()
JSON_API = json.dumps(
    {
        "code": 0,
        "result": {
            "rows": [
                {
                    "id": n,
                    "title": f"<b>{t}</b>",
                    "url": f"/d/{n}",
                    "publishTime": f"2026-09-0{n + 1} 08:30",
                    "content": f"<p>{t}全文</p>",
                }
                for n, t in enumerate(TITLES)
            ]
        },
    }
).encode()
SAMPLES = {"feed": FEED, "sitemap": SITEMAP, "listpage": LIST_PAGE, "hotlist": HOT_LIST, "jsonapi": JSON_API}

LOGIN = "<!doctype html><html><head><title>用户登录</title></head><body><input type=password></body></html>".encode()
CAPTCHA = "<!doctype html><html><head><title>安全验证</title></head><body>请完成验证</body></html>".encode()


def read(kind: str, body: bytes, chosen: Mapping[str, object] | None = None, url: str = URL) -> Reading:
    return kind_named(kind).read(body, {}, chosen or {}, url, NOW)


def names(reading: Reading) -> list[str]:
    return [each.name for each in reading.problems]


# --- the contract ---


def test_every_kind_has_a_sample_here() -> None:
    assert set(SAMPLES) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_reads_its_own_sample(kind: str) -> None:
    reading = read(kind, SAMPLES[kind])
    assert sorted(each.title for each in reading.entries) == sorted(TITLES)
    assert len({each.id for each in reading.entries}) == len(TITLES)
    assert all(each.link.startswith("https://a.cn/") for each in reading.entries)
    assert all(each.published is None or each.published.tzinfo for each in reading.entries)
    assert reading.problems == ()


@pytest.mark.parametrize("kind", KINDS)
def test_reading_again_gives_the_same(kind: str) -> None:
    assert read(kind, SAMPLES[kind]) == read(kind, SAMPLES[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_the_surest_of_its_own_sample(kind: str) -> None:
    offers = proposals(SAMPLES[kind], {}, URL)
    assert offers[0].kind == kind
    assert all(0 < each.confidence <= 1 for each in offers)


@pytest.mark.parametrize("kind", KINDS)
def test_the_settings_that_a_kind_proposes_read_what_it_promised(kind: str) -> None:
    chosen = kind_named(kind).propose(SAMPLES[kind], {}, URL).settings
    assert len(read(kind, SAMPLES[kind], chosen).entries) == len(TITLES)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (LOGIN, "login_page"),
        (CAPTCHA, "captcha_page"),
    ],
)
def test_what_came_instead_is_named_and_proposed_by_nobody(kind: str, body: bytes, named: str) -> None:
    reading = read(kind, body)
    assert reading.entries == ()
    assert named in names(reading)
    assert kind_named(kind).propose(body, {}, URL).confidence == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_a_foreign_or_cut_body_never_raises(kind: str, other: str) -> None:
    for body in (SAMPLES[other], SAMPLES[other][: len(SAMPLES[other]) // 2], SAMPLES[other][::-1]):
        reading = read(kind, body)
        assert reading.entries or reading.problems or reading.next_pages
        assert set(names(reading)) <= PROBLEM_WORDS.keys()


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(body=some.binary(max_size=200), wrong=some.sampled_from(["", ">>", "a.b.c", 7, None, ["x"]]))
def test_no_bytes_and_no_settings_raise(kind: str, body: bytes, wrong: object) -> None:
    chosen = {name: wrong for name in ("item", "items", "title", "link", "date", "next", "pages", "days", "heat")}
    assert isinstance(read(kind, body, chosen), Reading)
    assert isinstance(read(kind, SAMPLES[kind], chosen), Reading)


def test_a_kind_that_does_not_exist_is_refused_with_the_list() -> None:
    with pytest.raises(BadInput, match="feed"):
        kind_named("gopher")


# --- site maps ---


def test_a_sitemap_keeps_what_is_fresh_newest_first() -> None:
    old = SITEMAP.replace(b"2026-10-03T00", b"2026-09-01T00")
    reading = read("sitemap", old)
    assert [each.link for each in reading.entries] == [f"https://a.cn/{n}" for n in (5, 4, 3, 2, 1)]
    assert reading.entries[0].media == "某报"
    assert len(read("sitemap", old, {"days": 60}).entries) == 6


def test_an_index_leads_to_its_newest_parts_packed_or_not() -> None:
    parts = "".join(
        f"<sitemap><loc>https://a.cn/{name}.xml.gz</loc><lastmod>2026-10-0{day}</lastmod></sitemap>"
        for name, day in (("old", 1), ("new", 3), ("news", 2))
    )
    body = f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{parts}</sitemapindex>".encode()
    pages = [f"https://a.cn/{name}.xml.gz" for name in ("news", "new", "old")]
    assert list(read("sitemap", gzip.compress(body)).next_pages) == pages


def test_a_sitemap_that_unpacks_without_end_is_refused() -> None:
    assert names(read("sitemap", gzip.compress(b"<" * 60_000_000))) == ["not_this_kind"]


# --- list pages ---


def test_a_list_found_by_itself_has_dates_and_whole_addresses() -> None:
    reading = read("listpage", LIST_PAGE)
    assert reading.entries[0].link == "https://a.cn/news/0.html"
    assert reading.entries[0].published == datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
    assert reading.entries[0].published_is_date


def test_a_date_inside_the_title_is_not_the_entry_s() -> None:
    body = LIST_PAGE.replace("关于第一件".encode(), "2025年1月2日关于第一件".encode())
    assert read("listpage", body).entries[0].published == datetime(2026, 9, 30, 16, 0, tzinfo=UTC)


def test_selectors_choose_and_lead_on() -> None:
    chosen = {"item": "ul.list li", "title": "a", "date": "span", "next": "a.next", "pages": 3}
    reading = read("listpage", LIST_PAGE, chosen)
    assert len(reading.entries) == 6
    assert reading.next_pages == ("https://a.cn/news/list_2.html",)


@pytest.mark.parametrize("selector", ["div.gone li", "ul..list", ":::"])
def test_a_selector_that_finds_nothing_is_named(selector: str) -> None:
    assert names(read("listpage", LIST_PAGE, {"item": selector})) == ["selector_missing"]


def test_a_title_cut_short_is_taken_from_its_attribute() -> None:
    body = LIST_PAGE.replace(
        "<a href='0.html'>关于第一件事情的情况通报".encode(), "<a href='0.html' title='全标题'>关于第一件…".encode()
    )
    assert read("listpage", body).entries[0].title == "全标题"


def test_a_page_without_a_list_says_so() -> None:
    assert names(read("listpage", "<html><body><p>建设中的页面，敬请期待。</p></body></html>".encode())) == [
        "zero_entries"
    ]


# --- hot lists and JSON ---


def test_rank_and_heat_are_kept_and_a_topic_is_known_again_at_another_rank() -> None:
    first, second = read("hotlist", HOT_LIST).entries[:2]
    assert (first.rank, first.heat, second.rank) == (1, 9000.0, 2)
    later = json.dumps({"data": [{"word": TITLES[1], "num": "1.2万"}, {"word": TITLES[0], "num": 3}]}).encode()
    assert [each.id for each in read("hotlist", later).entries] == [second.id, first.id]
    assert read("hotlist", later).entries[0].heat == 12000.0


@needs_real_data
def test_saved_hot_lists_are_read_whole() -> None:
    for saved in sorted((REAL_DATA / "hotlists" / "weibo-2021-05").glob("*.json")):
        reading = read("hotlist", saved.read_bytes())
        assert len(reading.entries) == len({each["topic"] for each in json.loads(saved.read_text(encoding="utf-8"))})
        assert all(each.heat and each.rank for each in reading.entries)


def test_a_mapping_of_one_s_own_is_used() -> None:
    body = json.dumps({"x": [{"a": {"b": "话题一"}, "c": "热 5亿"}]}).encode()
    chosen = {"items": "x", "title": "a.b", "heat": "c", "link_template": "https://s.cn/?q={title}"}
    (entry,) = read("hotlist", body, chosen).entries
    assert (entry.title, entry.heat) == ("话题一", 5e8)
    assert entry.link == "https://s.cn/?q=%E8%AF%9D%E9%A2%98%E4%B8%80"


def test_a_path_that_leads_nowhere_is_named() -> None:
    reading = read("jsonapi", JSON_API, {"items": "result.gone"})
    assert names(reading) == ["not_this_kind"]
    assert "result.gone" in reading.problems[0].detail


@pytest.mark.parametrize(
    ("chosen", "url", "pages"),
    [
        ({"page_parameter": "p", "pages": 3}, "https://a.cn/l?p=2&k=v", ("https://a.cn/l?k=v&p=3",)),
        ({"page_parameter": "p", "pages": 3}, "https://a.cn/l?p=3", ()),
        ({"next": "more"}, "https://a.cn/l", ("https://a.cn/l2",)),
        ({"next": "more", "next_parameter": "c"}, "https://a.cn/l", ("https://a.cn/l?c=%2Fl2",)),
        ({}, "https://a.cn/l", ()),
    ],
)
def test_how_the_next_page_is_reached(chosen: Mapping[str, object], url: str, pages: tuple[str, ...]) -> None:
    body = json.dumps({"more": "/l2", "list": [{"title": "一件事情", "url": "/1"}]}).encode()
    assert read("jsonapi", body, chosen, url).next_pages == pages


def test_text_of_a_json_record_is_plain_and_its_time_local() -> None:
    entry = read("jsonapi", JSON_API).entries[0]
    assert (entry.id, entry.text) == ("0", f"{TITLES[0]}全文")
    assert entry.published == datetime(2026, 9, 1, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "number"), [("86.5万", 865000.0), ("1,234", 1234.0), ("热度 3k", 3000.0), ("无", None), ("1.2.3", None)]
)
def test_numbers_as_people_write_them(text: str, number: float | None) -> None:
    assert number_in(text) == number


def test_json_with_padding_is_parsed() -> None:
    assert parsed(b"callback([1]);") == [1]


@pytest.mark.parametrize(("path", "value"), [("a.1.b", 5), ("a.9", None), ("a.x", None), ("", {"a": [0, {"b": 5}]})])
def test_paths(path: str, value: object) -> None:
    assert at({"a": [0, {"b": 5}]}, path) == value
