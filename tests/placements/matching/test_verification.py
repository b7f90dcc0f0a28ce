"""The second opinion agrees with brute force, and catches every kind of damage."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements.matching import Market, Post, ViolationKind, check, match, verification
from tests.placements.matching.markets import (
    blocking_pairs,
    feasible,
    often,
    situations,
)

K = ViolationKind


def kinds(violations):
    return {(found.kind, found.student, found.post) for found in violations}


@pytest.fixture
def market():
    """a and b are rivals for x; c has y to itself; d is not wanted anywhere."""
    return Market(
        students={"a": ["x", "y"], "b": ["x", "y"], "c": ["y", "z"], "d": ["x"]},
        posts={
            "x": Post(1, (("a",), ("b",))),
            "y": Post(2, (("c",), ("b", "a"))),
            "z": Post(1, (("c", "d"),)),
            "shut": Post(1, (("d",),), closed=True),
        },
    )


NUMBERS = {"a": 4, "b": 3, "c": 2, "d": 1}
RIGHT = {"a": "x", "b": "y", "c": "y", "d": None}


def test_the_right_assignment_has_nothing_wrong(market):
    assert match(market, NUMBERS).assignment == RIGHT
    assert check(market, RIGHT, NUMBERS) == []


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        # two students swapped
        ({"a": "y", "b": "x"}, {(K.BLOCKING_UNDER_GRADES, "a", "x")}),
        # one more than there are seats
        (
            {"b": "x"},
            {(K.OVERFILLED, None, "x")},
        ),
        # a seat left free that somebody wants
        ({"b": None}, {(K.BLOCKING_UNDER_GRADES, "b", "y")}),
        # somewhere the student never asked for
        ({"d": "z"}, {(K.UNLISTED_PAIR, "d", "z")}),
        # somewhere nobody wanted the student
        ({"d": "x"}, {(K.OVERFILLED, None, "x"), (K.NOT_ACCEPTABLE, "d", "x")}),
        (
            {"d": "shut"},
            {(K.CLOSED_POST_USED, None, "shut"), (K.UNLISTED_PAIR, "d", "shut")},
        ),
        ({"d": "nowhere"}, {(K.UNKNOWN_POST, "d", "nowhere")}),
        ({"e": None}, {(K.UNKNOWN_STUDENT, "e", None)}),
        ({"e": "z"}, {(K.UNKNOWN_STUDENT, "e", "z")}),
    ],
    ids=lambda value: "-".join(map(str, value)) if isinstance(value, dict) else "",
)
def test_damage_is_found(market, damage, expected):
    found = check(market, {**RIGHT, **damage}, NUMBERS)

    # Damage at one post may leave others unhappy elsewhere: those must be blocking.
    assert expected <= kinds(found)
    assert {kind for kind, *_ in kinds(found) - expected} <= {K.BLOCKING_UNDER_GRADES}
    assert all(violation.is_fault for violation in found)


def test_a_student_left_out_is_found(market):
    assert kinds(check(market, {"a": "x", "b": "y", "c": "y"}, NUMBERS)) == {
        (K.MISSING_STUDENT, "d", None)
    }


def test_grades_bands_and_numbers_are_told_apart():
    market = Market(
        students={"a": ["x"], "b": ["x"], "c": ["x"], "d": ["x"]},
        posts={"x": Post(1, (("a",), ("b", "c", "d")))},
        bands={("c", "x"): 1, ("d", "x"): 1},
    )
    nobody = dict.fromkeys("abcd")

    found = check(market, {**nobody, "d": "x"}, NUMBERS | {"d": 9})

    assert kinds(found) == {
        (K.BLOCKING_UNDER_GRADES, "a", "x"),
        (K.BLOCKING_UNDER_BANDS, "b", "x"),
        (K.BLOCKING_UNDER_LOTTERY, "c", "x"),
    }


def test_without_a_lottery_a_tie_may_go_either_way():
    market = Market({"a": ["x"], "b": ["x"]}, {"x": Post(1, (("a", "b"),))})

    assert check(market, {"a": "x", "b": None}) == []
    assert check(market, {"a": None, "b": "x"}) == []
    assert kinds(check(market, {"a": "x", "b": None}, {"a": 2, "b": 1})) == {
        (K.BLOCKING_UNDER_LOTTERY, "b", "x")
    }


def test_missing_and_shared_numbers_are_found(market):
    found = check(market, RIGHT, {"a": 4, "b": 4, "c": 2})

    assert kinds(found) == {
        (K.SHARED_NUMBER, "b", None),
        (K.MISSING_NUMBER, "d", None),
    }


def test_a_pin_that_moved_is_found(market):
    pins = [("c", "z")]
    outcome = match(market, NUMBERS, pins=pins)

    assert check(market, outcome.assignment, NUMBERS, pins=pins) == []
    for elsewhere in ("y", None):
        moved = {**outcome.assignment, "c": elsewhere}
        assert (K.PIN_MOVED, "c", "z") in kinds(
            check(market, moved, NUMBERS, pins=pins)
        )


def test_a_forbidden_pair_is_found_and_does_not_block(market):
    forbids = [("a", "x")]
    outcome = match(market, NUMBERS, forbids=forbids)

    assert outcome.assignment["b"] == "x"
    assert check(market, outcome.assignment, NUMBERS, forbids=forbids) == []
    assert (K.FORBIDDEN_PAIR_USED, "a", "x") in kinds(
        check(market, RIGHT, NUMBERS, forbids=forbids)
    )


def test_envy_of_a_pin_is_listed_but_is_no_fault(market):
    pins = [("b", "x")]
    outcome = match(market, NUMBERS, pins=pins)

    found = check(market, outcome.assignment, NUMBERS, pins=pins)

    assert kinds(found) == {(K.JUSTIFIED_ENVY_OF_PIN, "a", "x")}
    assert not any(violation.is_fault for violation in found)


def test_nobody_envies_a_pinned_student_who_ranks_above(market):
    assert check(market, RIGHT, NUMBERS, pins=[("a", "x")]) == []


@often
@given(situations(), st.data())
def test_any_assignment_passes_exactly_when_brute_force_finds_nothing(situation, data):
    market, numbers = situation
    anywhere = st.sampled_from([None, *market.posts])
    assignment = {student: data.draw(anywhere) for student in market.students}

    faults = check(market, assignment, numbers)

    is_feasible = assignment in list(feasible(market))
    is_stable = is_feasible and not blocking_pairs(situation, assignment)
    assert (faults == []) == is_stable


@often
@given(situations(), st.data())
def test_every_blocking_pair_is_named(situation, data):
    market, numbers = situation
    assignment = data.draw(st.sampled_from(list(feasible(market))))

    found = check(market, assignment, numbers)
    under_grades = {
        (violation.student, violation.post)
        for violation in found
        if violation.kind == K.BLOCKING_UNDER_GRADES
    }

    assert {(v.student, v.post) for v in found} == set(
        blocking_pairs(situation, assignment)
    )
    assert under_grades == set(blocking_pairs(situation, assignment, grades_only=True))


@often
@given(situations(), st.data())
def test_a_run_with_pins_and_forbids_has_no_faults(situation, data):
    market, numbers = situation
    students = sorted(market.students)
    forbidden = st.tuples(st.sampled_from(students), st.sampled_from([*market.posts]))
    forbids = data.draw(st.sets(forbidden, max_size=4))
    roomy = replace(
        market,
        posts={
            name: replace(post, capacity=post.capacity + 1, closed=False)
            for name, post in market.posts.items()
        },
    )
    pin = (
        data.draw(st.sampled_from(students)),
        data.draw(st.sampled_from([*roomy.posts])),
    )
    forbids.discard(pin)

    outcome = match(roomy, numbers, pins=[pin], forbids=forbids)
    found = check(roomy, outcome.assignment, numbers, pins=[pin], forbids=forbids)

    assert [violation for violation in found if violation.is_fault] == []


def test_the_second_opinion_shares_no_code_with_the_run():
    source = Path(verification.__file__).read_text()
    imports = [line for line in source.splitlines() if "placements" in line]

    assert imports == ["from placements.matching.market import Market, Pair"]
    assert ".tiers" not in source
    assert "tiers_of" not in source
