"""Killed at each step between owed and sent: nothing is lost, and a repeat carries the same key."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from store.owing import Telling, owe
from store.session import Database
from store.tables.telling import Notice
from tests.notify.world import NOON
from tests.people import add_person
from tests.realdata import ROOT

ROUNDS = int(os.environ.get("HUIYING_SOAK", "3"))
STEPS = ("before-send", "after-send", "inside-mark")
FIRST = "inside-relay"
"""Killed while the notices are shown and given to the robot: there is something to relay only at first."""
OWED = 7


def run(url: str, file: Path, step: str, now: str) -> int:
    words = [sys.executable, "-m", "tests.notify.killed_sender", url, str(file), step, now]
    return subprocess.run(words, cwd=ROOT, check=False, timeout=300).returncode


@pytest.mark.soak
@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_killed_sender_loses_nothing(sqlite: Database, tmp_path: Path, number: int) -> None:
    add_person(sqlite, "a", "duty_officer")
    with sqlite.write() as session:
        for each in range(OWED):
            owe(session, Telling("event", each, "alert", "橙", f"预警 {each}"), ("duty_officer",), NOON)
    received = tmp_path / "received"
    now = NOON
    assert run(sqlite.url, received, FIRST, now.isoformat()) == -9
    assert not received.exists()
    for turn in range(3):
        assert run(sqlite.url, received, STEPS[(number + turn) % 3], now.isoformat()) == -9
        now += timedelta(minutes=3)
    for _ in range(4):
        assert run(sqlite.url, received, "", now.isoformat()) == 0
        now += timedelta(minutes=3)
    with sqlite.read() as session:
        rows = list(session.scalars(select(Notice).where(Notice.channel == "robot")))
    assert len(rows) == OWED
    assert all(row.sent_at for row in rows)
    taken = Counter(line.split("\t")[0] for line in received.read_text("utf-8").splitlines())
    assert set(taken) == {row.digest or row.key for row in rows}
