"""/metrics: figures for Prometheus, asked of the database at each scrape, so that every process tells the same."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from monitor.watching import WATCHED
from store.liveness import amounts, health
from web.site import Here

router = APIRouter(tags=["health"])


@router.get("/metrics", response_class=Response)
def show(site: Here) -> Response:
    """Gauges in the text format of Prometheus."""
    now = site.clock()
    with site.database.read() as session:
        much, state = amounts(session), health(session, WATCHED)
    registry = CollectorRegistry()
    for name, words, value in (
        ("items", "items ever stored", much.items),
        ("items_unjudged", "items that wait for judging", much.unjudged),
        ("candidates_open", "candidates that wait for a decision", much.candidates),
        ("cases_unanswered", "cases without a published reply", much.cases),
        ("notices_owed", "notices not sent yet", much.owed),
    ):
        Gauge(f"huiying_{name}", words, registry=registry).set(value)
    sources = Gauge("huiying_sources", "enabled sources by state", ["state"], registry=registry)
    for each, number in much.sources.items():
        sources.labels(each).set(number)
    ages = Gauge("huiying_heartbeat_age_seconds", "since a part was last seen", ["part"], registry=registry)
    for part, seen in state.heartbeats.items():
        ages.labels(part).set((now - seen).total_seconds())
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
