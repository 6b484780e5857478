"""A person without a mouse: everything is reached by Tab, and where one stands can be seen at each step."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

MOST_TABS = 150
UNSEEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "";
  const box = at.getBoundingClientRect(), style = getComputedStyle(at), words = at.outerHTML.slice(0, 160);
  if (!box.width || !box.height) return "has no size: " + words;
  if (style.outlineStyle === "none" || !parseFloat(style.outlineWidth)) return "shows no focus: " + words;
  const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
  const x = middle(box.left, box.right, innerWidth), y = middle(box.top, box.bottom, innerHeight);
  const there = document.elementFromPoint(x, y);
  if (!there) return "stands outside the window: " + words;
  return at.contains(there) || there.contains(at) ? "" : "is covered by " + there.outerHTML.slice(0, 80) + ": " + words;
}"""


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus; fails where the focus cannot be seen on the way, or never comes there."""
    for _ in range(MOST_TABS):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
        assert page.evaluate(UNSEEN) == ""
    raise AssertionError(f"Tab never comes to {wanted}")


def press(page: Page, wanted: Locator) -> None:
    """Come to a link or button, press Enter, and wait for the page that follows."""
    reach(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, wanted: Locator, text: str) -> None:
    """Come to a field and type."""
    reach(page, wanted)
    page.keyboard.insert_text(text)


def choose(page: Page, wanted: Locator, value: str) -> None:
    """Come to a list and go down it until `value` is chosen."""
    reach(page, wanted)
    for _ in range(60):
        if wanted.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not in the list")


def tick(page: Page, wanted: Locator) -> None:
    """Come to a box and tick it, if it is not ticked yet."""
    reach(page, wanted)
    if not wanted.is_checked():
        page.keyboard.press("Space")
    assert wanted.is_checked()
