"""What one run of the engine means for every student and post, ready to be stored."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import NamedTuple

from placements import matching
from placements.copying import copy_in
from placements.explanations import leftover_of, leftover_of_post, sentence
from placements.markets import Lists
from placements.models import (
    PostResult,
    SelectionResult,
    SelectionRound,
    SelectionRun,
)


class StudentLine(NamedTuple):
    """What a SelectionResult says, besides which run it belongs to."""

    application_id: int
    post_id: int | None
    rank: int | None
    lottery_number: int
    leftover: str
    reasons: list[dict]


class PostLine(NamedTuple):
    """What a PostResult says, besides which run it belongs to."""

    post_id: int
    seats: int
    filled: int
    listed: int
    leftover: str
    cutoff_grade: str
    cutoff_band: int | None
    cutoff_number: int | None


@dataclass(frozen=True)
class Proposal:
    """The outcome with everything that will stand in the database for it."""

    outcome: matching.Outcome
    faults: int
    students: list[StudentLine]
    posts: list[PostLine]

    @property
    def stats(self) -> dict:
        """Counts for the head of the desk, so that no page counts rows for them."""
        engine = asdict(self.outcome.stats)
        ranks = engine.pop("rank_histogram")
        return {
            **engine,
            "ranks": {str(rank): count for rank, count in ranks.items()},
            "posts": len(self.posts),
            "students_left": _leftovers(line.leftover for line in self.students),
            "posts_left": _leftovers(line.leftover for line in self.posts),
        }


def propose(lists: Lists, numbers: Mapping[str, int]) -> Proposal:
    """Run the engine, have its answer checked, and put everything into words."""
    outcome = matching.match(lists.market, numbers)
    return Proposal(
        outcome=outcome,
        faults=faults_in(lists, outcome.assignment, numbers),
        students=[_line(lists, outcome, student) for student in lists.market.students],
        posts=list(_post_lines(lists, outcome)),
    )


def store(proposal: Proposal, run: SelectionRun) -> None:
    """Write every line of the proposal down as belonging to the run."""
    copy_in(
        SelectionResult,
        ("run", *StudentLine._fields),
        (
            (run.pk, *line[:-1], json.dumps(line.reasons, ensure_ascii=False))
            for line in proposal.students
        ),
    )
    copy_in(
        PostResult,
        ("run", *PostLine._fields),
        ((run.pk, *line) for line in proposal.posts),
    )


def draw_numbers(round_: SelectionRound, lists: Lists) -> dict[str, int]:
    """Everybody's lottery number: the sealed seed, with the public value mixed in."""
    seed = bytes.fromhex(round_.seed)
    if round_.public_value:
        seed = matching.mix(seed, round_.public_value)
    return matching.lottery(lists.market.students, seed, round_.lottery_label)


def faults_in(
    lists: Lists, assignment: Mapping[str, str | None], numbers: Mapping[str, int]
) -> int:
    """How often an assignment breaks the rules, by the independent check."""
    violations = matching.check(lists.market, assignment, numbers)
    return sum(violation.is_fault for violation in violations)


def line_of(result: SelectionResult) -> StudentLine:
    """What a stored result says, to be compared with what the engine gives again."""
    return StudentLine(*(getattr(result, name) for name in StudentLine._fields))


def _line(lists: Lists, outcome: matching.Outcome, student: str) -> StudentLine:
    reasons = matching.explain(lists.market, outcome, student)
    grades = [lists.grades[student, reason.post] for reason in reasons]
    got = outcome.assignment[student]
    return StudentLine(
        application_id=lists.application_ids[student],
        post_id=None if got is None else int(got),
        rank=outcome.ranks[student],
        lottery_number=outcome.lottery[student],
        leftover="" if got else str(leftover_of(reasons, grades)),
        reasons=[
            {
                "post": int(reason.post),
                "code": str(reason.code),
                "grade": grade,
                "text": sentence(reason, grade),
                "number": reason.number,
                "cutoff_number": reason.cutoff_number,
            }
            for reason, grade in zip(reasons, grades, strict=True)
        ],
    )


def _post_lines(lists: Lists, outcome: matching.Outcome) -> Iterator[PostLine]:
    grades: dict[str, list[str]] = defaultdict(list)
    for (_, post), grade in lists.grades.items():
        grades[post].append(grade)
    filled = Counter(outcome.assignment.values())
    for post, seats in lists.market.posts.items():
        cutoff = outcome.cutoffs[post]
        known = None if cutoff == matching.NOBODY else cutoff
        yield PostLine(
            post_id=int(post),
            seats=seats.seats,
            filled=filled[post],
            listed=len(grades[post]),
            leftover=str(leftover_of_post(grades[post], filled[post], seats.seats)),
            cutoff_grade="ABC"[known.tier] if known else "",
            cutoff_band=known.band if known else None,
            cutoff_number=known.number if known else None,
        )


def _leftovers(leftovers: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(filter(None, leftovers)).items()))
