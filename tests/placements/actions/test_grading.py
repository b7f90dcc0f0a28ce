"""Judging applicants: what is saved, what is refused, and two people at once."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from audit.models import Event
from placements.actions.grading import Judgement, grade_applicants
from placements.exceptions import RuleViolation, WindowClosed
from placements.models import Grade, Preference, SeasonWindow, SelectionRound
from placements.states import RoundState
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PostFactory,
    PreferenceFactory,
    ProfileFactory,
    SeasonFactory,
    city_staff,
    county_staff,
    host_of,
    open_window,
    past_window,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def season(db):
    season = SeasonFactory()
    open_window(season, SeasonWindow.Kind.GRADING)
    return season


@pytest.fixture
def post(season):
    return PostFactory(season=season)


@pytest.fixture
def host(post):
    return host_of(post.unit)


@pytest.fixture
def wish(post, season):
    return wish_for(post)


def wish_for(post, **application) -> Preference:
    application.setdefault("submitted", True)
    applicant = ApplicationFactory(season=post.season, **application)
    return PreferenceFactory(application=applicant, post=post)


def judge(post, by, judgements, now=None) -> int:
    return grade_applicants(
        post, by=by, judgements=judgements, now=now or timezone.now()
    )


def test_a_judgement_says_who_gave_it_and_when(post, host, wish):
    moment = timezone.now()

    assert judge(post, host, {wish.pk: Judgement(Grade.A)}, moment) == 1

    wish.refresh_from_db()
    assert (wish.grade, wish.graded_by, wish.graded_at) == (Grade.A, host, moment)
    event = Event.objects.get()
    assert (event.name, event.data) == ("post.grade", {"grades": {str(wish.pk): "A"}})


def test_the_same_judgement_again_changes_nothing(post, host, wish):
    judge(post, host, {wish.pk: Judgement(Grade.A)})

    assert judge(post, host, {wish.pk: Judgement(Grade.A)}) == 0

    assert Event.objects.count() == 1


def test_a_unit_may_change_its_mind(post, host, wish):
    declined = Judgement(Grade.DECLINED, "DATES", "8月才有空")
    judge(post, host, {wish.pk: declined})

    judge(post, host, {wish.pk: Judgement(Grade.B, "DATES", "8月才有空")})

    wish.refresh_from_db()
    assert (wish.grade, wish.decline_reason, wish.decline_note) == (Grade.B, "", "")


@pytest.mark.parametrize(
    ("judgement", "sentence"),
    [
        (Judgement(Grade.DECLINED), "要选一个原因"),
        (Judgement(Grade.DECLINED, "OTHER", " "), "要写明"),
    ],
)
def test_declining_needs_its_reason(post, host, wish, judgement, sentence):
    other = wish_for(post)

    with pytest.raises(RuleViolation, match=sentence):
        judge(post, host, {other.pk: Judgement(Grade.A), wish.pk: judgement})

    assert not Preference.objects.exclude(grade="").exists()


def test_a_wish_for_another_post_is_left_alone(post, host, wish):
    elsewhere = wish_for(PostFactory(season=post.season, unit=post.unit))
    stranger = wish_for(PostFactory(season=post.season))
    both = {elsewhere.pk: Judgement(Grade.A), stranger.pk: Judgement(Grade.A)}

    assert judge(post, host, both) == 0

    assert not Preference.objects.exclude(grade="").exists()


@pytest.mark.parametrize("state", ["DRAFT", "RETURNED", "WITHDRAWN", "REJECTED"])
def test_who_is_not_in_play_is_not_judged(post, host, state):
    wish = wish_for(post, submitted=False, state=state)

    assert judge(post, host, {wish.pk: Judgement(Grade.A)}) == 0


def test_only_the_unit_judges_its_applicants(post, wish):
    others = (host_of(HostUnitFactory()), county_staff(), wish.application.student)
    for other in others:
        with pytest.raises(PermissionDenied):
            judge(post, other, {wish.pk: Judgement(Grade.A)})

    assert not Event.objects.exists()


@pytest.mark.parametrize("state", ["submitted", "draft"])
def test_nobody_judges_themselves_or_who_wants_the_same_post(post, host, wish, state):
    own = ApplicationFactory(
        season=post.season,
        student=ProfileFactory(user=host).user,
        submitted=state == "submitted",
    )
    mine = PreferenceFactory(application=own, post=post)

    for judged in (mine, wish):
        with pytest.raises(PermissionDenied):
            judge(post, host, {judged.pk: Judgement(Grade.A)})


def test_grades_lock_with_the_window():
    season = SeasonFactory()
    past_window(season, SeasonWindow.Kind.GRADING)
    post = PostFactory(season=season)
    wish = wish_for(post)

    with pytest.raises(WindowClosed, match=r"单位评价.*已截止"):
        judge(post, host_of(post.unit), {wish.pk: Judgement(Grade.A)})

    wish.refresh_from_db()
    assert wish.grade == ""


def test_grades_lock_with_the_lists(post, host, wish):
    SelectionRound.objects.create(
        season=post.season,
        state=RoundState.LOCKED,
        locked_at=timezone.now(),
        locked_by=city_staff(),
        seed="5",
        seed_digest="d",
        market_digest="m",
    )

    with pytest.raises(WindowClosed, match="名单已经锁定"):
        judge(post, host, {wish.pk: Judgement(Grade.A)})


def test_grades_of_a_post_lock_on_their_own(post, host, wish):
    post.grades_locked_at = timezone.now()
    post.save()

    with pytest.raises(WindowClosed, match="已锁定"):
        judge(post, host, {wish.pk: Judgement(Grade.A)})


def test_a_colleagues_grade_is_never_overwritten_unseen(post, host, wish):
    judge(post, host, {wish.pk: Judgement(Grade.A, seen="")})

    with pytest.raises(RuleViolation, match=r"同事刚把.*评成“A”"):
        judge(post, host, {wish.pk: Judgement(Grade.C, seen="")})

    wish.refresh_from_db()
    assert wish.grade == Grade.A


def test_what_i_left_alone_does_not_undo_a_colleague(post, host, wish):
    other = wish_for(post)
    judge(post, host, {wish.pk: Judgement(Grade.A, seen="")})

    mine = {wish.pk: Judgement("", seen=""), other.pk: Judgement(Grade.B, seen="")}
    assert judge(post, host, mine) == 1

    wish.refresh_from_db()
    other.refresh_from_db()
    assert (wish.grade, other.grade) == (Grade.A, Grade.B)


def test_two_who_agree_do_not_disturb_each_other(post, host, wish):
    judge(post, host, {wish.pk: Judgement(Grade.A, seen="")})

    assert judge(post, host, {wish.pk: Judgement(Grade.A, seen="")}) == 0


def test_who_has_seen_the_grade_may_change_it(post, host, wish):
    judge(post, host, {wish.pk: Judgement(Grade.A, seen="")})

    assert judge(post, host, {wish.pk: Judgement(Grade.C, seen="A")}) == 1


@pytest.mark.parametrize("count", [1, 10])
def test_judging_ten_costs_as_much_as_judging_one(
    post, host, count, django_assert_num_queries
):
    judgements = {wish_for(post).pk: Judgement(Grade.B) for _ in range(count)}

    # a savepoint, post, wishes, membership, rounds, windows, update, event
    with django_assert_num_queries(10):
        judge(post, host, judgements)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_contacts_judge_at_once_and_the_second_is_told(post, host, wish):
    refusals = []

    def judge_too():
        try:
            judge(post, host, {wish.pk: Judgement(Grade.C, seen="")})
        except RuleViolation as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    colleague = threading.Thread(target=judge_too)
    with transaction.atomic():
        judge(post, host, {wish.pk: Judgement(Grade.A, seen="")})
        colleague.start()
        colleague.join(timeout=0.5)  # it must still be waiting for the post's row
        assert colleague.is_alive()
    colleague.join()

    wish.refresh_from_db()
    assert (wish.grade, len(refusals)) == (Grade.A, 1)
