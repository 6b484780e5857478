"""`huiying source` and `huiying crawl` as people and machines call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli import main
from tests.replay.replies import Reply, captures, redirect, rss
from tests.replay.server import ReplayServer

SITE = "http://paper.example.com"


class Desk:
    """Calls of the command line on one data folder."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data, self._capsys = data, capsys
        self.error = ""

    def call(self, *words: str, code: int = 0) -> list[dict]:
        self._capsys.readouterr()
        assert main([*words, "--data", str(self.data), "--json"]) == code
        out, self.error = self._capsys.readouterr()
        return [json.loads(line) for line in out.splitlines()]

    def crawl(self, *words: str) -> dict:
        return self.call("crawl", "--once", "--no-judge", "--allow-private", "--spacing", "0", *words)[0]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path / "data", capsys)


def add(desk: Desk, url: str, *more: str, kind: str = "feed", code: int = 0) -> list[dict]:
    return desk.call("source", "add", "--kind", kind, "--url", url, "--name", "江城日报", *more, code=code)


def test_add_and_list(desk: Desk) -> None:
    assert add(desk, f"{SITE}/feed", "--media-level", "city", "--interval", "600")[0]["added"]
    row = desk.call("source", "list")[0]
    assert (row["kind"], row["url"], row["name"], row["media_level"]) == ("feed", f"{SITE}/feed", "江城日报", "city")
    assert (row["interval"], row["state"], row["words"]) == (600, "new", "尚未访问")


def test_adding_fetches_nothing_and_accepts_any_address(desk: Desk, server: ReplayServer) -> None:
    add(desk, server.put("/feed", Reply(200, rss([]))))
    assert server.log == []


def test_adding_twice_adds_once(desk: Desk) -> None:
    first = add(desk, f"{SITE}/feed")[0]
    again = add(desk, f"{SITE}/feed")[0]
    assert (again["added"], again["id"]) == (False, first["id"])


@pytest.mark.parametrize(
    ("kind", "url", "more", "named"),
    [
        ("nothing", f"{SITE}/feed", [], "kind"),
        ("feed", "ftp://x/feed", [], "url"),
        ("feed", "no address", [], "url"),
        ("feed", f"{SITE}/feed", ["--interval", "soon"], "interval"),
        ("feed", f"{SITE}/feed", ["--interval", "0"], "interval"),
        ("feed", f"{SITE}/feed", ["--setting", "selector"], "--setting"),
        ("feed", f"{SITE}/feed", ["--setting", "full_text=sometimes"], "never、auto、always"),
        ("feed", f"{SITE}/feed", ["--setting", "full_text=true"], "--setting"),
        ("hotlist", f"{SITE}/hot", ["--setting", "full_text=auto"], "热榜"),
    ],
)
def test_wrong_flags_are_named(desk: Desk, kind: str, url: str, more: list[str], named: str) -> None:
    add(desk, url, *more, kind=kind, code=2)
    assert named in desk.error
    assert desk.error.count("\n") == 1


def test_import_csv(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "sources.csv"
    file.write_bytes(
        f"kind,url,name,media_level,interval\nfeed,{SITE}/a,甲报,central,300\n\nhotlist,{SITE}/b,乙榜,,\n".encode(
            "gb18030"
        )
    )
    assert desk.call("source", "import", str(file)) == [{"rows": 2, "added": 2, "known": 0}]
    assert desk.call("source", "import", str(file)) == [{"rows": 2, "added": 0, "known": 2}]
    assert [(each["name"], each["media_level"], each["interval"]) for each in desk.call("source", "list")] == [
        ("甲报", "central", 300),
        ("乙榜", "local", None),
    ]


def test_import_opml(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "sources.opml"
    file.write_text(
        '<?xml version="1.0"?><opml version="2.0"><body><outline text="组">'
        f'<outline text="甲报" xmlUrl="{SITE}/a"/><outline title="乙报" text="x" xmlUrl="{SITE}/b"/>'
        "</outline></body></opml>"
    )
    assert desk.call("source", "import", str(file))[0]["added"] == 2
    assert [each["name"] for each in desk.call("source", "list")] == ["甲报", "乙报"]


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a.csv", f"kind,url,name\nfeed,{SITE}/a,甲\nfeeed,{SITE}/b,乙\n", "a.csv:3: kind"),
        ("a.csv", f"kind,url,name,interval\nfeed,{SITE}/a,甲,x\n", "a.csv:2: interval"),
        ("a.csv", f"kind,url,name\nfeed,{SITE}/a,甲,x,y\n", "a.csv:2"),
        ("a.csv", f"kind,url,name,full_text\nfeed,{SITE}/a,甲,auto\nfeed,{SITE}/b,乙,ja\n", "a.csv:3: full_text"),
        ("a.csv", f"kind,url,name,full_text\nhotlist,{SITE}/a,甲,always\n", "a.csv:2: full_text"),
        ("a.csv", "url,name\n", "a.csv:1"),
        ("a.csv", "", "a.csv:1"),
        ("a.opml", "<opml><body></opml>", "a.opml:1"),
        ("a.opml", "<rss/>", "a.opml:1"),
        ("a.opml", '<opml><body>\n<outline xmlUrl="ftp://x"/></body></opml>', "a.opml:2: url"),
        ("a.opml", f'<opml><body>\n<outline xmlUrl="{SITE}/a" full_text="1"/></body></opml>', "a.opml:2: full_text"),
        ("a.txt", "", "a.txt"),
    ],
)
def test_wrong_files_are_named_by_line_and_nothing_is_added(
    desk: Desk, tmp_path: Path, name: str, content: str, place: str
) -> None:
    (tmp_path / name).write_text(content)
    desk.call("source", "import", str(tmp_path / name), code=2)
    assert place in desk.error
    assert desk.call("source", "list") == []


def test_full_text_is_set_by_flag_column_and_attribute(desk: Desk, tmp_path: Path) -> None:
    add(desk, f"{SITE}/a", "--setting", "full_text=auto")
    add(desk, f"{SITE}/b")
    csv, opml = tmp_path / "a.csv", tmp_path / "a.opml"
    csv.write_text(f"kind,url,name,full_text\nfeed,{SITE}/c,丙,always\nfeed,{SITE}/d,丁,\n")
    opml.write_text(f'<opml><body><outline text="戊" xmlUrl="{SITE}/e" full_text="auto"/></body></opml>')
    for file in (csv, opml):
        desk.call("source", "import", str(file))
    chosen = ["auto", "never", "always", "never", "auto"]
    assert [each["full_text"] for each in desk.call("source", "list")] == chosen


def test_a_missing_file(desk: Desk, tmp_path: Path) -> None:
    desk.call("source", "import", str(tmp_path / "none.csv"), code=2)
    assert "none.csv" in desk.error


def test_an_opml_file_reads_no_other_file(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    file = tmp_path / "a.opml"
    file.write_text(
        f'<!DOCTYPE opml [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
        f'<opml><body><outline text="&x;" xmlUrl="{SITE}/a"/></body></opml>'
    )
    main(["source", "import", str(file), "--data", str(desk.data)])
    assert "secret" not in json.dumps(desk.call("source", "list"))


def test_test_says_what_would_be_read(desk: Desk, server: ReplayServer) -> None:
    url = server.put("/feed", Reply(200, rss([(f"{SITE}/a", "甲"), (f"{SITE}/b", "乙")])))
    found = desk.call("source", "test", url, "--allow-private")[0]
    assert (found["kind"], found["entries"], found["title"]) == ("feed", 2, "样刊")
    assert [each["title"] for each in found["sample"]] == ["甲", "乙"]


def test_test_proposes_full_text_where_the_entries_are_summaries(desk: Desk, server: ReplayServer) -> None:
    brief = server.put("/brief", Reply(200, rss([(f"{SITE}/a", "甲")], text="一句话。")))
    whole = server.put("/whole", Reply(200, rss([(f"{SITE}/a", "甲")], text="很长的一段正文，" * 50)))
    found = desk.call("source", "test", brief, "--allow-private")[0]
    assert found["settings"] == {"full_text": "auto"}
    assert "full_text=auto" in found["why"]
    assert desk.call("source", "test", whole, "--allow-private")[0]["settings"] == {}


def test_test_finds_the_feed_that_a_page_names(desk: Desk, server: ReplayServer) -> None:
    server.put("/rss.xml", Reply(200, rss([(f"{SITE}/a", "甲")])))
    page = (
        '<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body>您好</body></html>'
    )
    url = server.put("/", Reply(200, page.encode(), {"Content-Type": "text/html"}))
    found = desk.call("source", "test", url, "--allow-private")[0]
    assert (found["kind"], found["url"]) == ("feed", server.url("/rss.xml"))


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(404), "不存在"),
        (Reply(200, b""), ""),
        (Reply(200, b"\x89PNG\r\n"), ""),
        (redirect("/feed"), "循环跳转"),
    ],
)
def test_test_says_why_nothing_would_be_read(desk: Desk, server: ReplayServer, reply: Reply, why: str) -> None:
    found = desk.call("source", "test", server.put("/feed", reply), "--allow-private", code=1)[0]
    assert found["kind"] is None
    assert found["why"]
    assert why in found["why"]


def test_test_refuses_private_addresses_and_robots(desk: Desk, server: ReplayServer) -> None:
    url = server.put("/feed", Reply(200, rss([(f"{SITE}/a", "甲")])))
    assert "内网" in desk.call("source", "test", url, code=1)[0]["why"]
    server.put("/robots.txt", Reply(200, b"User-agent: *\nDisallow: /"))
    assert "robots" in desk.call("source", "test", url, "--allow-private", code=1)[0]["why"]


def test_crawl_gives_its_summary(desk: Desk, server: ReplayServer) -> None:
    add(desk, server.put("/feed", captures([rss([(f"{SITE}/a", "甲"), (f"{SITE}/b", "乙")])])))
    add(desk, server.put("/gone", Reply(404)))
    summary = desk.crawl("--now")
    assert list(summary) == ["sources", "fetched", "not_modified", "failed", "items_new", "items_known", "seconds"]
    assert list(summary.values())[:6] == [2, 1, 0, 1, 2, 0]
    assert list(desk.crawl().values())[:6] == [0, 0, 0, 0, 0, 0]
    assert list(desk.crawl("--now", "--source", "1").values())[:6] == [1, 0, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("words", "named"),
    [(("--source", "99"), "99"), (("--spacing", "-1"), "spacing"), (("--per-host", "0"), "per-host")],
)
def test_wrong_crawl_flags(desk: Desk, words: tuple[str, str], named: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["crawl", "--once", "--no-judge", *words, "--data", str(desk.data)]
    try:
        code = main(command)
    except SystemExit as error:
        code = int(error.code or 0)
    assert code == 2
    assert named in capsys.readouterr().err


def test_the_secret_is_made_once_and_readable_by_its_owner_alone(desk: Desk) -> None:
    from commands.secret import secret_of
    from settings import read_settings

    settings = read_settings({}, data=desk.data)
    assert secret_of(settings) == secret_of(settings) != secret_of(read_settings({"HUIYING_SECRET_KEY": "x"}))
    assert (desk.data / "secret.key").stat().st_mode & 0o777 == 0o600
