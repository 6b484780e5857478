"""The walk in a real browser, by keyboard alone: alert, confirm, sign for, draft, review, publish, figure."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from store import drafts
from store.tables.casework import Case
from store.tables.judging import Event
from store.tables.replying import ReviewStep
from store.tables.watching import Item
from tests.browser.browsing import Visitor, visitor
from tests.browser.conftest import PASSWORD, Served, wait_until
from tests.browser.keyboard import choose, press, reach, tick, write

pytestmark = pytest.mark.browser
TITLE = "临江这家律所收了八万代理费"
REVIEWERS = {"office": "bangong", "political": "zhengzhi", "deputy_chief": "fenguan", "legality": "hefa",
             "bureau_chief": "juzhang", "spokesperson": "fayan"}  # fmt: skip
REPLY = "经查，该律师擅自收费后离所。已责令律师事务所三日内退还代理费，并为当事人指派法律援助律师补办手续。"


def case_of(served: Served) -> Case | None:
    with served.database.read() as session:
        heard = select(Item.event_id).where(Item.title.contains(TITLE))
        return session.scalars(select(Case).where(Case.event_id.in_(heard))).first()


def sign_in(person: Visitor, name: str) -> Page:
    """Type name and password; the first field has the focus from the start."""
    page = person.read("/sign-in")
    expect(page.locator("input[name=name]")).to_be_focused()
    page.keyboard.insert_text(name)
    write(page, page.locator("input[name=password]"), PASSWORD)
    press(page, page.locator("form button"))
    if page.url.endswith("/tour"):
        press(page, page.get_by_role("button", name="知道了"))
    return page


def open_case(page: Page, desk: str, title: str) -> None:
    """Go by the bar to a desk, and from its list to the case."""
    press(page, page.locator(f"nav.bar a[href='{desk}']"))
    press(page, page.get_by_role("link", name=title).first)


def test_the_walk_of_one_alert_by_five_people(served: Served, chromium: Browser) -> None:
    confirm_at_the_desk(served, chromium)
    case = case_of(served)
    assert case is not None
    with visitor(chromium, served.home) as head:
        sign_and_draft(sign_in(head, "lvshi"), case)
    pass_the_chain(served, chromium, case)
    with visitor(chromium, served.home) as office:
        publish(sign_in(office, "bangong"), case)
    with visitor(chromium, served.home, script=False, width=390, height=800) as citizen:
        read_in_public(citizen, case.title)
    with visitor(chromium, served.home) as chief:
        chief.sign_in("juzhang", PASSWORD)
        open_the_figure(chief, case.number)


def confirm_at_the_desk(served: Served, chromium: Browser) -> None:
    def grew() -> bool:
        with served.database.read() as session:
            item = session.scalars(select(Item).where(Item.title.contains(TITLE))).first()
            event = session.get(Event, item.event_id) if item is not None and item.event_id else None
            return event is not None and event.items >= 3

    wait_until(grew, "the papers' three texts are one event")
    with visitor(chromium, served.home) as officer:
        page = sign_in(officer, "zhiban")
        go_down_to(page, "律所")
        expect(page.locator("#rows [aria-current]").get_by_text("律所")).to_be_visible()
        expect(page.locator("#rows [aria-current]").get_by_text("律师工作科")).to_be_visible()
        expect(page.locator("mark").first).to_be_visible()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert case_of(served) is not None
        # What was done is said where the focus is now, and it can be undone from there.
        expect(page.locator(".note.green")).to_be_focused()
        reach(page, page.locator("#undo button"))


def go_down_to(page: Page, words: str) -> None:
    """Press ↓ until the row with these words is the opened one; others may stand above it."""
    for _ in range(10):
        if page.locator("#rows [aria-current]").get_by_text(words).count():
            return
        with page.expect_navigation():
            page.keyboard.press("ArrowDown")
    raise AssertionError(f"{words} is not on the desk")


def sign_and_draft(page: Page, case: Case) -> None:
    open_case(page, "/department", case.title)
    press(page, page.get_by_role("button", name="签收").first)
    expect(page.get_by_role("status").first).to_be_focused()
    press(page, page.get_by_role("link", name="拟稿").first)
    choose(page, page.locator("select[name=part]"), "reply")
    write(page, page.locator("textarea[name=question]"), "律师收了代理费后联系不上，当事人的钱和案子怎么办？")
    write(page, page.locator("textarea[name=text]"), REPLY)
    write(page, page.locator("textarea[name=done]"), "责令退费，立案调查，指派法律援助律师。")
    choose(page, page.locator("select[name=disclosure]"), "主动公开")
    fill_tables_and_send(page)
    expect(page.get_by_text(REPLY).first).to_be_visible()
    press(page, page.get_by_role("button", name="送审").first)
    expect(page.get_by_text("审签").first).to_be_visible()


def fill_tables_and_send(page: Page) -> None:
    """The rows of the two tables and the box, in the order in which Tab comes to them."""
    texts = {
        "questions.question": "钱能不能退",
        "questions.answer": "三日内退还",
        "facts.fact": "收取代理费八万元",
        "facts.source": "委托合同和收据",
    }
    fields = page.locator("form.sheet [name]")
    names = [
        name for name in fields.evaluate_all("all => all.map(each => each.name)") if name in texts or name == "settles"
    ]
    for name in dict.fromkeys(names):
        if name == "settles":
            tick(page, page.locator("input[type=checkbox][name=settles]"))
        else:
            write(page, page.locator(f"input[name='{name}']").first, texts[name])
    press(page, page.locator("form.sheet button.main-action"))


def waiting_step(served: Served, case_id: int) -> tuple[ReviewStep | None, int]:
    with served.database.read() as session:
        (draft,) = drafts.unpublished(session, case_id, "reply")
        return drafts.waiting_step(session, draft.id), draft.id


def pass_the_chain(served: Served, chromium: Browser, case: Case) -> None:
    for _ in range(8):
        step, _ = waiting_step(served, case.id)
        if step is None:
            return
        with visitor(chromium, served.home) as reviewer:
            page = sign_in(reviewer, "lvshi" if step.department else REVIEWERS[step.role])
            open_case(page, "/review", case.title)
            press(page, page.get_by_role("link", name="审签通过").first)
            record = page.locator("textarea[name=record]")
            if record.count():
                write(page, record, step.needed_record or "同意")
            press(page, page.locator("form.sheet button.main-action"))
    raise AssertionError("the chain of review does not end")


def publish(page: Page, case: Case) -> None:
    open_case(page, "/cases", case.title)
    press(page, page.get_by_role("link", name="签发发布").first)
    tick(page, page.locator("input[type=checkbox][name=sign]"))
    press(page, page.locator("form.sheet button.main-action"))
    expect(page.get_by_text("已发布的回应")).to_be_visible()


def read_in_public(citizen: Visitor, title: str) -> None:
    page = citizen.read("/public/")
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_text(REPLY).first).to_be_visible()
    expect(page.get_by_text("律师工作科").first).to_be_visible()
    assert page.context.cookies() == []


def open_the_figure(chief: Visitor, number: str) -> None:
    page = chief.read("/figures")
    expect(page.get_by_text("48 小时").first).to_be_visible()
    links = page.locator("a[href*='reply_48h']")
    address = links.first.get_attribute("href")
    assert address is not None
    assert "reply_48h" in (urlsplit(address).path + str(parse_qs(urlsplit(address).query)))
    chief.read(address)
    expect(page.get_by_text(number).first).to_be_visible()
