import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

from placements.road import AHEAD, DONE, NOW, student_road
from tests.front.gallery import components
from tests.front.markup import faults

FOLDER = settings.BASE_DIR / "templates" / "components"
NAMES = sorted(path.stem for path in FOLDER.glob("*.html"))


def draw(name: str, **context) -> str:
    request = RequestFactory().get("/posts/?district=pd&page=2")
    return render_to_string(f"components/{name}.html", context, request)


def test_every_component_has_an_example():
    assert sorted(components()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_component_closes_its_tags_and_obeys_the_csp(name):
    text = draw(name, **components()[name])

    assert faults(text) == []
    assert text.strip()


@pytest.mark.parametrize("name", NAMES)
def test_a_component_says_first_what_it_needs(name):
    source = get_template(f"components/{name}.html").template.source

    assert source.startswith("{% comment %}")


def test_the_road_says_in_words_what_its_dots_show():
    assert [stop.state for stop in student_road("审核")] == [DONE, NOW] + [AHEAD] * 5

    text = draw("road", stops=student_road("审核"))

    assert text.count("（已完成）") == 1
    assert text.count('aria-current="step"') == 1


def test_there_is_no_stop_outside_the_road():
    with pytest.raises(ValueError, match="not in tuple"):
        student_road("出发")


def test_the_pager_keeps_the_filters_of_the_address():
    text = draw("pager", **components()["pager"])

    assert 'href="?district=pd&amp;page=1"' in text
    assert 'href="?district=pd&amp;page=3"' in text


def test_a_list_of_one_page_has_no_pager():
    assert draw("pager", page=Paginator(range(10), 10).page(1)).strip() == ""


def test_a_message_shows_its_level_in_the_tone_of_its_note():
    text = draw("messages", **components()["messages"])

    assert text.count('class="note note--ok noprint" role="status"') == 1
    assert text.count('class="note note--danger noprint" role="alert"') == 1
    assert text.count('class="note noprint" role="status"') == 1


def test_a_chart_has_a_table_with_the_same_numbers():
    text = draw("chart_bars", **components()["chart_bars"])

    assert '<th scope="row">市直</th><td class="num">118</td>' in text


def test_a_number_without_rows_behind_it_is_no_link():
    text = draw("stats", stats=[{"number": 5, "label": "个"}])

    assert "<a " not in text


def test_a_fact_is_text_and_not_markup():
    assert "<span>&lt;i&gt;</span>" in draw("dots", facts=["<i>"])
