"""The public pages as plain files: complete, linked among themselves, brought up to date, never over foreign files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from cli import main
from errors import BadInput
from store.session import Database
from store.tables.casework import Case
from store.tables.people import AccessTrace
from store.tables.replying import Reply
from tests.web import cast
from web.public_files import MANIFEST, write


@pytest.fixture
def export(database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Run the command over the cast's database into `site`; gives what it printed."""

    def run(*more: str) -> dict[str, object]:
        address = f"sqlite:///{tmp_path / 'web.sqlite'}"
        assert main(["export", "public", str(tmp_path / "site"), "--database", address, "--json", *more]) == 0
        return json.loads(capsys.readouterr().out)

    return run


def every_file(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_every_link_leads_to_a_file_and_none_leaves_the_folder(export, tmp_path: Path) -> None:
    export()
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) >= 6
    for page in pages:
        text = page.read_text("utf-8")
        assert "<script" not in text
        assert "<form" not in text
        for found in re.findall(r'href="([^"#]+)"', text):
            assert not found.startswith(("/", "http")), (page, found)
            assert (page.parent / unquote(found)).resolve().is_file(), (page, found)


def test_only_what_is_public_is_exported(export, database: Database, tmp_path: Path) -> None:
    export()
    everything = b"\n".join(every_file(tmp_path / "site").values()).decode()
    assert "正在办理。" in everything
    for hidden in ("次修改", "LJSF-", "被反映的科室看不到", "等签收的事项"):
        assert hidden not in everything


def test_a_second_run_writes_only_what_changed_and_removes_what_is_not_public_any_more(
    export, database: Database, tmp_path: Path
) -> None:
    first = export()
    assert first["written"] == first["files"]
    assert export()["written"] == 0
    page = tmp_path / "site" / "replies" / "r1.html"
    assert page.is_file()
    with database.write() as session:
        reply = session.query(Reply).one()
        reply.withdrawn_at, reply.public = cast.NOW, False
    second = export()
    assert second["removed"] >= 1
    assert not page.exists()
    assert "r1" not in (tmp_path / "site" / "feed.xml").read_text("utf-8")


def test_a_case_that_is_isolated_later_goes_from_the_folder(export, database: Database, tmp_path: Path) -> None:
    export()
    with database.write() as session:
        session.query(Case).filter_by(id=1).one().isolated = True
    export()
    assert not (tmp_path / "site" / "replies" / "r1.html").exists()


def test_a_folder_with_foreign_files_is_refused_and_left_alone(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("别人的首页")
    address = f"sqlite:///{tmp_path / 'web.sqlite'}"
    assert main(["export", "public", str(site), "--database", address]) == 2
    assert str(site) in capsys.readouterr().err
    assert every_file(site) == {"index.html": "别人的首页".encode()}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput):
        write(tmp_path / "file", [])


def test_files_that_no_export_wrote_are_never_touched(export, tmp_path: Path) -> None:
    export()
    own = tmp_path / "site" / "replies" / "own.html"
    own.write_text("站长自己放的")
    export()
    assert own.read_text() == "站长自己放的"


OUTSIDE = ('{"files": {"../../etc/passwd": ""}}', '{"files": {"/etc/passwd": ""}}')


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": 3}', *OUTSIDE])
def test_a_broken_or_wicked_manifest_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST).write_text(content)
    with pytest.raises(BadInput):
        write(tmp_path, [("index.html", "x")])
    assert not (tmp_path / "index.html").exists()


def test_a_run_that_breaks_off_is_put_right_by_the_next(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, [("a.html", "1"), ("b.html", "1")])

    def breaks():
        yield "a.html", "2"
        yield "c.html", "2"
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        write(site, breaks())
    done = write(site, [("a.html", "2")])
    assert done.removed == 2, "b.html of the first run and c.html of the broken one"
    assert {name for name in every_file(site) if name != MANIFEST} == {"a.html"}


def test_feeds_carry_the_address_where_the_folder_will_stand(export, tmp_path: Path) -> None:
    export("--public-url", "https://sfj.example/hy")
    feed = json.loads((tmp_path / "site" / "feed.json").read_text("utf-8"))
    assert feed["items"][0]["url"] == "https://sfj.example/hy/replies/r1.html"
    assert feed["feed_url"] == "https://sfj.example/hy/feed.json"


def test_every_export_leaves_a_trace(export, database: Database) -> None:
    export()
    with database.read() as session:
        trace = session.query(AccessTrace).one()
    assert (trace.what, trace.subject) == ("export", "public")
