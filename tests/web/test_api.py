"""The API: keys and scopes, pushing in twice, sight as on the pages, health and figures for machines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from httpx import Response
from sqlalchemy import func, select
from starlette.testclient import TestClient

from store import heartbeats, tokens
from store.originals import opened
from store.session import Database
from store.tables.people import User
from store.tables.watching import Item
from tests.web import cast

LETTER = {
    "channel": "mailbox",
    "ref": "L-1",
    "title": "问退费",
    "text": "律师费能退吗，电话 13800138000",
    "received_at": "2026-11-20 09:00",
}


@pytest.fixture
def api(visit) -> TestClient:
    return visit().client


@pytest.fixture
def key(database: Database):
    def make(*scopes: str, person: str = "", **more: object) -> dict[str, str]:
        with database.write() as session:
            user_id = session.scalar(select(User.id).where(User.name == person)) if person else None
            secret = tokens.add_token(session, "test", scopes, cast.NOW, user_id=user_id, **more)
        return {"authorization": f"Bearer {secret}"}

    return make


def test_a_pushed_letter_is_stored_masked_sealed_and_owed_to_judging(api, key, database: Database) -> None:
    answer = api.post("/api/v1/items", json=LETTER, headers=key("items:write"))
    assert (answer.status_code, answer.json()) == (201, {"new": 1, "known": 0})
    with database.read() as session:
        item = session.scalars(select(Item).where(Item.identity == "ref:mailbox:L-1")).one()
    assert item.judged_at is None
    assert "13800138000" not in item.text
    assert opened(item.original or b"", b"s" * 32) == (LETTER["title"], LETTER["text"])
    assert item.published_at == cast.NOW - timedelta(hours=7)


def test_pushing_the_same_letter_again_changes_nothing(api, key, database: Database) -> None:
    headers = key("items:write")
    api.post("/api/v1/items", json=LETTER, headers=headers)
    again = api.post("/api/v1/items", json=[LETTER, LETTER, {**LETTER, "ref": "L-2"}], headers=headers)
    assert again.json() == {"new": 1, "known": 2}
    assert api.post("/api/v1/items", json=LETTER, headers=headers).status_code == 200
    with database.read() as session:
        assert session.scalar(select(func.count()).where(Item.ref.in_(["L-1", "L-2"]))) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"channel": "fax"}, "channel"),
        ({"ref": ""}, "ref"),
        ({"received_at": "yesterday"}, ""),
        ({"title": "", "text": " "}, ""),
        ({"unknown": 1}, "unknown"),
        ({"title": "x" * 501}, "title"),
    ],
)
def test_a_wrong_letter_is_refused_by_its_field(
    api, key, database: Database, change: dict[str, object], field: str
) -> None:
    answer = api.post("/api/v1/items", json={**LETTER, **change}, headers=key("items:write"))
    assert answer.status_code in (400, 422)
    assert field in answer.json()["why"]
    with database.read() as session:
        assert session.scalar(select(func.count()).where(Item.ref == "L-1")) == 0


def _asked(api: TestClient, headers: dict[str, str]) -> Response:
    return api.get("/api/v1/cases", headers=headers)


def test_no_key_wrong_key_ended_key_and_revoked_key_are_refused(api, key, database: Database) -> None:
    ended = key("cases:read", person="officer", expires_at=cast.NOW - timedelta(seconds=1))
    revoked = key("cases:read", person="officer")
    with database.write() as session:
        tokens.revoke(session, 2, cast.NOW)
    for headers in ({}, {"authorization": "Bearer hy_wrong"}, {"authorization": "Basic abc"}, ended, revoked):
        assert _asked(api, headers).status_code == 401


def test_a_key_opens_only_its_scopes_and_a_cookie_opens_nothing(api, key, as_) -> None:
    assert _asked(api, key("items:write", person="officer")).status_code == 403
    assert api.post("/api/v1/items", json=LETTER, headers=key("cases:read")).status_code == 403
    assert _asked(as_("officer").client, {}).status_code == 401


def test_a_key_sees_what_its_person_sees(api, key) -> None:
    def numbers(person: str) -> set[str]:
        return {each["number"] for each in _asked(api, key("cases:read", person=person)).json()["cases"]}

    assert numbers("officer") == {"LJSF-2026-00001", "LJSF-2026-00002"}
    assert numbers("outsider") == set()
    assert numbers("discipline") == {"LJSF-2026-00003"}


def test_cases_come_page_by_page_without_gap_or_repeat(api, key) -> None:
    headers = key("cases:read", person="officer")
    first = api.get("/api/v1/cases?limit=1", headers=headers).json()
    second = api.get("/api/v1/cases", params={"limit": 1, "after": first["next"]}, headers=headers).json()
    assert [first["cases"][0]["number"], second["cases"][0]["number"]] == ["LJSF-2026-00002", "LJSF-2026-00001"]
    assert second["next"] is None
    assert api.get("/api/v1/cases?after=nonsense", headers=headers).status_code == 400


def test_published_replies_can_be_read(api, key) -> None:
    found = api.get("/api/v1/replies", headers=key("replies:read")).json()
    assert [each["slug"] for each in found] == ["r1"]


def test_the_api_describes_itself(api) -> None:
    paths = api.get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/items", "/api/v1/cases", "/api/v1/replies", "/health", "/metrics"} <= set(paths)
    assert not any(path.startswith("/desk") for path in paths)


def test_health_follows_the_scheduler_and_only_names_sources(api, database: Database, clock) -> None:
    starting = api.get("/health")
    assert (starting.status_code, starting.json()["status"]) == (200, "starting")
    with database.write() as session:
        heartbeats.beat(session, "scheduler", clock.now)
    alive = api.get("/health")
    assert alive.status_code == 200
    assert alive.json()["sources"]["silent"] == ["市民论坛"]
    clock.forward(minutes=3)
    dead = api.get("/health")
    assert (dead.status_code, dead.json()["status"]) == (503, "scheduler not seen")


def test_metrics_are_figures_for_machines(api) -> None:
    text = api.get("/metrics").text
    assert "huiying_candidates_open 4.0" in text
    assert 'huiying_sources{state="silent"} 1.0' in text
