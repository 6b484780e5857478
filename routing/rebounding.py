"""Rebound (反弹): after the reply the volume rises again, and the case is graded anew by the program itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from errors import Refused
from packs.pack import Pack
from packs.schema.casework import Rebound
from routing.acting import perform
from routing.opening import RANKS
from store.actors import PROGRAM
from store.rebounds import Volume, volumes
from store.session import Database


def is_rebound(volume: Volume, rule: Rebound) -> bool:
    """True if enough new texts came since the reply, and at least as many times those of the stretch before it."""
    return volume.after >= rule.texts and volume.after >= rule.times_before * volume.before


def rebound_owed(database: Database, pack: Pack, now: datetime) -> int:
    """Grade anew every answered case whose event rises again; gives how many."""
    rule = pack.casework.rebound
    with database.read() as session:
        rising = [each for each in volumes(session, now, timedelta(hours=rule.hours)) if is_rebound(each, rule)]
    return sum(_grade_anew(database, pack, each, rule, now) for each in rising)


def _grade_anew(database: Database, pack: Pack, volume: Volume, rule: Rebound, now: datetime) -> bool:
    severity = max(volume.severity, volume.event_severity, key=RANKS.__getitem__)
    why = f"回应后 {rule.hours} 小时内新增 {volume.after} 条（回应前同样长的时间 {volume.before} 条）"
    try:
        perform(database, pack, PROGRAM, "rebound", volume.case_id, {"severity": severity, "reason": why}, now=now)
    except Refused:
        # Somebody closed or reopened the case since it was read: the next round looks again.
        return False
    return True
