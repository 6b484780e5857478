"""How fast a sweep finds what is due among 100,000 open cases with 6 clocks each.

    python bench/sweep.py [--cases 100000] [--due 500] [--database URL]

Makes its rows in a temporary SQLite file, or in the database given (which must be empty), and prints the best of five.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from packs.pack import load_pack
from routing.sweep import sweep
from store.clock_rows import claim_due
from store.session import Database
from store.tables.casework import Case, Deadline

NOW = datetime(2026, 10, 12, 1, 0, tzinfo=UTC)
STEPS = ("confirm", "report", "assign", "authoritative", "reply", "finish")
CHUNK = 5_000


def fill(database: Database, cases: int, due: int) -> None:
    """`cases` open cases; the reply clocks of the first `due` of them have just run out."""
    with database.write() as session:
        for start in range(1, cases + 1, CHUNK):
            numbers = range(start, min(start + CHUNK, cases + 1))
            session.execute(insert(Case), [_case(number) for number in numbers])
            session.execute(insert(Deadline), [row for number in numbers for row in _clocks(number, number <= due)])


def _case(number: int) -> dict[str, object]:
    return {
        "id": number, "number": f"B-{number}", "title": "事项", "state": "in_hand", "channel": "forum",
        "severity": "蓝", "t0": NOW - timedelta(hours=49), "t0_basis": "found", "opened_at": NOW, "lead": "律师工作科",
        "severity_confirmed_at": NOW,
    }  # fmt: skip


def _clocks(case_id: int, due: bool) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for place, step in enumerate(STEPS):
        hours = -1 if due and step == "reply" else 10 + (case_id * 7 + place) % 200
        rows.append({
            "case_id": case_id, "step": step, "key": step, "round": 1, "kind": "natural", "state": "running",
            "started_at": NOW + timedelta(hours=hours - 48), "counted_from": NOW + timedelta(hours=hours - 48),
            "due_at": NOW + timedelta(hours=hours), "next_check_at": NOW + timedelta(hours=hours),
            "told": {"warn_50": NOW.isoformat(), "warn_25": NOW.isoformat()},
        })  # fmt: skip
    return rows


def measure(database: Database, due: int) -> None:
    """Print how long finding takes, and how long writing and telling what was found."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        with database.read() as session:
            found = len(claim_due(session, NOW, 500))
        times.append(time.perf_counter() - began)
    print(f"finding {found} due: {min(times) * 1000:.0f} ms")
    began = time.perf_counter()
    done = sweep(database, load_pack("justice-bureau"), NOW)
    took = time.perf_counter() - began
    print(f"whole sweep of {done.looked_at} due: {took:.2f} s, {done.fell_due}")
    began = time.perf_counter()
    sweep(database, load_pack("justice-bureau"), NOW)
    print(f"a sweep with nothing due: {(time.perf_counter() - began) * 1000:.0f} ms")


def main() -> None:
    """Fill and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--due", type=int, default=500)
    parser.add_argument("--database", default="")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(wanted.database or f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        database.create_all()
        fill(database, wanted.cases, wanted.due)
        measure(database, wanted.due)
        database.close()


if __name__ == "__main__":
    main()
