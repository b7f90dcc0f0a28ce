"""Who may do what, as one table: every question is asked of the whole cast."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Role
from placements import policies
from placements.models import SelectionRound
from tests.factories import (
    ApplicationFactory,
    GrantFactory,
    HostUnitFactory,
    PlacementFactory,
    PostFactory,
    PreferenceFactory,
    ProfileFactory,
    city,
    city_staff,
    committee,
    county_staff,
    host_of,
    reader,
    student,
)

CAST = (
    "student",
    "other_student",
    "host",
    "other_host",
    "county",
    "other_county",
    "city",
    "reader",
    "county_and_host",
    "visitor",
)


@pytest.fixture
def world(db):
    """One unit of 平定县 with a post, and a student who applied for it."""
    unit = HostUnitFactory()
    post = PostFactory(unit=unit)
    application = ApplicationFactory(season=post.season, submitted=True)
    placement = PlacementFactory(
        application=application, post=post, student=application.student
    )
    both = host_of(unit)
    both.unit_memberships.update(is_administrator=False)
    host = host_of(unit)
    GrantFactory(user=both)
    return {
        "unit": unit,
        "post": post,
        "application": application,
        "placement": placement,
        "student": application.student,
        "other_student": student(),
        "host": host,
        "other_host": host_of(HostUnitFactory()),
        "county": county_staff(),
        "other_county": county_staff("团盂县委"),
        "city": city_staff(),
        "reader": reader(),
        "county_and_host": both,
        "visitor": AnonymousUser(),
    }


class _Letter:
    def __init__(self, placement):
        self.placement = placement


QUESTIONS = {
    "is_staff_member": lambda user, w: policies.is_staff_member(user),
    "can_plan_season": lambda user, w: policies.can_plan_season(user),
    "can_edit_unit": lambda user, w: policies.can_edit_unit(user, w["unit"]),
    "can_hand_over_unit": lambda user, w: policies.can_hand_over_unit(user, w["unit"]),
    "can_invite_unit": lambda user, w: policies.can_invite_unit(user, committee().pk),
    "can_invite_city_unit": lambda user, w: policies.can_invite_unit(user, city().pk),
    "can_review_unit": lambda user, w: policies.can_review_unit(user, w["unit"]),
    "can_edit_post": lambda user, w: policies.can_edit_post(user, w["post"]),
    "can_review_post": lambda user, w: policies.can_review_post(user, w["post"]),
    "can_cancel_post": lambda user, w: policies.can_cancel_post(user, w["post"]),
    "can_import_posts": lambda user, w: policies.can_import_posts(user),
    "can_edit_application": lambda user, w: policies.can_edit_application(
        user, w["application"]
    ),
    "can_review_application": lambda user, w: policies.can_review_application(
        user, w["application"]
    ),
    "can_unmask_id_number": lambda user, w: policies.can_unmask_id_number(
        user, w["application"]
    ),
    "can_grade": lambda user, w: policies.can_grade(user, w["post"]),
    "can_decide_round": lambda user, w: policies.can_decide_round(
        user, SelectionRound(season=w["post"].season)
    ),
    "can_run_selection": lambda user, w: policies.can_run_selection(user),
    "can_answer_offer": lambda user, w: policies.can_answer_offer(user, w["placement"]),
    "can_sign_letter": lambda user, w: policies.can_sign_letter(
        user, _Letter(w["placement"])
    ),
}

MAY = {
    "is_staff_member": {"county", "other_county", "city", "reader", "county_and_host"},
    "can_plan_season": {"city"},
    "can_edit_unit": {"host", "county_and_host"},
    "can_hand_over_unit": {"host"},
    "can_invite_unit": {"county", "city", "county_and_host"},
    "can_invite_city_unit": {"city"},
    "can_review_unit": {"county", "city"},
    "can_edit_post": {"host", "county_and_host"},
    "can_review_post": {"county", "city"},
    "can_cancel_post": {"host", "county", "city", "county_and_host"},
    "can_import_posts": {"county", "other_county", "city", "county_and_host"},
    "can_edit_application": {"student"},
    "can_review_application": {"county", "city", "county_and_host"},
    "can_unmask_id_number": {"county", "city", "county_and_host"},
    "can_grade": {"host", "county_and_host"},
    "can_run_selection": {"city"},
    "can_decide_round": {"city"},
    "can_answer_offer": {"student"},
    "can_sign_letter": {"student"},
}

ASKED_OF_VISITORS = MAY.keys() - {
    "can_edit_unit",
    "can_edit_post",
    "can_grade",
    "can_hand_over_unit",
    "can_cancel_post",
}


def test_the_table_asks_every_question():
    assert QUESTIONS.keys() == MAY.keys()


@pytest.mark.parametrize("question", MAY)
def test_exactly_these_people_may(world, question):
    ask = QUESTIONS[question]
    # Visitors never come as far as a question about units: they must sign in first.
    cast = [who for who in CAST if who != "visitor" or question in ASKED_OF_VISITORS]

    assert {who for who in cast if ask(world[who], world)} == MAY[question]


def test_nobody_reviews_their_own_application(world):
    me = GrantFactory(user=world["student"]).user

    assert not policies.can_review_application(me, world["application"])
    assert not policies.can_unmask_id_number(me, world["application"])


def test_nobody_looks_at_the_number_of_a_draft(world):
    assert not policies.can_unmask_id_number(world["city"], ApplicationFactory())


def test_nobody_grades_for_a_post_they_want_themselves(world):
    mine = ApplicationFactory(
        season=world["post"].season, student=ProfileFactory(user=world["host"]).user
    )
    PreferenceFactory(application=mine, post=world["post"])

    assert not policies.can_grade(world["host"], world["post"])


def test_nobody_decides_a_round_with_their_own_application_in_it(world):
    me = GrantFactory(user=world["student"], role=Role.CITY_STAFF, committee=city())
    round_ = SelectionRound(season=world["application"].season)

    assert policies.can_run_selection(me.user)
    assert not policies.can_decide_round(me.user, round_)


def test_a_grant_that_ended_allows_nothing(world):
    now = timezone.now()
    gone = GrantFactory(
        valid_from=now - timedelta(days=2), valid_until=now - timedelta(days=1)
    ).user

    assert not policies.is_staff_member(gone)
    assert not policies.can_review_post(gone, world["post"])


def test_what_is_not_allowed_raises():
    policies.require(True)
    with pytest.raises(PermissionDenied):
        policies.require(False)
