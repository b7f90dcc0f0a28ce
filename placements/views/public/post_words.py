"""What the page of one post says, in the words of the page."""

from datetime import datetime

from placements.chinese_dates import span
from placements.eligibility import why_not_for
from placements.models import Lunch, Place, Post
from placements.registration import registration_sentence
from placements.views.public.reader import Reader

LUNCH = {
    Lunch.PROVIDED: "单位提供",
    Lunch.NONE: "不提供",
    Lunch.SUBSIDY: "有午餐补贴",
}


def fit(reader: Reader, post: Post) -> tuple[str, str]:
    """The tone and the words of the badge: does the post suit this student?"""
    profile = reader.profile
    if profile is None or not (profile.major and profile.degree):
        return "", ""
    if refusal := why_not_for(profile, post):
        return "warn", refusal.rstrip("。")
    if post.takes_major(profile.major):
        return "ok", "专业和学历你都符合"
    return "info", "学历符合，专业不在要求里，也可以填报"


def terms(post: Post) -> list[tuple[str, str]]:
    """Time, place and what the unit provides."""
    when = [
        dates(post),
        f"{post.days} 天，每周 {post.days_per_week} 天",
        post.schedule or f"每天 {post.hours_per_day.normalize():f} 小时",
    ]
    return [
        ("时间", "\n".join(when)),
        ("地点", where(post)),
        ("午餐", LUNCH[Lunch(post.lunch)]),
        ("住宿", "提供" if post.has_lodging else "不提供"),
        ("补贴", _allowance(post)),
        ("保险", "团市委统一购买意外险"),
        ("导师", f"{_mentor(post)}，带 {post.headcount} 人"),
    ]


def requirements(post: Post) -> list[tuple[str, str]]:
    """What the unit hopes for; what it does not care about is not mentioned twice."""
    notes = [*post.hazard_labels, post.note]
    if not post.takes_minors:
        notes.append("到岗时须满 18 周岁")
    said = [
        ("专业", "、".join(post.majors) or "不限"),
        ("学历", post.get_education_display()),
        ("会什么", post.skills),
        ("注意", "，".join(filter(None, notes))),
    ]
    return [(label, value) for label, value in said if value]


def dates(post: Post) -> str:
    return span(post.starts_on, post.ends_on) if post.starts_on and post.ends_on else ""


def where(post: Post) -> str:
    """平定县冠山镇: never finer than the township."""
    township = post.township
    district = township.parent.short_name if township.parent else ""
    place = f"{district}{township.name}"
    if post.place == Place.ONSITE:
        return place
    return f"{place}，{post.get_place_display()}"


def share_text(post: Post, url: str, now: datetime) -> str:
    """For a WeChat group: enough to decide whether to open the link."""
    majors = "、".join(post.majors) or "专业不限"
    lines = [
        f"【返家乡岗位】{post.title}",
        f"{post.unit.name}，要 {post.headcount} 人",
        f"{dates(post)}，{where(post)}",
        f"学历{post.get_education_display()}，{majors}",
        registration_sentence(post.season, now),
        url,
    ]
    return "\n".join(lines)


def _allowance(post: Post) -> str:
    if not post.allowance:
        return "无"
    payer = f"，{post.allowance_payer}发" if post.allowance_payer else ""
    return f"每月 {post.allowance} 元{payer}"


def _mentor(post: Post) -> str:
    return "，".join(filter(None, [post.mentor_name, post.mentor_title]))
