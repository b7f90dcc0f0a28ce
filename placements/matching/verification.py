"""A second opinion on an assignment, straight from the definitions.

It shares no code with the run: it reads the market's own fields, never the indexes
made for `match`, and it reports where `match` would raise.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from placements.matching.market import Market, Pair


class ViolationKind(StrEnum):
    UNKNOWN_STUDENT = "UNKNOWN_STUDENT"
    MISSING_STUDENT = "MISSING_STUDENT"
    UNKNOWN_POST = "UNKNOWN_POST"
    MISSING_NUMBER = "MISSING_NUMBER"
    SHARED_NUMBER = "SHARED_NUMBER"
    PIN_MOVED = "PIN_MOVED"
    FORBIDDEN_PAIR_USED = "FORBIDDEN_PAIR_USED"
    CLOSED_POST_USED = "CLOSED_POST_USED"
    OVERFILLED = "OVERFILLED"
    UNLISTED_PAIR = "UNLISTED_PAIR"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    BLOCKING_UNDER_GRADES = "BLOCKING_UNDER_GRADES"
    """Student and post want each other: a free seat, or a holder of a worse grade."""
    BLOCKING_UNDER_BANDS = "BLOCKING_UNDER_BANDS"
    """As above, the holder has the same grade and a worse band."""
    BLOCKING_UNDER_LOTTERY = "BLOCKING_UNDER_LOTTERY"
    """As above, the holder has the same grade and band and a later number."""
    JUSTIFIED_ENVY_OF_PIN = "JUSTIFIED_ENVY_OF_PIN"
    """A student wants a seat staff gave by hand to somebody who ranks lower there."""


@dataclass(frozen=True, slots=True)
class Violation:
    kind: ViolationKind
    student: str | None
    post: str | None
    detail: str

    @property
    def is_fault(self) -> bool:
        """Whether the engine, rather than a staff decision, would be to blame."""
        return self.kind != ViolationKind.JUSTIFIED_ENVY_OF_PIN


BEYOND_ALL = float("inf")
Standing = tuple[float, float, float]
UNACCEPTABLE: Standing = (BEYOND_ALL, BEYOND_ALL, BEYOND_ALL)


def check(
    market: Market,
    assignment: Mapping[str, str | None],
    lottery: Mapping[str, int] | None = None,
    *,
    pins: Iterable[Pair] = (),
    forbids: Iterable[Pair] = (),
) -> list[Violation]:
    """Everything wrong with an assignment; an empty list is a proof of stability.

    Without a lottery only grades and bands are checked: ties may then go either way.
    """
    reading = _Reading(market, assignment, lottery, dict(pins), set(forbids))
    return [
        *reading.faults_of_names(),
        *reading.faults_of_numbers(),
        *reading.faults_of_pairs(),
        *reading.faults_of_posts(),
        *reading.unstable_pairs(),
    ]


class _Reading:
    def __init__(
        self,
        market: Market,
        assignment: Mapping[str, str | None],
        lottery: Mapping[str, int] | None,
        pins: Mapping[str, str],
        forbids: set[Pair],
    ) -> None:
        self.market = market
        self.assignment = assignment
        self.lottery = lottery
        self.pins = pins
        self.forbids = forbids
        self.grade = {
            (student, post): index
            for post, details in market.posts.items()
            for index, tier in enumerate(details.grades)
            for student in tier
        }
        self.holders: dict[str, list[str]] = {post: [] for post in market.posts}
        for student, got in assignment.items():
            if got in self.holders:
                self.holders[got].append(student)

    def standing(self, student: str, post: str) -> Standing | None:
        """How the post ranks the student, lower is better; None is not at all."""
        grade = self.grade.get((student, post))
        if grade is None or (student, post) in self.forbids:
            return None
        band = self.market.bands.get((student, post), 0)
        if self.lottery is None:
            return grade, band, 0
        return grade, band, self.lottery.get(student, BEYOND_ALL)

    def faults_of_names(self) -> Iterator[Violation]:
        for student, post in self.assignment.items():
            if student not in self.market.students:
                yield Violation(
                    ViolationKind.UNKNOWN_STUDENT,
                    student,
                    post,
                    f"{student!r} is not in the market",
                )
            if post is not None and post not in self.market.posts:
                yield Violation(
                    ViolationKind.UNKNOWN_POST,
                    student,
                    post,
                    f"{student!r} got {post!r}, which is not in the market",
                )
        for student in self.market.students:
            if student not in self.assignment:
                yield Violation(
                    ViolationKind.MISSING_STUDENT,
                    student,
                    None,
                    f"nothing is said of {student!r}",
                )

    def faults_of_numbers(self) -> Iterator[Violation]:
        if self.lottery is None:
            return
        owner: dict[int, str] = {}
        for student in self.market.students:
            number = self.lottery.get(student)
            if number is None:
                yield Violation(
                    ViolationKind.MISSING_NUMBER,
                    student,
                    None,
                    f"{student!r} has no lottery number",
                )
            elif owner.setdefault(number, student) != student:
                yield Violation(
                    ViolationKind.SHARED_NUMBER,
                    student,
                    None,
                    f"{student!r} and {owner[number]!r} share number {number}",
                )

    def faults_of_pairs(self) -> Iterator[Violation]:
        for student, post in self.pins.items():
            got = self.assignment.get(student)
            if got != post:
                yield Violation(
                    ViolationKind.PIN_MOVED,
                    student,
                    post,
                    f"{student!r} is pinned to {post!r} and got {got!r}",
                )
        for student, got in self.assignment.items():
            if got is None or got not in self.market.posts:
                continue
            if student in self.market.students:
                yield from self.faults_of_pair(student, got)

    def faults_of_pair(self, student: str, post: str) -> Iterator[Violation]:
        if (student, post) in self.forbids:
            yield Violation(
                ViolationKind.FORBIDDEN_PAIR_USED,
                student,
                post,
                f"{student!r} got {post!r}, which staff forbade",
            )
        if self.pins.get(student) == post:
            return
        if post not in self.market.students[student]:
            yield Violation(
                ViolationKind.UNLISTED_PAIR,
                student,
                post,
                f"{student!r} got {post!r} without listing it",
            )
        if (student, post) not in self.grade:
            yield Violation(
                ViolationKind.NOT_ACCEPTABLE,
                student,
                post,
                f"{post!r} took {student!r} without grading",
            )

    def faults_of_posts(self) -> Iterator[Violation]:
        for post, holders in self.holders.items():
            details = self.market.posts[post]
            if details.closed and holders:
                yield Violation(
                    ViolationKind.CLOSED_POST_USED,
                    None,
                    post,
                    f"{post!r} is closed and took {len(holders)}",
                )
            elif len(holders) > details.capacity:
                yield Violation(
                    ViolationKind.OVERFILLED,
                    None,
                    post,
                    f"{post!r} took {len(holders)} for {details.capacity} seats",
                )

    def unstable_pairs(self) -> Iterator[Violation]:
        for student, wanted in self.market.students.items():
            if student in self.pins:
                continue
            for post in wanted:
                if post == self.assignment.get(student):
                    break
                own = self.standing(student, post)
                if own is not None and not self.market.posts[post].closed:
                    yield from self.blocking(student, post, own)
                    yield from self.envy_of_pin(student, post, own)

    def blocking(self, student: str, post: str, own: Standing) -> Iterator[Violation]:
        holders = self.holders[post]
        if len(holders) < self.market.posts[post].capacity:
            yield Violation(
                ViolationKind.BLOCKING_UNDER_GRADES,
                student,
                post,
                f"{student!r} wants {post!r}, is acceptable there, and a seat is free",
            )
            return
        drawn = [holder for holder in holders if self.pins.get(holder) != post]
        found = self.worst(post, drawn)
        if found is None or own >= found[0]:
            return
        worst, holder = found
        if own[0] < worst[0]:
            kind, word = ViolationKind.BLOCKING_UNDER_GRADES, "grade"
        elif own[1] < worst[1]:
            kind, word = ViolationKind.BLOCKING_UNDER_BANDS, "band"
        else:
            kind, word = ViolationKind.BLOCKING_UNDER_LOTTERY, "number"
        detail = f"{student!r} wants {post!r} and has a better {word} than {holder!r}"
        yield Violation(kind, student, post, detail)

    def envy_of_pin(
        self, student: str, post: str, own: Standing
    ) -> Iterator[Violation]:
        pinned = [who for who in self.holders[post] if self.pins.get(who) == post]
        found = self.worst(post, pinned)
        if found is not None and own < found[0]:
            yield Violation(
                ViolationKind.JUSTIFIED_ENVY_OF_PIN,
                student,
                post,
                f"{student!r} wants {post!r} and ranks above the pinned {found[1]!r}",
            )

    def worst(self, post: str, students: list[str]) -> tuple[Standing, str] | None:
        """The lowest ranked of some holders; not being acceptable ranks below all."""
        return max(
            (
                (self.standing(student, post) or UNACCEPTABLE, student)
                for student in students
            ),
            default=None,
        )
