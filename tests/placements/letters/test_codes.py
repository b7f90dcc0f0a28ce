import random

import pytest

from placements.letters.codes import (
    ALPHABET,
    BadCode,
    group_code,
    new_verify_code,
    normalise_code,
)


def test_a_code_has_twelve_characters_of_the_alphabet():
    codes = {new_verify_code() for _ in range(200)}

    assert len(codes) == 200
    assert {len(code) for code in codes} == {12}
    assert set("".join(codes)) == set(ALPHABET)


def test_no_character_looks_like_another():
    assert not set(ALPHABET) & set("0O1ILBSZU")
    assert len(set(ALPHABET)) == len(ALPHABET)


def test_a_seeded_code_can_be_made_again():
    assert new_verify_code(random.Random(2021)) == new_verify_code(random.Random(2021))


def test_a_code_is_printed_in_groups_of_four():
    assert group_code("7K3F92QDXM4A") == "7K3F-92QD-XM4A"


@pytest.mark.parametrize(
    "typed",
    [
        "7K3F92QDXM4A",
        "7k3f-92qd-xm4a",
        " 7K3F 92QD\u3000XM4A\n",
        "７Ｋ３Ｆ—９２ＱＤ－ＸＭ４Ａ",
        "7K3F–92QD‐XM4A",
        "7K3F-9ZQD-XM4A",
    ],
)
def test_a_code_is_understood_however_it_is_typed(typed):
    assert normalise_code(typed) == "7K3F92QDXM4A"


@pytest.mark.parametrize("typed", ["", "7K3F-92QD", "7K3F-92QD-XM4A-7", "7K3F92QDXM4O"])
def test_what_cannot_be_a_code_is_refused_with_an_example(typed):
    with pytest.raises(BadCode, match="例如 7K3F-92QD-XM4A"):
        normalise_code(typed)


def test_a_very_long_text_is_refused():
    with pytest.raises(BadCode):
        normalise_code("7K3F92QDXM4A" * 10_000)
