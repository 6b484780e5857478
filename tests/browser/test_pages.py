"""Every page: no serious fault of access in light and dark, nothing wider than the screen, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.browsing import Visitor, visitor
from tests.browser.conftest import PASSWORD, Served, wait_until
from tests.browser.pages import PageOf, pages_of

pytestmark = pytest.mark.browser
GRAVE = ("serious", "critical")
AXE = Axe()


@contextmanager
def visitors(served: Served, chromium: Browser, **how: Any) -> Iterator[dict[str, Visitor]]:
    """Everybody who opens a page, signed in once."""
    with ExitStack() as stack:
        people: dict[str, Visitor] = {}
        for name in dict.fromkeys(page.who for page in pages_of(served.database)):
            people[name] = stack.enter_context(visitor(chromium, served.home, **how))
            if name:
                people[name].sign_in(name, PASSWORD)
        yield people


def grave_faults(each: Visitor, page: PageOf) -> list[str]:
    each.read(page.path)
    found = AXE.run(each.page).response["violations"]
    return [
        f"{page.name}: {fault['id']} at {node['target']}: {node.get('failureSummary', '')[:160]}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"][:3]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_has_a_serious_fault_of_access(served: Served, chromium: Browser, dark: bool) -> None:
    wait_for_the_desk(served)
    with visitors(served, chromium, dark=dark) as people:
        faults = [fault for page in pages_of(served.database) for fault in grave_faults(people[page.who], page)]
    assert faults == []


@pytest.mark.parametrize("width", [390, 900])
def test_no_page_is_wider_than_the_screen(served: Served, chromium: Browser, width: int) -> None:
    with visitors(served, chromium, width=width, height=844) as people:
        wide = [page.name for page in pages_of(served.database) if overflow(people[page.who], page.path) > 1]
    assert wide == []


def test_public_pages_fit_an_old_phone_at_double_text(served: Served, chromium: Browser) -> None:
    with visitor(chromium, served.home, width=320, height=568) as citizen:
        for page in (each for each in pages_of(served.database) if each.name.startswith("public")):
            citizen.read(page.path)
            assert overflow(citizen, page.path) <= 1, page.name
            citizen.page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert wider(citizen) <= 1, f"{page.name} at 200 %"


def overflow(each: Visitor, path: str) -> int:
    each.read(path)
    return wider(each)


def wider(each: Visitor) -> int:
    """How many pixels the page is wider than the screen."""
    width: int = each.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def test_public_pages_and_sign_in_work_without_script(served: Served, chromium: Browser) -> None:
    with visitor(chromium, served.home, script=False) as citizen:
        for page in (each for each in pages_of(served.database) if not each.who):
            citizen.read(page.path)
        citizen.sign_in("juzhang", PASSWORD)
        assert "sign-in" not in citizen.page.url


def wait_for_the_desk(served: Served) -> None:
    """Wait until the papers' texts stand on the desk, so that the desk that is looked at is not an empty one."""
    wait_until(lambda: any(each.path != "/desk" for each in pages_of(served.database) if each.name == "desk"), "alerts")
