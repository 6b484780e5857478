"""`read-page` and `read-feed`: one row an entry or page, one with the reason for what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli import main

PAGE = (
    "<html><head><meta charset=gb2312><title>关于窗口服务的通报_某局</title></head><body><h1>关于窗口服务的通报</h1>"
    "<div>2026-10-03 08:30 来源：某报</div>"
    + "<p>工作人员应当一次告知所需材料，不得要求重复提交，也不得推诿。</p>" * 6
    + "</body></html>"
)
FEED = (
    "<rss version='2.0'><channel><title>源</title>"
    "<item><title>甲</title><link>https://a.cn/1</link><pubDate>Sat, 03 Oct 2026 08:30:00 +0800</pubDate></item>"
    "<item><title>乙</title><link>https://a.cn/2</link><pubDate>2026-10-03</pubDate></item>"
    "<item><title>丙</title><link>https://a.cn/3</link></item></channel></rss>"
)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, object]], str]:
    code = main(list(words))
    said = capsys.readouterr()
    return code, [json.loads(line) for line in said.out.splitlines()], said.err


def test_a_page_is_one_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.html").write_bytes(PAGE.encode("gbk"))
    code, (row,), _ = run(capsys, "read-page", str(tmp_path / "p.html"), "--json")
    assert code == 0
    assert row["title"] == "关于窗口服务的通报"
    assert row["published"] == "2026-10-03T08:30:00+08:00"
    assert row["encoding"] == "gb18030"
    assert {"file", "title", "text", "published", "author", "encoding"} <= row.keys()


def test_an_entry_is_one_row_and_a_bare_date_stays_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.xml").write_text(FEED, encoding="utf-8")
    code, rows, _ = run(capsys, "read-feed", str(tmp_path / "f.xml"), "--json")
    assert code == 0
    assert [row["published"] for row in rows] == ["2026-10-03T08:30:00+08:00", "2026-10-03", None]
    assert {"file", "id", "link", "title", "published", "summary"} == rows[0].keys()


@pytest.mark.parametrize("command", ["read-page", "read-feed"])
def test_what_cannot_be_read_is_a_row_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    good = tmp_path / "good"
    good.write_text(PAGE if command == "read-page" else FEED, encoding="utf-8")
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "file.pdf").write_bytes(b"%PDF-1.7")
    names = ["empty", "gone", "file.pdf", "."]
    code, rows, _ = run(capsys, command, *(str(tmp_path / name) for name in names), str(good), "--json")
    assert code == 2
    assert [row["file"] for row in rows if "error" in row] == [str(tmp_path / name) for name in names]
    assert "error" not in rows[-1]


def test_a_cut_feed_gives_its_entries_and_a_word_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.xml").write_text(FEED[:-60], encoding="utf-8")
    code, rows, said = run(capsys, "read-feed", str(tmp_path / "f.xml"), "--json")
    assert (code, rows[0]["title"]) == (0, "甲")
    assert "不完整" in said or "没有结尾" in said


def test_without_json_people_read_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.html").write_text(PAGE, encoding="utf-8")
    assert main(["read-page", str(tmp_path / "p.html"), str(tmp_path / "gone")]) == 2
    said = capsys.readouterr()
    assert said.out.startswith("关于窗口服务的通报\n")
    assert "gone" in said.err


def test_a_private_address_is_not_asked(capsys: pytest.CaptureFixture[str]) -> None:
    code, (row,), _ = run(capsys, "read-page", "http://127.0.0.1:9/", "--json")
    assert code == 2
    assert row["error"]
