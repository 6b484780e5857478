"""A sweep killed at any step leaves nothing half-done, and the next one writes and tells everything once."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from routing.sweep import sweep
from store.log import verify
from store.session import Database
from store.tables.casework import Deadline, LogEntry
from store.tables.telling import Notice
from tests.routing.city import MONDAY, case_in, found_city, the_pack

ROUNDS = max(1, int(os.environ.get("HUIYING_SOAK", "1")) // 10)
LATER = MONDAY + timedelta(days=3)
KILLED = """
import os, sys
from datetime import datetime
sys.path.insert(0, {root!r})
from routing import sweep
from store import log
from store.session import Database
from tests.routing.city import the_pack
def after(call):
    def made(*arguments, **named):
        call(*arguments, **named)
        os._exit(9)
    return made
point = {point!r}
if point == "owed":
    sweep.owe_all = after(sweep.owe_all)
elif point == "logged":
    log.append_all = after(log.append_all)
elif point == "one stretch":
    done = []
    once = sweep._transaction
    def second(*arguments):
        done.append(1) if not done else os._exit(9)
        return once(*arguments)
    sweep._transaction = second
sweep.sweep(Database({url!r}), the_pack(), datetime.fromisoformat({now!r}), batch=5)
os._exit(8)
"""


@pytest.mark.soak
@pytest.mark.parametrize("point", ["owed", "logged", "one stretch"])
def test_a_killed_sweep_loses_nothing_and_tells_nothing_twice(database: Database, point: str) -> None:
    city = found_city(database)
    for _ in range(12):
        case_in(city, "assigned", severity="黄")
    for _ in range(ROUNDS if point != "one stretch" else 1):
        before = len(city.rows(LogEntry))
        assert _killed(database, point) == 9
        # killed inside its first transaction it wrote nothing, killed in the second the first one stands
        assert (len(city.rows(LogEntry)) > before) == (point == "one stretch")
    sweep(database, the_pack(), LATER)
    for kind, column in (("breach", Deadline.breached_at), ("reminder", Deadline.reminded_at)):
        written = [each for each in city.rows(Deadline) if getattr(each, column.key) is not None]
        assert len(city.rows(LogEntry, action=kind)) == len(written) > 0
        told = {each.key.split(":")[3] for each in city.rows(Notice, about=kind)}
        assert told == {str(each.id) for each in written}
    with database.read() as session:
        assert verify(session).intact


def _killed(database: Database, point: str) -> int:
    root = str(Path(__file__).parents[2])
    url = str(database.engine.url.render_as_string(hide_password=False))
    text = KILLED.format(root=root, url=url, point=point, now=LATER.isoformat())
    return subprocess.run([sys.executable, "-c", text], cwd=root, check=False, timeout=300).returncode
