"""Who may be matched with whom: posts, students, their order of each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from placements.matching.errors import (
    BadBand,
    BadCapacity,
    DuplicatePreference,
    GradedTwice,
    IdIsNotText,
    NotAList,
    PinnedTwice,
    PinOnClosedPost,
    PinOnForbiddenPair,
    TooManyPins,
    UnknownPost,
    UnknownStudent,
)

Pair = tuple[str, str]
"""(student, post), always in this order."""


@dataclass(frozen=True, slots=True)
class Post:
    """Seats, and the students the unit would take: tiers of equals, best first.

    A student in no tier is not acceptable. A `closed` post takes nobody whatever its
    capacity; keeping it in the market is what lets `explain` say so to those who
    listed it. An open post without seats left is "no seat" instead.
    """

    capacity: int
    grades: tuple[tuple[str, ...], ...] = ()
    closed: bool = False

    @property
    def seats(self) -> int:
        return 0 if self.closed else self.capacity


@dataclass(frozen=True)
class Market:
    """Everything that decides a selection, except the lottery and staff decisions.

    `students` maps each student to the posts wanted, best first. `bands` maps
    (student, post) to a distance band, lower is better, 0 where nothing is said.
    A post orders students by (tier of its grades, band, lottery number).

    A market that exists is valid: bad input raises here. It keeps copies, so later
    changes to what was passed in do not reach it.
    """

    students: Mapping[str, Sequence[str]]
    posts: Mapping[str, Post]
    bands: Mapping[Pair, int] = field(default_factory=dict)
    tiers: Mapping[str, Mapping[str, int]] = field(
        init=False, repr=False, compare=False
    )
    """Per post, the tier index of every acceptable student; made from `posts`."""

    def __post_init__(self) -> None:
        for name, value in (
            ("students", _checked_lists(self.students, self.posts)),
            ("posts", dict(self.posts)),
            ("bands", dict(self.bands)),
            ("tiers", {name: tiers_of(name, post) for name, post in self._posts()}),
        ):
            object.__setattr__(self, name, value)
        self._refuse_unknown_graded_students()
        self._refuse_bad_bands()

    def _posts(self) -> Iterable[tuple[str, Post]]:
        for name, post in self.posts.items():
            _refuse_non_text(name, "post")
            if not _is_count(post.capacity):
                message = f"post {name!r} has {post.capacity!r} seats"
                raise BadCapacity(message, post=name)
            yield name, post

    def _refuse_unknown_graded_students(self) -> None:
        for post, tiers in self.tiers.items():
            for student in tiers:
                if student not in self.students:
                    message = f"post {post!r} grades the unknown student {student!r}"
                    raise UnknownStudent(message, student=student, post=post)

    def _refuse_bad_bands(self) -> None:
        for (student, post), band in self.bands.items():
            self.refuse_unknown(student, post, "a band")
            if not _is_count(band):
                message = f"student {student!r} at post {post!r} has band {band!r}"
                raise BadBand(message, student=student, post=post)

    def refuse_unknown(self, student: str, post: str, what: str) -> None:
        if student not in self.students:
            message = f"{what} names the unknown student {student!r}"
            raise UnknownStudent(message, student=student, post=post)
        if post not in self.posts:
            message = f"{what} of student {student!r} names the unknown post {post!r}"
            raise UnknownPost(message, student=student, post=post)


def tiers_of(name: str, post: Post) -> dict[str, int]:
    """The tier index of every student a post grades; `name` is for the message."""
    found: dict[str, int] = {}
    for index, tier in enumerate(post.grades):
        if isinstance(tier, str):
            message = f"post {name!r}: grade {index} is the text {tier!r}, not a list"
            raise NotAList(message, post=name)
        for student in tier:
            if student in found:
                message = f"post {name!r} grades student {student!r} twice"
                raise GradedTwice(message, student=student, post=name)
            found[student] = index
    return found


def staff_decisions(
    market: Market, pins: Iterable[Pair], forbids: Iterable[Pair]
) -> tuple[dict[str, str], frozenset[Pair]]:
    """Pins as {student: post} and forbids as a set, or the error that refuses them.

    A pin needs neither a grade nor a place on the student's list: it is staff placing
    somebody by hand. How many people must agree to that is the caller's rule.
    """
    forbidden = frozenset(forbids)
    for student, post in forbidden:
        market.refuse_unknown(student, post, "a forbid")
    pinned: dict[str, str] = {}
    for student, post in pins:
        market.refuse_unknown(student, post, "a pin")
        _refuse_pin(market, pinned, forbidden, student, post)
        pinned[student] = post
    _refuse_overfull_pins(market, pinned)
    return pinned, forbidden


def _refuse_pin(
    market: Market,
    pinned: Mapping[str, str],
    forbidden: frozenset[Pair],
    student: str,
    post: str,
) -> None:
    if student in pinned:
        message = f"student {student!r} is pinned twice"
        raise PinnedTwice(message, student=student, post=post)
    if (student, post) in forbidden:
        message = f"student {student!r} is both pinned to and kept from post {post!r}"
        raise PinOnForbiddenPair(message, student=student, post=post)
    if market.posts[post].closed:
        message = f"student {student!r} is pinned to the closed post {post!r}"
        raise PinOnClosedPost(message, student=student, post=post)


def _refuse_overfull_pins(market: Market, pinned: Mapping[str, str]) -> None:
    used: dict[str, int] = {}
    for student, post in pinned.items():
        used[post] = used.get(post, 0) + 1
        seats = market.posts[post].seats
        if used[post] > seats:
            message = f"post {post!r} has {seats} seats, fewer than its pins"
            raise TooManyPins(message, student=student, post=post)


def _checked_lists(
    students: Mapping[str, Sequence[str]], posts: Mapping[str, Post]
) -> dict[str, tuple[str, ...]]:
    lists: dict[str, tuple[str, ...]] = {}
    for student, wanted in students.items():
        _refuse_non_text(student, "student")
        if isinstance(wanted, str):
            message = f"the list of student {student!r} is the text {wanted!r}"
            raise NotAList(message, student=student)
        lists[student] = tuple(wanted)
        _refuse_bad_list(student, lists[student], posts)
    return lists


def _refuse_bad_list(
    student: str, wanted: tuple[str, ...], posts: Mapping[str, Post]
) -> None:
    seen: set[str] = set()
    for post in wanted:
        if post not in posts:
            message = f"student {student!r} lists the unknown post {post!r}"
            raise UnknownPost(message, student=student, post=post)
        if post in seen:
            message = f"student {student!r} lists post {post!r} twice"
            raise DuplicatePreference(message, student=student, post=post)
        seen.add(post)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _refuse_non_text(name: object, kind: str) -> None:
    if not isinstance(name, str):
        raise IdIsNotText(f"{kind} {name!r} is not named by a string")
