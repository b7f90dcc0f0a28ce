"""What a change of plan closes or opens, asked before it is saved."""

from collections.abc import Callable
from datetime import datetime

from placements.chinese_dates import moment
from placements.models import Commitment, Post, Season, SeasonWindow
from placements.queues import wishes_to_grade
from placements.states import (
    POST_EDITABLE,
    ApplicationState,
    CommitmentState,
)

Kind = SeasonWindow.Kind


def window_consequences(
    season: Season,
    kind: str,
    *,
    opens_at: datetime,
    closes_at: datetime,
    now: datetime,
    round_no: int = 1,
) -> list[str]:
    """Sentences for the page that asks; the first names the change itself."""
    before = season.window(kind, round_no)
    change = describe_change(kind, before, opens_at, closes_at)
    is_open = opens_at <= now < closes_at
    was_open = before is not None and before.is_open_at(now)
    effects = []
    if before is not None and closes_at < before.closes_at:
        effects = _who_is_late(season, kind)
    elif is_open and not was_open and Kind(kind) in OPENED:
        effects = [OPENED[Kind(kind)]]
    return [change, *effects]


def describe_change(
    kind: str, before: SeasonWindow | None, opens_at: datetime, closes_at: datetime
) -> str:
    """学生报名从 7月8日 18:00 提前到 7月6日 18:00 截止。"""
    label = Kind(kind).label
    if before is None:
        return f"新安排{label}：{moment(opens_at)} 到 {moment(closes_at)}。"
    parts = []
    if opens_at != before.opens_at:
        word = "提前" if opens_at < before.opens_at else "推迟"
        parts.append(f"从 {moment(before.opens_at)} {word}到 {moment(opens_at)} 开始")
    if closes_at != before.closes_at:
        word = "提前" if closes_at < before.closes_at else "延长"
        parts.append(f"从 {moment(before.closes_at)} {word}到 {moment(closes_at)} 截止")
    if not parts:
        return f"{label}的时间没有变。"
    return f"{label}{'，'.join(parts)}。"


def _who_is_late(season: Season, kind: str) -> list[str]:
    ask = LATE.get(Kind(kind))
    return [sentence for sentence in (ask(season) if ask else []) if sentence]


def _late_posts(season: Season) -> list[str]:
    posts = Post.objects.filter(season=season)
    returned = posts.filter(state=Post.State.RETURNED).count()
    drafts = posts.filter(state__in=POST_EDITABLE).count() - returned
    return [
        f"{returned} 个退回修改中的岗位，截止后不能再提交。" if returned else "",
        f"{drafts} 个没填完的岗位，截止后不能再提交。" if drafts else "",
    ]


def _late_drafts(season: Season) -> list[str]:
    drafts = season.applications.filter(state=ApplicationState.DRAFT).count()
    return [f"{drafts} 份草稿还没交，截止后不能再交。" if drafts else ""]


def _late_reviews(season: Season) -> list[str]:
    waiting = season.applications.filter(state=ApplicationState.SUBMITTED).count()
    return [f"{waiting} 份报名还没审，没审的不会进入选岗。" if waiting else ""]


def _late_grades(season: Season) -> list[str]:
    ungraded = wishes_to_grade(season).count()
    return [f"{ungraded} 人次还没评，将不会被录用。" if ungraded else ""]


def _late_letters(season: Season) -> list[str]:
    unsigned = Commitment.objects.filter(
        placement__season=season, state=CommitmentState.TO_SIGN
    ).count()
    return [f"{unsigned} 份承诺书还没签。" if unsigned else ""]


LATE: dict[Kind, Callable[[Season], list[str]]] = {
    Kind.POST_COLLECTION: _late_posts,
    Kind.REGISTRATION: _late_drafts,
    Kind.QUALIFICATION_REVIEW: _late_reviews,
    Kind.GRADING: _late_grades,
    Kind.SIGNING: _late_letters,
}

OPENED: dict[Kind, str] = {
    Kind.POST_COLLECTION: "保存后，单位马上可以报岗位。",
    Kind.REGISTRATION: "保存后，学生马上可以报名和改志愿。",
    Kind.GRADING: "保存后，单位马上可以评价学生。",
}


def cancellation_consequences(post: Post) -> list[str]:
    """What cancelling a post does to the students who count on it."""
    wishes = post.preferences.standing().count()
    holders = post.placements.live().count()
    return [
        f"{wishes} 名学生填报了它，志愿作废，48 小时内可以换一个。"
        if wishes
        else "还没有学生填报它。",
        *([f"{holders} 名学生已经录用，录用随之取消，要优先调剂。"] if holders else []),
        "取消以后不能恢复。",
    ]
