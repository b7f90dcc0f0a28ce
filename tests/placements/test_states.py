import pytest
from django.conf import settings

from placements.diagrams import states_page
from placements.states import NOUNS, STUDENT_LABELS, moves_from

EVERY_NOUN = pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)


@EVERY_NOUN
def test_every_state_can_be_reached(noun):
    reached = {move.target for move in noun.moves.values()} | {noun.start}

    assert reached == set(noun.states)


@EVERY_NOUN
def test_every_move_starts_and_ends_in_a_state_of_its_noun(noun):
    for move in noun.moves.values():
        assert move.sources <= set(noun.states)
        assert move.target in set(noun.states)
        assert move.label


@EVERY_NOUN
def test_open_moves_are_those_that_start_here(noun):
    for state in noun.states:
        starting = [name for name, move in noun.moves.items() if state in move.sources]
        assert moves_from(noun.moves, state) == starting


@pytest.mark.parametrize("name", STUDENT_LABELS)
def test_a_student_has_a_word_for_every_state(name):
    noun = next(noun for noun in NOUNS if noun.name == name)

    assert set(STUDENT_LABELS[name]) == set(noun.states)


def test_the_page_of_states_is_fresh():
    page = (settings.BASE_DIR / "docs" / "states.md").read_text(encoding="utf-8")

    assert page == states_page(), "run: manage.py write_states"
