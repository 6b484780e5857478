"""An event that becomes worse after its case was opened raises the case: the program may raise, people lower."""

from __future__ import annotations

from datetime import datetime

from errors import Refused
from packs.pack import Pack
from routing.acting import perform
from routing.life import MOVES
from store.actors import PROGRAM
from store.session import Database
from store.worse_events import Worse, worse_events

BATCH = 100
_REASONS = 3


def raise_owed(database: Database, pack: Pack, now: datetime) -> int:
    """Raise every open case to the severity of its event where that is worse; gives how many."""
    with database.read() as session:
        worse = worse_events(session, tuple(MOVES["raise"].from_states), BATCH)
    return sum(_raise(database, pack, each, now) for each in worse)


def _raise(database: Database, pack: Pack, worse: Worse, now: datetime) -> bool:
    why = f"所属事件已升为{worse.severity}" + "".join(f"；{each}" for each in worse.because[:_REASONS])
    try:
        perform(database, pack, PROGRAM, "raise", worse.case_id, {"severity": worse.severity, "reason": why}, now=now)
    except Refused:
        # Somebody closed the case or raised it since it was read: the next round looks again.
        return False
    return True
