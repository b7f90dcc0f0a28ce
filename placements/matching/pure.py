"""Deferred acceptance over plain integers, in pure Python.

A student's standing at a post is one integer, lower is better:

    (class * n + lottery rank) * n + student

It is unique and decodes back to the student, so a post needs to remember nothing but
such keys. `bar` holds, for every post, what a newcomer's key has to be below: more than
any key while seats are free, then the key of the worst student held. That is the whole
state of a post with one seat; only posts with more keep a heap.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from heapq import heapify, heapreplace

ONE_FREE = 1 << 200
SOME_FREE = 1 << 201
SHUT = -1


def solve_pure(
    prefs: Sequence[Sequence[int]],
    classes: Sequence[Sequence[int]],
    lottery: Sequence[int],
    capacity: Sequence[int],
) -> list[int]:
    """See `solve_arrays`, which has checked the arrays."""
    with _without_garbage_collection():
        return _solve(prefs, classes, lottery, capacity)


def _solve(
    prefs: Sequence[Sequence[int]],
    classes: Sequence[Sequence[int]],
    lottery: Sequence[int],
    capacity: Sequence[int],
) -> list[int]:
    # One long function on purpose: a call per proposal would double the time, and so
    # would touching more than `bar` where a post with one seat is concerned, because
    # posts come in random order and every list touched is a cache miss.
    n = len(prefs)
    squared = n * n
    bar = [_bar_of_an_empty_post(seats) for seats in capacity]
    bar.append(SHUT)  # bar[-1]: the padding of a rectangular `prefs` admits nobody
    heaps: list[list[int] | None] = [None] * len(capacity)
    following = [0] * n
    assigned = [-1] * n
    for student in range(n):
        row, grades, place = prefs[student], classes[student], 0
        own = lottery[student] * n + student
        while True:
            try:
                post = row[place]
            except IndexError:
                assigned[student] = -1
                break
            key = grades[place] * squared + own
            place += 1
            worst = bar[post]
            if key >= worst:
                continue
            following[student] = place
            assigned[student] = post
            if worst == ONE_FREE:
                bar[post] = key
                break
            heap = heaps[post]
            if worst == SOME_FREE:
                if heap is None:
                    heaps[post] = [-key]
                    break
                heap.append(-key)
                if len(heap) == capacity[post]:
                    heapify(heap)
                    bar[post] = -heap[0]
                break
            if heap is None:
                bar[post] = key
            else:
                heapreplace(heap, -key)
                bar[post] = -heap[0]
            student = worst % n
            row, grades, place = prefs[student], classes[student], following[student]
            own = lottery[student] * n + student
    return assigned


def _bar_of_an_empty_post(seats: int) -> int:
    if seats > 1:
        return SOME_FREE
    return ONE_FREE if seats else SHUT


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Many small lists and no cycles: the collector would only double the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
