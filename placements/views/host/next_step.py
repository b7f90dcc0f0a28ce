"""What a unit should do now: one sentence, why, until when, and where."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from placements.chinese_dates import clock, day, moment, weekday
from placements.models import HostUnit, ReturnReason, Season, SeasonWindow
from placements.states import PlacementState, PostState, UnitState


@dataclass(frozen=True, slots=True)
class NextStep:
    """What `components/next.html` draws."""

    title: str
    why: str = ""
    url: str = ""
    action: str = ""
    due_at: datetime | None = None
    due: str = ""
    label: str = ""
    stops: tuple = ()


@dataclass(frozen=True, slots=True)
class Tallies:
    """What a unit has in a season, counted once for the card and for the rows."""

    posts: dict[str, int]
    placements: dict[str, int]
    wishes: int = 0
    ungraded: int = 0
    posts_ungraded: int = 0

    def posts_in(self, state: str) -> int:
        return self.posts.get(state, 0)


def register_first() -> NextStep:
    return NextStep(
        title="登记单位",
        why="填全称、类别和联系人，约 3 分钟。单位已经登记过，"
        "请它的负责人把你的手机号加为联系人。",
        url=reverse("placements:host-unit-register"),
        action="去登记",
    )


def next_step(
    unit: HostUnit, season: Season, tallies: Tallies, now: datetime
) -> NextStep:
    """The first thing that waits for the unit; otherwise what it waits for."""
    return (
        _about_the_unit(unit)
        or _about_grades(season, tallies, now)
        or _about_posts(unit, season, tallies, now)
        or _waiting(unit, season, tallies, now)
    )


def locks(window: SeasonWindow) -> str:
    """7月8日（周四）18:00 锁定"""
    at = window.closes_at
    return f"{day(at)}（{weekday(at)}）{clock(at)} 锁定"


def returned_because(codes: list[str], note: str) -> str:
    """内容不全、时间不合适。把开始日期改到7月16日以后。"""
    labels = "、".join(ReturnReason(code).label for code in codes)
    return f"{labels}。{note}"


def _about_the_unit(unit: HostUnit) -> NextStep | None:
    committee, url = unit.managing_committee.short_name, reverse("placements:host-unit")
    if unit.state == UnitState.DRAFT:
        return NextStep(
            title="提交单位登记",
            why=f"资料填好了就交给{committee}审核，通过后岗位才能发布。",
            url=url,
            action="去提交",
        )
    if unit.state == UnitState.RETURNED:
        return NextStep(
            title="单位登记要改一处再交",
            why=returned_because(unit.return_reasons, unit.return_note),
            url=url,
            action="去改",
        )
    if unit.state == UnitState.SUSPENDED:
        return NextStep(
            title="单位暂停参加", why=f"原因写在消息里。有疑问打{committee}电话。"
        )
    return None


def _about_grades(season: Season, tallies: Tallies, now: datetime) -> NextStep | None:
    window = season.open_window(SeasonWindow.Kind.GRADING, now)
    if window is None or not tallies.ungraded:
        return None
    return NextStep(
        title=f"给 {tallies.ungraded} 名学生评价",
        why="没评的学生不会被录用。一人约 10 秒。",
        url=reverse("placements:host-student-list"),
        action="去评价",
        due_at=window.closes_at,
        due=locks(window),
    )


def _about_posts(
    unit: HostUnit, season: Season, tallies: Tallies, now: datetime
) -> NextStep | None:
    window = season.open_window(SeasonWindow.Kind.POST_COLLECTION, now)
    if window is None:
        return None
    listed = reverse("placements:host-post-list")
    if returned := tallies.posts_in(PostState.RETURNED):
        return NextStep(
            title=f"改 {returned} 个退回的岗位",
            why="原因写在岗位里，改好再提交。",
            url=f"{listed}?state=RETURNED",
            action="去改",
            due_at=window.closes_at,
        )
    if drafts := tallies.posts_in(PostState.DRAFT):
        return NextStep(
            title=f"提交 {drafts} 个岗位",
            why="草稿不算报送，提交了才算。",
            url=f"{listed}?state=DRAFT",
            action="去提交",
            due_at=window.closes_at,
        )
    if not tallies.posts:
        return NextStep(
            title="报岗位",
            why="有真实的任务、有导师、有起止日期。一个岗位约 3 分钟，可以照旧的抄。",
            url=reverse("placements:host-post-new"),
            action="报岗位",
            due_at=window.closes_at,
        )
    return None


def _waiting(
    unit: HostUnit, season: Season, tallies: Tallies, now: datetime
) -> NextStep:
    committee = unit.managing_committee.short_name
    if unit.state == UnitState.SUBMITTED:
        return NextStep(title=f"等{committee}审核单位", why="有结果会发消息告诉你。")
    if submitted := tallies.posts_in(PostState.SUBMITTED):
        return NextStep(
            title=f"等{committee}审核 {submitted} 个岗位",
            why="有结果会发消息告诉你。",
        )
    if offered := tallies.placements.get(PlacementState.OFFERED):
        return NextStep(
            title=f"等 {offered} 名学生答复录用", why="接受后能看到他们的电话。"
        )
    return NextStep(title="现在不用做什么", why=_what_comes(season, tallies, now))


def _what_comes(season: Season, tallies: Tallies, now: datetime) -> str:
    ahead = min(
        (
            window.opens_at
            for window in season.list_windows()
            if window.kind == SeasonWindow.Kind.GRADING and window.opens_at > now
        ),
        default=None,
    )
    if tallies.wishes and not tallies.ungraded:
        return "学生都评过了。选岗结果出来会发消息告诉你。"
    if ahead:
        return f"单位评价 {moment(ahead)} 开始，到时提醒你。"
    return "有新情况会发消息告诉你。"
