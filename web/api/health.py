"""/health: 200 while it serves and the scheduler lives; failing sources stand in the body and change nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from monitor.watching import WATCHED
from store.liveness import health
from web.site import Here

router = APIRouter(tags=["health"])
ALIVE = timedelta(minutes=2)
STARTING = timedelta(seconds=60)


@router.get("/health")
def show(request: Request, site: Here) -> JSONResponse:
    """The state of the parts. 503 when the scheduler was not seen for two minutes."""
    now = site.clock()
    with site.database.read() as session:
        found = health(session, WATCHED)
    seen = found.heartbeats.get("scheduler")
    lives = seen is not None and now - seen <= ALIVE
    starting = seen is None and now - request.app.state.started_at <= STARTING
    body = {
        "status": "ok" if lives else "starting" if starting else "scheduler not seen",
        "scheduler_seen_at": _written(seen),
        "oldest_unjudged_item_at": _written(found.oldest_unjudged),
        "oldest_owed_notice_at": _written(found.oldest_owed),
        "sources": {"failing": [], "silent": [], "refused": [], **found.sources},
        "heartbeats": {name: _written(at) for name, at in found.heartbeats.items()},
    }
    return JSONResponse(body, 200 if lives or starting else 503)


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
