"""Everything that can happen to a practice post."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count

from django.db import transaction
from django.utils import timezone

from audit.models import record
from placements import notifications, policies
from placements.actions.bulk import decide_all
from placements.actions.letters import void_letter
from placements.actions.moves import take_move
from placements.actions.returns import require_reasons
from placements.actions.windows import require_no_round_running, require_window
from placements.exceptions import RuleViolation
from placements.models import (
    Application,
    HostUnit,
    Placement,
    Post,
    Preference,
    Season,
    SeasonWindow,
)
from placements.states import HOLDS_A_PLACE, POST_EDITABLE, UnitState

REPLACE_HOURS = 48
# What a unit describes; a copy of last year's post takes over exactly these.
DESCRIBED = (
    "title",
    "category",
    "headcount",
    "tasks",
    "need_reason",
    "education",
    "majors",
    "skills",
    "place",
    "township",
    "starts_on",
    "ends_on",
    "days_per_week",
    "hours_per_day",
    "schedule",
    "lunch",
    "has_lodging",
    "allowance",
    "allowance_payer",
    "hazards",
    "takes_minors",
    "mentor_name",
    "mentor_title",
    "mentor_phone",
    "note",
)


@transaction.atomic
def draft_post(
    unit: HostUnit, season: Season, *, by, now: datetime, **described
) -> Post:
    """Start a post of the unit; nobody else sees it yet."""
    unit = HostUnit.objects.locked().select_related("township").get(pk=unit.pk)
    policies.require(policies.is_member_of(by, unit))
    require_window(season, SeasonWindow.Kind.POST_COLLECTION, now)
    described.setdefault("township", unit.township)
    post = Post(
        season=season,
        unit=unit,
        managing_committee_id=unit.managing_committee_id,
        **described,
    )
    _require_title_is_free(post)
    post.save()
    record("post.draft", subject=post, by=by)
    return post


def copy_post(post: Post, season: Season, *, by, now: datetime) -> Post:
    """Start a post from an older one: the same work, dates still to be set."""
    described = {name: getattr(post, name) for name in DESCRIBED}
    described["title"] = _free_title(post, season)
    if post.season_id != season.pk:
        described.update(starts_on=None, ends_on=None)
    return draft_post(post.unit, season, by=by, now=now, **described)


def _free_title(post: Post, season: Season) -> str:
    """The post's own title, or the next one with a number behind it."""
    taken = set(
        Post.objects.filter(season=season, unit=post.unit_id)
        .exclude(state=Post.State.CANCELLED)
        .values_list("title", flat=True)
    )
    if post.title not in taken:
        return post.title
    numbered = (f"{post.title[:34]}（{n}）" for n in count(2))
    return next(title for title in numbered if title not in taken)


@transaction.atomic
def edit_post(post: Post, *, by, **described) -> Post:
    """Change what the post says while nobody has relied on it."""
    post = _locked_with_unit(post)
    policies.require(policies.can_edit_post(by, post))
    if post.state not in POST_EDITABLE:
        raise RuleViolation(
            f"岗位现在是“{post.get_state_display()}”，不能改。先撤回，或打团委电话。"
        )
    changed = [name for name in described if getattr(post, name) != described[name]]
    if not changed:
        return post
    for name in changed:
        setattr(post, name, described[name])
    _require_title_is_free(post)
    post.save(update_fields=changed)
    record("post.edit", subject=post, by=by, fields=sorted(changed))
    return post


def _locked_with_unit(post: Post) -> Post:
    """The post held with its unit, whose row guards titles and the unit's state."""
    HostUnit.objects.locked().get(pk=post.unit_id)
    return Post.objects.locked().select_related("unit", "season").get(pk=post.pk)


@transaction.atomic
def submit_post(post: Post, *, by, now: datetime) -> Post:
    """Hand the post to its territory's staff."""
    post = _locked_with_unit(post)
    policies.require(policies.can_edit_post(by, post))
    require_window(post.season, SeasonWindow.Kind.POST_COLLECTION, now)
    _require_complete(post, now)
    post.submitted_at = now
    take_move(post, "submit", by=by, fields=("submitted_at",))
    if post.unit.state not in (UnitState.SUBMITTED, UnitState.APPROVED):
        raise RuleViolation("先把单位登记提交审核，再提交岗位。")
    return post


@transaction.atomic
def take_back_post(post: Post, *, by) -> Post:
    """Fetch a post back from the queue to change it."""
    post = Post.objects.locked().select_related("unit").get(pk=post.pk)
    policies.require(policies.can_edit_post(by, post))
    take_move(post, "take_back", by=by)
    return post


@transaction.atomic
def publish_post(post: Post, *, by, now: datetime) -> Post:
    """Its own territory's staff let students see the post."""
    # The season's row orders publishers, because the tallies they touch are shared.
    Season.objects.locked().get(pk=post.season_id)
    post = _locked_with_unit(post)
    policies.require(policies.can_review_post(by, post))
    require_no_round_running(post.season_id)
    post.published_at = now
    post.return_reasons, post.return_note = [], ""
    take_move(
        post,
        "publish",
        by=by,
        fields=("published_at", "return_reasons", "return_note"),
    )
    if post.unit.state != UnitState.APPROVED:
        raise RuleViolation(f"先审核单位“{post.unit.name}”，再发布它的岗位。")
    notifications.tell_unit_post_published(post)
    return post


@transaction.atomic
def publish_posts(posts: Iterable[Post], *, by, now: datetime) -> list[Post]:
    """Publish all of them or none."""
    return decide_all(posts, lambda post: publish_post(post, by=by, now=now))


@transaction.atomic
def return_post(post: Post, *, by, reasons: list[str], note: str = "") -> Post:
    """Send the post back with coded reasons and a text that says what to do."""
    post = Post.objects.locked().select_related("unit").get(pk=post.pk)
    policies.require(policies.can_review_post(by, post))
    require_reasons(reasons, note)
    post.return_reasons, post.return_note = reasons, note
    take_move(
        post,
        "return",
        by=by,
        fields=("return_reasons", "return_note"),
        reasons=reasons,
        note=note,
    )
    notifications.tell_unit_post_returned(post)
    return post


@transaction.atomic
def return_posts(
    posts: Iterable[Post], *, by, reasons: list[str], note: str = ""
) -> list[Post]:
    """Return all of them or none."""
    return decide_all(
        posts, lambda post: return_post(post, by=by, reasons=reasons, note=note)
    )


@transaction.atomic
def cancel_post(post: Post, *, by, reason: str, now: datetime) -> Post:
    """Take a post back for good: its wishes become void, its students may choose
    another within 48 hours, its offers fall and their students are told."""
    Season.objects.locked().get(pk=post.season_id)
    post = Post.objects.locked().select_related("unit").get(pk=post.pk)
    policies.require(policies.can_cancel_post(by, post))
    if not reason.strip():
        raise RuleViolation("取消要写明原因，学生会问。")
    post.cancel_reason = reason
    take_move(post, "cancel", by=by, fields=("cancel_reason",), reason=reason)
    _void_wishes(post, by=by, now=now)
    _cancel_placements(post, by=by, reason=reason)
    if not policies.can_edit_post(by, post):
        notifications.tell_unit_post_cancelled(post)
    return post


def _void_wishes(post: Post, *, by, now: datetime) -> None:
    applications = list(
        Application.objects.live()
        .filter(preferences__post=post, preferences__rank__isnull=False)
        .select_related("student")
        .order_by("pk")
        .locked()
    )
    Preference.objects.filter(post=post, rank__isnull=False).update(
        rank=None, void_reason="岗位取消"
    )
    if not applications:
        return
    until = now + timedelta(hours=REPLACE_HOURS)
    for application in applications:
        application.may_replace_until = until
    Application.objects.bulk_update(applications, ["may_replace_until"])
    close_gaps(applications)
    notifications.tell_students_post_cancelled(post, applications, until=until)
    record(
        "post.void_wishes",
        subject=post,
        by=by,
        applications=[application.pk for application in applications],
    )


def close_gaps(applications: list[Application]) -> None:
    """Renumber the standing wishes 1, 2, 3 … in their order."""
    wishes = list(
        Preference.objects.standing()
        .filter(application__in=applications)
        .order_by("application_id", "round_no", "rank", "id")
    )
    position: dict[tuple[int, int], int] = {}
    for wish in wishes:
        key = (wish.application_id, wish.round_no)
        position[key] = wish.rank = position.get(key, 0) + 1
    Preference.objects.bulk_update(wishes, ["rank"])


def _cancel_placements(post: Post, *, by, reason: str) -> None:
    placements = (
        Placement.objects.filter(post=post, state__in=HOLDS_A_PLACE)
        .select_related("student", "post")
        .order_by("pk")
        .locked()
    )
    for placement in placements:
        take_move(placement, "cancel", by=by, reason=reason)
        void_letter(placement, by=by, reason=reason)
        notifications.tell_student_placement_cancelled(placement)


def _require_title_is_free(post: Post) -> None:
    same = (
        Post.objects.filter(
            season_id=post.season_id, unit_id=post.unit_id, title=post.title
        )
        .exclude(state=Post.State.CANCELLED)
        .exclude(pk=post.pk)
    )
    if same.exists():
        raise RuleViolation(
            f"已经有一个“{post.title}”。人多就改需求人数，不用再报一个。"
        )


def missing_in(post: Post) -> list[str]:
    """What a post still needs before it is handed in, in the unit's words."""
    wanted = (
        ("主要任务和成果", post.tasks),
        ("设岗理由", post.need_reason),
        ("带教导师", post.mentor_name),
        ("起止日期", post.starts_on and post.ends_on),
    )
    return [label for label, value in wanted if not value]


def _require_complete(post: Post, now: datetime) -> None:
    missing = missing_in(post)
    if missing:
        raise RuleViolation(f"还差{'、'.join(missing)}，补上再提交。")
    if not post.season.min_days <= post.days <= post.season.max_days:
        raise RuleViolation(
            f"实践 {post.days} 天，要在 {post.season.min_days} 到"
            f" {post.season.max_days} 天之间。改起止日期再提交。"
        )
    if post.starts_on and post.starts_on <= timezone.localdate(now):
        raise RuleViolation("开始日期已经过了。改起止日期再提交。")
