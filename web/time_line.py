"""The log of a case as lines that people read: who did what, why, and what changed by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from routing.life import MOVES
from store.tables.casework import LogEntry
from web.clock_words import NAMES
from web.state_words import CHANGED, value_word

OTHER = {
    "register": "登记事项",
    "evidence_added": "补充证据",
    "merged_in": "并入另一事项",
    "warn_50": "时间过半提醒",
    "warn_25": "时间只剩四分之一提醒",
    "breach": "时限已超",
    "reminder": "书面催办",
    "circular": "通报",
    "effect": "级别自动生效",
    "unmask": "查看原文",
}
"""Entries of a case's log that are no moves: what the program noted by the clock, and what other moves left behind."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `changes`: (what, before, after)."""

    at: datetime
    who: str
    what: str
    why: str
    changes: tuple[tuple[str, str, str], ...]


def lines(entries: Iterable[LogEntry]) -> list[Line]:
    """The entries in words, in their order."""
    return [Line(each.at, each.actor, _what(each), each.reason, _changes(each)) for each in entries]


def _what(entry: LogEntry) -> str:
    """What was done; an entry of a clock says which clock."""
    step = entry.after.get("step")
    return (
        f"{NAMES.get(step, step)}：{action_word(entry.action)}" if isinstance(step, str) else action_word(entry.action)
    )


def action_word(action: str) -> str:
    """The name of a move or of another entry of the log."""
    return MOVES[action].label if action in MOVES else OTHER.get(action, action)


def _changes(entry: LogEntry) -> tuple[tuple[str, str, str], ...]:
    found: dict[str, tuple[str, str, str]] = {}
    for row, after in entry.after.items():
        before = entry.before.get(row)
        if not isinstance(after, dict) or not isinstance(before, dict):
            continue
        for name, word in CHANGED.items():
            if name in after and name in before and word not in found:
                found[word] = (word, value_word(name, before[name]), value_word(name, after[name]))
    return tuple(found.values())
