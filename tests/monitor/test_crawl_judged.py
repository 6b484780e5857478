"""`crawl` with judging: a process beside judges while pages come in; whatever becomes of it, nothing is left owed."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

import cli
from commands import crawl, judging_beside
from settings import read_settings
from store.session import open_database
from store.tables.judging import Verdict
from store.tables.watching import Item
from tests.replay.replies import Reply, article, rss
from tests.replay.server import ReplayServer

ROOT = Path(__file__).parents[2]
TITLES = ["临江市法律援助中心延长服务时间", "某公证处多收费", "今晚有雨"]


def source_in(data: Path, server: ReplayServer) -> list[str]:
    """One source with three entries; gives the words of the crawl over it."""
    server.put("/feed", Reply(200, rss([(f"http://x.example.com/{n}", title) for n, title in enumerate(TITLES)])))
    cli.main(["source", "add", "--kind", "feed", "--url", server.url("/feed"), "--name", "源", "--data", str(data)])
    return ["crawl", "--once", "--now", "--spacing", "0", "--allow-private", "--data", str(data)]


def owed_and_all(data: Path) -> tuple[int, int]:
    database = open_database(f"sqlite:///{data}/huiying.sqlite")
    with database.read() as session:
        total, judged = session.execute(select(func.count(), func.count(Item.judged_at))).one()
    database.close()
    return total - judged, total


def test_all_is_judged_when_the_crawl_returns(tmp_path: Path) -> None:
    with ReplayServer() as server:
        words = source_in(tmp_path, server)
        done = subprocess.run([sys.executable, "-m", "cli", *words], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    assert json.loads(done.stdout)["items_new"] == len(TITLES)
    assert owed_and_all(tmp_path) == (0, len(TITLES))


TAKEN = """
import os
from datetime import timedelta
from monitor.crawl_rows import worker_name
from store import owed_items
from store.session import open_database
from times import utc_now
with open_database({url!r}).write() as session:
    owed_items.claim(session, utc_now(), by=worker_name(), limit=500, lease=timedelta(minutes=5))
os._exit(9)
"""


@pytest.mark.parametrize("at_work", [False, True])
def test_where_the_process_beside_fails_the_crawl_judges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_work: bool
) -> None:
    """Also what that process had in work when it was killed: its lease is not waited for."""

    class Failing:
        def __init__(self, settings: object) -> None: ...

        def finish(self) -> bool:
            if at_work:
                text = TAKEN.format(url=f"sqlite:///{tmp_path}/huiying.sqlite")
                assert subprocess.run([sys.executable, "-c", text], cwd=ROOT, check=False).returncode == 9
            return False

    monkeypatch.setattr(judging_beside, "JudgingBeside", Failing)
    with ReplayServer() as server:
        assert cli.main(source_in(tmp_path, server)) == 0
    assert owed_and_all(tmp_path) == (0, len(TITLES))


@pytest.mark.parametrize(("full_text", "relevant"), [("never", False), ("auto", True)])
def test_a_matter_behind_a_summary_is_seen_in_its_full_text(tmp_path: Path, full_text: str, relevant: bool) -> None:
    """Neither title nor summary says whose matter it is; the article does."""
    title, summary = "窗口前的长队", "一句话的摘要。"
    story = (
        "临江市云溪县一家公证处本月起调整收费办法，多收了办证群众的钱，几位市民说事先没有看到任何告示，只好再来一趟。"
    )
    with ReplayServer() as server:
        link = server.put("/a.html", article(title, story, "市司法局表示，已派人到现场了解情况。"))
        url = server.put("/feed", Reply(200, rss([(link, title)], text=summary)))
        add = ["source", "add", "--kind", "feed", "--url", url, "--name", "源", "--setting", f"full_text={full_text}"]
        assert cli.main([*add, "--data", str(tmp_path)]) == 0
        words = ["crawl", "--once", "--now", "--spacing", "0", "--allow-private", "--data", str(tmp_path)]
        subprocess.run([sys.executable, "-m", "cli", *words], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    database = open_database(f"sqlite:///{tmp_path}/huiying.sqlite")
    with database.read() as session:
        verdict = session.execute(select(Verdict)).scalar_one()
    database.close()
    assert verdict.relevant is relevant
    assert ("云溪县" in verdict.places) is relevant


@pytest.fixture
def within_five_minutes() -> Iterator[None]:
    """A crawl that should end and does not fails its test instead of holding up all that come after it."""

    def too_long(number: int, frame: object) -> None:
        raise TimeoutError("the crawl goes on and on")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(300)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def stored(data: Path) -> bool:
    return owed_and_all(data)[1] == len(TITLES)


def judged(data: Path) -> bool:
    """Nothing is owed: the process waits for more."""
    return owed_and_all(data) == (0, len(TITLES))


def on_and_on(words: list[str]) -> list[str]:
    return [each for each in words if each not in ("--once", "--now")]


@pytest.mark.usefixtures("within_five_minutes")
@pytest.mark.parametrize("moment", [stored, judged])
def test_a_crawl_that_goes_on_ends_where_judging_has_ended_and_leaves_nothing_owed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    moment: Callable[[Path], bool],
) -> None:
    monkeypatch.setattr(crawl, "WATCH_S", 0.1)
    killed: list[int] = []

    class Killed(judging_beside.JudgingBeside):
        def has_ended(self) -> bool:
            """At that moment somebody kills the process."""
            if not killed and moment(tmp_path):
                os.kill(self._process.pid or 0, signal.SIGKILL)
                killed.append(self._process.pid or 0)
            return super().has_ended()

    monkeypatch.setattr(judging_beside, "JudgingBeside", Killed)
    with ReplayServer() as server:
        assert cli.main(on_and_on(source_in(tmp_path, server))) == 1
    assert killed
    assert "研判进程意外中断" in capsys.readouterr().err
    assert owed_and_all(tmp_path) == (0, len(TITLES))


@pytest.mark.usefixtures("within_five_minutes")
def test_a_crawl_that_goes_on_says_that_the_pack_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(crawl, "WATCH_S", 0.1)
    with ReplayServer() as server:
        assert cli.main([*on_and_on(source_in(tmp_path, server)), "--pack", "no-such-pack"]) == 2
    assert "no-such-pack" in capsys.readouterr().err


def test_a_wrong_pack_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ReplayServer() as server:
        assert cli.main([*source_in(tmp_path, server), "--pack", "no-such-pack"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_process_beside_ends_with_its_parent(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    (ended, _say), settings = context.Pipe(duplex=False), read_settings({}, data=str(tmp_path))
    nobodys = context.Process(target=judging_beside.judge_beside, args=(settings, ended, -1))
    nobodys.start()
    nobodys.join(300)
    assert nobodys.exitcode == 0
