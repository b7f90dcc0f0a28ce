"""A unit judges the applicants of its posts, without seeing whose first wish it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from audit.models import record
from placements import policies
from placements.actions.windows import require_lists_open, require_window
from placements.chinese_dates import moment
from placements.exceptions import RuleViolation, WindowClosed
from placements.models import DeclineReason, Grade, Post, Preference, SeasonWindow
from placements.states import APPLICATION_IN_PLAY


@dataclass(frozen=True, slots=True)
class Judgement:
    """A grade; a decline also says why, in a code the student sees as a neutral
    sentence, and a note that only staff read. ``seen`` is the grade that was on the
    judge's screen: a colleague's newer one is never overwritten unseen."""

    grade: str
    decline_reason: str = ""
    decline_note: str = ""
    seen: str | None = None


@transaction.atomic
def grade_applicants(
    post: Post, *, by, judgements: Mapping[int, Judgement], now: datetime
) -> int:
    """Save the judgements, by preference id. Returns how many changed.

    Grades may be changed until the window closes or the lists are locked.
    """
    post = Post.objects.locked().select_related("season", "unit").get(pk=post.pk)
    wishes = list(
        Preference.objects.standing()
        .filter(
            post=post, pk__in=judgements, application__state__in=APPLICATION_IN_PLAY
        )
        .select_related("application__student")
        .order_by("pk")
        .locked()
    )
    policies.require(policies.can_grade(by, post))
    require_grading_open(post, now)
    changed = [
        wish for wish in wishes if _judge(wish, judgements[wish.pk], by=by, now=now)
    ]
    Preference.objects.bulk_update(
        changed,
        ["grade", "decline_reason", "decline_note", "graded_at", "graded_by"],
    )
    if changed:
        grades = {str(wish.pk): wish.grade for wish in changed}
        record("post.grade", subject=post, by=by, grades=grades)
    return len(changed)


def require_grading_open(post: Post, now: datetime) -> SeasonWindow:
    """The window in which the post's applicants may be judged; refuses outside it."""
    require_lists_open(post.season_id)
    if post.grades_locked_at is not None:
        raise WindowClosed(f"评价 {moment(post.grades_locked_at)} 已锁定，不能再改。")
    return require_window(post.season, SeasonWindow.Kind.GRADING, now)


def _judge(wish: Preference, judgement: Judgement, *, by, now: datetime) -> bool:
    """Put the judgement on the wish; False when nothing would change."""
    if judgement.grade == judgement.seen != wish.grade:
        return False  # left alone here, judged by a colleague meanwhile
    name = wish.application.student.name
    declined = judgement.grade == Grade.DECLINED
    reason = judgement.decline_reason if declined else ""
    note = judgement.decline_note if declined else ""
    if declined and not reason:
        raise RuleViolation(f"{name}：选了不合适，要选一个原因。")
    if reason == DeclineReason.OTHER and not note.strip():
        raise RuleViolation(f"{name}：原因选了其他，要写明。")
    if (wish.grade, wish.decline_reason, wish.decline_note) == (
        judgement.grade,
        reason,
        note,
    ):
        return False
    if judgement.seen is not None and wish.grade not in (
        judgement.seen,
        judgement.grade,
    ):
        raise _colleague_was_first(wish)
    wish.grade, wish.decline_reason, wish.decline_note = judgement.grade, reason, note
    wish.graded_at, wish.graded_by = (now, by) if judgement.grade else (None, None)
    return True


def _colleague_was_first(wish: Preference) -> RuleViolation:
    return RuleViolation(
        f"同事刚把{wish.application.student.name}评成“{wish.get_grade_display()}”，"
        "没有覆盖。看一眼，要改再提交一次。"
    )
