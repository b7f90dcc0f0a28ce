"""What happens to an offer: the student answers, or its time runs out."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from placements import notifications, policies
from placements.actions.letters import draw_up_letter
from placements.actions.moves import take_move
from placements.exceptions import IllegalMove, RuleViolation
from placements.models import Placement, Post
from placements.states import PlacementState


def _locked(placement: Placement) -> Placement:
    """Always the post before its placements: its row guards the places."""
    Post.objects.locked().get(pk=placement.post_id)
    return (
        Placement.objects.locked()
        .select_related("post__unit", "student", "season")
        .get(pk=placement.pk)
    )


@transaction.atomic
def accept_offer(placement: Placement, *, by, now: datetime) -> Placement:
    """The student takes the post; the letter of commitment is drawn up at once."""
    placement = _locked(placement)
    policies.require(policies.can_answer_offer(by, placement))
    _require_in_time(placement, now)
    placement.answered_at = now
    take_move(placement, "accept", by=by, fields=("answered_at",))
    draw_up_letter(placement, by=by)
    notifications.tell_unit_accepted(placement)
    notifications.tell_student_letter_ready(placement)
    return placement


@transaction.atomic
def decline_offer(
    placement: Placement, *, by, now: datetime, reason: str = ""
) -> Placement:
    """The student gives the post up; nobody holds it against them."""
    placement = _locked(placement)
    policies.require(policies.can_answer_offer(by, placement))
    _require_in_time(placement, now)
    placement.answered_at, placement.decline_reason = now, reason
    take_move(placement, "decline", by=by, fields=("answered_at", "decline_reason"))
    notifications.tell_unit_declined(placement)
    return placement


def expire_offers() -> int:
    """Let every offer go whose time has run out. One transaction each: a duty of the
    worker, safe to run twice."""
    now = timezone.now()
    overdue = Placement.objects.overdue_at(now).order_by("answer_due_at", "id")
    return sum(_expire(placement, now) for placement in overdue[:500])


@transaction.atomic
def _expire(placement: Placement, now: datetime) -> bool:
    placement = _locked(placement)
    if placement.state != PlacementState.OFFERED or placement.answer_due_at > now:
        return False
    take_move(placement, "expire", by=None)
    notifications.tell_student_expired(placement)
    return True


def _require_in_time(placement: Placement, now: datetime) -> None:
    if placement.state != PlacementState.OFFERED:
        raise IllegalMove(f"这份录用现在是“{placement.student_label}”，不用再答复。")
    if placement.answer_due_at <= now:
        raise RuleViolation("答复时间已过，名额转给下一位了。你可以参加补录。")
