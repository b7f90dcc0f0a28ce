"""What the program can see for itself before a person decides. Nothing is decided here.

Each check looks at one loaded row and answers with what a reviewer should look at.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import StudentProfile
from placements.models import (
    KINDS_WITHOUT_CODE,
    Application,
    Hazard,
    HostUnit,
    Post,
    Preference,
    Season,
    UnitKind,
)
from placements.states import UnitState

MIN_AGE, ADULT_AGE = 16, 18
MANY_PLACES = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; ``danger`` is a fault, ``warn`` a question."""

    tone: str
    text: str


COMPLETE = Finding("ok", "齐全")


def fault(text: str) -> Finding:
    return Finding("danger", text)


def question(text: str) -> Finding:
    return Finding("warn", text)


def summary(findings: Iterable[Finding]) -> list[Finding]:
    """Faults first; 齐全 when there is nothing to look at."""
    in_order = sorted(findings, key=lambda finding: finding.tone != "danger")
    return in_order or [COMPLETE]


def check_post(post: Post, season: Season, *, has_twin: bool = False) -> list[Finding]:
    """``post`` needs its unit loaded; ``has_twin``: the unit offers the same work."""
    return summary(
        [
            *_check_dates(post, season),
            *_check_work(post),
            *_check_people(post),
            *([question("和同单位另一个岗位任务相同")] if has_twin else []),
        ]
    )


def _check_dates(post: Post, season: Season) -> list[Finding]:
    if post.starts_on is None or post.ends_on is None:
        return [fault("没写起止日期")]
    if post.days < season.min_days:
        return [fault(f"只有 {post.days} 天，少于 {season.min_days} 天")]
    if post.days > season.max_days:
        return [fault(f"共 {post.days} 天，多于 {season.max_days} 天")]
    if post.days in (season.min_days, season.max_days):
        return [question(f"{post.days} 天，正好在限上")]
    return []


def _check_work(post: Post) -> list[Finding]:
    found = []
    if not post.tasks:
        found.append(fault("没写主要任务"))
    elif not all(task.get("deliverable", "").strip() for task in post.tasks):
        found.append(fault("任务没写交付物"))
    if not post.need_reason.strip():
        found.append(fault("没写设岗理由"))
    if post.days_per_week > 5:
        found.append(question(f"每周 {post.days_per_week} 天"))
    if Hazard.OUTDOOR_HEAT in post.hazards:
        found.append(question("户外作业，看防暑安排"))
    if post.takes_minors and post.hazards:
        found.append(fault("接收未成年人，但有风险"))
    return found


def _check_people(post: Post) -> list[Finding]:
    found = []
    if post.unit.state != UnitState.APPROVED:
        found.append(fault("单位还没通过审核"))
    if not post.mentor_name.strip():
        found.append(fault("没写带教导师"))
    elif not post.mentor_phone:
        found.append(question("没留导师电话"))
    if post.headcount > MANY_PLACES:
        found.append(question(f"要 {post.headcount} 人，带得过来吗"))
    return found


def check_unit(unit: HostUnit) -> list[Finding]:
    """``unit`` needs ``township__parent`` and its committee's division loaded."""
    found = []
    if not unit.credit_code and UnitKind(unit.kind) not in KINDS_WITHOUT_CODE:
        found.append(fault("没有统一社会信用代码"))
    elif unit.credit_code and len(unit.credit_code) != 18:
        found.append(fault("信用代码不是 18 位"))
    committee = unit.managing_committee
    if not committee.is_city and unit.township.parent_id != committee.division_id:
        found.append(question("地址不在属地内"))
    if not unit.address.strip():
        found.append(question("没写详细地址"))
    return summary(found)


def check_application(
    application: Application,
    profile: StudentProfile | None,
    wishes: list[Preference],
    *,
    was_rejected: bool = False,
) -> list[Finding]:
    """``wishes`` are the standing ones with their posts, in order."""
    if profile is None:
        return [fault("没有学生资料")]
    found = [*_check_wishes(profile, wishes)]
    first_day = min(
        (w.post.starts_on for w in wishes if w.post.starts_on), default=None
    )
    if first_day:
        found += _check_student(profile, first_day)
    if was_rejected:
        found.append(question("本季有过一份没通过的报名"))
    if application.accepts_adjustment and not wishes:
        found.append(question("没有志愿，只服从调剂"))
    return summary(found)


def _check_student(profile: StudentProfile, first_day) -> list[Finding]:
    found = []
    age = profile.age_on(first_day)
    if age is None:
        found.append(fault("没写出生日期"))
    elif age < MIN_AGE:
        found.append(fault(f"到岗时 {age} 岁，不满 {MIN_AGE} 岁"))
    elif age < ADULT_AGE:
        found.append(question(f"到岗时 {age} 岁，要监护人同意"))
    if profile.graduates_on is None:
        found.append(fault("没写毕业时间"))
    elif profile.graduates_on <= first_day:
        found.append(fault("到岗时已毕业"))
    return found


def _check_wishes(profile: StudentProfile, wishes: list[Preference]) -> list[Finding]:
    found = []
    for wish in wishes:
        if profile.degree and not wish.post.takes_degree(profile.degree):
            found.append(fault(f"学历不够第 {wish.rank} 志愿的要求"))
        elif not wish.post.takes_major(profile.major):
            found.append(question(f"专业与第 {wish.rank} 志愿不同"))
    return found
