from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from audit.models import Event
from notices.models import Delivery, Notice
from placements.actions.offers import accept_offer, decline_offer, expire_offers
from placements.exceptions import IllegalMove, RuleViolation
from placements.models import Commitment, CommitmentTemplate, Placement
from placements.states import CommitmentState, PlacementState
from tests.factories import (
    ApplicationFactory,
    PlacementFactory,
    PostFactory,
    SeasonFactory,
    city_staff,
    county_staff,
    host_of,
    student,
)
from tests.races import together

L = PlacementState


def accept(placement, *, by=None, now=None):
    by = by or placement.student
    return accept_offer(placement, by=by, now=now or timezone.now())


def decline(placement, *, by=None, now=None, reason=""):
    by = by or placement.student
    return decline_offer(placement, by=by, now=now or timezone.now(), reason=reason)


def overdue(**other) -> Placement:
    return PlacementFactory(
        answer_due_at=timezone.now() - timedelta(minutes=1), **other
    )


pytestmark = pytest.mark.django_db


def test_accepting_draws_up_the_letter_and_tells_both_sides():
    placement = PlacementFactory()
    host = host_of(placement.post.unit)
    now = timezone.now()

    accepted = accept(placement, now=now)

    letter = Commitment.objects.get()
    assert (accepted.state, accepted.answered_at) == (L.ACCEPTED, now)
    assert (letter.placement, letter.state) == (accepted, CommitmentState.TO_SIGN)
    assert list(
        Event.objects.order_by("id").values_list("name", "actor", "subject_id")
    ) == [
        ("placement.accept", placement.student_id, placement.pk),
        ("commitment.draw_up", placement.student_id, letter.pk),
    ]
    assert set(Notice.objects.values_list("recipient", "kind")) == {
        (host.pk, "placement.accepted"),
        (placement.student_id, "letter.ready"),
    }


def test_without_a_template_of_the_letter_nothing_is_accepted():
    placement = PlacementFactory()
    CommitmentTemplate.objects.update(published_at=None)

    with pytest.raises(RuleViolation, match="模板还没有发布"):
        accept(placement)

    placement.refresh_from_db()
    assert placement.state == L.OFFERED


def test_giving_up_frees_the_place_and_tells_the_unit():
    placement = PlacementFactory()
    host = host_of(placement.post.unit)

    declined = decline(placement, reason="家里有事")

    assert (declined.state, declined.decline_reason) == (L.DECLINED, "家里有事")
    assert PlacementFactory(post=placement.post, season=placement.season)
    event = Event.objects.get()
    assert (event.name, event.actor) == ("placement.decline", placement.student)
    assert list(Notice.objects.values_list("recipient", "kind")) == [
        (host.pk, "placement.declined")
    ]


@pytest.mark.parametrize("answer", [accept, decline])
def test_nobody_else_answers_an_offer(answer):
    placement = PlacementFactory()

    for stranger in (
        student(),
        host_of(placement.post.unit),
        county_staff(),
        city_staff(),
    ):
        with pytest.raises(PermissionDenied):
            answer(placement, by=stranger)

    assert not Event.objects.exists()


@pytest.mark.parametrize("answer", [accept, decline])
def test_an_offer_is_answered_in_time(answer):
    placement = overdue()

    with pytest.raises(RuleViolation, match="答复时间已过"):
        answer(placement)


@pytest.mark.parametrize("answer", [accept, decline])
@pytest.mark.parametrize("state", [L.ACCEPTED, L.DECLINED, L.EXPIRED, L.CANCELLED])
def test_an_offer_is_answered_once(answer, state):
    placement = PlacementFactory(state=state, answered_at=timezone.now())

    with pytest.raises(IllegalMove, match="不用再答复"):
        answer(placement)


def test_an_overdue_offer_expires_once_and_the_student_is_told():
    placement, waiting = overdue(), PlacementFactory()

    assert (expire_offers(), expire_offers()) == (1, 0)

    placement.refresh_from_db()
    waiting.refresh_from_db()
    assert (placement.state, waiting.state) == (L.EXPIRED, L.OFFERED)
    event = Event.objects.get()
    assert (event.name, event.actor, event.subject_id) == (
        "placement.expire",
        None,
        placement.pk,
    )
    assert list(Notice.objects.values_list("recipient", "kind")) == [
        (placement.student_id, "placement.expired")
    ]
    assert Delivery.objects.get().address == placement.student.phone


# --- what the database promises -------------------------------------------------------


def test_the_database_keeps_one_live_placement_for_a_student():
    first = PlacementFactory()

    with pytest.raises(
        IntegrityError, match="one_live_placement_per_student_and_season"
    ):
        PlacementFactory(
            application=first.application, post=PostFactory(season=first.season)
        )


def test_the_database_keeps_the_headcount():
    post = PlacementFactory(post__headcount=1).post

    with pytest.raises(IntegrityError, match="has 1 places, not 2"):
        PlacementFactory(
            post=post,
            application=ApplicationFactory(season=post.season, qualified=True),
        )


def test_a_headcount_cannot_fall_below_the_placements():
    post = PlacementFactory(post__headcount=2).post
    PlacementFactory(
        post=post, application=ApplicationFactory(season=post.season, qualified=True)
    )
    post.headcount = 1

    with pytest.raises(IntegrityError, match="holds 2 placements, more than 1"):
        post.save(update_fields=["headcount"])


# --- at the same time -----------------------------------------------------------------

at_once = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@at_once
def test_an_answer_that_waits_for_the_expiry_comes_too_late():
    placement = PlacementFactory(answer_due_at=timezone.now())
    just_before = placement.answer_due_at - timedelta(seconds=1)

    refusals = together(
        expire_offers,
        lambda: accept(placement, now=just_before),
        refused=IllegalMove,
    )

    placement.refresh_from_db()
    assert placement.state == L.EXPIRED
    assert [str(refusal) for refusal in refusals] == [
        "这份录用现在是“到时没答复”，不用再答复。"
    ]
    assert not Commitment.objects.exists()


@at_once
def test_the_expiry_that_waits_for_an_answer_leaves_it_alone():
    placement = PlacementFactory(answer_due_at=timezone.now())
    just_before = placement.answer_due_at - timedelta(seconds=1)
    expired = []

    together(
        lambda: accept(placement, now=just_before),
        lambda: expired.append(expire_offers()),
        refused=RuleViolation,
    )

    placement.refresh_from_db()
    assert (placement.state, expired) == (L.ACCEPTED, [0])
    assert not Notice.objects.filter(kind="placement.expired").exists()


@at_once
def test_of_two_live_placements_for_one_place_exactly_one_survives():
    post = PostFactory(season=SeasonFactory(), headcount=1)
    first, second = (
        ApplicationFactory(season=post.season, qualified=True) for _ in range(2)
    )

    refusals = together(
        lambda: PlacementFactory(post=post, application=first),
        lambda: PlacementFactory(post=post, application=second),
        refused=IntegrityError,
    )

    assert Placement.objects.live().get().application == first
    assert ["has 1 places, not 2" in str(refusal) for refusal in refusals] == [True]


@at_once
def test_of_two_live_placements_for_one_student_exactly_one_survives():
    application = ApplicationFactory(qualified=True)
    first, second = PostFactory.create_batch(2, season=application.season)

    refusals = together(
        lambda: PlacementFactory(application=application, post=first),
        lambda: PlacementFactory(application=application, post=second),
        refused=IntegrityError,
    )

    assert Placement.objects.live().get().post == first
    assert len(refusals) == 1


@at_once
def test_two_taps_on_accept_accept_once():
    placement = PlacementFactory()

    refusals = together(
        lambda: accept(placement), lambda: accept(placement), refused=IllegalMove
    )

    assert len(refusals) == 1
    assert Commitment.objects.count() == 1
