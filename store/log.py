"""The append-only log: each entry's hash covers the entry and the hash before it, so that a change shows.

The database itself refuses to change or delete an entry (triggers on both kinds). Entries are appended at the very
end of a transaction: from then on no other one can append until it commits, so nothing else may be waited for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.inspection import inspect
from sqlalchemy.orm import Session

from store.actors import Actor
from store.locks import take_turn
from store.tables.casework import LogEntry
from times import require_aware

_LOG_ENTRY = cast(Table, LogEntry.__table__)
FIRST = "0" * 64
"""What stands before the first entry."""
COVERED = ("at", "actor_id", "actor", "action", "subject", "subject_id", "reason", "before", "after", "previous_hash")


@dataclass(frozen=True, slots=True)
class Chain:
    """What a check of the chain found: `broken` is the id of the first entry that does not fit, None if all do.

    `head` is the last hash: noted elsewhere, it also shows that the newest entries were cut off.
    """

    entries: int
    broken: int | None = None
    why: str = ""
    head: str = FIRST

    @property
    def intact(self) -> bool:
        """True if every entry fits the one before."""
        return self.broken is None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry to be: who did what to what, why, and what changed."""

    actor: Actor
    action: str
    subject: str
    subject_id: int | None
    reason: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def append(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    subject_id: int | None,
    now: datetime,
    *,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Append one entry; the caller's transaction makes it and what it tells of come true together."""
    append_all(session, [Entry(actor, action, subject, subject_id, reason, before or {}, after or {})], now)


def append_all(session: Session, entries: Sequence[Entry], now: datetime) -> None:
    """Append several entries in their order, at one moment; nothing else can append until the transaction ends."""
    session.flush()
    if not entries:
        return
    take_turn(session, "log")
    hash_before, rows = _last_hash(session), []
    for each in entries:
        row = _row(each, now, hash_before)
        hash_before = row["hash"] = _hash(row)
        rows.append(row)
    # The table itself and not the class: a sweep appends hundreds, and the database numbers them in this order.
    session.execute(insert(_LOG_ENTRY), rows)


def _row(entry: Entry, now: datetime, hash_before: str) -> dict[str, Any]:
    return {
        "at": require_aware(now),
        "actor_id": entry.actor.id,
        "actor": entry.actor.name,
        "action": entry.action,
        "subject": entry.subject,
        "subject_id": entry.subject_id,
        "reason": entry.reason,
        "before": plain(entry.before),
        "after": plain(entry.after),
        "previous_hash": hash_before,
    }


def _last_hash(session: Session) -> str:
    return session.scalar(select(LogEntry.hash).order_by(LogEntry.id.desc()).limit(1)) or FIRST


def hash_of(entry: LogEntry) -> str:
    """SHA-256 of the entry's canonical JSON, the hash before it included."""
    return _hash({name: getattr(entry, name) for name in COVERED})


def _hash(row: Mapping[str, Any]) -> str:
    text = json.dumps(
        plain({name: row[name] for name in COVERED}), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def verify(session: Session) -> Chain:
    """Walk the whole chain, one stretch of rows at a time, and name the first entry that does not fit."""
    before, count, last_id = FIRST, 0, 0
    for entry in _entries(session):
        count += 1
        if entry.previous_hash != before:
            return Chain(count, entry.id, f"第 {entry.id} 条与前一条（第 {last_id} 条）接不上：中间有记录被删除或改动")
        if hash_of(entry) != entry.hash:
            return Chain(count, entry.id, f"第 {entry.id} 条的内容与其校验值不符：内容被改动")
        before, last_id = entry.hash, entry.id
    return Chain(count, head=before)


def _entries(session: Session, stretch: int = 1000) -> Iterator[LogEntry]:
    last = 0
    while rows := session.scalars(
        select(LogEntry).where(LogEntry.id > last).order_by(LogEntry.id).limit(stretch)
    ).all():
        yield from rows
        last = rows[-1].id
        session.expunge_all()


def entries_of(session: Session, subject: str, subject_id: int) -> list[LogEntry]:
    """The entries about one subject, oldest first."""
    question = select(LogEntry).where(LogEntry.subject == subject, LogEntry.subject_id == subject_id)
    return list(session.scalars(question.order_by(LogEntry.id)))


def snapshot(row: Any) -> dict[str, Any]:
    """A row's columns as plain JSON values, without sealed bytes."""
    columns = inspect(type(row)).column_attrs
    return {each.key: plain(value) for each in columns if not isinstance(value := getattr(row, each.key), bytes)}


def plain(value: Any) -> Any:
    """The same value in JSON's own kinds: moments as UTC ISO text, tuples as lists."""
    if isinstance(value, datetime):
        return require_aware(value).isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return value
