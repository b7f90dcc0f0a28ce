"""The integer core."""

import gc

import pytest

from placements.matching import errors, solve_arrays


@pytest.mark.parametrize("backend", ["auto", "pure"])
def test_class_comes_before_lottery(backend):
    got = solve_arrays([[0], [0]], [[1], [0]], [0, 1], [1], backend=backend)

    assert got == [-1, 0]


def test_lottery_breaks_ties_at_a_post_with_many_seats():
    prefs, classes = [[0, 1]] * 5, [[0, 0]] * 5

    got = solve_arrays(prefs, classes, [4, 0, 3, 1, 2], [3, 1])

    assert got == [-1, 0, 1, 0, 0]


def test_padding_is_skipped():
    got = solve_arrays([[-1, 0, -1], [-1, -1, -1]], [[0, 0, 0]] * 2, [0, 1], [1])

    assert got == [0, -1]


def test_no_students_and_no_posts_is_a_market():
    assert solve_arrays([], [], [], []) == []
    assert solve_arrays([[]], [[]], [0], []) == [-1]


@pytest.mark.parametrize("was_on", [True, False])
def test_the_garbage_collector_is_left_as_it_was(was_on):
    (gc.enable if was_on else gc.disable)()
    try:
        solve_arrays([[0]], [[0]], [0], [1])

        assert gc.isenabled() == was_on
    finally:
        gc.enable()


def test_the_garbage_collector_comes_back_after_a_failure():
    with pytest.raises(IndexError):
        solve_arrays([[7]], [[0]], [0], [1])

    assert gc.isenabled()


@pytest.mark.parametrize("ranks", [[0, 0], [1, 2], [-1, 0], [0, 3]])
def test_a_lottery_that_is_no_permutation_is_refused(ranks):
    with pytest.raises(errors.BadArrays, match="not a permutation"):
        solve_arrays([[0], [0]], [[0], [0]], ranks, [1])


def test_arrays_of_different_lengths_are_refused():
    with pytest.raises(errors.BadArrays, match="2 lists, 1 rows of classes and 2"):
        solve_arrays([[0], [0]], [[0]], [0, 1], [1])


def test_a_negative_capacity_is_refused():
    with pytest.raises(errors.BadArrays, match="post 1 has negative capacity"):
        solve_arrays([[0]], [[0]], [0], [1, -2])


def test_an_unknown_backend_is_refused_with_those_there_are():
    with pytest.raises(
        errors.UnknownBackend, match=r"'abacus' is not installed; .*pure"
    ):
        solve_arrays([], [], [], [], backend="abacus")
