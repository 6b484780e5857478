"""What a move leaves in the log: who, what, why, and what differs in the case and in the subject."""

from __future__ import annotations

import hashlib
from typing import Any

from routing.move import Move
from routing.work import Work
from store import log

QUIET_COLUMNS = frozenset({"version", "policy_version"})
LONG_COLUMNS = frozenset({"text", "question", "done", "title", "summary"})
UNLOGGED_KINDS = frozenset({"long", "table"})
"""Long texts stand in their own rows; the log keeps reasons and short values."""
Rows = dict[str, dict[str, Any]]


def snapshots(work: Work) -> Rows:
    """The case and the subject as they are now."""
    rows = {"case": work.case, "subject": work.subject if work.subject is not work.case else None}
    return {name: log.snapshot(row) for name, row in rows.items() if row is not None}


def write_log(work: Work, move: Move, before: Rows) -> None:
    """Append the move's entry, then one for each other case that it touched."""
    was, now = _changes(before, snapshots(work))
    filled = _filled(work, move)
    after = {**now, **({"form": filled} if filled else {}), **({"made": work.made} if work.made else {})}
    subject, subject_id = _log_subject(work, move)
    why = work.reason or work.also_reason
    entries = [log.Entry(work.actor, move.name, subject, subject_id, why, was, after)]
    entries += [log.Entry(work.actor, action, "case", case.id, reason) for action, case, reason in work.also_logged]
    log.append_all(work.session, entries, work.now)


def _filled(work: Work, move: Move) -> dict[str, Any]:
    kinds = {each.name: each.kind for each in move.fields}
    return {
        name: _brief(name, value)
        for name, value in work.form.items()
        if value not in (None, "", []) and name != "reason" and kinds[name] not in UNLOGGED_KINDS
    }


def _log_subject(work: Work, move: Move) -> tuple[str, int]:
    if move.subject == "candidate":
        return "candidate", work.candidate.id
    return "case", work.the_case.id


def _changes(before: Rows, after: Rows) -> tuple[dict[str, Any], dict[str, Any]]:
    """What differs, row by row and column by column."""
    was: dict[str, Any] = {}
    now: dict[str, Any] = {}
    for name, new in after.items():
        old = before.get(name, {})
        differs = [key for key, value in new.items() if key not in QUIET_COLUMNS and old.get(key) != value]
        if name in before and differs:
            was[name] = {"id": new["id"], **{key: _brief(key, old[key]) for key in differs}}
            now[name] = {"id": new["id"], **{key: _brief(key, new[key]) for key in differs}}
        elif name not in before:
            now[name] = {"id": new["id"], "number": new.get("number", ""), "state": new.get("state", "")}
    return was, now


def _brief(column: str, value: Any) -> Any:
    """Long texts enter the log as their digest only: what is taken off a page must not live on in the log."""
    if column in LONG_COLUMNS and value:
        return "sha256:" + hashlib.sha256(str(value).encode()).hexdigest()[:16]
    return value
