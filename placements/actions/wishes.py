"""The ordered list of wishes: add, move, take away, and what to do without luck."""

from datetime import datetime
from typing import Literal

from django.db import transaction

from accounts.models import StudentProfile
from audit.models import record
from placements import policies
from placements.actions.applications import start_application
from placements.actions.posts import close_gaps
from placements.actions.windows import require_lists_open, require_window
from placements.eligibility import why_not_for
from placements.exceptions import RuleViolation, WindowClosed
from placements.models import Application, Post, Preference, Season, SeasonWindow
from placements.states import APPLICATION_IN_PLAY, APPLICATION_LIVE, PostState


@transaction.atomic
def wish_for(season: Season, post: Post, *, by, now: datetime) -> Preference:
    """Put a post on the student's list; the first wish begins their application."""
    return add_wish(start_application(season, by=by, now=now), post, by=by, now=now)


@transaction.atomic
def add_wish(application: Application, post: Post, *, by, now: datetime) -> Preference:
    """Put a published post at the end of the list."""
    # The post before the application: its cancellation voids wishes in that order.
    post = Post.objects.locked().select_related("unit").get(pk=post.pk)
    application = _for_wishing(application, by)
    _require_time_to_add(application, now)
    if post.state != PostState.PUBLISHED or post.season_id != application.season_id:
        raise RuleViolation(
            f"“{post.title}”现在不能填报，没能加入。看看同单位的其他岗位。"
        )
    wishes = application.preferences.standing().in_order()
    listed = [wish.post_id for wish in wishes]
    if post.pk in listed:
        raise RuleViolation(f"“{post.title}”已经在你的志愿里。")
    most = application.season.max_preferences
    if len(listed) >= most:
        raise RuleViolation(f"最多填 {most} 个志愿。先移除一个，再加这个。")
    refusal = why_not_for(StudentProfile.objects.filter(user=by).first(), post)
    if refusal:
        raise RuleViolation(f"“{post.title}”{refusal}")
    wish, _ = Preference.objects.update_or_create(
        application=application,
        round_no=1,
        post=post,
        defaults={"rank": len(listed) + 1, "void_reason": ""},
    )
    record("application.add_wish", subject=application, by=by, post=post.pk)
    return wish


@transaction.atomic
def move_wish(
    application: Application,
    wish: Preference,
    *,
    by,
    direction: Literal["up", "down"],
    now: datetime,
) -> None:
    """Swap a wish with its neighbour; at either end nothing happens."""
    application = _for_wishing(application, by)
    _require_open(application, now)
    wishes = list(application.preferences.standing().in_order().locked())
    here = next((i for i, each in enumerate(wishes) if each.pk == wish.pk), None)
    if here is None:
        raise RuleViolation("这个志愿已经不在列表里。刷新页面看最新情况。")
    there = here + (1 if direction == "down" else -1)
    if not 0 <= there < len(wishes):
        return
    mine, other = wishes[here], wishes[there]
    mine.rank, other.rank = other.rank, mine.rank
    Preference.objects.bulk_update([mine, other], ["rank"])
    order = [each.post_id for each in sorted(wishes, key=lambda each: each.rank or 0)]
    record("application.order_wishes", subject=application, by=by, posts=order)


@transaction.atomic
def remove_wish(
    application: Application, wish: Preference, *, by, now: datetime
) -> None:
    """Take a wish off the list; one that was handed in keeps at least one."""
    application = _for_wishing(application, by)
    _require_open(application, now)
    standing = application.preferences.standing()
    if application.state in APPLICATION_IN_PLAY and standing.count() <= 1:
        raise RuleViolation("至少留一个志愿。不想报了，用“不报了”。")
    removed = standing.filter(pk=wish.pk).first()
    if removed is None:
        return
    record("application.remove_wish", subject=application, by=by, post=removed.post_id)
    removed.delete()
    close_gaps([application])


@transaction.atomic
def choose_adjustment(
    application: Application,
    *,
    by,
    accepts: bool,
    committees: list[int],
    categories: list[str],
    now: datetime,
) -> Application:
    """服从调剂: which empty posts the student takes when no wish works."""
    application = _for_wishing(application, by)
    _require_open(application, now)
    if accepts and not committees:
        raise RuleViolation("接受调剂，要选至少一个地区。")
    application.accepts_adjustment = accepts
    application.adjustment_committees = committees if accepts else []
    application.adjustment_categories = categories if accepts else []
    application.save(
        update_fields=[
            "accepts_adjustment",
            "adjustment_committees",
            "adjustment_categories",
        ]
    )
    record("application.choose_adjustment", subject=application, by=by, accepts=accepts)
    return application


def _for_wishing(application: Application, by) -> Application:
    application = (
        Application.objects.locked().select_related("season").get(pk=application.pk)
    )
    policies.require(policies.can_edit_application(by, application))
    if application.state not in APPLICATION_LIVE:
        raise RuleViolation(f"报名现在是“{application.student_label}”，不能改志愿。")
    return application


def _require_open(application: Application, now: datetime) -> None:
    if application.state != Application.State.RETURNED:
        require_window(application.season, SeasonWindow.Kind.REGISTRATION, now)
    require_lists_open(application.season_id)


def _require_time_to_add(application: Application, now: datetime) -> None:
    """A student whose post was cancelled may add another even after the window."""
    try:
        _require_open(application, now)
    except WindowClosed:
        until = application.may_replace_until
        if until is None or until <= now:
            raise
        require_lists_open(application.season_id)
