"""The scheduler: every job is a call that can be made by hand; they run at once, and one that fails stops no other."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import scheduler
from packs.pack import load_pack
from settings import Settings
from store import heartbeats
from store.session import Database
from store.tables.casework import Case, Deadline
from store.tables.telling import Outage

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PACK = load_pack("justice-bureau")


def test_every_job_runs_by_hand_on_an_empty_database(sqlite: Database, tmp_path: Path) -> None:
    listed = scheduler.jobs(Settings(data=tmp_path), sqlite, PACK, lambda: NOW)
    assert len({job.name for job in listed}) == len(listed)
    for job in listed:
        job.run()
    with sqlite.read() as session:
        assert {"sweep", "scheduler"} <= set(heartbeats.last_seen(session))


def seen(database: Database) -> set[str]:
    with database.read() as session:
        return set(heartbeats.last_seen(session))


def test_it_starts_at_once_and_stops(sqlite: Database, tmp_path: Path) -> None:
    running = scheduler.start(Settings(data=tmp_path), sqlite, PACK, clock=lambda: NOW)
    end = time.monotonic() + 300
    while not seen(sqlite) >= {"sweep", "scheduler"} and time.monotonic() < end:
        time.sleep(0.05)
    running.stop()
    assert seen(sqlite) >= {"sweep", "scheduler"}
    assert not running.crawl.is_alive


def test_a_job_that_fails_is_logged_and_stops_no_other(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(scheduler, "refresh", fail)
    with caplog.at_level(logging.ERROR, "huiying.scheduler"):
        running = scheduler.start(Settings(data=tmp_path), sqlite, PACK, clock=lambda: NOW)
        end = time.monotonic() + 300
        while not (seen(sqlite) >= {"sweep", "scheduler"} and "figures" in caplog.text) and time.monotonic() < end:
            time.sleep(0.05)
        running.stop()
    assert "figures" in caplog.text
    assert "disk full" in caplog.text
    assert seen(sqlite) >= {"sweep", "scheduler"}


def test_after_a_stop_of_six_hours_every_breach_has_its_true_time(sqlite: Database, tmp_path: Path) -> None:
    clock = [NOW]
    sweep = next(
        job for job in scheduler.jobs(Settings(data=tmp_path), sqlite, PACK, lambda: clock[0]) if job.name == "sweep"
    )
    sweep.run()
    with sqlite.write() as session:
        for hours in (1, 3, 5):
            due = NOW + timedelta(hours=hours)
            case = Case(
                number=f"A-{hours}", title="x", state="in_hand", channel="forum", severity="黄", lead="律师工作科",
                t0=due - timedelta(hours=48), t0_basis="found", opened_at=NOW,
            )  # fmt: skip
            session.add(case)
            session.flush()
            row = Deadline(
                case_id=case.id, step="reply", key="reply", kind="natural", started_at=case.t0, counted_from=case.t0,
                due_at=due, department="律师工作科", next_check_at=due, state="running",
            )  # fmt: skip
            session.add(row)
    clock[0] = NOW + timedelta(hours=6)
    sweep.run()
    with sqlite.read() as session:
        breaches = [row.breached_at for row in session.query(Deadline).order_by(Deadline.due_at)]
        outage = session.query(Outage).one()
    assert breaches == [NOW + timedelta(hours=hours) for hours in (1, 3, 5)]
    assert (outage.began_at, outage.ended_at, outage.fell_due) == (NOW, NOW + timedelta(hours=6), 3)
