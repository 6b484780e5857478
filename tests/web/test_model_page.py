"""The model page: what people corrected by topic and week, what to label next, versions, and the way back."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from packs.pack import Pack
from settings import Settings
from store import log, model_page
from store.session import Database
from store.tables.casework import Case
from store.tables.judging import Correction, Verdict
from tests.web import cast
from tests.web.conftest import CHEAP, Browser
from web.app import create_app

REPORT = {"rows": 500, "macro_f1": 0.86}


def version(name: str, promoted: bool) -> dict[str, object]:
    return {"name": name, "made_at": "2026-11-01", "promoted": promoted, "because": "更好", "report": REPORT,
            "against": {"macro_f1": 0.8}}  # fmt: skip


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "models"
    folder.mkdir(parents=True)
    index = {"versions": [version("one", True), version("two", True)], "in_use": ["shipped", "one", "two"]}
    (folder / "index.json").write_text(json.dumps(index), "utf-8")
    return folder


@pytest.fixture
def sign_in(database: Database, pack: Pack, clock, models: Path):  # type: ignore[no-untyped-def]
    app = create_app(Settings(data=models.parent), database, pack, clock=clock, passwords=CHEAP)

    def signed_in(name: str) -> Browser:
        browser = Browser(TestClient(app, base_url="http://testserver", follow_redirects=False))
        browser.get("/sign-in")
        assert browser.post("/sign-in", name=name, password=cast.PASSWORD).status_code == 303
        browser.get("/password")
        return browser

    return signed_in


def in_use(models: Path) -> list[str]:
    return list(json.loads((models / "index.json").read_text("utf-8"))["in_use"])


def test_the_way_back_needs_a_reason_and_leaves_a_trace(sign_in, models: Path, database: Database) -> None:
    keeper = sign_in("system")
    page = keeper.get("/admin/model").text
    assert "在用：two" in page
    assert "500 条 0.86" in page
    assert keeper.post("/admin/model/back", version="two", reason="").status_code == 403
    assert keeper.post("/admin/model/back", version="one", reason="误判多").status_code == 409
    assert in_use(models) == ["shipped", "one", "two"]
    assert keeper.post("/admin/model/back", version="two", reason="误判多").status_code == 303
    assert in_use(models) == ["shipped", "one"]
    with database.read() as session:
        assert log.verify(session).intact
    assert keeper.post("/admin/model/back", version="one", reason="再退").status_code == 303
    assert "在用：出厂版本" in keeper.get("/admin/model").text
    assert keeper.post("/admin/model/back", version="shipped", reason="还退").status_code == 403


def test_only_the_system_administrator_goes_back(sign_in, models: Path) -> None:
    for who in ("office", "officer", "security", "audit"):
        assert sign_in(who).post("/admin/model/back", version="two", reason="x").status_code == 403
    assert in_use(models) == ["shipped", "one", "two"]


def test_without_versions_the_page_says_what_comes_next(sign_in, models: Path) -> None:
    shutil.rmtree(models)
    assert "还没有训练过" in sign_in("system").get("/admin/model").text


def test_accuracy_counts_a_case_for_the_topic_that_was_judged(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Case).where(Case.id.in_([1, 2])).values(event_id=1, opened_at=cast.NOW))
        session.execute(update(Case).where(Case.id == 2).values(opened_at=cast.NOW - timedelta(days=10)))
        session.execute(update(Case).where(Case.id == 3).values(event_id=3))
        session.add(Correction(case_id=1, head="topic", was="政法/公证", now="政法/律师", at=cast.NOW))
    with database.read() as session:
        lines = model_page.topic_lines(session, cast.NOW, 3)
    # Case 1 was judged 公证 this week and corrected; case 2 律师, ten days ago and right; case 3 is isolated.
    assert [(each.topic, each.weeks, each.accuracy) for each in lines] == [
        ("政法/公证", ((0, 0), (0, 0), (1, 1)), 0.0),
        ("政法/律师", ((0, 0), (1, 0), (0, 0)), 1.0),
    ]


def test_what_is_unsure_and_spread_wide_comes_first_and_only_for_who_may_see_it(sign_in, database: Database) -> None:
    with database.write() as session:
        for number, verdict in enumerate(session.query(Verdict).order_by(Verdict.item_id)):
            verdict.confidence = {"topic": 0.9 - 0.2 * number}
        cast.add_event(session, "隔离的一件", isolated=True, accused=("办公室",))
    page = sign_in("office").get("/admin/model").text
    assert page.index("红：律师费不退") < page.index("蓝：律师费不退")
    assert "隔离的一件" not in page
    assert "律师费不退" not in sign_in("system").get("/admin/model").text
    assert "<script>alert" not in page
