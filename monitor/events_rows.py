"""Rows of events from judged items: what a new event is called, how a known one grows. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from classifiers.severity import TextSeverity, highest
from classifiers.severity_reading import Trigger
from classifiers.verdict import SEVERITIES, Severity, Verdict
from classifiers.verdict_rows import columns_of
from store.owed_items import OwedItem

_TITLE = 60


@dataclass(frozen=True, slots=True)
class Judged:
    """An item with its verdict, and what its text says of severity (None where the item is not relevant)."""

    item: OwedItem
    verdict: Verdict
    text: TextSeverity | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A judged item in its event: `original` is the item that it reprints."""

    judged: Judged
    original: int | None


def new_event(placed: Sequence[Placed]) -> dict[str, Any]:
    """The columns of an event that these items make, first item first."""
    first = placed[0].judged.item
    row: dict[str, Any] = {
        "title": _title_of(first),
        "keywords": [],
        "channel": first.channel,
        "first_item_id": first.id,
        "first_at": first.at,
        "last_at": first.at,
        "found_at": first.found_at,
        "items": 0,
        "reprints": 0,
        "sources": 0,
        "platforms": [],
        "relevant": False,
        "topic": "",
        "kind": "资讯",
        "place": "",
        "severity": "蓝",
        "severity_reasons": [],
        "spread": {},
    }
    return grown(row, placed)


def grown(event: dict[str, Any], placed: Sequence[Placed]) -> dict[str, Any]:
    """The columns of an event after these items have come to it; severity from texts, spread is looked at later."""
    items = [each.judged.item for each in placed]
    row = dict(event)
    row["first_at"] = min([event["first_at"], *(item.at for item in items)])
    row["last_at"] = max([event["last_at"], *(item.at for item in items)])
    row["found_at"] = min([event["found_at"], *(item.found_at for item in items)])
    row["items"] = event["items"] + len(placed)
    row["reprints"] = event["reprints"] + sum(each.original is not None for each in placed)
    row["platforms"] = sorted({*event["platforms"], *(item.platform for item in items if item.platform)})
    row["severity"] = highest([event["severity"], *(each.judged.verdict.severity for each in placed)])
    _tell(row, event, placed)
    return row


def retold(event: dict[str, Any], placed: Sequence[Placed]) -> dict[str, Any]:
    """The same after items of it were edited and judged again: nothing is counted twice, severity does not fall."""
    row = dict(event)
    row["severity"] = highest([event["severity"], *(each.judged.verdict.severity for each in placed)])
    _tell(row, event, placed)
    return row


def _tell(row: dict[str, Any], event: dict[str, Any], placed: Sequence[Placed]) -> None:
    """Title, topic, kind and place follow the first relevant item; before there is one, the first item."""
    if event["relevant"]:
        return
    chosen = next((each for each in placed if each.judged.verdict.relevant), None)
    row["relevant"] = chosen is not None
    if chosen is None and event["topic"]:
        return
    judged = (chosen or placed[0]).judged
    row["topic"], row["kind"] = judged.verdict.topic, judged.verdict.kind
    row["place"] = judged.verdict.signals.county or next(iter(judged.verdict.places), "")
    if chosen is not None:
        row["title"] = _title_of(judged.item)


def _title_of(item: OwedItem) -> str:
    return item.title.strip()[:200] or " ".join(item.text.split())[:_TITLE] or "（无题）"


def verdict_row(judged: Judged, now: datetime) -> dict[str, Any]:
    """The columns of an item's verdict."""
    return {"item_id": judged.item.id, "judged_at": now, **columns_of(judged.verdict)}


def joined_texts(known: dict[str, Any], texts: Sequence[TextSeverity]) -> dict[str, Any]:
    """What all texts of an event say of severity together, as JSON: highest of each part, each trigger once."""
    triggers = {row[1]: row for row in known.get("triggers", [])}
    for text in texts:
        for each in text.triggers:
            present = triggers.get(each.name)
            if present is None or SEVERITIES.index(present[0]) < SEVERITIES.index(each.level):
                triggers[each.name] = [each.level, each.name, each.because, list(each.words)]
    parts = {
        name: max([known.get(name, 0.0), *(getattr(text, name) for text in texts)])
        for name in ("nature", "consequence", "emotion")
    }
    return {"triggers": list(triggers.values()), **parts}


def text_severity(row: dict[str, Any]) -> TextSeverity:
    """The value that `joined_texts` wrote."""
    triggers = tuple(Trigger(level, name, why, tuple(words)) for level, name, why, words in row.get("triggers", []))
    level: Severity = highest(each.level for each in triggers)
    return TextSeverity(level, triggers, row.get("nature", 0.0), row.get("consequence", 0.0), row.get("emotion", 0.0))
