"""The engine's reasons as sentences, each about the reader and nobody else."""

from collections.abc import Sequence

from placements.matching import Reason, ReasonCode
from placements.models import Grade, Leftover

GRADE_NAMES = ("A", "B", "C")


def sentence(reason: Reason, grade: str) -> str:
    """What the student reads beside one wish. ``grade`` is the unit's judgement."""
    match reason.code:
        case ReasonCode.PLACED:
            return f"录用。单位给你的评价是 {_mine(reason)}，{_inside(reason)}。"
        case ReasonCode.PINNED:
            return "录用。由团市委指定，理由另附。"
        case ReasonCode.PINNED_ELSEWHERE:
            return "你已由团市委安排到别的岗位，没有参加这个岗位的选岗。"
        case ReasonCode.CLOSED:
            return "这个岗位已经取消。"
        case ReasonCode.NO_SEAT:
            return "这一轮这个岗位没有空余名额。"
        case ReasonCode.STAFF_FORBID:
            return "团市委按规则没有安排这个岗位（如回避关系）。"
        case ReasonCode.NOT_GRADED if grade == Grade.DECLINED:
            return "单位认为与岗位要求不符。"
        case ReasonCode.NOT_GRADED:
            return "单位到截止时没有评价，这个志愿不能录用。"
        case ReasonCode.GRADE_BELOW_CUTOFF:
            return (
                f"单位给你的评价是 {_mine(reason)}。"
                f"名额已由评价为 {_at_best(reason)}的同学录满。"
            )
        case ReasonCode.BAND_BELOW_CUTOFF:
            return f"{_as_the_last_one(reason)}按就近规则，名额录到住得更近的同学为止。"
        case ReasonCode.LOTTERY_BEYOND_CUTOFF:
            return (
                f"{_as_the_last_one(reason)}"
                f"录用到抽签号 {reason.cutoff_number} 为止，你是 {reason.number}。"
            )


def _mine(reason: Reason) -> str:
    return "" if reason.tier is None else GRADE_NAMES[reason.tier]


def _at_best(reason: Reason) -> str:
    """The grades among which the places went; none above A, so A stands alone."""
    tier = reason.cutoff_tier or 0
    return f"{GRADE_NAMES[tier]} 及以上" if tier else f"{GRADE_NAMES[0]} "


def _as_the_last_one(reason: Reason) -> str:
    """Below A, others who were taken may have been graded better: say so."""
    same = "与最后录用的同学相同" if reason.tier else "与录用者相同"
    return f"单位给你的评价是 {_mine(reason)}，{same}。"


def _inside(reason: Reason) -> str:
    if reason.cutoff_number is None:
        return "名额没有录满"
    if reason.tier != reason.cutoff_tier:
        return "高过录用线"
    if reason.band != reason.cutoff_band:
        return "住得比录用线近"
    return f"抽签号 {reason.number} 在录用线 {reason.cutoff_number} 以内"


def leftover_of(reasons: Sequence[Reason], grades: Sequence[str]) -> str:
    """Why a student stays without a post, in one word: the most hopeful cause wins."""
    if not reasons:
        return Leftover.NO_WISH
    if any(
        grade in GRADE_NAMES or reason.code == ReasonCode.NO_SEAT
        for reason, grade in zip(reasons, grades, strict=True)
    ):
        return Leftover.FULL
    if all(grade == Grade.DECLINED for grade in grades):
        return Leftover.NOT_SUITABLE
    return Leftover.NOT_GRADED


def leftover_of_post(grades: Sequence[str], filled: int, seats: int) -> str:
    """Why a post keeps an empty place. ``grades`` are those of all its wishes."""
    if filled >= seats:
        return Leftover.NONE
    if not grades:
        return Leftover.NOT_LISTED
    if any(grade in GRADE_NAMES for grade in grades):
        return Leftover.WENT_ELSEWHERE
    if all(grade == Grade.DECLINED for grade in grades):
        return Leftover.NOT_SUITABLE
    return Leftover.NOT_GRADED
