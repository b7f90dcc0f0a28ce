"""What an application still needs, and which posts can take a student at all."""

from accounts.models import StudentProfile
from placements.models import Channel, Post, Preference

MIN_AGE = 16
ADULT_AGE = 18


def missing_identity(
    profile: StudentProfile | None, name: str, channel: str
) -> list[str]:
    """What the first step still needs, in the student's words."""
    is_native = channel == Channel.NATIVE
    wanted = (
        ("姓名", name),
        ("证件号码", profile and profile.id_number_index),
        ("出生日期", profile and profile.birth_date),
        ("政治面貌", profile and profile.political_status),
        # Whoever comes by another road may be at home outside Yangquan.
        ("生源地", not is_native or (profile and profile.home_district_id)),
        ("假期住在", profile and profile.residence_id),
    )
    return [label for label, value in wanted if not value]


def missing_education(profile: StudentProfile | None) -> list[str]:
    """What the second step still needs."""
    wanted = (
        ("学校", profile and profile.university_id),
        ("专业", profile and profile.major),
        ("学历", profile and profile.degree),
        ("预计毕业", profile and profile.graduates_on),
        ("自我介绍", profile and profile.introduction),
    )
    return [label for label, value in wanted if not value]


def missing_in(
    profile: StudentProfile | None, name: str, channel: str = Channel.NATIVE
) -> list[str]:
    """What an application still needs of the profile."""
    return missing_identity(profile, name, channel) + missing_education(profile)


def why_not_yet(profile: StudentProfile, wishes: list[Preference]) -> str:
    """Why a complete application may not be handed in, or the empty string.

    Age and study count on the first possible day; every listed post must be able to
    take this student. Wishes come with their post loaded.
    """
    if not wishes:
        return "还没有志愿。先去岗位里挑一个。"
    # A published post has its dates: a constraint sees to it.
    first_day = min(wish.post.starts_on for wish in wishes if wish.post.starts_on)
    age = profile.age_on(first_day)
    if age is None or age < MIN_AGE:
        return f"到岗那天要满 {MIN_AGE} 周岁才能报名。"
    if profile.graduates_on is None or profile.graduates_on <= first_day:
        return "毕业时间早于到岗时间。返家乡实践面向在校大学生。"
    for wish in wishes:
        refusal = why_not_for(profile, wish.post)
        if refusal:
            return f"第 {wish.rank} 志愿“{wish.post.title}”{refusal}"
    return ""


def why_not_for(profile: StudentProfile | None, post: Post) -> str:
    """Why the post cannot take this student at all, or the empty string."""
    if profile is None:
        return ""
    if profile.degree and not post.takes_degree(profile.degree):
        mine = profile.get_degree_display()
        return f"要求{post.get_education_display()}，你填的是{mine}。"
    age = profile.age_on(post.starts_on) if post.starts_on else None
    if age is not None and age < ADULT_AGE and not post.takes_minors:
        return "不接收到岗时未满 18 周岁的同学。"
    return ""
