"""A unit judges the applicants of its posts, without seeing whose first wish it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from audit.models import record
from placements import policies
from placements.actions.windows import require_lists_open, require_window
from placements.exceptions import RuleViolation
from placements.models import Grade, Post, Preference, SeasonWindow


@dataclass(frozen=True, slots=True)
class Judgement:
    """A grade; a decline also says why, in a code the student sees as a neutral
    sentence, and a note that only staff read."""

    grade: str
    decline_reason: str = ""
    decline_note: str = ""


@transaction.atomic
def grade_applicants(
    post: Post, *, by, judgements: Mapping[int, Judgement], now: datetime
) -> int:
    """Save the judgements, by preference id. Returns how many changed.

    Grades may be changed until the window closes or the lists are locked.
    """
    post = Post.objects.locked().select_related("season", "unit").get(pk=post.pk)
    policies.require(policies.is_member_of(by, post.unit))
    require_window(post.season, SeasonWindow.Kind.GRADING, now)
    require_lists_open(post.season_id)
    wishes = (
        Preference.objects.for_host(by)
        .filter(post=post, pk__in=judgements)
        .select_related("application", "post__unit")
        .order_by("pk")
        .locked()
    )
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


def _judge(wish: Preference, judgement: Judgement, *, by, now: datetime) -> bool:
    """Put the judgement on the wish; False when nothing would change."""
    policies.require(policies.can_grade(by, wish))
    declined = judgement.grade == Grade.DECLINED
    if declined and not judgement.decline_reason:
        raise RuleViolation(
            f"{wish.application.student.name}：选了不合适，要选一个原因。"
        )
    reason = judgement.decline_reason if declined else ""
    note = judgement.decline_note if declined else ""
    if (wish.grade, wish.decline_reason, wish.decline_note) == (
        judgement.grade,
        reason,
        note,
    ):
        return False
    wish.grade, wish.decline_reason, wish.decline_note = judgement.grade, reason, note
    wish.graded_at, wish.graded_by = (now, by) if judgement.grade else (None, None)
    return True
