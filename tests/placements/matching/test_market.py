"""Bad input raises a named error that says which student or post."""

import pytest

from placements.matching import Market, MatchingError, Post, errors, lottery, match

ONE = {"a": ["x"]}
X = {"x": Post(1, (("a",),))}


@pytest.mark.parametrize(
    ("students", "posts", "bands", "error", "message"),
    [
        ({"a": ["z"]}, X, {}, errors.UnknownPost, "student 'a' lists the unknown post"),
        (
            {"a": ["x", "x"]},
            X,
            {},
            errors.DuplicatePreference,
            "student 'a' lists post 'x' twice",
        ),
        ({"a": "x"}, X, {}, errors.NotAList, "list of student 'a' is the text 'x'"),
        ({7: ["x"]}, X, {}, errors.IdIsNotText, "student 7 is not named by a string"),
        (ONE, {**X, 7: Post(1)}, {}, errors.IdIsNotText, "post 7 is not named"),
        (
            ONE,
            {"x": Post(1, (("a",), ("a",)))},
            {},
            errors.GradedTwice,
            "post 'x' grades student 'a' twice",
        ),
        (
            ONE,
            {"x": Post(1, (("a", "a"),))},
            {},
            errors.GradedTwice,
            "post 'x' grades student 'a' twice",
        ),
        (
            ONE,
            {"x": Post(1, (("a", "q"),))},
            {},
            errors.UnknownStudent,
            "post 'x' grades the unknown student 'q'",
        ),
        (
            ONE,
            {"x": Post(1, ("a",))},
            {},
            errors.NotAList,
            "post 'x': grade 0 is the text 'a'",
        ),
        (ONE, {"x": Post(-1)}, {}, errors.BadCapacity, "post 'x' has -1 seats"),
        (ONE, {"x": Post(1.5)}, {}, errors.BadCapacity, "post 'x' has 1.5 seats"),
        (ONE, {"x": Post(True)}, {}, errors.BadCapacity, "post 'x' has True seats"),
        (
            ONE,
            X,
            {("a", "x"): -1},
            errors.BadBand,
            "student 'a' at post 'x' has band -1",
        ),
        (
            ONE,
            X,
            {("q", "x"): 1},
            errors.UnknownStudent,
            "a band names the unknown student 'q'",
        ),
        (
            ONE,
            X,
            {("a", "z"): 1},
            errors.UnknownPost,
            "a band of student 'a' names the unknown post 'z'",
        ),
    ],
)
def test_a_bad_market_cannot_be_made(students, posts, bands, error, message):
    with pytest.raises(error, match=message):
        Market(students, posts, bands)


@pytest.mark.parametrize(
    ("pins", "forbids", "error", "message"),
    [
        ([("q", "x")], [], errors.UnknownStudent, "a pin names the unknown student"),
        (
            [("a", "z")],
            [],
            errors.UnknownPost,
            "a pin of student 'a' names the unknown",
        ),
        ([], [("q", "x")], errors.UnknownStudent, "a forbid names the unknown student"),
        ([], [("a", "z")], errors.UnknownPost, "a forbid of student 'a' names the"),
        (
            [("a", "x"), ("a", "y")],
            [],
            errors.PinnedTwice,
            "student 'a' is pinned twice",
        ),
        (
            [("a", "x")],
            [("a", "x")],
            errors.PinOnForbiddenPair,
            "student 'a' is both pinned to and kept from post 'x'",
        ),
        (
            [("a", "shut")],
            [],
            errors.PinOnClosedPost,
            "student 'a' is pinned to the closed post 'shut'",
        ),
        (
            [("a", "x"), ("b", "x")],
            [],
            errors.TooManyPins,
            "post 'x' has 1 seats, fewer than its pins",
        ),
    ],
)
def test_contradicting_staff_decisions_are_refused(pins, forbids, error, message):
    market = Market(
        {"a": [], "b": []},
        {"x": Post(1), "y": Post(1), "shut": Post(1, closed=True)},
    )

    with pytest.raises(error, match=message):
        match(market, lottery("ab", b"", ""), pins=pins, forbids=forbids)


def test_an_error_carries_the_student_and_the_post():
    with pytest.raises(MatchingError) as found:
        Market({"a": ["x", "x"]}, {"x": Post(1)})

    assert (found.value.student, found.value.post) == ("a", "x")


def test_later_changes_to_the_input_do_not_reach_the_market():
    wanted, students, posts, bands = ["x"], {}, {"x": Post(1)}, {}
    students["a"] = wanted
    market = Market(students, posts, bands)

    wanted.append("x")
    students["b"] = ["z"]
    posts["x"] = Post(-1)
    bands[("q", "q")] = -1

    assert market == Market({"a": ("x",)}, {"x": Post(1)})
