"""The gallery in a real browser: no rule of WCAG broken, nothing wider than a phone."""

import mimetypes
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import axe_core_python
import pytest
from crispy_forms.utils import render_crispy_form
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.safestring import SafeString

from tests.front.gallery import components, stages, wrong_form

pytestmark = pytest.mark.urls("tests.front.urls")

SITE = "http://gallery.test"
AXE = Path(axe_core_python.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# These stand elsewhere in a page, or twice in it would be a fault of the gallery.
ELSEWHERE = {"actionbar", "foot", "nav", "error_summary", "messages", "seg"}


def draw(template: str, **context) -> str:
    return render_to_string(template, context, RequestFactory().get("/me/"))


def gallery(frame: str) -> str:
    parts = [
        f"<div>{'' if name == 'next' else f'<h2>{name}</h2>'}"
        f"{draw(f'components/{name}.html', **context)}</div>"
        for name, context in components().items()
        if name not in ELSEWHERE
    ]
    # `next` has the only h1 and stands first, as on every home page.
    parts.sort(key=lambda part: "next-label" not in part)
    parts += ['<form class="d-grid gap-3">', render_crispy_form(wrong_form())]
    page = draw(
        f"{frame}.html",
        season=SimpleNamespace(name="2021 暑期", is_demo=True),
        stages=stages(),
        stage_now="岗位征集",
        messages=components()["messages"]["messages"],
    )
    body = SafeString("".join(parts).replace('id="chart"', "") + "</form>")
    body = body.replace("<h2>chart_bars</h2>", '<h2 id="chart">chart_bars</h2>')
    body += draw("components/actionbar.html", **components()["actionbar"])
    return page.replace("</main>", f"{body}</main>")


def landing() -> str:
    return draw(
        "placements/public/landing.html",
        window_text="2021 年暑期补录进行中",
        free_seats=116,
        stats=[
            {"number": 129, "label": "家单位", "url": "#"},
            {"number": 290, "label": "个岗位", "url": "#"},
            {"number": 76, "label": "所高校", "url": "#"},
            {"number": 174, "label": "名同学上岗", "url": "#"},
        ],
        stats_note="第一轮已上岗，数字随补录更新",
    )


PAGES = {
    "landing": landing,
    "student": lambda: gallery("base_student"),
    "staff": lambda: gallery("base_staff"),
    "404": lambda: draw("404.html"),
}


@pytest.fixture
def visit(browser):
    """Opens one of the pages above, served with the project's own static files."""
    contexts = []

    def answer(route):
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            kind = mimetypes.guess_type(found)[0]
            return route.fulfill(body=Path(found).read_bytes(), content_type=kind)
        return route.fulfill(body=PAGES[path[1:]](), content_type="text/html")

    def visit(name, *, width=390, height=844, scheme="light", **options):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.route("**/*", answer)
        page = context.new_page()
        page.goto(f"{SITE}/{name}")
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_no_rule_of_wcag_is_broken(visit, name, width, scheme):
    page = visit(name, width=width, scheme=scheme)
    page.add_script_tag(content=AXE.read_text())

    found = page.evaluate(
        "rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES
    )

    assert [
        (fault["id"], [node["html"] for node in fault["nodes"]])
        for fault in found["violations"]
    ] == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 360, 640, 1280])
def test_no_page_scrolls_sideways(visit, name, width):
    page = visit(name, width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["landing", "student", "404"])
def test_every_target_is_as_large_as_a_thumb(visit, name):
    page = visit(name)

    small = page.evaluate(
        """() => [...document.querySelectorAll(
            ".btn, .bottombar a, .topbar a, summary, .seg label, .form-control, " +
            ".form-select, .form-check"
        )].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44)
          .map(e => e.outerHTML)"""
    )

    assert small == []


def _draw_stroke(page, points):
    box = page.locator(".sigpad canvas").bounding_box()
    (x, y), *rest = [(box["x"] + x, box["y"] + y) for x, y in points]
    page.mouse.move(x, y)
    page.mouse.down()
    for x, y in rest:
        page.mouse.move(x, y)
    page.mouse.up()


def _strokes(page):
    value = page.locator("[name=strokes]").input_value()
    return page.evaluate("v => v ? JSON.parse(v) : null", value)


def test_a_signature_is_written_undone_and_cleared(visit):
    page = visit("student")
    page.locator(".sigpad").scroll_into_view_if_needed()

    _draw_stroke(page, [(40, 40), (90, 60), (120, 40)])
    _draw_stroke(page, [(150, 50)])

    drawn = _strokes(page)
    assert [
        [(round(x), round(y)) for x, y, _ in stroke] for stroke in drawn["strokes"]
    ] == [[(40, 40), (90, 60), (120, 40)], [(150, 50)]]
    times = [t for stroke in drawn["strokes"] for *_, t in stroke]
    assert times == sorted(times)
    assert times[0] == 0

    page.get_by_role("button", name="撤一笔").click()
    assert len(_strokes(page)["strokes"]) == 1

    page.get_by_role("button", name="擦掉重写").click()
    assert _strokes(page) is None
    assert page.get_by_role("button", name="擦掉重写").is_disabled()


def test_a_signature_survives_turning_the_phone(visit):
    page = visit("student", width=390)
    page.locator(".sigpad").scroll_into_view_if_needed()
    _draw_stroke(page, [(40, 40), (90, 60)])
    before = _strokes(page)

    page.set_viewport_size({"width": 360, "height": 800})

    page.wait_for_function(
        """width => JSON.parse(
            document.querySelector("[name=strokes]").value
        ).width < width""",
        arg=before["width"],
    )
    after = _strokes(page)
    assert after["strokes"][0][0][0] < before["strokes"][0][0][0]
    assert len(after["strokes"]) == 1


def test_without_javascript_there_is_no_pad_and_no_copy_button(visit):
    page = visit("student", java_script_enabled=False)

    assert not page.locator(".signature").is_visible()
    assert not page.locator("[data-copy]").is_visible()
    assert page.locator("#copy").is_visible()


def test_the_list_for_a_group_is_copied_with_one_press(visit):
    page = visit("student")

    page.get_by_role("button", name="复制").click()

    page.get_by_text("已复制，去群里粘贴").wait_for()


def test_the_skip_link_is_the_first_thing_a_keyboard_meets(visit):
    page = visit("student")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"
