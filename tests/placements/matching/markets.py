"""Small random markets, and what is true of them by trying every assignment.

Nothing here uses the engine beyond its dataclasses: it is what the engine is held to.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import permutations, product
from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st

from placements.matching import Market, Post

Assignment = Mapping[str, str | None]

# The machine may be busy: an example is never too slow, only wrong.
often = settings(max_examples=100, deadline=None)
seldom = settings(max_examples=40, deadline=None)


class Situation(NamedTuple):
    market: Market
    numbers: dict[str, int]


@st.composite
def situations(draw: st.DrawFn, students: int = 4, posts: int = 3) -> Situation:
    names = [f"s{i}" for i in range(draw(st.integers(1, students)))]
    offers = [f"p{i}" for i in range(draw(st.integers(1, posts)))]
    market = Market(
        students={name: draw(_lists(offers)) for name in names},
        posts={offer: draw(_posts(names)) for offer in offers},
        bands=draw(
            st.dictionaries(
                st.tuples(st.sampled_from(names), st.sampled_from(offers)),
                st.sampled_from([0, 1, 5]),
                max_size=4,
            )
        ),
    )
    order = draw(st.permutations(names))
    return Situation(market, {name: n for n, name in enumerate(order, start=1)})


@st.composite
def _lists(draw: st.DrawFn, offers: list[str]) -> tuple[str, ...]:
    order = draw(st.permutations(offers))
    # Short lists are the rare case in life and the easy one here.
    return tuple(order[: draw(st.sampled_from([len(order), len(order), 1, 0]))])


@st.composite
def _posts(draw: st.DrawFn, names: list[str]) -> Post:
    tiers: list[list[str]] = [[], [], []]
    for name in names:
        tier = draw(st.sampled_from([0, 0, 1, 1, 2, None]))
        if tier is not None:
            tiers[tier].append(name)
    return Post(
        capacity=draw(st.sampled_from([1, 1, 1, 2, 2, 3, 0])),
        grades=tuple(map(tuple, tiers)),
        closed=draw(st.sampled_from([False] * 9 + [True])),
    )


def tier(market: Market, student: str, post: str) -> int | None:
    for index, names in enumerate(market.posts[post].grades):
        if student in names:
            return index
    return None


def standing(situation: Situation, student: str, post: str) -> tuple[int, int, int]:
    """How an acceptable student ranks at a post, lower is better."""
    market, numbers = situation
    own = tier(market, student, post)
    assert own is not None
    return own, market.bands.get((student, post), 0), numbers[student]


def seats(market: Market, post: str) -> int:
    return 0 if market.posts[post].closed else market.posts[post].capacity


def place(market: Market, student: str, post: str | None) -> int:
    """The student's own view of a result, lower is better; unplaced comes last."""
    wanted = market.students[student]
    return len(wanted) if post is None else wanted.index(post)


def feasible(market: Market) -> Iterator[dict[str, str | None]]:
    """Every assignment within the seats that both sides of each pair would accept."""
    choices = [
        [
            None,
            *(post for post in wanted if tier(market, student, post) is not None),
        ]
        for student, wanted in market.students.items()
    ]
    for chosen in product(*choices):
        fill = Counter(post for post in chosen if post is not None)
        if all(count <= seats(market, post) for post, count in fill.items()):
            yield dict(zip(market.students, chosen, strict=True))


def blocking_pairs(
    situation: Situation, assignment: Assignment, *, grades_only: bool = False
) -> list[tuple[str, str]]:
    market = situation.market
    depth = 1 if grades_only else 3
    found = []
    for student, wanted in market.students.items():
        for post in wanted[: place(market, student, assignment[student])]:
            if tier(market, student, post) is None or not seats(market, post):
                continue
            holders = [name for name, got in assignment.items() if got == post]
            own = standing(situation, student, post)[:depth]
            if len(holders) < seats(market, post) or any(
                own < standing(situation, holder, post)[:depth] for holder in holders
            ):
                found.append((student, post))
    return found


def stable(situation: Situation) -> list[dict[str, str | None]]:
    return [
        assignment
        for assignment in feasible(situation.market)
        if not blocking_pairs(situation, assignment)
    ]


def every_list(market: Market) -> list[tuple[str, ...]]:
    """All orders of all selections of posts: whatever a student could hand in."""
    return [
        order
        for length in range(len(market.posts) + 1)
        for order in permutations(market.posts, length)
    ]
