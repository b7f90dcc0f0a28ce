"""What staff do next, decided from counts alone."""

from datetime import UTC, datetime, timedelta

import pytest

from placements.urgency import Facts, next_step

NOW = datetime(2026, 7, 8, 5, 0, tzinfo=UTC)
SOON, LATER = NOW + timedelta(hours=5), NOW + timedelta(days=5)
BUSY = {
    "posts": 12,
    "posts_since": NOW - timedelta(days=2),
    "units": 3,
    "units_since": NOW - timedelta(hours=9),
    "applications": 7,
    "applications_since": NOW - timedelta(days=1),
    "units_behind": 5,
    "wishes_ungraded": 23,
    "is_city": True,
    "selection_closes_at": LATER,
}


@pytest.mark.parametrize(
    ("facts", "goal", "title"),
    [
        (
            {**BUSY, "release_waits": True, "grading_closes_at": SOON},
            "round",
            "复核选岗结果并发布",
        ),
        ({**BUSY, "grading_closes_at": SOON}, "units_behind", "催 5 家单位完成评价"),
        ({**BUSY, "grading_closes_at": LATER}, "posts", "审核 12 个岗位"),
        (
            {**BUSY, "applications_since": NOW - timedelta(days=3)},
            "applications",
            "审核 7 份报名",
        ),
        (
            {"units": 3, "units_since": NOW, "posts": 0, "posts_since": None},
            "units",
            "审核 3 家单位",
        ),
        ({"is_city": True, "selection_closes_at": LATER}, "round", "开始选岗"),
        (
            {"units_behind": 5, "grading_closes_at": LATER},
            "units_behind",
            "催 5 家单位完成评价",
        ),
        ({}, "", "现在没有要你办的事"),
    ],
)
def test_the_most_urgent_thing_comes_first(facts, goal, title):
    step = next_step(Facts(**facts), NOW)

    assert (step.goal, step.title) == (goal, title)
    assert bool(step.action) == bool(goal)


@pytest.mark.parametrize(
    "facts",
    [
        {"release_waits": True},
        {"selection_closes_at": LATER},
        {"is_city": True, "selection_closes_at": LATER, "round_is_released": True},
        {"units_behind": 5},
    ],
)
def test_what_is_not_theirs_or_is_over_is_not_asked_of_them(facts):
    assert next_step(Facts(**facts), NOW).goal == ""


def test_the_card_says_how_long_the_first_has_waited():
    step = next_step(Facts(posts=1, posts_since=NOW - timedelta(days=2)), NOW)

    assert step.why == "最早的等了 2 天。先到先审，2 个工作日内答复。"
    assert step.action == "去审 1 个岗位"


def test_the_last_call_has_a_deadline_and_says_what_is_at_stake():
    step = next_step(Facts(**BUSY, grading_closes_at=SOON), NOW)

    assert step.due_at == SOON
    assert step.why == "还有 23 人次没评，到时没评的不会被录用。"


def test_an_idle_day_names_the_next_date():
    coming = datetime(2026, 7, 9, 1, 0, tzinfo=UTC)
    step = next_step(Facts(next_window="选岗", next_opens_at=coming), NOW)

    assert step.why == "下一个时间点：7月9日 09:00 选岗开始。"


def test_readers_are_told_but_not_sent():
    step = next_step(Facts(**BUSY, grading_closes_at=SOON, may_act=False), NOW)

    assert step.title == "催 5 家单位完成评价"
    assert (step.goal, step.action) == ("", "")
