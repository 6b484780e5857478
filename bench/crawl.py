"""How fast the crawl is beside its peers, as ratios within one run; `make bench` or `python bench/crawl.py`.

Peers: newsboat (from Debian: `apt install newsboat`) and `reader` (from PyPI, in a venv of its own that is made here).
Each figure is the best of several runs, taken in turn, so that a busy machine hits all alike.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).parent
HUIYING = [sys.executable, "-m", "cli"]
READER = """
import sys
from reader import make_reader
reader = make_reader(sys.argv[1])
for url in open(sys.argv[2]).read().split():
    reader.add_feed(url, exist_ok=True)
reader.update_feeds(workers=8)
assert reader.get_entry_counts().total == int(sys.argv[3])
"""


@contextmanager
def server(feeds: int, entries: int, signs: int) -> Iterator[int]:
    """A feed server in a process of its own; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [str(each) for each in (port, feeds, entries, signs)]
    child = subprocess.Popen([sys.executable, HERE / "feed_server.py", *words], stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None
        child.stdout.readline()
        yield port
    finally:
        child.terminate()
        child.wait()


def took(command: list[str | Path], **options: object) -> float:
    """Seconds of a command's whole life."""
    began = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **options)
    return perf_counter() - began


def add_sources(data: Path, port: int, feeds: int) -> None:
    """A data folder with so many sources, nothing fetched yet."""
    rows = "".join(f"feed,http://127.0.0.1:{port}/feed/{n},源{n}\n" for n in range(feeds))
    data.mkdir(parents=True)
    (data / "sources.csv").write_text("kind,url,name\n" + rows)
    command = [*HUIYING, "source", "import", data / "sources.csv", "--data", data]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=HERE.parent)


def reader_python(place: Path) -> Path:
    """A Python with `reader`, in a venv that is made at the first call."""
    python = place / "bin" / "python"
    if not python.exists():
        venv.create(place, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "reader", "sgmllib3k"], check=True)
    return python


def first_read(place: Path, rounds: int, feeds: int = 200, entries: int = 20) -> dict[str, float]:
    """Whole process, from nothing to all entries stored: seconds of each program, best of `rounds`."""
    best: dict[str, float] = {}
    with server(feeds, entries, 1620) as port:
        urls = place / "urls"
        urls.write_text("".join(f"http://127.0.0.1:{port}/feed/{n}\n" for n in range(feeds)))
        add_sources(place / "sources", port, feeds)
        runs = _programs(place, urls, feeds * entries)
        for _ in range(rounds):
            for name, run in runs.items():
                best[name] = min(run(), best.get(name, 1e9))
    return best


def _programs(place: Path, urls: Path, total: int) -> dict[str, Callable[[], float]]:
    flags = ["crawl", "--once", "--now", "--spacing", "0", "--per-host", "8", "--allow-private"]

    def huiying(*more: str) -> float:
        shutil.rmtree(place / "data", ignore_errors=True)
        shutil.copytree(place / "sources", place / "data")
        return took([*HUIYING, *flags, *more, "--data", place / "data"], cwd=HERE.parent)

    def newsboat() -> float:
        (place / "cache.db").unlink(missing_ok=True)
        return took(["newsboat", "-x", "reload", "-u", urls, "-c", place / "cache.db", "-C", "/dev/null"])

    def reader() -> float:
        (place / "reader.db").unlink(missing_ok=True)
        return took([reader_python(place / "venv"), "-c", READER, place / "reader.db", urls, str(total)])

    programs: dict[str, Callable[[], float]] = {"huiying": lambda: huiying("--no-judge"), "judged": huiying}
    if shutil.which("newsboat"):
        programs["newsboat"] = newsboat
    reader_python(place / "venv")
    return programs | {"reader": reader}


def poll_again(place: Path, feeds: int) -> dict[str, float]:
    """Seconds for a round over feeds that answer 304, in a running worker and in a bare client loop; memory in MB."""
    with server(feeds, 1, 60) as port:
        add_sources(place / f"again{feeds}", port, feeds)
        command = [sys.executable, __file__, "--worker", place / f"again{feeds}", "--port", str(port)]
        out = subprocess.run([*command, "--feeds", str(feeds)], check=True, stdout=subprocess.PIPE, cwd=HERE.parent)
    return dict(json.loads(out.stdout))


async def worker(data: Path, port: int, feeds: int) -> dict[str, float]:
    """Rounds of one crawler that get nothing but 304, and between them the same requests without it; the best of 3."""
    from monitor.crawl import Crawler, CrawlOptions
    from store.session import open_database
    from times import utc_now

    database = open_database(f"sqlite:///{data}/huiying.sqlite")
    options = CrawlOptions("bench@example.com", b"salt", 0, 8, allow_private=True, everything=True)
    ours, bare = [], []
    async with Crawler(database, options, utc_now) as crawler:
        await crawler.round()
        for _ in range(3):
            again = await crawler.round()
            assert again.not_modified == feeds, again
            ours.append(again.seconds)
            bare.append(await _bare(port, feeds))
        memory = _resident_mb()
    return {"worker": min(ours), "bare": round(min(bare), 3), "memory_mb": memory}


async def _bare(port: int, feeds: int) -> float:
    import aiohttp

    places, began = asyncio.Semaphore(8), perf_counter()
    async with aiohttp.ClientSession() as session:

        async def ask(n: int) -> None:
            headers = {"If-None-Match": '"1"'}
            async with places, session.get(f"http://127.0.0.1:{port}/feed/{n}", headers=headers) as answer:
                assert answer.status == 304

        await asyncio.gather(*(ask(n) for n in range(feeds)))
    return perf_counter() - began


def _resident_mb() -> float:
    """Peak resident memory of this process and its parsing process."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    peaks = [_peak_kb(process) for process in ["self", *children]]
    return round(sum(peaks) / 1024, 1)


def _peak_kb(process: str) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def main() -> None:
    """Measure, and print one JSON object per figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--worker", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--feeds", type=int, default=2000)
    arguments = parser.parse_args()
    if arguments.worker:
        sys.path.insert(0, str(HERE.parent))
        print(json.dumps(asyncio.run(worker(arguments.worker, arguments.port, arguments.feeds))))
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        best = first_read(place, arguments.rounds)
        ratios = {
            f"÷ {name}": round(best["huiying"] / best[name], 2) for name in ("newsboat", "reader") if name in best
        }
        if "newsboat" in best:
            ratios["with judging and grouping ÷ newsboat"] = round(best["judged"] / best["newsboat"], 2)
        print(json.dumps({"first read, s": {k: round(v, 2) for k, v in best.items()}, **ratios}, ensure_ascii=False))
        for feeds in (2000, 10000):
            found = poll_again(place, feeds)
            ratio = round(found["worker"] / found["bare"], 2)
            print(json.dumps({"304 again": feeds, **found, "÷ bare": ratio}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
