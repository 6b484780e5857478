"""`make pictures`: every page of the demo city, light and dark, desktop and phone, into a folder that git ignores.

The five that the README shows are written to docs/pictures as well.
"""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from tests.browser.browsing import Visitor, browser, visitor
from tests.browser.conftest import PASSWORD, Served, serving
from tests.browser.pages import pages_of
from tests.realdata import ROOT

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
IN_README = ("desk", "case", "figures", "department", "public")
ALERTS_S = 25
"""How long it takes until the papers are read and judged, so that the desk has something to show."""


def take(served: Served, opened: Browser, folder: Path, theme: str, size: str) -> None:
    """One picture of each page in one theme and size."""
    width, height = SIZES[size]
    with ExitStack() as stack:
        people: dict[str, Visitor] = {}
        for page in pages_of(served.database):
            if page.who not in people:
                how = {"dark": theme == "dark", "width": width, "height": height}
                people[page.who] = stack.enter_context(visitor(opened, served.home, **how))
                if page.who:
                    people[page.who].sign_in(page.who, PASSWORD)
            shown = people[page.who].read(page.path)
            shown.wait_for_timeout(300)
            shown.screenshot(path=folder / f"{page.name}-{theme}-{size}.png")
            if (theme, size) == ("light", "desktop") and page.name in IN_README:
                shown.screenshot(path=ROOT / "docs" / "pictures" / f"{page.name}.png")


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as city, serving(Path(city)) as served, browser() as opened:
        time.sleep(ALERTS_S)
        for theme in ("light", "dark"):
            for size in SIZES:
                take(served, opened, folder, theme, size)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "pictures"))
