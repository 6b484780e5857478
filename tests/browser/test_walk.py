"""The walk in a real browser: alert, confirm, sign for, draft, review, publish, public page, figure."""

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

pytestmark = pytest.mark.browser
TITLE = "临江这家律所收了八万代理费"
REVIEWERS = {"office": "bangong", "political": "zhengzhi", "deputy_chief": "fenguan", "legality": "hefa",
             "bureau_chief": "juzhang", "spokesperson": "fayan"}  # fmt: skip
REPLY = "经查，该律师擅自收费后离所。已责令律师事务所三日内退还代理费，并为当事人指派法律援助律师补办手续。"


def case_of(served: Served) -> Case | None:
    with served.database.read() as session:
        heard = select(Item.event_id).where(Item.title.contains(TITLE))
        return session.scalars(select(Case).where(Case.event_id.in_(heard))).first()


def move(page: Page, case_id: int, label: str) -> None:
    """Open a move from the foot of the case."""
    page.goto(f"/cases/{case_id}")
    page.get_by_role("link", name=label, exact=False).or_(page.get_by_role("button", name=label)).first.click()


def test_the_walk_of_one_alert_by_five_people(served: Served, chromium: Browser) -> None:
    confirm_at_the_desk(served, chromium)
    case = case_of(served)
    assert case is not None
    with visitor(chromium, served.home) as head:
        head.sign_in("lvshi", PASSWORD)
        sign_and_draft(head, case.id)
    pass_the_chain(served, chromium, case.id)
    with visitor(chromium, served.home) as office:
        office.sign_in("bangong", PASSWORD)
        publish(office, case.id)
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

    wait_until(grew, "the papers' three texts are one event", 150)
    with visitor(chromium, served.home) as officer:
        officer.sign_in("zhiban", PASSWORD)
        page = officer.read("/desk")
        expect(page.locator("#rows [aria-current]").get_by_text("律所")).to_be_visible()
        expect(page.locator("#rows [aria-current]").get_by_text("律师工作科")).to_be_visible()
        expect(page.locator("mark").first).to_be_visible()
        page.keyboard.press("Enter")
        wait_until(lambda: case_of(served) is not None, "the candidate became a case", 20)


def sign_and_draft(head: Visitor, case_id: int) -> None:
    page = head.read(f"/cases/{case_id}")
    page.get_by_role("button", name="签收").first.click()
    page.wait_for_load_state()
    page.goto(f"/cases/{case_id}/moves/draft")
    page.select_option("select[name=part]", "reply")
    page.fill("textarea[name=question]", "律师收了代理费后联系不上，当事人的钱和案子怎么办？")
    page.fill("textarea[name=text]", REPLY)
    page.fill("textarea[name=done]", "责令退费，立案调查，指派法律援助律师。")
    page.select_option("select[name=disclosure]", "主动公开")
    for field, texts in (
        ("questions", ("question", "钱能不能退", "answer", "三日内退还")),
        ("facts", ("fact", "收取代理费八万元", "source", "委托合同和收据")),
    ):
        page.locator(f"input[name='{field}.{texts[0]}']").first.fill(texts[1])
        page.locator(f"input[name='{field}.{texts[2]}']").first.fill(texts[3])
    page.check("input[type=checkbox][name=settles]")
    page.locator("form.sheet button.main-action").click()
    page.wait_for_url(f"**/cases/{case_id}*")
    expect(page.get_by_text(REPLY).first).to_be_visible()
    page.get_by_role("button", name="送审").first.click()
    page.wait_for_load_state()
    expect(page.get_by_text("审签").first).to_be_visible()


def waiting_step(served: Served, case_id: int) -> tuple[ReviewStep | None, int]:
    with served.database.read() as session:
        (draft,) = drafts.unpublished(session, case_id, "reply")
        return drafts.waiting_step(session, draft.id), draft.id


def pass_the_chain(served: Served, chromium: Browser, case_id: int) -> None:
    for _ in range(8):
        step, draft_id = waiting_step(served, case_id)
        if step is None:
            return
        name = "lvshi" if step.department else REVIEWERS[step.role]
        with visitor(chromium, served.home) as reviewer:
            reviewer.sign_in(name, PASSWORD)
            page = reviewer.read(f"/cases/{case_id}/moves/review_pass?on={draft_id}")
            if page.locator("textarea[name=record]").count():
                page.fill("textarea[name=record]", step.needed_record or "同意")
            page.locator("form.sheet button.main-action").click()
            page.wait_for_url(f"**/cases/{case_id}*")
    raise AssertionError("the chain of review does not end")


def publish(office: Visitor, case_id: int) -> None:
    page = office.read(f"/cases/{case_id}")
    page.get_by_role("link", name="签发发布").first.click()
    page.check("input[type=checkbox][name=sign]")
    page.locator("form.sheet button.main-action").click()
    page.wait_for_url(f"**/cases/{case_id}*")
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
