"""The one thing staff should do next: a decision from counts, without a query."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from placements.chinese_dates import moment, oldest_waited

# From then on, what is not graded is more urgent than what waits for review.
LAST_CALL = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the home page has counted for this person."""

    posts: int = 0
    posts_since: datetime | None = None
    units: int = 0
    units_since: datetime | None = None
    applications: int = 0
    applications_since: datetime | None = None
    units_behind: int = 0
    wishes_ungraded: int = 0
    grading_closes_at: datetime | None = None
    release_waits: bool = False
    selection_closes_at: datetime | None = None
    round_is_released: bool = False
    next_window: str = ""
    next_opens_at: datetime | None = None
    may_act: bool = True
    is_city: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The card 下一步; ``goal`` names the page, whose address the view knows."""

    title: str
    goal: str = ""
    action: str = ""
    why: str = ""
    due_at: datetime | None = None


def next_step(facts: Facts, now: datetime) -> Step:
    """The most urgent thing; the first rule that applies wins."""
    step = (
        _release(facts)
        or _last_call(facts, now)
        or _longest_wait(facts, now)
        or _select(facts)
        or _still_grading(facts)
        or _nothing(facts)
    )
    return step if facts.may_act else replace(step, goal="", action="")


def _release(facts: Facts) -> Step | None:
    if not (facts.release_waits and facts.is_city):
        return None
    return Step(
        "复核选岗结果并发布",
        goal="round",
        action="去复核",
        why="计算的人不能发布，要由第二个人核对。发布后学生才看得到。",
    )


def _last_call(facts: Facts, now: datetime) -> Step | None:
    closes = facts.grading_closes_at
    if not facts.units_behind or closes is None or closes - now > LAST_CALL:
        return None
    return _chase(facts)


def _still_grading(facts: Facts) -> Step | None:
    if not facts.units_behind or facts.grading_closes_at is None:
        return None
    return _chase(facts)


def _chase(facts: Facts) -> Step:
    n = facts.units_behind
    return Step(
        f"催 {n} 家单位完成评价",
        goal="units_behind",
        action=f"看没评完的 {n} 家",
        why=f"还有 {facts.wishes_ungraded} 人次没评，到时没评的不会被录用。",
        due_at=facts.grading_closes_at,
    )


def _longest_wait(facts: Facts, now: datetime) -> Step | None:
    """Whoever has waited longest is answered first."""
    queues = [
        (facts.posts_since, facts.posts, "posts", "个岗位"),
        (facts.units_since, facts.units, "units", "家单位"),
        (facts.applications_since, facts.applications, "applications", "份报名"),
    ]
    waiting = [
        (since, count, goal, noun)
        for since, count, goal, noun in queues
        if since is not None and count
    ]
    if not waiting:
        return None
    since, count, goal, noun = min(waiting)
    return Step(
        f"审核 {count} {noun}",
        goal=goal,
        action=f"去审 {count} {noun}",
        why=f"{oldest_waited(since, now)}。先到先审，2 个工作日内答复。",
    )


def _select(facts: Facts) -> Step | None:
    if not facts.is_city or facts.selection_closes_at is None:
        return None
    if facts.round_is_released:
        return None
    return Step(
        "开始选岗",
        goal="round",
        action="去选岗",
        why="锁定名单、计算、核对，再请第二个人发布。",
        due_at=facts.selection_closes_at,
    )


def _nothing(facts: Facts) -> Step:
    if facts.next_opens_at is None:
        return Step(
            "现在没有要你办的事", why="有新的岗位、单位或报名，会先出现在这里。"
        )
    return Step(
        "现在没有要你办的事",
        why=f"下一个时间点：{moment(facts.next_opens_at)} {facts.next_window}开始。",
    )
