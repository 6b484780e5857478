"""Pages: title, main text, time, author, media and attachments, in the layouts that Chinese sites have had."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime

import pytest

from monitor.reading.page import Page, read_page
from monitor.reading.title import without_site
from tests.realdata import REAL_DATA, needs_real_data

PARAGRAPHS = [
    f"第{number}段讲的是窗口服务：市民到大厅办理公证时，工作人员应当一次告知所需材料，不得要求重复提交，也不得推诿。"
    for number in ("一", "二", "三", "四", "五")
]
TITLE = "关于规范公证窗口服务的通报"
MENU = "<ul class='nav'>" + "".join(f"<li><a href='/c{n}'>栏目{n}</a></li>" for n in range(9)) + "</ul>"
RELATED = (
    "<div class='box'><h3>相关阅读</h3>"
    + "".join(f"<p><a href='/r{n}'>另一篇文章的标题，说的是完全不同的事情{n}</a></p>" for n in range(6))
    + "</div>"
)
FOOT = "<div id='bottom'>主办单位：某市司法局 版权所有 未经授权不得转载，违者必究。ICP备12345678号</div>"


def page(body: str, head: str = f"<title>{TITLE}_某市司法局</title>") -> bytes:
    whole = f"<head><meta charset='utf-8'>{head}</head><body>{MENU}{body}{RELATED}{FOOT}</body>"
    return f"<!DOCTYPE html><html>{whole}</html>".encode()


def paragraphs(tag: str = "p") -> str:
    return "".join(f"<{tag}>{text}</{tag}>" for text in PARAGRAPHS)


LAYOUTS = {
    "paragraphs": f"<h1>{TITLE}</h1><div>2026-10-03 08:30 来源：某市日报</div><div class='c'>{paragraphs()}</div>",
    "line breaks": f"<h1>{TITLE}</h1><div>{'<br><br>　　'.join(PARAGRAPHS)}</div>",
    "tables": f"<table><tr><td><h2>{TITLE}</h2></td></tr><tr><td>{paragraphs()}</td></tr></table>",
    "spans": f"<div class='title'>{TITLE}</div>{''.join(f'<div><span>{t}</span></div>' for t in PARAGRAPHS)}",
    "each wrapped": f"<h1>{TITLE}</h1>{''.join(f'<section><div><p>{t}</p></div></section>' for t in PARAGRAPHS)}",
    "misleading name": f"<div class='comment'><h1>{TITLE}</h1>{paragraphs()}</div>",
    "hidden until loaded": f"<div style='display:none'><h1>{TITLE}</h1>{paragraphs()}</div>",
    "links inside": f"<h1>{TITLE}</h1>{paragraphs().replace('公证', '<a href=/gz>公证</a>')}",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_main_text_is_whole_and_free_of_furniture(layout: str) -> None:
    read = read_page(page(LAYOUTS[layout]))
    assert read.title == TITLE
    assert "".join(read.text.split()) == "".join("".join(PARAGRAPHS).split())


def test_short_lines_between_paragraphs_stay() -> None:
    lines = [PARAGRAPHS[0], "一、办理时限", PARAGRAPHS[1], "（记者 张某）"]
    body = "".join(f"<p>{line}</p>" for line in lines)
    assert read_page(page(f"<h1>{TITLE}</h1><div>{body}</div>")).text.split("\n") == lines


def test_comments_below_do_not_belong_to_the_text() -> None:
    comments = "".join(f"<div class='comment-item'>网友说：{text}</div>" for text in PARAGRAPHS)
    assert (
        "网友说"
        not in read_page(page(f"<h1>{TITLE}</h1>{paragraphs()}<div class='pinglun-list'>{comments}</div>")).text
    )


def test_an_official_reply_belongs_to_the_text() -> None:
    body = f"<h1>{TITLE}</h1><div class='ask'>{paragraphs()}</div><div class='reply'><p>答复：{PARAGRAPHS[0]}</p></div>"
    assert "答复：" in read_page(page(body)).text


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("标题说的是一件事情_频道_某网", "标题说的是一件事情"),
        ("标题说的是一件事情 - 某某新闻网", "标题说的是一件事情"),
        ("标题说的是一件事情|某地|要闻_某某网", "标题说的是一件事情"),
        ("平凡岗位上的坚守——记调解员张某", "平凡岗位上的坚守——记调解员张某"),
        ("1-10月全市投资结构趋稳", "1-10月全市投资结构趋稳"),
        ("标题说的是一件事情--example.com", "标题说的是一件事情"),
        ("", ""),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(written: str, title: str) -> None:
    assert without_site(written) == title


@pytest.mark.parametrize(
    ("head", "body_title"),
    [
        (f"<title>某网 - {TITLE}</title>", f"<h1>{TITLE}</h1>"),  # the site comes first
        ("<title>通知公告--某市司法局官网</title>", f"<h2>{TITLE}</h2>"),  # only channel and site
        ("", f"<h1>{TITLE}</h1>"),
        (f"<meta name='ArticleTitle' content='{TITLE}'>", ""),
        (f"<title>{TITLE}</title>", "<h1>另一篇文章</h1>"),  # a heading of something else
        (f"<title>{TITLE[:10]}…_某某网</title>", f"<h1>{TITLE}</h1>"),  # cut short
    ],
)
def test_where_the_title_is_found(head: str, body_title: str) -> None:
    assert read_page(page(body_title + paragraphs(), head)).title == TITLE


def read_with(meta: str, line: str = "", below: str = "") -> Page:
    return read_page(page(f"<h1>{TITLE}</h1><div>{line}</div><div>{paragraphs()}</div><div>{below}</div>", meta))


@pytest.mark.parametrize(
    ("meta", "line", "below", "moment", "is_date"),
    [
        ("<meta name='PubDate' content='2026-10-03 08:30'>", "", "", datetime(2026, 10, 3, 0, 30, tzinfo=UTC), False),
        ("", "发布时间：2026年10月3日 08:30 浏览次数：3", "", datetime(2026, 10, 3, 0, 30, tzinfo=UTC), False),
        ("", "", "发布日期：2026-10-03 责任编辑：某", datetime(2026, 10, 2, 16, 0, tzinfo=UTC), True),
        # the mark gives the day, the line below the title the time of that day
        (
            "<meta name='publishdate' content='2026-10-03'>",
            "2026年10月03日08:30",
            "",
            datetime(2026, 10, 3, 0, 30, tzinfo=UTC),
            False,
        ),
        (
            "",
            "更新时间：2026-10-05 10:00</div><div>2026-10-03 08:30",
            "",
            datetime(2026, 10, 3, 0, 30, tzinfo=UTC),
            False,
        ),
    ],
)
def test_when_it_was_published(meta: str, line: str, below: str, moment: datetime, is_date: bool) -> None:
    read = read_with(meta, line, below)
    assert (read.published, read.published_is_date) == (moment, is_date)


def test_a_day_inside_the_text_is_not_the_day_of_publication() -> None:
    assert read_page(page(f"<h1>{TITLE}</h1><p>2019年5月1日，{PARAGRAPHS[0]}</p>{paragraphs()}")).published is None


def test_the_day_in_the_address_is_the_last_resort() -> None:
    read = read_page(page(f"<h1>{TITLE}</h1>{paragraphs()}"), url="https://a.cn/2026/1003/c12-1.html")
    assert (read.published, read.published_is_date) == (datetime(2026, 10, 2, 16, 0, tzinfo=UTC), True)


@pytest.mark.parametrize(
    ("line", "author", "media"),
    [
        ("2026-10-03 来源：某市日报 作者：张某某 编辑：李某", "张某某", "某市日报"),
        ("稿源：某市日报（责任编辑：李某）", "", "某市日报"),
        ("2026-10-03 08:30", "", ""),
    ],
)
def test_author_and_media(line: str, author: str, media: str) -> None:
    read = read_with(f"<title>{TITLE}</title>", line)
    assert (read.author, read.media) == (author, media)


def test_linked_data_speaks_where_the_page_is_made_by_a_program() -> None:
    article = {"@type": "NewsArticle", "datePublished": "2026-10-03T08:30:00+08:00", "author": {"name": "张某某"}}
    data = json.dumps(article | {"articleBody": "".join(PARAGRAPHS)}, ensure_ascii=False)
    script = f"<script type='application/ld+json'>{data}</script>"
    read = read_page(
        f"<html><head><title>{TITLE}</title>{script}</head><body><div id=app></div></body></html>".encode()
    )
    assert read.text == "".join(PARAGRAPHS)
    assert read.author == "张某某"
    assert read.published == datetime(2026, 10, 3, 0, 30, tzinfo=UTC)


def test_attachments_and_the_page_s_own_address() -> None:
    body = f"<h1>{TITLE}</h1>{paragraphs()}<p>附件：<a href='files/list.xlsx'>名单</a></p>"
    read = read_page(page(body, "<link rel=canonical href='/a/1.html'>"), url="https://m.a.cn/a/1.html?from=app")
    assert [(each.url, each.name) for each in read.attachments] == [("https://m.a.cn/a/files/list.xlsx", "名单")]
    assert read.canonical == "https://m.a.cn/a/1.html"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty"),
        ("<title>用户登录</title><form><input type=password></form>".encode(), "login_page"),
        ("<title>提示</title><p>请先登录后查看全部内容</p>".encode(), "login_page"),
        ("<title>安全验证</title><p>请完成验证后继续访问</p>".encode(), "captcha_page"),
        (("<p>" + "锟斤拷" * 40 + "</p>").encode(), "garbled"),
    ],
)
def test_what_keeps_a_page_from_being_read_is_named(body: bytes, problem: str) -> None:
    assert problem in [each.name for each in read_page(body).problems]


def test_an_article_about_captchas_is_no_captcha_page() -> None:
    body = page(f"<h1>{TITLE}</h1><p>办事网站要求输入验证码、请先登录，{PARAGRAPHS[0]}</p>{paragraphs()}")
    assert read_page(body).problems == ()


@pytest.mark.parametrize(
    "body", [b"<", b"<html>", b"\x00" * 50, b"<a " * 5000, b"<div>" * 3000, "<title>只有标题</title>".encode()]
)
def test_no_page_raises(body: bytes) -> None:
    assert isinstance(read_page(body), Page)


ARTICLE_CHARS = 800  # Chinese characters of the whole page from which the figures count
FURNITURE = re.compile(r"版权所有|责任编辑[:：]|相关(?:阅读|新闻|推荐)|ICP备|网友评论|上一篇|下一篇")


@needs_real_data
def test_saved_articles_have_their_title_and_a_clean_text() -> None:
    folder = REAL_DATA / "pages"
    with (folder / "index.csv").open(encoding="utf-8") as rows:
        articles = [row for row in csv.DictReader(rows) if int(row["chinese_chars"]) > ARTICLE_CHARS]
    wrong_titles, unclean = [], []
    for row in articles:
        read = read_page((folder / row["file"]).read_bytes())
        lines = read.text.split("\n")
        if row["title"] and "".join(read.title.split()) not in "".join(row["title"].split()):
            wrong_titles.append(row["file"])
        if len(read.text) < 150 or any(FURNITURE.search(line) for line in lines if len(line) < 100):
            unclean.append(row["file"])
    assert len(wrong_titles) <= 1  # one names only channel and site in <title>; the heading is taken
    assert len(unclean) <= 0.05 * len(articles)
