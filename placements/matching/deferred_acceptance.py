"""Student-proposing deferred acceptance: from a market to an outcome."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from placements.matching.errors import (
    BadArrays,
    MissingNumber,
    SharedNumber,
    UnknownBackend,
)
from placements.matching.market import Market, Pair, staff_decisions
from placements.matching.outcome import NOBODY, Cutoff, Outcome, Stats
from placements.matching.pure import solve_pure

Rows = Sequence[Sequence[int]]
Backend = Callable[[Rows, Rows, Sequence[int], Sequence[int]], list[int]]

BACKENDS: dict[str, Backend] = {"pure": solve_pure}
"""Installed backends, the fastest first; all give identical output."""


def solve_arrays(
    prefs: Rows,
    classes: Rows,
    lottery: Sequence[int],
    capacity: Sequence[int],
    backend: str = "auto",
) -> list[int]:
    """The integer core: for every student the post number got, or -1.

    Students are 0…n-1, posts 0…m-1. `prefs[s]` lists posts, best first, acceptable
    ones only; -1 is padding and skipped. `classes[s][j]` is the class of student s at
    post `prefs[s][j]`, zero or more, lower is better. `lottery` is a permutation of
    0…n-1 and breaks ties. `capacity[p]` is zero or more.
    """
    if not len(prefs) == len(classes) == len(lottery):
        raise BadArrays(
            f"{len(prefs)} lists, {len(classes)} rows of classes and "
            f"{len(lottery)} lottery ranks"
        )
    if not _is_permutation(lottery):
        raise BadArrays("the lottery is not a permutation of 0 to n - 1")
    if min(capacity, default=0) < 0:
        raise BadArrays(f"post {capacity.index(min(capacity))} has negative capacity")
    return _backend(backend)(prefs, classes, lottery, capacity)


def match(
    market: Market,
    lottery: Mapping[str, int],
    *,
    pins: Iterable[Pair] = (),
    forbids: Iterable[Pair] = (),
) -> Outcome:
    """The student-optimal stable matching under grades, bands and lottery numbers.

    `lottery` needs a number of its own for every student of the market; numbers of
    others do no harm. Pinned students leave with their seat before the run; forbidden
    pairs are treated as unacceptable to both.
    """
    pinned, forbidden = staff_decisions(market, pins, forbids)
    numbers = _numbers(market, lottery)
    free = {name: post.seats for name, post in market.posts.items()}
    for post in pinned.values():
        free[post] -= 1
    drawn = _run(market, numbers, free, pinned, forbidden)
    assignment = {**dict.fromkeys(market.students), **drawn, **pinned}
    ranks = {
        student: None if post not in wanted else wanted.index(post) + 1
        for student, wanted in market.students.items()
        for post in (assignment[student],)
    }
    return Outcome(
        assignment=assignment,
        cutoffs=_cutoffs(market, numbers, free, drawn),
        stats=Stats.of(market, assignment, ranks, pinned, forbidden),
        ranks=ranks,
        lottery=numbers,
        pins=pinned,
        forbids=forbidden,
    )


def _run(
    market: Market,
    numbers: Mapping[str, int],
    free: Mapping[str, int],
    pinned: Mapping[str, str],
    forbidden: frozenset[Pair],
) -> dict[str, str]:
    """Who gets which of the free seats; students without one are left out."""
    students = [student for student in market.students if student not in pinned]
    posts = list(free)
    index = {post: i for i, post in enumerate(posts)}
    bands = sorted({0, *market.bands.values()})
    band_index = {band: i for i, band in enumerate(bands)}
    prefs: list[list[int]] = []
    classes: list[list[int]] = []
    for student in students:
        row: list[int] = []
        standing: list[int] = []
        for post in market.students[student]:
            tier = market.tiers[post].get(student)
            if tier is None or (student, post) in forbidden:
                continue
            band = market.bands.get((student, post), 0)
            row.append(index[post])
            standing.append(tier * len(bands) + band_index[band])
        prefs.append(row)
        classes.append(standing)
    order = sorted(range(len(students)), key=lambda i: numbers[students[i]])
    ranks = [0] * len(students)
    for rank, student_index in enumerate(order):
        ranks[student_index] = rank
    assigned = solve_arrays(prefs, classes, ranks, list(free.values()))
    return {
        student: posts[got]
        for student, got in zip(students, assigned, strict=True)
        if got >= 0
    }


def _cutoffs(
    market: Market,
    numbers: Mapping[str, int],
    free: Mapping[str, int],
    drawn: Mapping[str, str],
) -> dict[str, Cutoff | None]:
    taken: dict[str, list[Cutoff]] = {post: [] for post in free}
    for student, post in drawn.items():
        tier = market.tiers[post][student]
        band = market.bands.get((student, post), 0)
        taken[post].append(Cutoff(tier, band, numbers[student]))
    return {
        post: max(taken[post], default=NOBODY) if len(taken[post]) == seats else None
        for post, seats in free.items()
    }


def _numbers(market: Market, lottery: Mapping[str, int]) -> dict[str, int]:
    """The students' own numbers, or the error that names who lacks or shares one."""
    owner: dict[int, str] = {}
    for student in market.students:
        if student not in lottery:
            message = f"student {student!r} has no lottery number"
            raise MissingNumber(message, student=student)
        number = lottery[student]
        if number in owner:
            message = (
                f"students {owner[number]!r} and {student!r} share number {number}"
            )
            raise SharedNumber(message, student=student)
        owner[number] = student
    return {student: number for number, student in owner.items()}


def _is_permutation(ranks: Sequence[int]) -> bool:
    n = len(ranks)
    if n and not (min(ranks) == 0 and max(ranks) == n - 1):
        return False
    seen = bytearray(n)
    for rank in ranks:
        seen[rank] = 1
    return 0 not in seen


def _backend(name: str) -> Backend:
    if name == "auto":
        return next(iter(BACKENDS.values()))
    if name not in BACKENDS:
        installed = ", ".join(BACKENDS)
        message = f"backend {name!r} is not installed; there are: auto, {installed}"
        raise UnknownBackend(message)
    return BACKENDS[name]
