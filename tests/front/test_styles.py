"""The style sheets: what must stay equal, and what must not creep in."""

import re

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"


def _dark_lists() -> list[list[str]]:
    text = (CSS / "tokens.css").read_text()
    blocks = re.findall(r"\{\s*(color-scheme: dark;[^}]*)\}", text)
    return [sorted(re.findall(r"[\w-]+: [^;]+", block)) for block in blocks]


def test_the_chosen_dark_and_the_dark_of_the_phone_are_equal():
    chosen, of_the_phone = _dark_lists()

    assert chosen == of_the_phone
    assert len(chosen) > 20


def test_every_colour_of_the_light_has_one_in_the_dark():
    text = (CSS / "tokens.css").read_text()
    light = text[text.index("{") : text.index("}")]
    names = re.compile(r"(--[\w-]+):")

    assert set(names.findall(light)) == set(names.findall("\n".join(_dark_lists()[0])))


@pytest.mark.parametrize("name", ["tokens.css", "components.css"])
def test_the_style_sheets_fetch_nothing_from_elsewhere(name):
    text = (CSS / name).read_text()

    assert (
        re.findall(r"url\((?!\"data:)|@import|@font-face|https?://(?!www.w3.org)", text)
        == []
    )


def test_components_take_their_colours_from_the_tokens():
    text = (CSS / "components.css").read_text()
    colours = set(re.findall(r"#[0-9a-f]{3,6}\b", text))

    # White paper and the line on it, for signing and printing; text on a checked grade.
    assert colours == {"#fff", "#857c72"}
