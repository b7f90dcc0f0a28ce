import pytest

from placements.explanations import leftover_of, leftover_of_post, sentence
from placements.matching import Market, Post, Reason, ReasonCode, explain, match
from placements.models import Leftover

C = ReasonCode


def reason(code, **numbers):
    given = {"rank": 1, "tier": 0, "band": 0, "number": 118, **numbers}
    return Reason(code=code, post="7", **given)


@pytest.mark.parametrize(
    ("given", "grade", "said"),
    [
        (
            reason(C.PLACED, cutoff_tier=0, cutoff_band=0, cutoff_number=120),
            "A",
            "录用。单位给你的评价是 A，抽签号 118 在录用线 120 以内。",
        ),
        (
            reason(C.PLACED, cutoff_tier=1, cutoff_band=0, cutoff_number=3),
            "A",
            "录用。单位给你的评价是 A，高过录用线。",
        ),
        (
            reason(C.PLACED, cutoff_tier=0, cutoff_band=2, cutoff_number=3),
            "A",
            "录用。单位给你的评价是 A，住得比录用线近。",
        ),
        (reason(C.PLACED), "A", "录用。单位给你的评价是 A，名额没有录满。"),
        (reason(C.PINNED, tier=None), "", "录用。由团市委指定，理由另附。"),
        (
            reason(C.PINNED_ELSEWHERE),
            "A",
            "你已由团市委安排到别的岗位，没有参加这个岗位的选岗。",
        ),
        (reason(C.CLOSED), "A", "这个岗位已经取消。"),
        (reason(C.NO_SEAT), "A", "这一轮这个岗位没有空余名额。"),
        (reason(C.STAFF_FORBID), "A", "团市委按规则没有安排这个岗位（如回避关系）。"),
        (reason(C.NOT_GRADED, tier=None), "DECLINED", "单位认为与岗位要求不符。"),
        (
            reason(C.NOT_GRADED, tier=None),
            "",
            "单位到截止时没有评价，这个志愿不能录用。",
        ),
        (
            reason(C.GRADE_BELOW_CUTOFF, tier=1, cutoff_tier=0),
            "B",
            "单位给你的评价是 B。名额已由评价为 A 的同学录满。",
        ),
        (
            reason(C.GRADE_BELOW_CUTOFF, tier=2, cutoff_tier=1),
            "C",
            "单位给你的评价是 C。名额已由评价为 B 及以上的同学录满。",
        ),
        (
            reason(C.BAND_BELOW_CUTOFF, cutoff_tier=0, cutoff_band=0, cutoff_number=3),
            "A",
            "单位给你的评价是 A，与录用者相同。"
            "按就近规则，名额录到住得更近的同学为止。",
        ),
        (
            reason(C.LOTTERY_BEYOND_CUTOFF, cutoff_tier=0, cutoff_number=96),
            "A",
            "单位给你的评价是 A，与录用者相同。录用到抽签号 96 为止，你是 118。",
        ),
        (
            reason(C.LOTTERY_BEYOND_CUTOFF, tier=1, cutoff_tier=1, cutoff_number=96),
            "B",
            "单位给你的评价是 B，与最后录用的同学相同。"
            "录用到抽签号 96 为止，你是 118。",
        ),
    ],
)
def test_every_reason_has_its_sentence(given, grade, said):
    assert sentence(given, grade) == said


def test_no_code_is_left_without_a_sentence():
    for code in ReasonCode:
        assert sentence(reason(code, cutoff_tier=0, cutoff_number=1), "A")


def test_the_sentence_names_the_numbers_of_the_run():
    market = Market(
        students={"a": ["p"], "b": ["p"]}, posts={"p": Post(1, (("a", "b"),))}
    )
    outcome = match(market, {"a": 1, "b": 2})

    [why] = explain(market, outcome, "b")

    assert "录用到抽签号 1 为止，你是 2。" in sentence(why, "A")


@pytest.mark.parametrize(
    ("reasons", "grades", "left"),
    [
        ([], [], Leftover.NO_WISH),
        ([C.NOT_GRADED, C.LOTTERY_BEYOND_CUTOFF], ["", "A"], Leftover.FULL),
        ([C.NO_SEAT], [""], Leftover.FULL),
        ([C.NOT_GRADED, C.NOT_GRADED], ["DECLINED", ""], Leftover.NOT_GRADED),
        ([C.NOT_GRADED], ["DECLINED"], Leftover.NOT_SUITABLE),
    ],
)
def test_a_students_leftover_is_the_most_hopeful_cause(reasons, grades, left):
    assert leftover_of([reason(code) for code in reasons], grades) == left


@pytest.mark.parametrize(
    ("grades", "filled", "seats", "left"),
    [
        (["A"], 1, 1, Leftover.NONE),
        ([], 0, 1, Leftover.NOT_LISTED),
        (["A", ""], 0, 1, Leftover.WENT_ELSEWHERE),
        (["A"], 1, 2, Leftover.WENT_ELSEWHERE),
        (["DECLINED", "DECLINED"], 0, 1, Leftover.NOT_SUITABLE),
        (["DECLINED", ""], 0, 1, Leftover.NOT_GRADED),
    ],
)
def test_a_posts_leftover_says_why_it_is_empty(grades, filled, seats, left):
    assert leftover_of_post(grades, filled, seats) == left
