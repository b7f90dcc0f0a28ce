"""The next round leaves the last one alone; two runs can be compared."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements.matching import (
    Market,
    Move,
    Post,
    compare,
    errors,
    lottery,
    match,
    next_round,
)
from tests.placements.matching.markets import often, seats, situations


@pytest.fixture
def first():
    return Market(
        students={"a": ["x"], "b": ["x"], "c": ["x", "y"], "d": ["y"]},
        posts={"x": Post(1, (("a", "b"), ("c",))), "y": Post(2, (("d",),))},
        bands={("b", "x"): 1, ("d", "y"): 1},
    )


@pytest.fixture
def released(first):
    outcome = match(first, {"a": 1, "b": 2, "c": 3, "d": 4})
    assert outcome.assignment == {"a": "x", "b": None, "c": None, "d": "y"}
    return outcome


def test_only_empty_seats_and_unplaced_students_are_left(first, released):
    second = next_round(first, released, {"b": ["y"], "c": ["y"]}, first.posts)

    assert second == Market(
        students={"b": ("y",), "c": ("y",)},
        posts={"x": Post(0, (("b",), ("c",))), "y": Post(1, ((),))},
        bands={("b", "x"): 1},
    )


def test_new_grades_join_the_frozen_ones(first, released):
    posts = {"y": Post(2, (("c",), ("b",))), "x": Post(1, ((), ("c",)))}

    second = next_round(first, released, {"b": ["y"], "c": ["y"]}, posts)

    assert second.posts == {
        "y": Post(1, (("c",), ("b",))),
        "x": Post(0, (("b",), ("c",))),
    }


def test_a_grade_of_the_last_round_cannot_change(first, released):
    posts = {"x": Post(1, (("c",),))}

    with pytest.raises(
        errors.GradeChanged, match="post 'x' graded student 'c' 1 in the last round"
    ):
        next_round(first, released, {"c": ["x"]}, posts)


def test_a_student_with_a_seat_takes_no_part(first, released):
    with pytest.raises(
        errors.AlreadyPlaced, match="student 'a' already holds post 'x'"
    ):
        next_round(first, released, {"a": ["y"]}, first.posts)


def test_a_post_cannot_shrink_below_those_who_hold_a_seat(first, released):
    with pytest.raises(
        errors.SeatsBelowPlaced, match="post 'x' has 0 seats and 1 are held"
    ):
        next_round(first, released, {}, {"x": Post(0)})


def test_a_seat_given_up_since_is_free_again(first, released):
    held = {"d": "y"}

    second = next_round(first, released, {"a": ["y"]}, first.posts, held=held)

    assert {name: post.capacity for name, post in second.posts.items()} == {
        "x": 1,
        "y": 1,
    }


def test_newcomers_new_posts_and_newer_bands_are_welcome(first, released):
    second = next_round(
        first,
        released,
        {"e": ["w"], "b": ["x"]},
        {"w": Post(3, (("e",),)), "x": Post(2)},
        bands={("b", "x"): 0, ("e", "w"): 2},
    )

    assert second == Market(
        students={"e": ("w",), "b": ("x",)},
        posts={"w": Post(3, (("e",),)), "x": Post(1, (("b",), ()))},
        bands={("b", "x"): 0, ("e", "w"): 2},
    )


def test_a_post_not_on_offer_any_more_cannot_be_listed(first, released):
    with pytest.raises(
        errors.UnknownPost, match="student 'b' lists the unknown post 'y'"
    ):
        next_round(first, released, {"b": ["y"]}, {"x": first.posts["x"]})


@often
@given(situations(), st.data())
def test_a_later_round_never_changes_an_earlier_placement(situation, data):
    market, numbers = situation
    outcome = match(market, numbers)
    left = [student for student, got in outcome.assignment.items() if got is None]
    lists = {s: data.draw(st.permutations(sorted(market.posts))) for s in left}

    second = next_round(market, outcome, lists, market.posts)
    later = match(second, lottery(left, b"seed", "2"))

    assert not set(later.assignment) & (set(market.students) - set(left))
    fill = Counter([*outcome.assignment.values(), *later.assignment.values()])
    assert all(fill[post] <= seats(market, post) for post in market.posts)
    third = next_round(
        second,
        later,
        {},
        market.posts,
        held={**outcome.assignment, **later.assignment},
    )
    assert all(
        third.posts[post].capacity == market.posts[post].capacity - fill[post]
        for post in market.posts
    )


def test_nothing_moves_between_a_run_and_itself(released):
    assert compare(released, released).moves == ()


def test_gains_and_losses_are_told_apart(first, released):
    pinned = match(first, released.lottery, pins=[("c", "x")])

    diff = compare(released, pinned)

    assert diff.gains == (Move("c", None, "x", None, 1),)
    assert diff.losses == (Move("a", "x", None, 1, None),)
    assert diff.untold == ()
    assert (diff.placed_change, diff.first_choices_change) == (0, 0)


def test_one_more_seat_shows_who_gains(first, released):
    larger = replace(
        first, posts={**first.posts, "x": replace(first.posts["x"], capacity=2)}
    )

    diff = compare(released, match(larger, released.lottery))

    assert diff.moves == diff.gains == (Move("b", None, "x", None, 1),)
    assert (diff.placed_change, diff.first_choices_change) == (1, 1)


def test_a_better_place_on_the_own_list_is_a_gain():
    market = Market(
        {"a": ["x", "y"], "b": ["x"]},
        {"x": Post(1, (("b",), ("a",))), "y": Post(1, (("a",),))},
    )
    numbers = {"a": 1, "b": 2}

    diff = compare(match(market, numbers), match(market, numbers, forbids=[("b", "x")]))

    assert diff.gains == (Move("a", "y", "x", 2, 1),)
    assert diff.losses == (Move("b", "x", None, 1, None),)


def test_no_list_says_whether_a_pin_off_it_is_better(first, released):
    diff = compare(released, match(first, released.lottery, pins=[("b", "y")]))

    assert diff.untold == (Move("b", None, "y", None, None),)
    assert diff.moves == diff.untold


def test_a_student_of_one_run_only_counts_as_unplaced_in_the_other(first, released):
    alone = match(Market({"a": ["x"]}, {"x": Post(1, (("a",),))}), {"a": 1})

    diff = compare(alone, released)

    assert diff.moves == (Move("d", None, "y", None, 1),)
