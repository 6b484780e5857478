"""A browser for tests: Debian's Chromium driven by Playwright, that may ask no outside address for anything."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
)
WAIT_MS = 60_000
"""How long anything is waited for on a busy machine; it ends only what would never come."""
expect.set_options(timeout=WAIT_MS)


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium, ended with the block."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield running
        running.close()


class Visitor:
    """A person at a browser: signs in, reads, and fails if a page asks an outside address for anything."""

    def __init__(self, opened: Browser, home: str, *, script: bool = True, dark: bool = False, width: int = 1440,
                 height: int = 900) -> None:  # fmt: skip
        self.home = home
        self.outside: list[str] = []
        self.faults: list[str] = []
        self.context: BrowserContext = opened.new_context(
            base_url=home,
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        self.context.set_default_timeout(WAIT_MS)
        self.page: Page = self.context.new_page()
        self.page.on("request", self._look)
        self.page.on("console", lambda each: self.faults.append(each.text) if each.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _look(self, request: Request) -> None:
        place = urlsplit(request.url)
        if place.scheme not in ("data", "blob", "about") and not request.url.startswith(self.home):
            self.outside.append(request.url)

    def sign_in(self, name: str, password: str) -> None:
        """Sign in and wait for the first page."""
        self.page.goto("/sign-in")
        self.page.fill("input[name=name]", name)
        self.page.fill("input[name=password]", password)
        self.page.click("form button")
        self.page.wait_for_url(lambda url: "sign-in" not in url)

    def read(self, path: str) -> Page:
        """Open a page; fails for one that is not there."""
        answer = self.page.goto(path, wait_until="domcontentloaded")
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        return self.page

    def leave(self) -> None:
        """Close; fails if anything outside was asked for or a script failed."""
        self.context.close()
        assert self.outside == []
        assert self.faults == []


@contextmanager
def visitor(opened: Browser, home: str, **how: object) -> Iterator[Visitor]:
    """A visitor for the length of the block."""
    each = Visitor(opened, home, **how)  # type: ignore[arg-type]
    try:
        yield each
    except BaseException:
        each.context.close()
        raise
    each.leave()
