"""When a robot's minute is full: what goes alone, what is merged into one message, what waits."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from notify.channels.message import Message

RESERVE = 1
"""One message of each minute is kept for the digest, so that a flood of notices still leaves at once."""


@dataclass(frozen=True)
class Owed:
    """A leased notice as the decision needs it; `digest` is set when it was already put into one."""

    id: int
    key: str
    title: str
    body: str
    severity: str
    digest: str | None = None


@dataclass(frozen=True)
class Parcel:
    """One message and the notices that it settles."""

    message: Message
    notices: tuple[int, ...]
    digest: str | None = None


def pack_up(owed: Sequence[Owed], allowance: int) -> tuple[list[Parcel], list[int]]:
    """(parcels to send now, ids that wait) for one channel with `allowance` messages left in this minute.

    A digest that was begun before a crash goes first, just as it was. New notices go alone, worst first, while there is
    room; the rest share one digest. Without any room all wait.
    """
    begun: dict[str, list[Owed]] = {}
    for notice in owed:
        if notice.digest:
            begun.setdefault(notice.digest, []).append(notice)
    parcels = [_merge(notices, digest) for digest, notices in begun.items()]
    fresh = sorted((notice for notice in owed if not notice.digest), key=lambda each: "红橙黄蓝".index(each.severity))
    room = allowance - len(parcels)
    if room <= 0:
        kept = parcels[: max(allowance, 0)]
        sent = {each for parcel in kept for each in parcel.notices}
        return kept, [notice.id for notice in owed if notice.id not in sent]
    alone = fresh if len(fresh) <= room else fresh[: room - RESERVE]
    parcels += [Parcel(Message(each.key, each.title, each.body, each.severity), (each.id,)) for each in alone]
    rest = fresh[len(alone) :]
    if rest:
        parcels.append(_merge(rest, _digest_key(rest)))
    return parcels, []


def _digest_key(notices: Sequence[Owed]) -> str:
    return hashlib.sha256("\n".join(sorted(each.key for each in notices)).encode()).hexdigest()[:16]


def _merge(notices: Sequence[Owed], digest: str) -> Parcel:
    severity = min((each.severity for each in notices), key="红橙黄蓝".index)
    title = f"{len(notices)} 条通知（最高：{severity}）"
    body = "\n".join(f"[{each.severity}] {each.title}" for each in notices)
    return Parcel(Message(digest, title, body, severity), tuple(each.id for each in notices), digest)
