import pytest
from django.template import Context, Template

from placements.templatetags.icons import TONE_ICONS, icon_svg


def test_an_icon_is_drawn_into_the_page_and_hidden_from_readers():
    text = Template('{% load icons %}{% icon "check" %}').render(Context())

    assert text == (
        '<svg class="ico" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="1.5" aria-hidden="true"><path stroke-linecap="round" '
        'stroke-linejoin="round" d="m4.5 12.75 6 6 9-13.5"/></svg>'
    )


def test_an_icon_may_be_named_by_the_page_and_take_a_class():
    text = Template('{% load icons %}{% icon name "turn" %}').render(
        Context({"name": "check"})
    )

    assert text == icon_svg("check", "turn")
    assert 'class="ico turn"' in text


def test_a_misspelt_icon_fails_when_the_template_is_compiled():
    with pytest.raises(KeyError, match="chekc"):
        Template('{% load icons %}{% icon "chekc" %}')


@pytest.mark.parametrize("tone", TONE_ICONS)
def test_every_tone_has_its_own_shape(tone):
    text = Template("{% load icons %}{% state_badge tone '录用' %}").render(
        Context({"tone": tone})
    )

    assert f'class="state{" state--" + tone if tone else ""}"' in text
    assert len({icon_svg(name) for name in TONE_ICONS.values()}) == len(TONE_ICONS)


def test_the_word_of_a_badge_is_escaped():
    text = Template("{% load icons %}{% state_badge 'ok' word %}").render(
        Context({"word": "<b>"})
    )

    assert text.endswith("&lt;b&gt;</span>")
