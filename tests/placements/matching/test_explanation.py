"""Every post ranked above the result has one reason, it is true, and names nobody."""

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements.matching import (
    Market,
    Post,
    Reason,
    ReasonCode,
    errors,
    explain,
    match,
)
from tests.placements.matching.markets import often, situations, standing, tier

C = ReasonCode


def codes(market, outcome, student):
    return [(reason.code, reason.post) for reason in explain(market, outcome, student)]


def test_each_way_of_missing_a_post_has_its_own_reason():
    market = Market(
        students={
            "me": [
                "shut",
                "none",
                "kept",
                "ungraded",
                "grade",
                "band",
                "number",
                "got",
            ],
            "best": ["grade"],
            "near": ["band"],
            "lucky": ["number"],
        },
        posts={
            "shut": Post(1, (("me",),), closed=True),
            "none": Post(0, (("me",),)),
            "kept": Post(1, (("me",),)),
            "ungraded": Post(1),
            "grade": Post(1, (("best",), ("me",))),
            "band": Post(1, (("me", "near"),)),
            "number": Post(1, (("me", "lucky"),)),
            "got": Post(1, (("me",),)),
        },
        bands={("me", "band"): 3, ("near", "band"): 1},
    )
    numbers = {"best": 1, "near": 2, "lucky": 3, "me": 4}

    outcome = match(market, numbers, forbids=[("me", "kept")])

    assert codes(market, outcome, "me") == [
        (C.CLOSED, "shut"),
        (C.NO_SEAT, "none"),
        (C.STAFF_FORBID, "kept"),
        (C.NOT_GRADED, "ungraded"),
        (C.GRADE_BELOW_CUTOFF, "grade"),
        (C.BAND_BELOW_CUTOFF, "band"),
        (C.LOTTERY_BEYOND_CUTOFF, "number"),
        (C.PLACED, "got"),
    ]
    assert explain(market, outcome, "me")[5] == Reason(
        code=C.BAND_BELOW_CUTOFF,
        post="band",
        rank=6,
        tier=0,
        band=3,
        number=4,
        cutoff_tier=0,
        cutoff_band=1,
        cutoff_number=2,
    )


def test_a_post_whose_seats_are_all_pinned_has_no_seat():
    market = Market({"a": ["x"], "b": ["x"]}, {"x": Post(1, (("a",),))})
    outcome = match(market, {"a": 1, "b": 2}, pins=[("b", "x")])

    (reason,) = explain(market, outcome, "a")

    assert reason.code == C.NO_SEAT
    assert (reason.cutoff_tier, reason.cutoff_number) == (None, None)


def test_a_pinned_student_is_told_so_for_every_post_above():
    market = Market(
        {"a": ["x", "y", "z"]}, {name: Post(1, (("a",),)) for name in ("x", "y", "z")}
    )

    outcome = match(market, {"a": 1}, pins=[("a", "y")])

    assert codes(market, outcome, "a") == [(C.PINNED_ELSEWHERE, "x"), (C.PINNED, "y")]


def test_a_pin_off_the_list_comes_last_and_has_no_rank():
    market = Market({"a": ["x"]}, {"x": Post(1, (("a",),)), "y": Post(1)})

    outcome = match(market, {"a": 1}, pins=[("a", "y")])
    above, got = explain(market, outcome, "a")

    assert (above.code, above.rank, above.is_got) == (C.PINNED_ELSEWHERE, 1, False)
    assert (got.code, got.post, got.rank, got.is_got) == (C.PINNED, "y", None, True)


def true_statements(situation, outcome, forbids, student, post):
    """What can truthfully be said of a pair, worked out from the assignment alone."""
    market = situation.market
    details = market.posts[post]
    holders = [s for s, got in outcome.assignment.items() if got == post]
    said = set()
    if details.closed:
        said.add(C.CLOSED)
    if details.capacity == 0:
        said.add(C.NO_SEAT)
    if (student, post) in forbids:
        said.add(C.STAFF_FORBID)
    if tier(market, student, post) is None:
        said.add(C.NOT_GRADED)
    elif len(holders) == details.capacity and holders:
        own = standing(situation, student, post)
        last = max(standing(situation, holder, post) for holder in holders)
        if own[0] > last[0]:
            said.add(C.GRADE_BELOW_CUTOFF)
        elif own[1] > last[1] and own[0] == last[0]:
            said.add(C.BAND_BELOW_CUTOFF)
        elif own > last:
            said.add(C.LOTTERY_BEYOND_CUTOFF)
    return said


@often
@given(situations(), st.data())
def test_every_post_ranked_above_has_exactly_one_true_reason(situation, data):
    market, numbers = situation
    pair = st.tuples(
        st.sampled_from(sorted(market.students)), st.sampled_from(sorted(market.posts))
    )
    forbids = data.draw(st.sets(pair, max_size=3))
    outcome = match(market, numbers, forbids=forbids)

    for student, wanted in market.students.items():
        reasons = explain(market, outcome, student)
        got = outcome.assignment[student]
        if got is not None:
            assert (reasons[-1].code, reasons[-1].post) == (C.PLACED, got)
        above = [reason for reason in reasons if not reason.is_got]
        ahead = wanted[: wanted.index(got)] if got else wanted
        assert tuple(reason.post for reason in above) == ahead
        assert [reason.rank for reason in above] == [*range(1, len(ahead) + 1)]
        for reason in above:
            assert reason.code in true_statements(
                situation, outcome, forbids, student, reason.post
            )


@often
@given(situations())
def test_no_reason_names_another_student(situation):
    outcome = match(*situation)

    for student in situation.market.students:
        for reason in explain(situation.market, outcome, student):
            assert not set(astuple(reason)) & set(situation.market.students)


def test_an_unknown_student_is_refused():
    market = Market({"a": []}, {})

    with pytest.raises(errors.UnknownStudent, match="no student 'b'"):
        explain(market, match(market, {"a": 1}), "b")


def test_an_outcome_of_another_market_is_refused():
    posts = {"x": Post(1, (("a",),))}
    before, after = Market({"a": []}, posts), Market({"a": ["x"], "b": []}, posts)
    outcome = match(before, {"a": 1})

    with pytest.raises(
        errors.OutcomeDoesNotFit, match="keeps student 'a' from post 'x'"
    ):
        explain(after, outcome, "a")
    with pytest.raises(errors.OutcomeDoesNotFit, match="says nothing of student 'b'"):
        explain(after, outcome, "b")


def test_no_reason_is_made_up_for_a_student_who_meets_the_cutoff():
    market = Market({"a": ["x"], "b": ["x"]}, {"x": Post(1, ((), ("b",)))})
    better = Market({"a": ["x"], "b": ["x"]}, {"x": Post(1, (("a",), ("b",)))})
    outcome = match(market, {"a": 2, "b": 1})

    with pytest.raises(
        errors.OutcomeDoesNotFit, match="keeps student 'a' from post 'x'"
    ):
        explain(better, outcome, "a")
