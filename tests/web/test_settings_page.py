"""Settings with where each came from, and no secret among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from packs.pack import Pack
from settings import read_settings
from store.session import Database
from tests.web import cast
from tests.web.conftest import CHEAP, Browser
from web.app import create_app
from web.pages.settings import MEANINGS, lines_of, shown


def test_every_setting_has_its_meaning_and_its_origin() -> None:
    given = read_settings({"HUIYING_CONTACT": "sfj@example.gov.cn", "HUIYING_SECURE_COOKIES": "yes"}, data=Path("x"))
    lines = {each.variable: each for each in lines_of(given)}
    assert {each.meaning for each in lines.values()} == set(MEANINGS.values())
    assert (lines["HUIYING_CONTACT"].value, lines["HUIYING_CONTACT"].origin) == (
        "sfj@example.gov.cn",
        "HUIYING_CONTACT",
    )
    assert (lines["HUIYING_DATA"].value, lines["HUIYING_DATA"].origin) == ("x", "--data")
    assert (lines["HUIYING_SECURE_COOKIES"].value, lines["HUIYING_PACK"].origin) == ("是", "")


@pytest.mark.parametrize(
    ("name", "value", "seen"),
    [
        ("secret_key", "very-secret", "已设置，不显示"),
        ("database", "postgresql://huiying:very-secret@db:5433/huiying", "postgresql://db:5433/huiying"),
        ("database", "postgresql://huiying:very-secret@db:port/huiying", "已设置，不显示"),
        ("database", "sqlite:///very-secret.sqlite", "已设置，不显示"),
        ("heartbeat_url", "https://hc.example/ping/very-secret?x=1", "https://hc.example/…"),
        ("heartbeat_url", "https://hc.example/", "https://hc.example"),
        ("secret_key", "", "（空）"),
    ],
)
def test_secrets_are_never_shown(name: str, value: str, seen: str) -> None:
    assert shown(name, value) == seen


def test_the_page_is_for_the_system_administrator(database: Database, pack: Pack, clock) -> None:
    settings = read_settings({"HUIYING_CONTACT": "sfj@example.gov.cn"})
    app = create_app(settings, database, pack, clock=clock, passwords=CHEAP)
    browser = Browser(TestClient(app, base_url="http://testserver", follow_redirects=False))
    browser.get("/sign-in")
    browser.post("/sign-in", name="system", password=cast.PASSWORD)
    page = browser.get("/admin/settings").text
    assert "HUIYING_PACK" in page
    assert "默认值" in page
    assert "环境变量" in page
    assert "sfj@example.gov.cn" in page
