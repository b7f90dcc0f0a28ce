"""What comes after a run: the next round, and who moves between two runs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from placements.matching.errors import AlreadyPlaced, GradeChanged, SeatsBelowPlaced
from placements.matching.market import Market, Pair, Post, tiers_of
from placements.matching.outcome import Outcome


def next_round(
    market: Market,
    outcome: Outcome,
    students: Mapping[str, Sequence[str]],
    posts: Mapping[str, Post],
    *,
    bands: Mapping[Pair, int] | None = None,
    held: Mapping[str, str | None] | None = None,
) -> Market:
    """The market of the next round: only empty seats, only unplaced students.

    `students` are the new lists of those who take part, newcomers among them.
    `posts` are the posts on offer; their capacity counts the seats already held, which
    are taken off here. `held` is {student: post} of all who hold one of those seats
    now; left out, it is the outcome's assignment, which is right for the round after
    `market` as long as nobody has left or come since.

    Grades of the finished round are frozen: they stand without being repeated, and a
    different one raises. Grades of students who do not take part are dropped. Bands
    stand too, unless `bands` gives a newer one.
    """
    held = outcome.assignment if held is None else held
    for student in students:
        if held.get(student) is not None:
            message = f"student {student!r} already holds post {held[student]!r}"
            raise AlreadyPlaced(message, student=student, post=held[student])
    taken = Counter(post for post in held.values() if post is not None)
    known_bands = {
        (student, post): band
        for (student, post), band in market.bands.items()
        if student in students and post in posts
    }
    return Market(
        students=students,
        posts={
            name: replace(
                post,
                capacity=_seats_left(name, post, taken[name]),
                grades=_frozen_grades(market, students, name, post),
            )
            for name, post in posts.items()
        },
        bands={**known_bands, **(bands or {})},
    )


def _seats_left(name: str, post: Post, taken: int) -> int:
    if post.capacity < taken:
        message = f"post {name!r} has {post.capacity} seats and {taken} are held"
        raise SeatsBelowPlaced(message, post=name)
    return post.capacity - taken


def _frozen_grades(
    market: Market, students: Mapping[str, Sequence[str]], name: str, post: Post
) -> tuple[tuple[str, ...], ...]:
    frozen = market.tiers.get(name, {})
    given = tiers_of(name, post)
    for student, tier in given.items():
        if frozen.get(student, tier) != tier:
            message = (
                f"post {name!r} graded student {student!r} {frozen[student]} "
                f"in the last round and {tier} now"
            )
            raise GradeChanged(message, student=student, post=name)
    merged = {**frozen, **given}
    tiers: list[list[str]] = [
        [] for _ in range(max(len(post.grades), 1 + max(merged.values(), default=-1)))
    ]
    for student, tier in merged.items():
        if student in students:
            tiers[tier].append(student)
    return tuple(map(tuple, tiers))


@dataclass(frozen=True, slots=True)
class Move:
    """One student whose post differs between two runs; ranks are on the own list."""

    student: str
    before: str | None
    after: str | None
    before_rank: int | None
    after_rank: int | None


@dataclass(frozen=True, slots=True)
class Diff:
    """Who moves from one run to another, each tuple sorted by student."""

    gains: tuple[Move, ...]
    losses: tuple[Move, ...]
    untold: tuple[Move, ...]
    """Pinned to or off a post the student never listed: the list cannot say."""
    placed_change: int
    first_choices_change: int

    @property
    def moves(self) -> tuple[Move, ...]:
        every = (*self.gains, *self.losses, *self.untold)
        return tuple(sorted(every, key=lambda move: move.student))


def compare(a: Outcome, b: Outcome) -> Diff:
    """Who moves, and how far, if `b` were to stand instead of `a`.

    A student in one of the two only counts as unplaced in the other.
    """
    moves = list(_moves(a, b))
    gains = [move for move in moves if _direction(move) > 0]
    losses = [move for move in moves if _direction(move) < 0]
    untold = [move for move in moves if _direction(move) == 0]
    return Diff(
        gains=tuple(gains),
        losses=tuple(losses),
        untold=tuple(untold),
        placed_change=b.stats.placed - a.stats.placed,
        first_choices_change=b.stats.first_choices - a.stats.first_choices,
    )


def _moves(a: Outcome, b: Outcome) -> Iterator[Move]:
    for student in sorted({*a.assignment, *b.assignment}):
        before, after = a.assignment.get(student), b.assignment.get(student)
        if before != after:
            ranks = a.ranks.get(student), b.ranks.get(student)
            yield Move(student, before, after, *ranks)


def _direction(move: Move) -> int:
    """1 is better for the student, -1 worse, 0 not for us to say."""
    off_list_before = move.before is not None and move.before_rank is None
    off_list_after = move.after is not None and move.after_rank is None
    if off_list_before or off_list_after:
        return 0
    unplaced = float("inf")
    before = unplaced if move.before_rank is None else move.before_rank
    after = unplaced if move.after_rank is None else move.after_rank
    return 1 if after < before else -1
