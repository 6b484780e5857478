"""A verdict as the columns of a row, and the verdict that such columns were made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from classifiers.verdict import DutyMatch, Reason, Signals, Verdict

_MATCHES = ("duties", "outside")
_PLAIN = ("relevant", "topic", "kind", "severity", "emotion", "needs_person")


def columns_of(verdict: Verdict) -> dict[str, Any]:
    """The columns of the table of verdicts, in JSON values; without item and time."""
    return {
        **{name: getattr(verdict, name) for name in _PLAIN},
        "places": list(verdict.places),
        "confidence": dict(verdict.confidence),
        "reasons": [
            {"about": each.about, "because": each.because, "words": list(each.words)} for each in verdict.reasons
        ],
        "signals": _signals_row(verdict.signals),
        "versions": dict(verdict.versions),
    }


def verdict_of(item_id: str, columns: Mapping[str, Any]) -> Verdict:
    """The verdict that `columns_of` wrote, for instance to decide who answers."""
    reasons = tuple(Reason(each["about"], each["because"], tuple(each["words"])) for each in columns["reasons"])
    return Verdict(
        id=item_id,
        **{name: columns[name] for name in _PLAIN},
        places=tuple(columns["places"]),
        confidence=dict(columns["confidence"]),
        reasons=reasons,
        signals=_signals_of(columns["signals"]),
        versions=dict(columns["versions"]),
    )


def _signals_row(signals: Signals) -> dict[str, Any]:
    """Only what was found: most texts touch nothing."""
    row: dict[str, Any] = {}
    for name in Signals._fields:
        value = getattr(signals, name)
        if not value:
            continue
        if name in _MATCHES:
            value = [[match.department, match.duty, list(match.words), match.weight, match.position] for match in value]
        row[name] = list(value) if isinstance(value, tuple) else value
    return row


def _signals_of(row: Mapping[str, Any]) -> Signals:
    values: dict[str, Any] = {}
    for name, value in row.items():
        if name in _MATCHES:
            value = tuple(
                DutyMatch(who, duty, tuple(words), weight, place) for who, duty, words, weight, place in value
            )
        values[name] = tuple(value) if isinstance(value, list) else value
    return Signals(**values)
