"""The escalation ladder: an alert that nobody acknowledged climbs to the next people (local practice, in the pack)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from packs.schema.clocks import Rung


def rung_due(rungs: Sequence[Rung], told_at: datetime, rung: int, now: datetime) -> Rung | None:
    """The rung of a severity's `rungs` that must hear now, or None. `rung` counts the rungs told so far.

    Missed rungs are not jumped over: after an outage they are told one after the other, each in its own round.
    """
    if rung >= len(rungs):
        return None
    following = rungs[rung]
    return following if now - told_at >= timedelta(minutes=following.after_minutes) else None
