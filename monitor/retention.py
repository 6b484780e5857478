"""Forgetting in time: what the pack says may be kept no longer goes, a stretch at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from packs.schema.casework import Retention
from store import retention
from store.session import Database, Session


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many texts, originals and visits went."""

    texts: int
    originals: int
    visits: int


def forget(database: Database, rule: Retention, now: datetime) -> Forgotten:
    """Forget all that is over its time (days of the pack's casework.yaml); the log is never touched here."""
    old = now - timedelta(days=rule.raw_text)
    texts = _until_done(database, lambda session: retention.forget_texts(session, old, now))
    letters = now - timedelta(days=rule.letters)
    originals = _until_done(database, lambda session: retention.forget_originals(session, letters))
    with database.write() as session:
        visits = retention.forget_visits(session, now - timedelta(days=rule.logs))
    return Forgotten(texts, originals, visits)


def _until_done(database: Database, step: Callable[[Session], int]) -> int:
    total = 0
    while True:
        with database.write() as session:
            gone = step(session)
        total += gone
        if not gone:
            return total
