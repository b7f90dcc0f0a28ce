"""What the selection promises, on small markets, against all possible assignments."""

import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements.matching import (
    NOBODY,
    Cutoff,
    Market,
    Outcome,
    Post,
    errors,
    lottery,
    match,
)
from tests.placements.matching.markets import (
    Situation,
    blocking_pairs,
    every_list,
    feasible,
    often,
    place,
    seats,
    seldom,
    situations,
    stable,
    standing,
    tier,
)


def with_list(market: Market, student: str, wanted: tuple[str, ...]) -> Market:
    return replace(market, students={**market.students, student: wanted})


def with_post(market: Market, name: str, post: Post) -> Market:
    return replace(market, posts={**market.posts, name: post})


def without(market: Market, gone: set[str]) -> Market:
    return Market(
        students={s: w for s, w in market.students.items() if s not in gone},
        posts={
            name: replace(
                post,
                grades=tuple(
                    tuple(student for student in names if student not in gone)
                    for names in post.grades
                ),
            )
            for name, post in market.posts.items()
        },
        bands={pair: b for pair, b in market.bands.items() if pair[0] not in gone},
    )


def test_the_example_of_the_handbook_comes_out_as_worked_by_hand():
    market = Market(
        students={"a": ["x", "y"], "b": ["x", "y"], "c": ["x"], "d": []},
        posts={
            "x": Post(1, (("a",), ("b", "c"))),
            "y": Post(3, (("a", "b"),)),
        },
    )

    outcome = match(market, {"a": 3, "b": 2, "c": 1, "d": 4})

    assert outcome.assignment == {"a": "x", "b": "y", "c": None, "d": None}
    assert outcome.cutoffs == {"x": Cutoff(0, 0, 3), "y": None}
    assert outcome.ranks == {"a": 1, "b": 2, "c": None, "d": None}
    assert outcome.stats.rank_histogram == {1: 1, 2: 1}
    assert outcome.stats.first_choice_share == 0.25
    counted = outcome.stats
    assert (counted.students, counted.placed, counted.unplaced) == (4, 2, 2)
    assert (counted.seats, counted.empty_seats) == (4, 2)
    assert (counted.without_list, counted.without_grade) == (1, 0)


def test_a_market_without_anybody_has_an_outcome():
    outcome = match(Market({}, {"x": Post(1)}), {})

    assert outcome.assignment == {}
    assert outcome.stats.first_choice_share == 0.0
    assert outcome.cutoffs == {"x": None}


@often
@given(situations())
def test_seats_lists_and_grades_are_kept(situation):
    market, numbers = situation

    assignment = match(market, numbers).assignment

    assert assignment in list(feasible(market))


@often
@given(situations())
def test_no_student_and_post_would_rather_have_each_other(situation):
    assignment = match(*situation).assignment

    assert blocking_pairs(situation, assignment) == []
    assert blocking_pairs(situation, assignment, grades_only=True) == []


@often
@given(situations())
def test_no_stable_assignment_is_better_for_any_student(situation):
    market = situation.market
    assignment = match(*situation).assignment

    assert all(
        place(market, student, assignment[student])
        <= place(market, student, other[student])
        for other in stable(situation)
        for student in market.students
    )


@often
@given(situations())
def test_every_stable_assignment_places_the_same_students_and_fills_the_same(situation):
    market = situation.market
    own = match(*situation).assignment
    fill = Counter(own.values())

    for other in stable(situation):
        assert Counter(other.values()) == fill
        assert [s for s in other if other[s]] == [s for s in other if own[s]]
        for post in market.posts:
            if fill[post] < seats(market, post):
                assert [s for s in other if other[s] == post] == [
                    s for s in other if own[s] == post
                ]


@often
@given(situations())
def test_at_least_half_of_the_best_possible_number_is_placed(situation):
    most = max(
        sum(got is not None for got in assignment.values())
        for assignment in feasible(situation.market)
    )

    assert match(*situation).stats.placed * 2 >= most


@seldom
@given(situations(students=5))
def test_no_student_gains_by_handing_in_another_list(situation):
    market, numbers = situation
    honest = match(market, numbers).assignment

    for student in market.students:
        for other in every_list(market):
            got = match(with_list(market, student, other), numbers).assignment[student]
            if got in market.students[student]:
                assert place(market, student, got) >= place(
                    market, student, honest[student]
                )


@often
@given(situations(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_said_does_not_matter(situation, dice):
    market, numbers = situation

    def shuffled(items):
        return dice.sample(list(items), len(list(items)))

    other = Market(
        students=dict(shuffled(market.students.items())),
        posts={
            name: replace(post, grades=tuple(tuple(shuffled(t)) for t in post.grades))
            for name, post in shuffled(market.posts.items())
        },
        bands=dict(shuffled(market.bands.items())),
    )
    before, after = match(market, numbers), match(other, numbers)

    assert before == after
    assert before.digest == after.digest


@often
@given(situations())
def test_names_do_not_matter(situation):
    market, numbers = situation
    # Reversed, so that whatever sorted by name now sorts the other way.
    name = {student: f"z{9 - int(student[1])}" for student in market.students}
    name |= {post: f"y{9 - int(post[1])}" for post in market.posts}
    renamed = Market(
        students={name[s]: [name[p] for p in w] for s, w in market.students.items()},
        posts={
            name[p]: replace(
                post, grades=tuple(tuple(name[s] for s in t) for t in post.grades)
            )
            for p, post in market.posts.items()
        },
        bands={(name[s], name[p]): band for (s, p), band in market.bands.items()},
    )

    outcome = match(renamed, {name[s]: n for s, n in numbers.items()})

    assert outcome.assignment == {
        name[student]: got and name[got]
        for student, got in match(market, numbers).assignment.items()
    }


def test_the_hash_seed_of_the_process_does_not_matter():
    program = """
from placements.matching import Market, Post, lottery, match
students = {f"s{i}": [f"p{(i * k) % 7}" for k in (1, 2, 3)] for i in range(1, 7)}
graded = tuple(students)
posts = {f"p{i}": Post(1 + i % 2, (graded[:i], graded[i:])) for i in range(7)}
pairs = {("s1", "p3"), ("s2", "p4"), ("s3", "p1")}
print(match(Market(students, posts), lottery(students, b"", "r"), forbids=pairs).digest)
"""
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for hash_seed in ("0", "1", "2")
    }

    assert len(digests) == 1


@often
@given(situations(), st.data())
def test_one_more_seat_hurts_no_student(situation, data):
    market, numbers = situation
    name = data.draw(st.sampled_from(sorted(market.posts)))
    post = market.posts[name]
    larger = with_post(market, name, replace(post, capacity=post.capacity + 1))
    before, after = match(market, numbers), match(larger, numbers)

    assert all(
        place(market, s, after.assignment[s]) <= place(market, s, before.assignment[s])
        for s in market.students
    )


@often
@given(situations(), st.data())
def test_one_student_fewer_hurts_no_other(situation, data):
    market, numbers = situation
    gone = data.draw(st.sampled_from(sorted(market.students)))
    before = match(market, numbers).assignment
    after = match(without(market, {gone}), numbers).assignment

    assert all(place(market, s, after[s]) <= place(market, s, before[s]) for s in after)


@often
@given(situations(), st.data())
def test_a_better_grade_never_costs_the_student_that_post(situation, data):
    market, numbers = situation
    outcome = match(market, numbers)
    placed = [s for s, got in outcome.assignment.items() if got is not None]
    if not placed:
        return
    student = data.draw(st.sampled_from(sorted(placed)))
    post = outcome.assignment[student]
    own = tier(market, student, post)
    better = data.draw(st.integers(0, own))
    tiers = [
        [other for other in names if other != student]
        for names in market.posts[post].grades
    ]
    tiers[better].append(student)
    raised = replace(market.posts[post], grades=tuple(map(tuple, tiers)))

    after = match(with_post(market, post, raised), numbers)

    assert after.assignment[student] == post


def from_cutoffs(situation: Situation, outcome: Outcome, student: str) -> str | None:
    for post in situation.market.students[student]:
        cutoff = outcome.cutoffs[post]
        if tier(situation.market, student, post) is None:
            continue
        if cutoff is None or Cutoff(*standing(situation, student, post)) <= cutoff:
            return post
    return None


@often
@given(situations())
def test_the_cutoffs_alone_give_the_assignment(situation):
    outcome = match(*situation)

    assert outcome.assignment == {
        student: from_cutoffs(situation, outcome, student)
        for student in situation.market.students
    }


@often
@given(situations())
def test_a_post_has_a_cutoff_exactly_when_it_is_full(situation):
    market, numbers = situation
    outcome = match(market, numbers)
    fill = Counter(outcome.assignment.values())

    for post, cutoff in outcome.cutoffs.items():
        assert (cutoff is not None) == (fill[post] == seats(market, post))
        assert (cutoff == NOBODY) == (seats(market, post) == 0)


@st.composite
def decided(draw):
    """A situation with pins and forbids that do not contradict each other."""
    market, numbers = draw(situations())
    left = {post: seats(market, post) for post in market.posts}
    pins, forbids = [], []
    for student in market.students:
        post = draw(st.sampled_from(sorted(market.posts)))
        what = draw(st.sampled_from(["nothing", "nothing", "pin", "forbid"]))
        if what == "pin" and left[post]:
            left[post] -= 1
            pins.append((student, post))
        elif what == "forbid":
            forbids.append((student, post))
    return market, numbers, pins, forbids


@often
@given(decided())
def test_pins_and_forbids_give_what_the_reduced_market_gives(decision):
    market, numbers, pins, forbids = decision
    pinned = dict(pins)
    reduced = without(market, set(pinned))
    for name in market.posts:
        kept = tuple(
            tuple(s for s in names if (s, name) not in forbids)
            for names in reduced.posts[name].grades
        )
        capacity = market.posts[name].capacity - list(pinned.values()).count(name)
        reduced = with_post(
            reduced, name, replace(market.posts[name], capacity=capacity, grades=kept)
        )

    outcome = match(market, numbers, pins=pins, forbids=forbids)
    expected = match(reduced, numbers)

    assert outcome.assignment == {**expected.assignment, **pinned}
    assert outcome.cutoffs == expected.cutoffs
    assert outcome.stats.pinned == len(pinned)
    assert outcome.stats.placed == expected.stats.placed + len(pinned)
    assert outcome.stats.empty_seats == expected.stats.empty_seats


def test_a_pin_off_the_list_has_no_rank_and_counts_as_placed():
    market = Market(
        {"a": ["x"], "b": ["x"]}, {"x": Post(1, (("a", "b"),)), "y": Post(1)}
    )

    outcome = match(market, {"a": 1, "b": 2}, pins=[("a", "y")])

    assert outcome.assignment == {"a": "y", "b": "x"}
    assert outcome.ranks == {"a": None, "b": 1}
    assert (outcome.stats.off_list, outcome.stats.rank_histogram) == (1, {1: 1})


def test_nobody_graded_is_told_apart_from_nothing_listed():
    market = Market(
        {"a": ["x"], "b": [], "c": ["x"], "d": ["x"]}, {"x": Post(0, (("c", "d"),))}
    )

    counted = match(market, lottery("abcd", b"", ""), forbids=[("d", "x")]).stats

    assert (counted.unplaced, counted.without_list, counted.without_grade) == (4, 1, 2)


def test_numbers_of_others_do_no_harm():
    market = Market({"a": ["x"], "b": ["x"]}, {"x": Post(1, (("a", "b"),))})

    outcome = match(market, {"left": 1, "b": 2, "gone": 3, "a": 9})

    assert outcome.assignment == {"a": None, "b": "x"}
    assert outcome.cutoffs == {"x": Cutoff(0, 0, 2)}
    assert outcome.lottery == {"a": 9, "b": 2}


def test_a_student_without_a_number_is_named():
    market = Market({"a": [], "b": []}, {})

    with pytest.raises(
        errors.MissingNumber, match="student 'b' has no lottery"
    ) as found:
        match(market, {"a": 1})

    assert found.value.student == "b"


def test_students_who_share_a_number_are_named():
    market = Market({"a": [], "b": []}, {})

    with pytest.raises(errors.SharedNumber, match="'a' and 'b' share number 1"):
        match(market, {"a": 1, "b": 1})


def test_a_large_market_is_stable_too():
    dice = random.Random(3)
    students = [f"s{i}" for i in range(600)]
    offers = [f"p{i}" for i in range(300)]
    graded = {offer: ([], [], []) for offer in offers}
    wishes = {student: dice.sample(offers, 8) for student in students}
    for student, wanted in wishes.items():
        for post in wanted:
            dice.choice(graded[post]).append(student)
    market = Market(
        wishes,
        {
            post: Post(dice.randint(1, 3), tuple(map(tuple, graded[post])))
            for post in offers
        },
    )
    situation = Situation(market, lottery(students, b"large", "1"))

    outcome = match(*situation)

    assert blocking_pairs(situation, outcome.assignment) == []
    assert 0 < outcome.stats.unplaced < 300
