"""One post as its unit sees it, and what the unit may do with it."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from placements.actions.posts import (
    cancel_post,
    missing_in,
    submit_post,
    take_back_post,
)
from placements.chinese_dates import full_day
from placements.exceptions import RuleViolation
from placements.forms.host_post import CancelPostForm
from placements.models import Placement, Post, Preference
from placements.states import (
    APPLICATION_IN_PLAY,
    APPLICATION_LIVE,
    POST_EDITABLE,
    TONES,
    PlacementState,
    PostState,
)
from placements.views.answers import done, refuse
from placements.views.host.membership import draw, where
from placements.views.host.next_step import returned_because

# From here on unit and student may call each other.
PHONE_IS_SHOWN = frozenset(
    {
        PlacementState.ACCEPTED,
        PlacementState.CONFIRMED,
        PlacementState.ON_POST,
        PlacementState.COMPLETED,
    }
)


def _post(request: SignedInRequest, pk: int) -> Post:
    posts = Post.objects.for_host(request.user).with_unit()
    return get_object_or_404(
        posts.select_related("unit", "season", "township__parent"), pk=pk
    )


@require_GET
def post_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    post = _post(request, pk)
    applicants = Preference.objects.standing().filter(
        post=post, application__state__in=APPLICATION_IN_PLAY
    )
    context = {
        "post": post,
        "tone": TONES.get(post.state, ""),
        "is_returned": post.state == PostState.RETURNED,
        "is_cancelled": post.state == PostState.CANCELLED,
        "is_editable": post.state in POST_EDITABLE,
        "missing": _what_is_missing(post),
        "why_returned": returned_because(post.return_reasons, post.return_note),
        "applicants": applicants.count(),
        "placements": placement_rows(
            Placement.objects.filter(post=post).order_by("-offered_at", "-id")
        ),
        "work": _work(post),
        "terms": _terms(post),
    }
    return draw(request, "post_detail", context)


def _what_is_missing(post: Post) -> str:
    missing = missing_in(post) if post.state in POST_EDITABLE else []
    return f"还差{'、'.join(missing)}。" if missing else ""


def placement_rows(placements) -> list[dict]:
    """Who was offered the post; the phone only of those who accepted."""
    people = placements.select_related("student__student_profile__university", "post")
    return [
        {
            "name": placement.student.name,
            "university": _university(placement),
            "post": placement.post,
            "phone": placement.student.phone
            if placement.state in PHONE_IS_SHOWN
            else "",
            "label": placement.get_state_display(),
            "tone": TONES.get(placement.state, ""),
        }
        for placement in people
    ]


def _university(placement: Placement) -> str:
    profile = getattr(placement.student, "student_profile", None)
    return profile.university.name if profile and profile.university else ""


def _work(post: Post) -> list[tuple[str, str]]:
    tasks = [f"{each['task']}，交出{each['deliverable']}" for each in post.tasks]
    return [
        ("任务", "\n".join(tasks) or "没有填"),
        ("设岗理由", post.need_reason or "没有填"),
        ("人数", f"{post.headcount} 人"),
        ("学历", post.get_education_display()),
        ("专业", "、".join(post.majors) or "不限"),
        ("技能", post.skills or "没有要求"),
        ("导师", " ".join(filter(None, _mentor(post))) or "没有填"),
    ]


def _mentor(post: Post) -> tuple[str, str, str]:
    return post.mentor_name, post.mentor_title, post.mentor_phone


def _terms(post: Post) -> list[tuple[str, str]]:
    dates = "没有填"
    if post.starts_on and post.ends_on:
        dates = f"{full_day(post.starts_on)} — {full_day(post.ends_on)}\n{post.days} 天"
    pay = f"每月 {post.allowance} 元，{post.allowance_payer}出"
    week = f"每周 {post.days_per_week} 天，每天 {float(post.hours_per_day):g} 小时"
    return [
        ("日期", dates),
        ("时间", f"{week}\n{post.schedule}".strip()),
        ("地点", where(post.township)),
        ("方式", post.get_place_display()),
        ("午餐", post.get_lunch_display()),
        ("住宿", "提供" if post.has_lodging else "不提供"),
        ("补贴", pay if post.allowance else "没有"),
        ("风险", "、".join(post.hazard_labels) or "没有"),
        ("未满 18", "接收" if post.takes_minors else "不接收"),
        ("备注", post.note or "没有"),
    ]


@require_POST
def post_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    return _move(
        request,
        _post(request, pk),
        lambda post: submit_post(post, by=request.user, now=now),
        "交了，等审核。有结果发消息告诉你。",
    )


@require_POST
def post_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    return _move(
        request,
        _post(request, pk),
        lambda post: take_back_post(post, by=request.user),
        "撤回来了，改好再提交。",
    )


def _move(
    request: SignedInRequest, post: Post, take: Callable[[Post], Post], sentence: str
) -> HttpResponse:
    back = reverse("placements:host-post-detail", args=[post.pk])
    try:
        take(post)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=back)
    return done(request, sentence, back)


@require_http_methods(["GET", "POST"])
def post_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """A page that says who is touched and asks, then the cancellation."""
    post = _post(request, pk)
    form = CancelPostForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        context = {"post": post, "form": form} | _touched(post)
        return draw(request, "post_cancel", context, status=status)
    reason, now = form.cleaned_data["reason"], timezone.now()
    return _move(
        request,
        post,
        lambda post: cancel_post(post, by=request.user, reason=reason, now=now),
        "岗位取消了，填报的学生会收到消息。",
    )


def _touched(post: Post) -> dict[str, int]:
    wishes = Preference.objects.standing().filter(
        post=post, application__state__in=APPLICATION_LIVE
    )
    placements = Placement.objects.live().filter(post=post)
    return {"wishes": wishes.count(), "offers": placements.count()}
