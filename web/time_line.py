"""The log of a case as lines that people read: who did what, why, and what changed by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from routing.life import MOVES
from store.tables.casework import LogEntry
from web.state_words import CHANGED, value_word

OTHER = {
    "opened": "登记事项",
    "late": "时限已超",
    "warned": "时限提醒",
    "reminded": "催办",
    "circular": "通报",
    "supervised": "督办",
    "escalated": "升级提醒",
    "severity_confirmed": "等级到时自动生效",
    "rebound": "声量回升",
    "evidence": "留存证据",
    "unmask": "查看原文",
}


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
    return [Line(each.at, each.actor, action_word(each.action), each.reason, _changes(each)) for each in entries]


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
