"""The frames of the pages: who can go where, and what a page never needs."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.front.gallery import stages
from tests.front.markup import faults

FRAMES = ["base", "base_public", "base_student", "base_host", "base_staff"]
ERRORS = ["400", "403", "403_csrf", "404", "409", "429", "500"]

pytestmark = pytest.mark.urls("tests.front.urls")


def draw(name: str, path: str = "/", **context) -> str:
    request = RequestFactory().get(path)
    request.COOKIES = context.pop("cookies", {})
    return render_to_string(f"{name}.html", context, request)


@pytest.mark.parametrize("name", [*FRAMES, *ERRORS, "placements/public/landing"])
def test_a_frame_needs_no_season_nobody_signed_in_and_no_database(name):
    text = render_to_string(f"{name}.html")

    assert faults(text) == []
    assert '<html lang="zh-Hans">' in text
    assert '<a class="visually-hidden-focusable" href="#main">跳到正文</a>' in text
    assert text.count('<main id="main"') == 1


@pytest.mark.urls("tests.front.test_frames")
@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_told_even_when_the_addresses_are_the_error(name):
    text = render_to_string(f"{name}.html")

    assert 'class="btn btn-primary btn-lg" href="/"' in text


urlpatterns: list = []


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_says_why_and_shows_the_way_out(name):
    text = render_to_string(f"{name}.html")

    why = re.search(r'<p class="quiet">(.+?)</p>', text)
    assert why
    assert len(why[1]) > 15
    assert text.count("btn-primary") == 1


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_says_whom_to_call(name, settings):
    settings.CONTACT_PHONE = "0353-111 2222"

    assert "咨询：0353-111 2222" in render_to_string(f"{name}.html")


def test_a_refusal_by_rule_says_its_own_reason_and_leads_back():
    text = draw("409", reason="这个岗位刚被取消。", back="/posts/")

    assert "这个岗位刚被取消。" in text
    assert 'href="/posts/">回去看看' in text


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/me/", {"/me/": "page"}),
        ("/me/wishes/", {"/me/wishes/": "page"}),
        ("/me/letter/", {"/me/": "true"}),
        ("/posts/7/", {"/posts/": "true"}),
        ("/verify/", {}),
    ],
)
def test_a_student_sees_where_they_are(path, current):
    text = draw("base_student", path)
    bar = text[text.index('class="bottombar"') :]

    assert dict(re.findall(r'href="([^"]+)" aria-current="(\w+)"', bar)) == current


def test_a_student_has_four_places_on_top_and_under_the_thumb():
    text = draw("base_student")

    for nav in re.findall(r"<nav.*?</nav>", text, re.DOTALL):
        words = re.sub(r"<[^>]+>|\s", " ", nav).split()
        assert words == ["首页", "岗位", "志愿", "我的"]
    assert text.count("<nav") == 2


def test_staff_walk_along_the_stages_of_the_season():
    text = draw("base_staff", stages=stages(), stage_now="岗位征集")

    assert re.search(
        r'<li class="now"><a href="/staff/posts/" aria-current="page">', text
    )
    assert '12<span class="visually-hidden"> 项待办</span>' in text
    assert "本季各阶段：岗位征集" in text


@pytest.mark.parametrize(("season", "shown"), [(True, 1), (False, 0)])
def test_a_demo_season_says_so_on_every_page(season, shown):
    text = draw(
        "base_student", season=SimpleNamespace(name="2021 暑期", is_demo=season)
    )

    assert text.count("演示数据") == shown
    assert "阳泉 2021 暑期" in text


@pytest.mark.parametrize(
    ("cookie", "attribute"),
    [
        ("dark", ' data-bs-theme="dark"'),
        ("light", ' data-bs-theme="light"'),
        ("", ""),
        ("pink", ""),
    ],
)
def test_the_scheme_is_the_visitors_choice_or_the_phones(cookie, attribute):
    text = draw("base", cookies={"theme": cookie})

    assert f'<html lang="zh-Hans"{attribute}>' in text


def test_htmx_swaps_refusals_and_keeps_nothing_behind():
    text = draw("base_student")

    config = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", text)[1])
    assert {"code": "409|422", "swap": True} in config.pop("responseHandling")
    assert config == {
        "includeIndicatorStyles": False,
        "allowEval": False,
        "historyCacheSize": 0,
    }


def landing() -> str:
    return draw(
        "placements/public/landing",
        window_text="2021 年暑期补录进行中",
        free_seats=116,
        stats=[
            {"number": n, "label": "家单位", "url": "#"} for n in (129, 290, 76, 174)
        ],
    )


@pytest.mark.parametrize("visit", [landing, lambda: draw("base_student", "/me/")])
def test_a_first_visit_is_light(visit):
    text = visit()
    files = re.findall(r'(?:href|src)="/static/([^"]+)"', text)
    sizes = [_compressed(Path(finders.find(name)).read_bytes()) for name in files]

    assert _compressed(text.encode()) <= 8 * 1024
    assert len(files) + 1 <= 6
    assert _compressed(text.encode()) + sum(sizes) <= 120 * 1024


def _compressed(content: bytes) -> int:
    return len(brotli.compress(content, quality=5))


def test_the_front_page_names_the_window_and_the_free_seats():
    text = landing()

    assert '<p class="next-label">2021 年暑期补录进行中</p>' in text
    assert "看 116 个空余岗位" in text
    assert text.count("btn-primary") == 1
