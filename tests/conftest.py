"""Makes the suite stricter than production, and gives the browser tests a browser.

A missing template variable raises, a queryset without an order comes back shuffled,
and nothing reaches beyond this machine.
"""

import os
import random
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.db.models import QuerySet
from django.template import engines
from django.template.base import FilterExpression
from django.test import override_settings

from tests import browser as chromium

HERE = {None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0"}


class NetworkForbidden(RuntimeError):
    """A test tried to reach another machine."""


def _stay_here(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if (host.decode() if isinstance(host, bytes) else host) not in HERE:
        raise NetworkForbidden(f"a test asked for {host}")


sys.addaudithook(_stay_here)


class MissingTemplateVariable(AssertionError):
    """One of our templates names something its view did not give it."""


class StrictBlank(str):
    """Django's `string_if_invalid`: nothing elsewhere, an error in our own templates.

    Django asks whether it is true to learn if a missing variable is worth mentioning,
    and then fills the variable's name in with `%`.
    """

    def __bool__(self) -> bool:
        asking = sys._getframe(1).f_locals
        expression = asking.get("self")
        if not isinstance(expression, FilterExpression) or "context" not in asking:
            return False
        # `{{ note|default:"" }}` says itself that there may be none.
        if any(function.__name__ == "default" for function, _ in expression.filters):
            return False
        origin = asking["context"].render_context.template.origin.name
        return origin.startswith(f"{settings.BASE_DIR / 'templates'}{os.sep}")

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        asking = sys._getframe(1).f_locals
        template = asking["context"].render_context.template.origin.name
        raise MissingTemplateVariable(f"no {{{{ {variable} }}}} in {template}")


@pytest.fixture(scope="session", autouse=True)
def _missing_template_variables_raise() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines["django"].engine, "string_if_invalid", StrictBlank())
        yield


@pytest.fixture(autouse=True)
def _unordered_querysets_come_shuffled(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(request.node.nodeid)  # the same in every run of this test
    fetch = QuerySet._fetch_all

    def fetch_and_shuffle(queryset: QuerySet) -> None:
        is_new = queryset._result_cache is None
        fetch(queryset)
        if is_new and not queryset.ordered:
            dice.shuffle(queryset._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_and_shuffle)


@pytest.fixture(scope="session", autouse=True)
def _files_stay_out_of_the_project(tmp_path_factory) -> Iterator[None]:
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("files"),
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Nobody minds losing the last second of a test database in a power cut."""
    for connection in connections.all():
        connection.settings_dict["OPTIONS"] = {
            **connection.settings_dict["OPTIONS"],
            "options": "-c synchronous_commit=off",
        }


ALLOW_TRUNCATE = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT tgrelid::regclass AS place, tgname AS name FROM pg_trigger
        WHERE tgtype & 32 <> 0 AND NOT tgisinternal  -- 32: fires on TRUNCATE
    LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', found.place, found.name);
    END LOOP;
END $$
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Django empties every table after a test that commits, append-only or not.

    A test of such a trigger switches it on again inside its own transaction.
    """
    with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
        cursor.execute(ALLOW_TRUNCATE)
    # Under playwright's event loop Django takes another connection for itself, and
    # `serialized_rollback` looks there for what the migrations had loaded.
    made = connections["default"]
    if hasattr(made, "_test_serialized_contents"):
        type(made)._test_serialized_contents = made._test_serialized_contents


@pytest.hookimpl(tryfirst=True)  # pytest-django sorts and counts by these markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    _give_back_what_migrations_loaded(items)
    _mark_what_drives_a_browser(items)


def _give_back_what_migrations_loaded(items: list[pytest.Item]) -> None:
    """A test that commits empties every table behind it. Let all of them begin with the
    rows of the migrations: one that did not would leave other content types behind."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction"):
            rolled_back = marker.kwargs | {"serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**rolled_back), append=False)


def _mark_what_drives_a_browser(items: list[pytest.Item]) -> None:
    """Left out where there is no browser."""
    driven = [item for item in items if "browser" in getattr(item, "fixturenames", ())]
    for item in driven:
        item.add_marker(pytest.mark.browser)
    if driven and os.environ.get("CI") != "true" and not chromium.is_ready():
        for item in driven:
            item.add_marker(pytest.mark.skip(reason="Chromium is missing"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    path = chromium.chromium()
    if not path:
        pytest.fail("Chromium is missing, and under CI=true it must not be")
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": chromium.arguments(),
    }


@pytest.fixture(scope="session")
def base_url() -> None:
    """Pages are named by `live_server.url`; the plugin's own fixture only warns."""


@pytest.fixture(scope="session")
def playwright(playwright: Any) -> Iterator[Any]:
    """Playwright runs an event loop in this thread, where Django then fears for its
    connections, though nothing here is asynchronous."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield playwright
        connections.close_all()  # under the loop Django has another one of its own
