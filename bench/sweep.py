"""How fast a sweep finds, writes and tells what falls due among 100,000 open cases with 6 clocks each.

    python -m bench.sweep [--cases 100000] [--due 10000] [--postgresql | --database URL]

Makes its rows in a temporary SQLite file, in a throw-away PostgreSQL cluster, or in the database given (which must be
empty): 60 people in 20 departments, and letters whose working-day clock ends for all of them at the same close of
office (17:30). Prints the best of five for finding, the wall and processor time of one sweep of all that fell due, and
of the rounds of the outbox until everybody has it on the console.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from notify.outbox import Outbox
from packs.pack import Pack, load_pack
from routing.sweep import BATCH, sweep
from store import log
from store.clock_rows import claim_due
from store.session import Database
from store.tables.casework import Case, Deadline
from store.tables.people import User, UserRole
from store.tables.telling import Notice

CLOSE = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)  # Monday, 17:30 in Shanghai
NOW = CLOSE + timedelta(seconds=1)
STEPS = ("confirm", "report", "assign", "authoritative", "reply", "finish")
CENTRE = ("office", "office", "duty_chief", "duty_officer", "deputy_chief", "bureau_chief")
CHUNK = 5_000


def fill(database: Database, pack: Pack, cases: int, due: int) -> None:
    """`cases` open cases; the reply clocks of the first `due` of them have run out at the close of office."""
    departments = [each.name for each in pack.departments.own][:20]
    with database.write() as session:
        people = [(role, department) for department in departments for role in ("liaison", "liaison", "head")]
        people += [(role, "") for role in CENTRE]
        session.execute(insert(User), [_person(number, each[1]) for number, each in enumerate(people, 1)])
        session.execute(insert(UserRole), [{"user_id": n, "role": each[0]} for n, each in enumerate(people, 1)])
        for start in range(1, cases + 1, CHUNK):
            numbers = range(start, min(start + CHUNK, cases + 1))
            leads = {number: departments[number % len(departments)] for number in numbers}
            session.execute(insert(Case), [_case(number, leads[number]) for number in numbers])
            clocks = [row for number in numbers for row in _clocks(number, leads[number], number <= due)]
            session.execute(insert(Deadline), clocks)


def _person(number: int, department: str) -> dict[str, object]:
    return {
        "id": number, "name": f"p{number}", "display": f"p{number}", "password_hash": "-", "department": department,
        "created_at": CLOSE,
    }  # fmt: skip


def _case(number: int, lead: str) -> dict[str, object]:
    return {
        "id": number, "number": f"B-{number}", "title": f"关于公证收费的来信（{number}）", "state": "in_hand",
        "channel": "mailbox", "severity": "蓝", "t0": CLOSE - timedelta(days=11), "t0_basis": "found",
        "opened_at": CLOSE - timedelta(days=11), "lead": lead, "severity_confirmed_at": CLOSE - timedelta(days=11),
    }  # fmt: skip


def _clocks(case_id: int, lead: str, due: bool) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for place, step in enumerate(STEPS):
        falls = due and step == "reply"
        at = CLOSE if falls else NOW + timedelta(hours=10 + (case_id * 7 + place) % 200)
        rows.append({
            "case_id": case_id, "step": step, "key": step, "round": 1, "kind": "working", "state": "running",
            "department": lead, "started_at": at - timedelta(days=11), "counted_from": at - timedelta(days=11),
            "due_at": at, "next_check_at": at + timedelta(microseconds=1),
            "explanation": "自起算之日的次日起 5 个工作日，到当日下班为止。",
            "told": {"warn_50": CLOSE.isoformat(), "warn_25": CLOSE.isoformat()},
        })  # fmt: skip
    return rows


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print the wall time and the processor time of this process that the block took."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    print(f"{what}: {time.perf_counter() - wall:.2f} s, {time.process_time() - cpu:.2f} s of it processor time here")


def measure(database: Database, pack: Pack) -> None:
    """Print how long finding takes, writing and telling what was found, and handing it to the console."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        with database.read() as session:
            found = len(claim_due(session, NOW, BATCH))
        times.append(time.perf_counter() - began)
    print(f"finding {found} due: {min(times) * 1000:.0f} ms")
    with timed("writing, telling and logging all that fell due"):
        done = sweep(database, pack, NOW)
    with timed("a sweep with nothing due"):
        sweep(database, pack, NOW)
    outbox, rounds = Outbox(database, {}, pack.clocks.notices.quiet, "bench", lambda: NOW), 1
    with timed("the console's rounds"):
        while outbox.round().sent:
            rounds += 1
    with database.read() as session:
        told = session.scalar(select(func.count()).where(Notice.sent_at.is_not(None)))
        print(f"{done.looked_at} looked at, {done.fell_due}, {told} notices told in {rounds} rounds")
        print(f"log: {log.verify(session).entries} entries, intact {log.verify(session).intact}")
    print(f"resident memory, peak: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


@contextmanager
def opened(wanted: argparse.Namespace) -> Iterator[Database]:
    """The database to measure, thrown away afterwards where we made it."""
    from tests.databases import Cluster

    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster() if wanted.postgresql else None
        url = wanted.database or f"sqlite:///{Path(folder) / 'bench.sqlite'}"
        if cluster is not None:
            cluster.start()
            url = cluster.url(cluster.fresh(empty=True))
        database = Database(url)
        try:
            database.create_all()
            yield database
        finally:
            database.close()
            if cluster is not None:
                cluster.stop()


def main() -> None:
    """Fill and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--due", type=int, default=10_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--database", default="")
    wanted = parser.parse_args()
    pack = load_pack("justice-bureau")
    with opened(wanted) as database:
        with timed("filling"):
            fill(database, pack, wanted.cases, wanted.due)
        measure(database, pack)


if __name__ == "__main__":
    main()
