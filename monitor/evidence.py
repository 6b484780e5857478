"""Pages that a case rests on are looked at once a day: a deletion is noticed, the copy stays.

An edit is noticed by the source itself, which shows another text under the same identity.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.fetch import Client, user_agent
from monitor.fetch_visit import RobotsBook, Visitor
from monitor.politeness import HostGate
from store.evidence import claim_evidence, mark_deleted

if TYPE_CHECKING:
    from store.session import Database

AT_ONCE = 20


def check_evidence(
    database: Database,
    contact: str,
    clock: Callable[[], datetime],
    *,
    allow_private: bool = False,
    limit: int = AT_ONCE,
) -> int:
    """Look at up to `limit` pages whose turn it is; gives how many of them are gone (404, 410)."""
    with database.write() as session:
        claimed = claim_evidence(session, clock(), limit)
    if not claimed:
        return 0
    gone = asyncio.run(_gone(claimed, contact, clock, allow_private))
    with database.write() as session:
        mark_deleted(session, gone, clock())
    return len(gone)


async def _gone(
    claimed: list[tuple[int, str]], contact: str, clock: Callable[[], datetime], allow_private: bool
) -> list[int]:
    async with Client(agent=user_agent(contact), allow_private=allow_private) as client:
        gate = HostGate()
        visitor = Visitor(client, gate, RobotsBook(client, gate, clock), clock)
        answers = await asyncio.gather(*(visitor.visit(url) for _, url in claimed))
    return [
        evidence_id
        for (evidence_id, _), answer in zip(claimed, answers, strict=True)
        if answer.fault is not None and answer.fault.name == "gone"
    ]
