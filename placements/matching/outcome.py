"""What a run of the selection gives back."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from placements.matching.digest import ENGINE_VERSION, digest_of
from placements.matching.market import Market, Pair


@dataclass(frozen=True, slots=True, order=True)
class Cutoff:
    """The last student a full post took, as (tier index, band, lottery number).

    A student meets it if her own three, compared in this order, are not greater.
    """

    tier: int
    band: int
    number: int


NOBODY = Cutoff(-1, 0, 0)
"""The cutoff of a post the run could not fill: closed, no seats, or all pinned."""


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of a run. Pinned students count as placed, their seats as taken."""

    students: int
    placed: int
    unplaced: int
    pinned: int
    off_list: int
    """Pinned to a post they did not list, so without a rank in the histogram."""
    without_list: int
    """Unplaced, and listed nothing."""
    without_grade: int
    """Unplaced, listed something, and none of it is acceptable to either side."""
    seats: int
    empty_seats: int
    rank_histogram: Mapping[int, int]
    """{1: how many got their first choice, 2: …}, ranks nobody got left out."""

    @property
    def first_choices(self) -> int:
        return self.rank_histogram.get(1, 0)

    @property
    def first_choice_share(self) -> float:
        """Of all students in the market; 0.0 when there is none."""
        return self.first_choices / self.students if self.students else 0.0

    @classmethod
    def of(
        cls,
        market: Market,
        assignment: Mapping[str, str | None],
        ranks: Mapping[str, int | None],
        pins: Mapping[str, str],
        forbids: frozenset[Pair],
    ) -> Self:
        unplaced = [name for name, post in assignment.items() if post is None]
        placed = len(assignment) - len(unplaced)
        seats = sum(post.seats for post in market.posts.values())
        histogram = Counter(rank for rank in ranks.values() if rank is not None)
        return cls(
            students=len(assignment),
            placed=placed,
            unplaced=len(unplaced),
            pinned=len(pins),
            off_list=placed - histogram.total(),
            without_list=sum(not market.students[name] for name in unplaced),
            without_grade=sum(
                _nobody_would_take(market, name, forbids) for name in unplaced
            ),
            seats=seats,
            empty_seats=seats - placed,
            rank_histogram=dict(sorted(histogram.items())),
        )


@dataclass(frozen=True)
class Outcome:
    """Who got what, and everything needed to explain it.

    `cutoffs` is the certificate: every student not pinned got the first acceptable
    post on her list whose cutoff she meets; None means the post is not full.
    """

    assignment: Mapping[str, str | None]
    cutoffs: Mapping[str, Cutoff | None]
    stats: Stats
    ranks: Mapping[str, int | None]
    """The place of the post got on the student's own list, from 1; None without."""
    lottery: Mapping[str, int]
    pins: Mapping[str, str]
    forbids: frozenset[Pair]

    @property
    def digest(self) -> str:
        """SHA-256 hex of engine version, assignment and cutoffs in canonical form."""
        return digest_of(
            {
                "engine": ENGINE_VERSION,
                "assignment": dict(self.assignment),
                "cutoffs": {
                    post: None if cut is None else [cut.tier, cut.band, cut.number]
                    for post, cut in self.cutoffs.items()
                },
            }
        )


def _nobody_would_take(market: Market, student: str, forbids: frozenset[Pair]) -> bool:
    wanted = market.students[student]
    return bool(wanted) and not any(
        student in market.tiers[post] and (student, post) not in forbids
        for post in wanted
    )
