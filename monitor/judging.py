"""New items are judged and grouped, a batch at a time: claim with a lease, judge, write everything or nothing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from classifiers.grouping_settings import settings_from, words_of_field
from classifiers.judge import Judge
from classifiers.severity import TextSeverity
from classifiers.verdict import Signals, Text, Verdict
from monitor.events import place_batch
from monitor.events_rows import Judged, verdict_row
from monitor.events_severity import SpreadBook, Threshold, grade_events
from monitor.events_state import Grouping
from monitor.interest import InterestBook, note_hits
from packs.schema.grouping import read_grouping
from store import events, owed_items
from store.owed_items import OwedItem
from store.session import Database

_LOG = logging.getLogger(__name__)
BATCH = 500
LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Round:
    """What one batch came to."""

    judged: int = 0
    relevant: int = 0
    events: int = 0
    alerts: int = 0
    candidates: int = 0


class JudgingDesk:
    """One worker's judging: its judge, its grouper, its counts. Several may work on one database at once."""

    def __init__(self, judge: Judge, *, name: str) -> None:
        part = read_grouping(judge.pack.folder)
        self.judge, self.name = judge, name
        self.threshold = Threshold(part.alert_from, part.candidate_from)
        self.grouping = Grouping(settings_from(part, words_of_field(judge.pack)))
        self.book = SpreadBook()
        self.interest = InterestBook()

    def judge_batch(self, database: Database, now: datetime, *, limit: int = BATCH) -> Round:
        """Judge, group, grade and write up to `limit` owed items; an empty round says that none was owed.

        Judging itself holds no lock. If the writing fails, nothing is written, the leases run out after five minutes
        and the items are owed again.
        """
        with database.write() as session:
            owed = owed_items.claim(session, now, by=self.name, limit=limit, lease=LEASE)
        if not owed:
            return Round()
        judged = self._judged(owed)
        try:
            return self._write(database, judged, now)
        except BaseException:
            self.grouping.forget()
            raise

    def judge_all(self, database: Database, now: datetime, *, limit: int = BATCH) -> Round:
        """Judge until nothing is owed, then grade again the events whose spread is due for a look; gives the sums."""
        total = Round()
        while (done := self.judge_batch(database, now, limit=limit)).judged:
            total = _sum(total, done)
        return _sum(total, self.grade_due(database, now))

    def grade_due(self, database: Database, now: datetime, *, limit: int = BATCH) -> Round:
        """Grade again the events whose `respread_at` has come: spread changes without a new item, too."""
        with database.read() as session:
            due = events.due_for_grading(session, now, limit)
        if not due:
            return Round()
        with database.write() as session:
            raised = grade_events(
                session, self.book, self.judge.pack.severity, self.threshold, dict.fromkeys(due, ()), now
            )
        return Round(0, 0, len(due), *raised)

    def _write(self, database: Database, judged: Sequence[Judged], now: datetime) -> Round:
        with database.write() as session:
            held = owed_items.still_leased(session, [each.item.id for each in judged], self.name)
            mine = [each for each in judged if each.item.id in held]
            if not mine:
                return Round()
            owed_items.keep_verdicts(session, [verdict_row(each, now) for each in mine])
            placed = place_batch(session, self.grouping, mine, now)
            alerts, raised = grade_events(session, self.book, self.judge.pack.severity, self.threshold, placed, now)
            raised += note_hits(session, self.interest, placed, now)
        return Round(len(mine), sum(each.verdict.relevant for each in mine), len(placed), alerts, raised)

    def _judged(self, owed: Sequence[OwedItem]) -> list[Judged]:
        found = []
        for item, (verdict, severity) in zip(owed, self._verdicts([_text_of(each) for each in owed]), strict=True):
            found.append(Judged(item, verdict, severity if verdict.relevant else None))
        return found

    def _verdicts(self, texts: Sequence[Text]) -> list[tuple[Verdict, TextSeverity | None]]:
        try:
            return [*self.judge.judge_with_severity(texts)]
        except Exception:  # noqa: BLE001 - one text that breaks a head must not stop the line; each is tried alone
            _LOG.exception("a batch of %d could not be judged as a whole", len(texts))
            return [self._alone(text) for text in texts]

    def _alone(self, text: Text) -> tuple[Verdict, TextSeverity | None]:
        try:
            return self.judge.judge_with_severity([text])[0]
        except Exception:  # noqa: BLE001 - the text goes to a person, with the fault in the log
            _LOG.exception("item %s could not be judged", text.id)
            return unjudged(text, self.judge), None


def unjudged(text: Text, judge: Judge) -> Verdict:
    """The verdict of a text on which judging failed: relevant, so that a person sees it, and sure of nothing."""
    nothing = dict.fromkeys(("relevant", "topic", "kind", "severity", "emotion"), 0.0)
    topic = judge.pack.topics.paths[-1]
    return Verdict(text.id, True, topic, "问题", "蓝", "neutral", (), nothing, (), Signals(), True, judge.versions)


def _text_of(item: OwedItem) -> Text:
    return Text(str(item.id), item.title, item.text, item.channel, item.at)


def _sum(one: Round, other: Round) -> Round:
    return Round(*(a + b for a, b in zip(astuple(one), astuple(other), strict=True)))
