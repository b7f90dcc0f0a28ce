"""What a thumb can do, and what is looked at on every page it leads to."""

import re
from pathlib import Path

import axe_core_python
from playwright.sync_api import Locator, Page

AXE = Path(axe_core_python.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_TABS = 80
RUN_AXE = """async rules => {
    if (!window.axe) return [];  // a phone without JavaScript
    const run = await axe.run({runOnly: {type: "tag", values: rules}});
    return run.violations.map(fault => [fault.id, fault.nodes.map(node => node.html)]);
}"""


def go(page: Page, address: str) -> None:
    page.goto(address)
    look(page)


def follow(page: Page, name: str | re.Pattern) -> None:
    """Tap a link."""
    _tap(page, page.get_by_role("link", name=name, exact=True).first)


def press(page: Page, name: str | re.Pattern) -> None:
    """Tap a button that leads to a page."""
    _tap(page, page.get_by_role("button", name=name, exact=True).first)


def _tap(page: Page, place: Locator) -> None:
    with page.expect_event("domcontentloaded"):
        place.tap()
    look(page)


def write(page: Page, **said: str) -> None:
    for label, text in said.items():
        field(page, label).fill(text)


def choose(page: Page, **chosen: str) -> None:
    for label, option in chosen.items():
        field(page, label).select_option(label=option)


def tick(page: Page, *labels: str) -> None:
    for label in labels:
        field(page, label).check()


def field(page: Page, label: str) -> Locator:
    """By the words at its beginning: 选填 may stand behind them."""
    return page.get_by_label(re.compile(f"^{re.escape(label)}(?: |$)")).first


def look(page: Page) -> None:
    """No rule of WCAG is broken, and nothing is wider than the screen."""
    page.wait_for_load_state()
    assert page.evaluate(RUN_AXE, RULES) == [], page.url
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], page.url


def read(page: Page) -> str:
    """What stands on the page."""
    return page.get_by_role("main").inner_text()


def reach(page: Page, role: str, name: str | re.Pattern) -> None:
    """Tab until the focus is there, and can be seen."""
    place = page.get_by_role(role, name=name, exact=True).first
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if place.evaluate("place => place === document.activeElement"):
            break
    else:
        raise AssertionError(f"no way to {name} by Tab on {page.url}")
    assert place.evaluate("place => getComputedStyle(place).outlineStyle") != "none"


def enter(page: Page, role: str, name: str | re.Pattern) -> None:
    """Tab to a link or a button, and press Enter."""
    reach(page, role, name)
    with page.expect_event("domcontentloaded"):
        page.keyboard.press("Enter")
    look(page)
