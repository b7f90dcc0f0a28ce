import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from placements.views.theme import theme_choose


def choose(theme: str, **headers: str) -> HttpResponse:
    return theme_choose(RequestFactory().post("/theme/", {"theme": theme}, **headers))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_choice_is_kept_in_this_browser(theme):
    cookie = choose(theme).cookies["theme"]

    assert (cookie.value, cookie["max-age"], cookie["httponly"]) == (
        theme,
        31536000,
        True,
    )


@pytest.mark.parametrize("theme", ["", "pink"])
def test_no_choice_follows_the_phone_again(theme):
    assert choose(theme).cookies["theme"]["max-age"] == 0


def test_the_visitor_stays_on_their_page():
    assert choose("dark", HTTP_REFERER="http://testserver/me/").url == (
        "http://testserver/me/"
    )


def test_nobody_is_sent_elsewhere():
    assert choose("dark", HTTP_REFERER="https://elsewhere.example/").url == "/"


def test_a_link_changes_nothing():
    assert theme_choose(RequestFactory().get("/theme/")).status_code == 405
