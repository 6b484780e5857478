"""What else people do at the console: an open desk that hears of a new alert, and the three administrators."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from store.session import Database
from store.tables.people import User
from store.tables.watching import Source
from tests.browser.browsing import visitor
from tests.browser.conftest import PASSWORD, Served
from tests.web import cast
from web.pages import desk_live

pytestmark = pytest.mark.browser
SOON_S = 2.0
"""How soon an alert shall be seen; half of it is left for the way."""


def alarm(database: Database, title: str, severity: str) -> float:
    """Store a new event with its alert; gives when it was committed."""
    with database.write() as session:
        # About something that no paper of the city writes of, or it would be taken for one of their reprints.
        cast.add_event(session, title, severity, copies=0, text=f"{title}：楼道里的感应灯坏了三盏。", words=("感应灯",))
    return time.monotonic()


def test_an_open_desk_shows_a_new_alert_without_being_asked(served: Served, chromium: Browser) -> None:
    with visitor(chromium, served.home) as officer:
        officer.sign_in("zhiban2", PASSWORD)
        page = officer.read("/desk")
        stored = alarm(served.database, "刚刚来的橙色事件", "橙")
        page.locator("#waiting").wait_for(state="visible")
        took = time.monotonic() - stored
        # What is not 红 waits until it is asked for, so that nothing jumps; N asks.
        assert page.get_by_text("刚刚来的橙色事件").count() == 0
        with page.expect_navigation():
            page.keyboard.press("N")
        expect(page.locator("#rows").get_by_text("刚刚来的橙色事件")).to_be_visible()
        stored = alarm(served.database, "刚刚来的红色事件", "红")
        page.locator("#rows").get_by_text("刚刚来的红色事件").wait_for(state="visible")
    print(f"shown after {took:.2f} and {time.monotonic() - stored:.2f} s")
    # How quick that is depends on the machine; how often rows are asked for does not.
    assert desk_live.EVERY_S <= SOON_S / 2


def test_the_system_administrator_adds_a_source_and_tests_it(served: Served, chromium: Browser) -> None:
    address = f"{served.city.papers.home}/none/feed.xml"
    with visitor(chromium, served.home) as admin:
        admin.sign_in("xitong", PASSWORD)
        page = admin.read("/sources/new")
        page.fill("#url", address)
        page.fill("#name", "新加的信源")
        page.click("button[value=save]")
        page.wait_for_url(lambda url: not url.endswith("/sources/new"))
        admin.read("/sources")
        expect(page.get_by_text("新加的信源").first).to_be_visible()
    with served.database.read() as session:
        assert session.scalars(select(Source.name).where(Source.url == address)).one() == "新加的信源"


def test_the_security_administrator_adds_a_person_who_can_sign_in(served: Served, chromium: Browser) -> None:
    with visitor(chromium, served.home) as admin:
        admin.sign_in("anquan", PASSWORD)
        page = admin.read("/admin/people")
        page.locator("summary", has_text="添加人员").click()
        page.fill("#name", "xinlai")
        page.fill("#display", "新来的")
        page.check("input[name=roles][value=duty_officer]")
        page.locator("details form button.main-action").click()
        secret = page.locator(".secret").inner_text()
    with visitor(chromium, served.home) as newcomer:
        newcomer.sign_in("xinlai", secret)
        # The password that somebody else has seen is changed first.
        assert newcomer.page.url.endswith("/password")
    with served.database.read() as session:
        assert session.scalars(select(User.must_change).where(User.name == "xinlai")).one()


def test_the_audit_administrator_verifies_the_log_and_finds_who_did_what(served: Served, chromium: Browser) -> None:
    with visitor(chromium, served.home) as admin:
        admin.sign_in("shenji", PASSWORD)
        page = admin.read("/admin/log")
        page.get_by_text("校验整条链").first.click()
        expect(page.get_by_text("条条相扣").first).to_be_visible()
        page = admin.read("/admin/log?actor=王办公")
        expect(page.locator("tbody tr").first).to_be_visible()
