"""What the database refuses, whoever writes the row and however."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Consent, ConsentPurpose, RoleGrant, User
from placements.models import (
    Application,
    HostUnit,
    Placement,
    Post,
    PostResult,
    Preference,
    Season,
    SeasonWindow,
    SelectionResult,
    SelectionRound,
    SelectionRun,
    UnitInvitation,
)
from placements.states import PlacementState, PostState, RoundState
from tests.factories import (
    ApplicationFactory,
    GrantFactory,
    HostUnitFactory,
    PlacementFactory,
    PostFactory,
    PreferenceFactory,
    ProfileFactory,
    SeasonFactory,
    UserFactory,
    committee,
)

pytestmark = pytest.mark.django_db


def refused(constraint, write, *args, **fields):
    """The write fails, and it is this constraint that fails it."""

    def write_and_check():
        write(*args, **fields)
        with connection.cursor() as cursor:  # deferred ones speak up now
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write_and_check()


def change(row, **fields):
    type(row)._base_manager.filter(pk=row.pk).update(**fields)


def test_a_phone_is_a_mobile_number():
    refused("user_phone_is_a_mobile_number", User.objects.create, phone="12345678901")


def test_a_profile_with_an_id_number_has_its_index():
    profile = ProfileFactory()

    refused("profile_id_number_is_indexed", change, profile, id_number_index="")


def test_a_grant_ends_after_it_starts():
    grant = GrantFactory()
    before = grant.valid_from - timedelta(days=1)

    refused("grant_ends_after_it_starts", change, grant, valid_until=before)


def test_a_role_is_granted_once_in_a_territory():
    grant = GrantFactory()

    refused(
        "one_open_grant_per_role_and_territory",
        RoleGrant.objects.create,
        user=grant.user,
        role=grant.role,
        committee=grant.committee,
    )


def test_a_purpose_is_agreed_to_once():
    given = {"purpose": ConsentPurpose.CORE_SERVICE, "notice_version": 1}
    user = UserFactory()
    Consent.objects.create(user=user, **given)

    refused(
        "one_standing_consent_per_purpose", Consent.objects.create, user=user, **given
    )


@pytest.mark.parametrize("most", [0, 11])
def test_a_season_takes_1_to_10_wishes(most):
    season = SeasonFactory()

    refused("season_takes_1_to_10_preferences", change, season, max_preferences=most)


def test_a_season_has_its_days_in_order():
    refused("season_days_are_in_order", change, SeasonFactory(), max_days=1)


def test_a_window_closes_after_it_opens():
    now = timezone.now()

    refused(
        "window_closes_after_it_opens",
        SeasonWindow.objects.create,
        season=SeasonFactory(),
        kind="REGISTRATION",
        opens_at=now,
        closes_at=now,
    )


def test_a_round_has_one_window_of_a_kind():
    now = timezone.now()
    window = SeasonWindow.objects.create(
        season=SeasonFactory(),
        kind="REGISTRATION",
        opens_at=now,
        closes_at=now + timedelta(days=1),
    )

    refused(
        "one_window_per_round",
        SeasonWindow.objects.create,
        season=window.season,
        kind="REGISTRATION",
        opens_at=now,
        closes_at=now + timedelta(days=2),
    )


def test_a_credit_code_belongs_to_one_unit():
    HostUnitFactory(credit_code="11140300MB1234567X")

    refused(
        "credit_code_belongs_to_one_unit",
        HostUnitFactory,
        credit_code="11140300MB1234567X",
    )


@pytest.mark.parametrize("missing", ["name", "contact_name"])
def test_a_unit_has_a_name_and_a_contact(missing):
    refused("unit_has_a_name_and_a_contact", change, HostUnitFactory(), **{missing: ""})


def test_an_invitation_is_used_by_somebody():
    invitation = UnitInvitation.objects.create(
        token_hash="x",
        committee=committee(),
        created_by=UserFactory(),
        expires_at=timezone.now(),
    )

    refused("invitation_used_by_somebody", change, invitation, used_at=timezone.now())


@pytest.mark.parametrize("places", [0, 21])
def test_a_post_has_1_to_20_places(places):
    refused("post_has_1_to_20_places", change, PostFactory(), headcount=places)


def test_a_post_ends_after_it_starts():
    post = PostFactory()

    refused("post_ends_after_it_starts", change, post, ends_on=post.starts_on)


@pytest.mark.parametrize("hours", [0, 8.5])
def test_a_post_works_8_hours_a_day_at_most(hours):
    refused(
        "post_works_8_hours_a_day_at_most", change, PostFactory(), hours_per_day=hours
    )


@pytest.mark.parametrize(
    "missing",
    [
        {"tasks": []},
        {"need_reason": ""},
        {"mentor_name": ""},
        {"starts_on": None},
        {"ends_on": None},
    ],
    ids=str,
)
def test_a_post_is_complete_once_submitted(missing):
    draft = PostFactory(draft=True)
    change(draft, **missing)

    refused("post_is_complete_once_submitted", change, draft, state=PostState.SUBMITTED)


def test_a_published_post_has_a_time():
    refused("post_published_has_a_time", change, PostFactory(), published_at=None)


def test_a_unit_has_one_post_of_a_title():
    post = PostFactory()

    refused(
        "one_post_of_a_title_per_unit_and_season",
        PostFactory,
        season=post.season,
        unit=post.unit,
        title=post.title,
    )


def test_a_cancelled_post_frees_its_title():
    post = PostFactory(state=PostState.CANCELLED)

    PostFactory(season=post.season, unit=post.unit, title=post.title)

    assert Post.objects.filter(title=post.title).count() == 2


def test_a_student_has_one_live_application():
    application = ApplicationFactory()

    refused(
        "one_live_application_per_student_and_season",
        ApplicationFactory,
        season=application.season,
        student=application.student,
    )


def test_an_id_number_applies_once():
    application = ApplicationFactory(submitted=True)

    refused(
        "one_live_application_per_id_number_and_season",
        ApplicationFactory,
        submitted=True,
        season=application.season,
        id_number_index=application.id_number_index,
    )


def test_an_application_number_is_unique():
    application = ApplicationFactory(submitted=True)

    refused(
        "application_number_is_unique",
        ApplicationFactory,
        submitted=True,
        number=application.number,
    )


@pytest.mark.parametrize(
    "missing",
    [
        {"submitted_at": None},
        {"managing_committee": None},
        {"id_number_index": ""},
        {"number": ""},
    ],
    ids=str,
)
def test_an_application_in_play_is_complete(missing):
    application = ApplicationFactory(qualified=True)

    refused("application_in_play_is_complete", change, application, **missing)


def test_a_rank_holds_one_wish_when_the_transaction_ends():
    wish = PreferenceFactory()

    refused(
        "one_wish_per_rank", PreferenceFactory, application=wish.application, rank=1
    )


def test_a_post_is_wished_once():
    wish = PreferenceFactory()

    refused(
        "a_post_is_wished_once",
        PreferenceFactory,
        application=wish.application,
        post=wish.post,
        rank=2,
    )


@pytest.mark.parametrize("rank", [0, 11])
def test_a_rank_is_1_to_10(rank):
    refused("wish_rank_is_1_to_10", change, PreferenceFactory(), rank=rank)


def test_a_decline_has_a_reason():
    wish = PreferenceFactory()
    now = timezone.now()

    refused("declined_with_a_reason", change, wish, grade="DECLINED", graded_at=now)


def test_a_grade_has_a_time():
    refused("grade_has_a_time", change, PreferenceFactory(), grade="A")


def locked_round(**fields):
    given = {
        "season": SeasonFactory(),
        "state": RoundState.LOCKED,
        "locked_at": timezone.now(),
        "seed": "1" * 64,
        "salt": "2" * 64,
        "seed_digest": "3" * 64,
        "market_digest": "4" * 64,
    }
    return SelectionRound.objects.create(**{**given, **fields})


def test_a_season_has_one_round_of_a_number():
    round_ = locked_round()

    refused(
        "one_round_of_a_number_per_season",
        SelectionRound.objects.create,
        season=round_.season,
        round_no=round_.round_no,
    )


@pytest.mark.parametrize("missing", ["seed", "seed_digest", "market_digest"])
def test_a_locked_round_has_its_promise(missing):
    refused("round_locked_has_its_promise", change, locked_round(), **{missing: ""})


def test_release_needs_a_second_person():
    round_ = locked_round()
    alone = UserFactory()

    refused(
        "release_needs_a_second_person",
        change,
        round_,
        state=RoundState.RELEASED,
        sent_by=alone,
        released_by=alone,
        released_at=timezone.now(),
    )


@pytest.fixture
def run():
    return SelectionRun.objects.create(
        round=locked_round(),
        run_no=1,
        started_by=UserFactory(),
        outcome_digest="5" * 64,
    )


def test_a_round_has_one_run_of_a_number(run):
    refused(
        "one_run_of_a_number_per_round",
        SelectionRun.objects.create,
        round=run.round,
        run_no=1,
        started_by=run.started_by,
        outcome_digest="",
    )


def test_a_run_says_one_thing_of_a_student(run):
    application = ApplicationFactory(qualified=True)
    said = {"run": run, "application": application, "lottery_number": 1}
    SelectionResult.objects.create(**said)

    refused(
        "one_result_per_run_and_application", SelectionResult.objects.create, **said
    )


def test_a_result_with_a_post_has_a_rank(run):
    refused(
        "result_with_a_post_has_a_rank",
        SelectionResult.objects.create,
        run=run,
        application=ApplicationFactory(qualified=True),
        post=PostFactory(),
        lottery_number=1,
    )


def test_a_run_never_overfills_a_post(run):
    refused(
        "run_never_overfills_a_post",
        PostResult.objects.create,
        run=run,
        post=PostFactory(),
        seats=1,
        filled=2,
        listed=2,
    )


def test_a_student_holds_one_place():
    placement = PlacementFactory()

    refused(
        "one_live_placement_per_student_and_season",
        PlacementFactory,
        application=placement.application,
    )


def test_a_placement_that_ended_frees_its_student():
    placement = PlacementFactory(
        state=PlacementState.DECLINED, answered_at=timezone.now()
    )

    PlacementFactory(application=placement.application)

    assert Placement.objects.filter(student=placement.student).count() == 2


def test_a_placement_ends_after_it_starts():
    placement = PlacementFactory()

    refused(
        "placement_ends_after_it_starts",
        change,
        placement,
        ends_on=placement.starts_on,
    )


def test_an_answered_placement_has_a_time():
    refused(
        "placement_answered_has_a_time",
        change,
        PlacementFactory(),
        state=PlacementState.ACCEPTED,
    )


def test_a_post_takes_no_more_than_its_places():
    placement = PlacementFactory()

    refused("has 1 places", PlacementFactory, post=placement.post)


def test_a_placement_cannot_move_into_a_full_post():
    full, other = PlacementFactory(), PlacementFactory()

    refused("has 1 places", change, other, post=full.post)


def test_a_place_comes_back_only_if_it_is_free():
    gone = PlacementFactory(state=PlacementState.DECLINED, answered_at=timezone.now())
    PlacementFactory(post=gone.post)

    refused("has 1 places", change, gone, state=PlacementState.ACCEPTED)


def test_a_post_keeps_the_places_it_has_given():
    post = PostFactory(headcount=2)
    PlacementFactory.create_batch(2, post=post)

    refused("holds 2 placements", change, post, headcount=1)


def test_every_constraint_of_these_nouns_is_tried_here():
    """A promise nobody has seen kept is only a hope."""
    nouns = (Season, SeasonWindow, HostUnit, Post, Application, Preference, Placement)
    named = {each.name for noun in nouns for each in noun._meta.constraints}
    with open(__file__, encoding="utf-8") as file:
        tried = file.read()

    assert {name for name in named if name not in tried} == set()
