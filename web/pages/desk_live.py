"""Live updates of the duty desk by server-sent events; a desk that misses one asks again by itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from math import inf
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from starlette.datastructures import State

from store import desk_live
from store.desk_live import Seen
from web.navigation import DESK
from web.sessions import Visitor, with_role
from web.site import Here, Site

router = APIRouter()
OnDesk = Annotated[Visitor, Depends(with_role(*DESK))]
EVERY_S = 0.8
STILL_HERE_S = 15.0
LONGEST_S = 600.0
"""Then the browser asks again, and the session is checked again."""


class Pulse:
    """The newest rows, asked for once for all open desks of this process."""

    def __init__(self) -> None:
        self._seen, self._at, self._lock = Seen(), -inf, asyncio.Lock()

    async def newest(self, site: Site) -> Seen:
        """What is newest, at most EVERY_S old."""
        async with self._lock:
            if monotonic() - self._at >= EVERY_S * 0.9:
                self._seen = await run_in_threadpool(_newest, site)
                self._at = monotonic()
            return self._seen


@router.get("/desk/live")
async def live(request: Request, site: Here, who: OnDesk, alert: int = 0, candidate: int = 0) -> StreamingResponse:
    """A stream of `alerts` events: what came since the desk saw alert and candidate number …"""
    if not hasattr(request.app.state, "pulse"):
        request.app.state.pulse = Pulse()
    return StreamingResponse(
        _stream(request.app.state, site, who, Seen(alert, candidate)),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no"},
    )


async def _stream(state: State, site: Site, who: Visitor, seen: Seen) -> AsyncIterator[str]:
    begun = quiet_since = monotonic()
    told = seen
    yield "retry: 2000\n\n"
    while monotonic() - begun < LONGEST_S and not state.ending:
        now = await state.pulse.newest(site)
        if now != told:
            told = now
            quiet_since = monotonic()
            yield f"event: alerts\ndata: {await run_in_threadpool(_what_came, site, who, seen)}\n\n"
        elif monotonic() - quiet_since > STILL_HERE_S:
            quiet_since = monotonic()
            yield ": still here\n\n"
        await asyncio.sleep(EVERY_S)


def _newest(site: Site) -> Seen:
    with site.database.read() as session:
        return desk_live.newest(session)


def _what_came(site: Site, who: Visitor, seen: Seen) -> str:
    with site.database.read() as session:
        came = desk_live.come_since(session, who.actor, seen)
    rows = [{"id": candidate, "severity": severity} for candidate, severity in came]
    return json.dumps({"rows": rows}, ensure_ascii=False)
