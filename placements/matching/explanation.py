"""Why a student did not get a post, and why she got hers, from cutoffs alone.

No reason depends on, or names, any other student: only the student's own standing,
the cutoff of the post, and what staff decided about her.
"""

from dataclasses import dataclass
from enum import StrEnum

from placements.matching.errors import OutcomeDoesNotFit, UnknownStudent
from placements.matching.market import Market
from placements.matching.outcome import NOBODY, Outcome


class ReasonCode(StrEnum):
    PLACED = "PLACED"
    """Got this one: the first acceptable post on the list whose cutoff is met."""
    PINNED = "PINNED"
    """Got this one by hand."""
    PINNED_ELSEWHERE = "PINNED_ELSEWHERE"
    """Was placed elsewhere by hand, so took no part in the run for this post."""
    CLOSED = "CLOSED"
    NO_SEAT = "NO_SEAT"
    """No seats to give: capacity zero, or every seat pinned."""
    STAFF_FORBID = "STAFF_FORBID"
    NOT_GRADED = "NOT_GRADED"
    """In no tier of the post. Whether the unit declined or never answered is not in
    the market: the caller knows."""
    GRADE_BELOW_CUTOFF = "GRADE_BELOW_CUTOFF"
    BAND_BELOW_CUTOFF = "BAND_BELOW_CUTOFF"
    """Same grade as the last one taken, worse band."""
    LOTTERY_BEYOND_CUTOFF = "LOTTERY_BEYOND_CUTOFF"
    """Same grade and band as the last one taken, later number."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the answer, with the numbers its sentence needs.

    Tiers are indexes into the post's grades, 0 is the best. The cutoff fields are
    None where the post was not full or took nobody in the run.
    """

    code: ReasonCode
    post: str
    rank: int | None
    """The place on the student's list, from 1; None only for a pin off the list."""
    tier: int | None
    band: int
    number: int
    cutoff_tier: int | None = None
    cutoff_band: int | None = None
    cutoff_number: int | None = None

    @property
    def is_got(self) -> bool:
        return self.code in (ReasonCode.PLACED, ReasonCode.PINNED)


def explain(market: Market, outcome: Outcome, student: str) -> list[Reason]:
    """One reason for every post ranked above the one got, then the one got.

    An unplaced student, and one pinned to a post off her list, gets a reason for every
    post on it.
    """
    if student not in market.students:
        message = f"the market has no student {student!r}"
        raise UnknownStudent(message, student=student)
    if student not in outcome.assignment:
        message = f"the outcome says nothing of student {student!r}"
        raise OutcomeDoesNotFit(message, student=student)
    got = outcome.assignment[student]
    reasons = []
    for rank, post in enumerate(market.students[student], start=1):
        reasons.append(_reason(market, outcome, student, post, rank))
        if post == got:
            return reasons
    if got is not None:
        reasons.append(_reason(market, outcome, student, got, None))
    return reasons


def _reason(
    market: Market, outcome: Outcome, student: str, post: str, rank: int | None
) -> Reason:
    cutoff = outcome.cutoffs.get(post)
    shown = None if cutoff == NOBODY else cutoff
    return Reason(
        code=_code(market, outcome, student, post),
        post=post,
        rank=rank,
        tier=market.tiers[post].get(student),
        band=market.bands.get((student, post), 0),
        number=outcome.lottery[student],
        cutoff_tier=None if shown is None else shown.tier,
        cutoff_band=None if shown is None else shown.band,
        cutoff_number=None if shown is None else shown.number,
    )


def _code(market: Market, outcome: Outcome, student: str, post: str) -> ReasonCode:
    # What holds for everybody comes first: a student is told about her own grade only
    # where another grade would have made a difference.
    if student in outcome.pins:
        is_here = outcome.pins[student] == post
        return ReasonCode.PINNED if is_here else ReasonCode.PINNED_ELSEWHERE
    if outcome.assignment[student] == post:
        return ReasonCode.PLACED
    if market.posts[post].closed:
        return ReasonCode.CLOSED
    if outcome.cutoffs.get(post) == NOBODY:
        return ReasonCode.NO_SEAT
    if (student, post) in outcome.forbids:
        return ReasonCode.STAFF_FORBID
    if student not in market.tiers[post]:
        return ReasonCode.NOT_GRADED
    return _code_from_cutoff(market, outcome, student, post)


def _code_from_cutoff(
    market: Market, outcome: Outcome, student: str, post: str
) -> ReasonCode:
    cutoff = outcome.cutoffs.get(post)
    tier = market.tiers[post][student]
    band = market.bands.get((student, post), 0)
    if cutoff is not None:
        if tier > cutoff.tier:
            return ReasonCode.GRADE_BELOW_CUTOFF
        if tier == cutoff.tier and band > cutoff.band:
            return ReasonCode.BAND_BELOW_CUTOFF
        same = (tier, band) == (cutoff.tier, cutoff.band)
        if same and outcome.lottery[student] > cutoff.number:
            return ReasonCode.LOTTERY_BEYOND_CUTOFF
    message = f"nothing in this outcome keeps student {student!r} from post {post!r}"
    raise OutcomeDoesNotFit(message, student=student, post=post)
