"""The escalation ladder: an alert that nobody acknowledged climbs to the next people (local practice, in the pack)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from packs.schema.clocks import Rung


@dataclass(frozen=True)
class Unseen:
    """What waits for an acknowledgement: since when, how severe, and the highest rung told so far (0 = the first)."""

    subject: str
    subject_id: int
    severity: str
    told_at: datetime
    rung: int


def rung_due(unseen: Unseen, ladder: Mapping[str, Sequence[Rung]], now: datetime) -> int | None:
    """The rung (index in the pack's ladder) that must hear now, or None. Missed rungs are not jumped over:
    after an outage they are told one after the other, at once."""
    rungs = ladder.get(unseen.severity, ())
    following = unseen.rung + 1
    if following >= len(rungs):
        return None
    waited = now - unseen.told_at
    return following if waited >= timedelta(minutes=rungs[following].after_minutes) else None
