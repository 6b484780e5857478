"""Walls that hold for every page, whoever writes it: headers, form tokens, origins, escaping, local assets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from packs.pack import Pack
from settings import Settings
from store.session import Database
from tests.web import cast
from tests.web.conftest import CHEAP
from web.app import create_app
from web.forms import posted
from web.rendering import HOME, asset
from web.security import HEADERS, LARGEST_BODY

PAGES = {
    "officer": ["/desk", "/desk?open=1", "/desk?state=decided", "/desk?q=%3Cscript%3E", "/desk/entry", "/desk/rows/1",
                "/cases", "/cases/1", "/cases/1/moves/raise", "/why/candidates/1", "/why/cases/1", "/password"],
    "owner": ["/department", "/review", "/cases", "/cases/1", "/cases/1/drafts/reply", "/cases/1/moves/draft",
              "/cases/1/moves/review_pass?on=2", "/cases/2"],
    "office": ["/review", "/cases/1", "/desk"],
    "bureau_chief": ["/desk", "/cases/3"],
    "chief": ["/sources", "/sources/interest", "/sources/interest/new", "/search?q=%3Cscript%3E律师", "/help", "/tour"],
    "reader": ["/originals/1"],
}  # fmt: skip
ALL = [(who, address) for who, addresses in PAGES.items() for address in addresses]
ADMINISTRATION = {
    "system": ["/sources/new", "/sources/import", "/sources/2", "/admin/departments", "/admin/rules", "/admin/calendar",
               "/admin/words?text=%3Cscript%3E", "/admin/model", "/admin/settings"],
    "security": ["/admin/people", "/admin/people/1", "/admin/keys"],
    "chief": ["/sources/1"],
    "audit": ["/admin/log?actor=%3Cscript%3E", "/admin/traces"],
}  # fmt: skip
"""Pages that name files, commands and settings, which have no Chinese names."""
EVERY = ALL + [(who, address) for who, addresses in ADMINISTRATION.items() for address in addresses]


@pytest.mark.parametrize(("who", "address"), EVERY)
def test_every_page_has_the_headers_and_lets_no_title_through(as_, who: str, address: str) -> None:
    answer = as_(who).get(address)
    assert answer.status_code == 200
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["cache-control"] == "no-store"
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text
    assert " style=" not in answer.text
    assert not re.search(r"\son[a-z]+=", re.sub(r"&[^;]+;|onerror=alert", "", answer.text))


@pytest.mark.parametrize(("who", "address"), EVERY)
def test_every_page_asks_only_this_site_for_assets_and_has_no_inline_script(as_, who: str, address: str) -> None:
    text = as_(who).get(address).text
    for found in re.findall(r"<(?:script|link|img)[^>]*?(?:src|href)=\"([^\"]+)\"", text):
        assert found.startswith("/assets/")
    assert not re.search(r"<script(?![^>]*src=)", text)


def test_errors_have_the_headers_too(visit) -> None:
    answer = visit().get("/no/such/page")
    assert answer.status_code == 404
    assert answer.headers["content-security-policy"] == HEADERS["content-security-policy"]
    assert "没有这一页" in answer.text


def test_a_broken_page_says_that_nothing_is_lost_and_keeps_its_secrets(database: Database, pack: Pack, clock) -> None:
    from starlette.testclient import TestClient

    app = create_app(Settings(), database, pack, clock=clock, passwords=CHEAP)

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("secret detail")

    answer = TestClient(app, raise_server_exceptions=False).get("/broken")
    assert answer.status_code == 500
    assert "已经保存的内容不受影响" in answer.text
    assert "secret detail" not in answer.text
    assert answer.headers["content-security-policy"] == HEADERS["content-security-policy"]


def _posting(routes: object) -> Iterator[APIRoute]:
    for route in routes:  # type: ignore[attr-defined]
        if isinstance(route, APIRoute) and "POST" in route.methods and not route.path.startswith("/api/"):
            yield route


def test_every_route_that_takes_a_form_asks_for_its_token(database: Database, pack: Pack) -> None:
    routes = list(_posting(_flat(create_app(Settings(), database, pack, passwords=CHEAP))))
    assert len(routes) >= 7
    for route in routes:
        assert posted in {each.call for each in route.dependant.dependencies}, route.path


def _flat(app: object) -> Iterator[object]:
    """All routes, also of routers that are kept as a whole."""
    waiting = list(app.routes)  # type: ignore[attr-defined]
    while waiting:
        route = waiting.pop()
        inner = getattr(getattr(route, "original_router", None), "routes", None) or getattr(route, "routes", None)
        waiting += inner or []
        yield route


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.invalid"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_writes_from_other_origins_are_refused(as_, headers: dict[str, str]) -> None:
    browser = as_("officer")
    answer = browser.client.post("/theme", data={"theme": "dark"}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_form_of_another_session_is_refused_and_nothing_changes(as_) -> None:
    officer, chief = as_("officer"), as_("chief")
    officer.get("/desk?open=1")
    chief.page = officer.page
    answer = chief.post("/desk/1/moves/confirm", version="1")
    assert answer.status_code == 403
    assert "已经过期" in answer.text
    assert "立项" in officer.get("/desk?open=1").text


def test_too_much_is_refused_whether_or_not_its_length_is_stated(as_) -> None:
    browser = as_("officer")
    stated = browser.client.post("/theme", content=b"x" * (LARGEST_BODY + 1))
    assert stated.status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(LARGEST_BODY // 65536 + 2):
            yield b"x" * 65536

    form = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.client.post("/theme", content=pieces(), headers=form).status_code == 413


def test_assets_are_small_and_stay_until_they_change(visit) -> None:
    files = [each for each in (HOME / "assets").iterdir() if each.is_file()]
    for each in files:
        answer = visit().get(asset(each.name))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    scripts = [each for each in files if each.suffix == ".js"]
    assert all(each.stat().st_size < 20_000 for each in scripts)
    assert sum(each.stat().st_size for each in files) < 100_000


def test_no_asset_or_template_asks_another_site() -> None:
    asking = re.compile(
        r"""(?:src|href|action)=["']https?://|url\(["']?https?:|(?:fetch|EventSource)\(["'`]https?:|@import"""
    )
    for file in [*(HOME / "templates").rglob("*.html"), *(HOME / "assets").iterdir()]:
        assert not asking.search(Path(file).read_text("utf-8")), file


def test_pages_speak_chinese_only(as_) -> None:
    """No English word is left over: words of the cast, codes and keys apart."""
    known = {
        "LJSF",
        "Enter",
        "Esc",
        "S",
        "D",
        "M",
        "T",
        "X",
        "Z",
        "N",
        "E",
        "P",
        "F",
        "W",
        "R",
        "script",
        "alert",
        "img",
        "src",
        "x",
        "onerror",
    }
    for who, address in ALL:
        text = re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", as_(who).get(address).text, flags=re.S)
        words = set(re.findall(r"[A-Za-z]+", re.sub(r"&[a-z#0-9]+;", " ", text)))
        assert words <= known, (address, words - known)


def test_the_public_server_has_no_console(database: Database, pack: Pack) -> None:
    from starlette.testclient import TestClient

    client = TestClient(create_app(Settings(), database, pack, public_only=True, passwords=CHEAP))
    for address in ("/desk", "/cases/1", "/sign-in", "/api/v1/cases", "/metrics", "/api/v1/openapi.json"):
        assert client.get(address).status_code == 404


def test_the_theme_is_kept_and_a_wrong_one_is_not(as_) -> None:
    browser = as_("officer")
    browser.post("/theme", theme="dark", next="/cases")
    assert 'data-theme="dark"' in browser.get("/cases").text
    browser.post("/theme", theme='"><script>', next="/cases")
    assert "data-theme" not in browser.get("/cases").text
    assert cast.NASTY not in browser.page
