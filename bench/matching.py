"""How fast the selection engine is, as a table.

    python -m bench.matching            1 k, 10 k and 100 k students
    python -m bench.matching --million  and a million (half a minute, 1.5 GB)

Ten wishes each, 1.67 posts per student, one or two seats, grades A/B/C as 30/50/20 %,
every post equally wanted. Each size runs in a process of its own, so that its peak
memory is its own. Time is the best of three runs of `solve_arrays`; "input" is what the
process holds before the first run.
"""

import argparse
import random
import resource
import sys
import time
from multiprocessing import get_context
from typing import NamedTuple

from placements.matching import solve_arrays

SIZES = (1_000, 10_000, 100_000)
WISHES = 10
RUNS = 3


class Arrays(NamedTuple):
    prefs: list[list[int]]
    classes: list[list[int]]
    lottery: list[int]
    capacity: list[int]


class Result(NamedTuple):
    students: int
    placed: int
    seconds: float
    input_mb: float
    peak_mb: float

    def row(self) -> str:
        per_second = round(self.students / self.seconds)
        return (
            f"{self.students:>10,} {self.placed:>10,} {self.seconds * 1000:>10,.1f} "
            f"{self.input_mb:>10,.0f} {self.peak_mb:>10,.0f} {per_second:>12,}"
        )


def market(n: int, seed: int = 7) -> Arrays:
    rng = random.Random(seed)
    posts = n * 5 // 3
    lottery = list(range(n))
    rng.shuffle(lottery)
    grades = bytes((0,) * 3 + (1,) * 5 + (2,) * 2)
    return Arrays(
        prefs=[_wishes(rng, posts) for _ in range(n)],
        classes=[list(rng.choices(grades, k=WISHES)) for _ in range(n)],
        lottery=lottery,
        capacity=rng.choices((1, 2), k=posts),
    )


def _wishes(rng: random.Random, posts: int) -> list[int]:
    chosen: dict[int, None] = {}
    while len(chosen) < WISHES:
        chosen[int(rng.random() * posts)] = None
    return list(chosen)


def measure(n: int) -> Result:
    arrays = market(n)
    input_mb = _peak_mb()
    best = float("inf")
    for _ in range(RUNS):
        started = time.perf_counter()
        assigned = solve_arrays(*arrays, backend="pure")
        best = min(best, time.perf_counter() - started)
    placed = n - assigned.count(-1)
    return Result(n, placed, best, input_mb, _peak_mb())


def _peak_mb() -> float:
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kib / 1024 if sys.platform != "darwin" else kib / 1024**2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--million", action="store_true", help="also a million")
    sizes = SIZES + ((1_000_000,) if parser.parse_args().million else ())
    heads = ("students", "placed", "ms", "input MB", "peak MB")
    print(*(f"{head:>10}" for head in heads), f"{'students/s':>12}")
    for n in sizes:
        with get_context("spawn").Pool(1) as process:
            print(process.apply(measure, (n,)).row(), flush=True)


if __name__ == "__main__":
    main()
