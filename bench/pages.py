"""How quickly pages come at 8 users at once over a large city (see bench/large_city.py), one worker.

    python -m bench.pages FILE [--users 8] [--rounds 25]

Prints p50 and p95 of each page in milliseconds, and the bytes of a first load over the wire.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import socket
import statistics
import sys
import threading
import time
from pathlib import Path

import httpx
import uvicorn

from bench.large_city import NOW, PASSWORD
from packs.pack import load_pack
from reports.figures import refresh
from settings import Settings
from store.session import Database
from web.app import create_app

PAGES = (
    ("desk", "zhiban", "/desk"),
    ("cases", "zhiban", "/cases"),
    ("cases, urgent first", "zhiban", "/cases?order=urgent"),
    ("cases, overdue", "zhiban", "/cases?overdue=yes"),
    ("cases of a department", "bangong", "/cases?department=律师工作科"),
    ("department desk", "lvshi", "/department"),
    ("review", "bangong", "/review"),
    ("case", "bangong", "/cases/96000"),
    ("closed case", "bangong", "/cases/500"),
    ("figures", "juzhang", "/figures"),
    ("cases of a figure", "juzhang", "/figures/cases?rate=reply_48h"),
    ("wall", "juzhang", "/wall"),
    ("search", "zhiban", "/search?q=律师收费"),
    ("search, rare", "zhiban", "/search?q=律师收费失联排队"),
    ("notices", "zhiban", "/notices"),
    ("shifts", "zhiban", "/shifts"),
    ("public", "", "/public/"),
    ("public search", "", "/public/?q=律师收费"),
    ("health", "", "/health"),
)


def serve(file: str, port: int) -> None:
    """One worker on one file, in a process of its own."""
    database = Database(f"sqlite:///{file}")
    refresh(database, NOW)
    app = create_app(Settings(data=Path(file).parent), database, load_pack("justice-bureau"), clock=lambda: NOW)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


def signed_in(home: str, name: str) -> httpx.Client:
    """A client of that person."""
    client = httpx.Client(base_url=home, headers={"Accept-Encoding": "gzip"}, timeout=60)
    if name:
        page = client.get("/sign-in").text
        token = re.search(r'name="form_token" value="([^"]*)"', page)
        form = {"name": name, "password": PASSWORD} | ({"form_token": token[1]} if token else {})
        answer = client.post("/sign-in", data=form, headers={"Origin": home})
        assert answer.status_code in (200, 303), answer.status_code
    return client


def measure(home: str, name: str, path: str, users: int, rounds: int) -> list[float]:
    """Milliseconds of all loads by `users` people at once."""
    times: list[float] = []

    def load() -> None:
        client = signed_in(home, name)
        client.get(path)
        for _ in range(rounds):
            began = time.perf_counter()
            answer = client.get(path)
            times.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
        client.close()

    threads = [threading.Thread(target=load) for _ in range(users)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sorted(times)


def main() -> None:
    """Serve and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--users", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--only", default="")
    wanted = parser.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(str(wanted.file), port), daemon=True)
    server.start()
    home = f"http://127.0.0.1:{port}"
    for _ in range(1200):
        try:
            httpx.get(home + "/health", timeout=5)
            break
        except httpx.HTTPError:
            time.sleep(0.1)
    for name, who, path in PAGES:
        if wanted.only and wanted.only not in name:
            continue
        try:
            times = measure(home, who, path, wanted.users, wanted.rounds)
            print(f"{name:24} p50 {statistics.median(times):7.1f} ms  p95 {times[int(len(times) * 0.95) - 1]:7.1f} ms")
        except (httpx.HTTPError, statistics.StatisticsError) as error:
            print(f"{name:24} {error!r}", file=sys.stderr)
        sys.stdout.flush()
    server.terminate()


if __name__ == "__main__":
    main()
