"""Severity of events from text and spread, and what it brings to the desk: alerts and candidates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from classifiers.severity import highest
from classifiers.severity_score import EventSeverity, from_event
from classifiers.spread import Seen, Volumes, spread_of
from classifiers.verdict import SENT_TO_US, SEVERITIES, Severity
from monitor.events_rows import Placed, joined_texts, text_severity
from packs.schema.judging import SeverityPolicy
from store import events, raising
from store.owed_items import OwedItem
from store.session import Session
from store.tables.judging import Candidate

_QUARTER = timedelta(days=90)
_RECOUNT = timedelta(minutes=10)
_AGAIN = timedelta(hours=1)  # speed, percentile and hours on a hot list change without a new item
_WATCHED = timedelta(days=3)
_NO_MEDIA = SENT_TO_US | {"hotlist"}
_CLOSED = ("confirmed", "transferred", "police", "merged")


@dataclass(frozen=True)
class Threshold:
    """From which severity a relevant event raises an alert, and from which it comes to the desk as a candidate."""

    alert: Severity = "黄"
    candidate: Severity = "蓝"

    def reaches(self, severity: Severity, which: Severity) -> bool:
        """Whether `severity` is `which` or worse."""
        return SEVERITIES.index(severity) >= SEVERITIES.index(which)


class SpreadBook:
    """The volumes of the unit's last 90 days, counted anew every ten minutes: percentiles move slowly."""

    def __init__(self) -> None:
        self._volumes = Volumes({})
        self._counted_at: datetime | None = None

    def volumes(self, session: Session, now: datetime) -> Volumes:
        """Volumes by platform as of at most ten minutes ago."""
        if self._counted_at is None or not timedelta() <= now - self._counted_at < _RECOUNT:
            self._volumes = Volumes(events.volumes_by_platform(session, now - _QUARTER))
            self._counted_at = now
        return self._volumes


def grade_events(
    session: Session,
    book: SpreadBook,
    policy: SeverityPolicy,
    threshold: Threshold,
    placed: Mapping[int, Sequence[Placed]],
    now: datetime,
) -> tuple[int, int]:
    """Grade the relevant events among these anew and bring them to the desk; gives (alerts, candidates) raised.

    Severity only rises here: lowering it needs a person. Texts of this batch are joined to what older ones said.
    """
    rows = {event: row for event, row in events.events_of(session, placed).items() if row["relevant"]}
    if not rows:
        return 0, 0
    seen = events.seen_items(session, rows, since=now - _QUARTER)
    hot = events.hot_points(session, rows, policy.thresholds.hot_rank)
    volumes = book.volumes(session, now)
    changed, raised = [], []
    for event, row in rows.items():
        texts = joined_texts(
            row["spread"].get("text", {}), [each.judged.text for each in placed[event] if each.judged.text]
        )
        items = [_seen(item, kind) for item, kind in seen.get(event, [])]
        rank, hours = hot.get(event, (None, None))
        facts = spread_of(items, volumes, now, hot_rank=rank, hot_hours=hours)
        graded = from_event([text_severity(texts)], facts, policy)
        spread = {"text": texts, "facts": asdict(facts), "score": graded.score, "factors": graded.factors}
        sources = len({item.author for item in items if item.author and not item.reprint})
        changed.append(_graded(row, graded, spread, sources, now))
        if changed[-1]["severity"] != row["severity"]:
            raised.append(events.severity_change(event, row["severity"], changed[-1]["severity"], now))
    events.change_events(session, changed)
    events.note_changes(session, raised)
    return bring_to_desk(session, threshold, changed, now)


def bring_to_desk(
    session: Session, threshold: Threshold, graded: Sequence[Mapping[str, Any]], now: datetime
) -> tuple[int, int]:
    """Raise alerts and candidates for graded events; one alert an event and severity, one candidate an event."""
    alerts = [
        {"event_id": row["id"], "severity": row["severity"], "raised_at": now, "reasons": row["severity_reasons"]}
        for row in graded
        if threshold.reaches(row["severity"], threshold.alert)
    ]
    known = raising.candidates_of(session, (row["id"] for row in graded))
    wanted = [row for row in graded if threshold.reaches(row["severity"], threshold.candidate)]
    fresh = [_candidate(row, now) for row in wanted if row["id"] not in known]
    raising.add_candidates(session, fresh)
    raising.raise_candidates(session, list(_raised(known, wanted)))
    return raising.add_alerts(session, alerts), len(fresh)


def _seen(item: OwedItem, kind: str) -> Seen:
    return Seen(
        at=item.at,
        platform=item.platform,
        author=item.author,
        reprint=item.reprint_of is not None,
        media_level="" if item.channel in _NO_MEDIA else item.media_level,
        kind=kind,
    )


def _graded(
    row: Mapping[str, Any], graded: EventSeverity, spread: dict[str, Any], sources: int, now: datetime
) -> dict[str, Any]:
    return {
        "id": row["id"],
        "severity": highest([row["severity"], graded.level]),
        "severity_reasons": [{"because": each.because, "words": list(each.words)} for each in graded.reasons],
        "spread": spread,
        "sources": sources,
        "respread_at": now + _AGAIN if now - row["last_at"] < _WATCHED else None,
    }


def _candidate(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    rank = SEVERITIES.index(row["severity"])
    return {"event_id": row["id"], "raised_at": now, "severity": row["severity"], "rank": rank}


def _raised(known: Mapping[int, Candidate], graded: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """Candidates whose event has become worse; one that was dismissed or silenced comes back with the reason."""
    for row in graded:
        candidate = known.get(row["id"])
        if candidate is None or candidate.state in _CLOSED:
            continue
        rank = SEVERITIES.index(row["severity"])
        if rank <= candidate.rank:
            continue
        reason = candidate.decision_reason
        if candidate.state != "open":
            reason = f"{reason}；升为{row['severity']}，重新提请".strip("；")
        yield {
            "id": candidate.id,
            "severity": row["severity"],
            "rank": rank,
            "state": "open",
            "decision_reason": reason,
        }
