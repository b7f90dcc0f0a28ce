"""A season with its windows open, and as many phones as there are people."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, Response

from placements.models import Season, SeasonWindow
from tests.factories import SeasonFactory, open_window
from tests.journey.gestures import AXE

SCREEN = {"width": 390, "height": 844}
REFUSED = {409, 422}  # answers with a sentence, not faults
PATIENCE = 15_000  # milliseconds; the machine may be busy


@pytest.fixture(scope="module", autouse=True)
def _loaded_rows_come_back(django_db_setup: None, django_db_blocker: Any) -> Iterator:
    """Django empties every table after a test that commits, and only another such test
    gets back what the migrations had loaded; whatever else comes later needs it too."""
    yield
    with django_db_blocker.unblock():
        connection.creation.deserialize_db_from_string(
            connection._test_serialized_contents
        )


@pytest.fixture
def season() -> Season:
    season = SeasonFactory()
    for kind in SeasonWindow.Kind.values:
        open_window(season, kind)
    return season


class Watcher:
    """Notes whatever goes wrong in a browser without anybody pressing anything."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._on_response)

    def _on_console(self, message: Any) -> None:
        # A refused form says so on the console as well; see `_on_response`.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"{message.page.url}: {message.text}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in REFUSED:
            self.complaints.append(f"{response.url}: {response.status}")


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    watcher = Watcher()
    yield watcher
    assert watcher.complaints == []


@pytest.fixture
def take_phone(
    browser: Browser, live_server: Any, watcher: Watcher
) -> Iterator[Callable[..., Page]]:
    """Hands out a phone that nobody has used before."""
    contexts = []

    def take(**options: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=SCREEN,
            is_mobile=True,
            has_touch=True,
            reduced_motion="reduce",
            locale="zh-CN",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if options.get("java_script_enabled", True):
            context.add_init_script(path=AXE)
        page = context.new_page()
        watcher.watch(page)
        return page

    yield take
    for context in contexts:
        context.close()
