"""How quickly pages come at 8 users at once over a large city (see bench/large_city.py), one worker.

    python -m bench.pages FILE [--users 8] [--rounds 25] [--think 0] [--only NAME]

Each user has one connection that stays open; all of them live in one process, the worker in another. With `--think 0`
each asks again as soon as the answer is there (8 requests are always under way); with `--think 1` each reads for about
a second first. Prints p50 and p95 of each page in milliseconds as the users see them, the processor time that the
worker spent on a page, and the bytes of its document over the wire.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import re
import socket
import statistics
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlencode

from bench.large_city import NOW, PASSWORD

PAGES = (
    ("desk", "zhiban", "/desk"),
    ("cases", "zhiban", "/cases"),
    ("cases, overdue", "zhiban", "/cases?overdue=yes"),
    ("cases of a department", "bangong", "/cases?lead=律师工作科"),
    ("department desk", "lvshi", "/department"),
    ("review", "bangong", "/review"),
    ("case", "bangong", "/cases/96000"),
    ("closed case", "bangong", "/cases/500"),
    ("figures", "juzhang", "/figures"),
    ("cases of a figure", "juzhang", "/figures/cases?kind=rate&name=reply_48h"),
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
    """One worker on one file, in a process of its own, as the command `web` runs it."""
    from commands.serve import answer, bound
    from packs.pack import load_pack
    from reports.figures import refresh
    from settings import Settings
    from store.session import Database
    from web.app import create_app

    database = Database(f"sqlite:///{file}")
    refresh(database, NOW)
    app = create_app(Settings(data=Path(file).parent), database, load_pack("justice-bureau"), clock=lambda: NOW)
    answer(app, bound("127.0.0.1", port))


@dataclass
class User:
    """One person with one connection that stays open."""

    port: int
    cookie: str = ""

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> int:
        """The bytes of the page's document; raises AssertionError if it is not answered with 200."""
        self.connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Cookie": self.cookie})
        answer = self.connection.getresponse()
        size = len(answer.read())
        assert answer.status == 200, f"{path}: {answer.status}"
        return size

    def sign_in(self, name: str) -> None:
        """Keep the cookie of a new session of that person."""
        self.connection.request("GET", "/sign-in")
        answer = self.connection.getresponse()
        held = (answer.getheader("set-cookie") or "").partition(";")[0]
        token = re.search(r'name="form_token" value="([^"]*)"', answer.read().decode())
        body = urlencode({"name": name, "password": PASSWORD, "form_token": token[1] if token else ""})
        headers = {
            "Cookie": held,
            "Origin": f"http://127.0.0.1:{self.port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.connection.request("POST", "/sign-in", body, headers)
        answer = self.connection.getresponse()
        answer.read()
        assert answer.status == 303, f"sign-in of {name}: {answer.status}"
        cookies = answer.headers.get_all("set-cookie") or []
        self.cookie = "; ".join(each.partition(";")[0] for each in cookies if each.startswith("huiying="))


def processor_time(process: int) -> float:
    """Seconds of processor time that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Load:
    """What many users saw of one page: milliseconds of each load, sorted, and the bytes of its document."""

    times: list[float]
    size: int

    def line(self) -> str:
        """p50 and p95 and the bytes."""
        p95 = self.times[int(len(self.times) * 0.95) - 1]
        return f"p50 {statistics.median(self.times):7.1f} ms  p95 {p95:7.1f} ms  {self.size:6} B"


def measure(port: int, cookie: str, path: str, wanted: argparse.Namespace) -> Load:
    """All loads of one page by all users at once."""
    times: list[float] = []
    sizes: list[int] = []

    def use(seed: int) -> None:
        user, chance = User(port, cookie), random.Random(seed)
        user.get(path)
        for _ in range(wanted.rounds):
            if wanted.think:
                time.sleep(wanted.think * chance.uniform(0.5, 1.5))
            began = time.perf_counter()
            sizes.append(user.get(path))
            times.append((time.perf_counter() - began) * 1000)
        user.connection.close()

    threads = [threading.Thread(target=use, args=(number,)) for number in range(wanted.users)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(times) == wanted.users * wanted.rounds, f"{path}: only {len(times)} loads"
    return Load(sorted(times), max(sizes))


def answering(port: int) -> None:
    """Wait until the worker answers."""
    for _ in range(1200):
        try:
            User(port).get("/health")
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return


def main() -> None:
    """Serve and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--users", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--think", type=float, default=0.0, help="seconds that a user reads before the next load")
    parser.add_argument("--only", default="", help="pages whose name has this")
    wanted = parser.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(str(wanted.file), port), daemon=True)
    server.start()
    answering(port)
    cookies = {"": ""}
    for name, who, path in PAGES:
        if wanted.only not in name:
            continue
        if who not in cookies:
            user = User(port)
            user.sign_in(who)
            cookies[who] = user.cookie
        before = processor_time(server.pid or 0)
        load = measure(port, cookies[who], quote(path, safe="/?=&%"), wanted)
        spent = (processor_time(server.pid or 0) - before) / (len(load.times) + wanted.users) * 1000
        print(f"{name:24} {load.line()}  worker {spent:5.1f} ms", flush=True)
    server.terminate()


if __name__ == "__main__":
    main()
