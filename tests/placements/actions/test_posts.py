"""What happens to a post: writing, reviewing, cancelling."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from audit.models import Event
from notices.models import Delivery, Notice
from placements.actions.posts import (
    cancel_post,
    copy_post,
    draft_post,
    edit_post,
    publish_post,
    publish_posts,
    return_post,
    return_posts,
    submit_post,
    take_back_post,
)
from placements.actions.wishes import add_wish
from placements.exceptions import IllegalMove, RuleViolation, WindowClosed
from placements.models import Placement, Post, PostCategory, Preference, SeasonWindow
from placements.states import PlacementState, PostState, UnitState
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PlacementFactory,
    PostFactory,
    PreferenceFactory,
    SeasonFactory,
    city_staff,
    county_staff,
    host_of,
    open_window,
    past_window,
    reader,
    student,
)

pytestmark = pytest.mark.django_db

TYPED = {"title": "短视频采编助理", "category": PostCategory.NEW_MEDIA}


@pytest.fixture
def season(db):
    season = SeasonFactory()
    open_window(season, SeasonWindow.Kind.POST_COLLECTION)
    open_window(season, SeasonWindow.Kind.REGISTRATION)
    return season


@pytest.fixture
def unit(season):
    return HostUnitFactory()


@pytest.fixture
def host(unit):
    return host_of(unit)


@pytest.fixture
def draft(unit, season):
    return PostFactory(unit=unit, season=season, draft=True)


@pytest.fixture
def submitted(unit, season):
    return PostFactory(unit=unit, season=season, submitted=True)


@pytest.fixture
def published(unit, season):
    return PostFactory(unit=unit, season=season)


def now():
    return timezone.now()


def test_a_draft_needs_no_more_than_a_title(unit, host, season):
    post = draft_post(unit, season, by=host, now=now(), **TYPED)

    assert (post.state, post.unit, post.season) == (PostState.DRAFT, unit, season)
    assert post.managing_committee == unit.managing_committee
    assert post.township == unit.township
    assert Event.objects.get().name == "post.draft"


def test_only_the_unit_drafts_its_posts(unit, season):
    for stranger in (host_of(HostUnitFactory()), county_staff(), student()):
        with pytest.raises(PermissionDenied):
            draft_post(unit, season, by=stranger, now=now(), **TYPED)

    assert not Post.objects.exists()


def test_posts_are_collected_while_the_window_is_open(unit, host):
    season = SeasonFactory()
    past_window(season, SeasonWindow.Kind.POST_COLLECTION)

    with pytest.raises(WindowClosed, match=r"岗位征集.*已截止"):
        draft_post(unit, season, by=host, now=now(), **TYPED)


def test_a_unit_has_one_post_of_a_title(unit, host, season):
    PostFactory(unit=unit, season=season, title=TYPED["title"])

    with pytest.raises(RuleViolation, match="改需求人数"):
        draft_post(unit, season, by=host, now=now(), **TYPED)


def test_the_title_of_a_cancelled_post_is_free_again(unit, host, season):
    PostFactory(unit=unit, season=season, title=TYPED["title"], state="CANCELLED")

    assert draft_post(unit, season, by=host, now=now(), **TYPED).pk


def test_a_copy_of_an_earlier_season_takes_everything_but_the_dates(unit, host, season):
    old = PostFactory(unit=unit, headcount=3, majors=["新闻"], mentor_name="王导师")

    copied = copy_post(old, season, by=host, now=now())

    assert (copied.season, copied.state) == (season, PostState.DRAFT)
    assert (copied.starts_on, copied.ends_on) == (None, None)
    assert (copied.title, copied.headcount, copied.majors, copied.mentor_name) == (
        old.title,
        3,
        ["新闻"],
        "王导师",
    )
    assert copied.tasks == old.tasks


def test_a_copy_of_this_season_keeps_its_dates_and_numbers_its_title(
    unit, host, season
):
    post = PostFactory(unit=unit, season=season, title="窗" * 40)

    second = copy_post(post, season, by=host, now=now())
    third = copy_post(post, season, by=host, now=now())

    assert (second.starts_on, second.ends_on) == (post.starts_on, post.ends_on)
    assert [second.title, third.title] == ["窗" * 34 + "（2）", "窗" * 34 + "（3）"]


def test_an_old_post_may_be_copied_twice(unit, host, season):
    old = PostFactory(unit=unit, title="窗口引导员")

    titles = [copy_post(old, season, by=host, now=now()).title for _ in range(2)]

    assert titles == ["窗口引导员", "窗口引导员（2）"]


def test_nobody_copies_the_post_of_another_unit(published, season):
    with pytest.raises(PermissionDenied):
        copy_post(published, season, by=host_of(HostUnitFactory()), now=now())


def test_an_edit_names_what_it_changed(draft, host):
    edit_post(draft, by=host, title="新名字", headcount=draft.headcount)

    draft.refresh_from_db()
    assert draft.title == "新名字"
    assert Event.objects.get().data == {"fields": ["title"]}


@pytest.mark.parametrize(
    "state", [PostState.SUBMITTED, PostState.PUBLISHED, PostState.CANCELLED]
)
def test_what_somebody_relies_on_may_not_be_edited(unit, host, season, state):
    post = PostFactory(unit=unit, season=season, state=state)

    with pytest.raises(RuleViolation, match=f"“{state.label}”，不能改"):
        edit_post(post, by=host, title="新名字")


def test_an_edit_may_not_take_the_title_of_another_post(draft, published, host):
    with pytest.raises(RuleViolation, match="已经有一个"):
        edit_post(draft, by=host, title=published.title)


def test_submitting_hands_it_to_the_staff(draft, host):
    submit_post(draft, by=host, now=now())

    draft.refresh_from_db()
    assert (draft.state, draft.submitted_at is not None) == (PostState.SUBMITTED, True)
    assert Event.objects.get().name == "post.submit"


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"tasks": []}, "还差主要任务和成果，补上"),
        ({"need_reason": "", "mentor_name": ""}, "还差设岗理由、带教导师，补上"),
        ({"starts_on": None, "ends_on": None}, "还差起止日期，补上"),
    ],
)
def test_half_a_post_may_not_be_submitted(unit, host, season, missing, sentence):
    post = PostFactory(unit=unit, season=season, draft=True, **missing)

    with pytest.raises(RuleViolation, match=sentence):
        submit_post(post, by=host, now=now())


@pytest.mark.parametrize("days", [27, 63])
def test_a_practice_takes_28_to_62_days(draft, host, days):
    draft.ends_on = draft.starts_on + timedelta(days=days - 1)
    draft.save()

    with pytest.raises(RuleViolation, match=f"实践 {days} 天，要在 28 到 62 天"):
        submit_post(draft, by=host, now=now())


@pytest.mark.parametrize("days", [28, 62])
def test_the_limits_themselves_are_allowed(draft, host, days):
    draft.ends_on = draft.starts_on + timedelta(days=days - 1)
    draft.save()

    assert submit_post(draft, by=host, now=now()).state == PostState.SUBMITTED


def test_a_post_that_has_begun_may_not_be_submitted(draft, host):
    later = now() + timedelta(days=2)
    draft.starts_on = timezone.localdate()
    draft.ends_on = draft.starts_on + timedelta(days=34)
    draft.save()

    with pytest.raises(RuleViolation, match="开始日期已经过了"):
        submit_post(draft, by=host, now=later)


@pytest.mark.parametrize("state", [UnitState.DRAFT, UnitState.SUSPENDED])
def test_the_unit_is_submitted_before_its_posts(draft, host, unit, state):
    unit.state = state
    unit.save()

    with pytest.raises(RuleViolation, match="先把单位登记提交审核"):
        submit_post(draft, by=host, now=now())

    draft.refresh_from_db()
    assert draft.state == PostState.DRAFT


def test_nothing_is_submitted_after_the_window(unit, host):
    season = SeasonFactory()
    past_window(season, SeasonWindow.Kind.POST_COLLECTION)
    post = PostFactory(unit=unit, season=season, draft=True)

    with pytest.raises(WindowClosed):
        submit_post(post, by=host, now=now())


def test_what_waits_may_be_taken_back(submitted, host):
    assert take_back_post(submitted, by=host).state == PostState.DRAFT


def test_what_students_see_may_not_be_taken_back(published, host):
    with pytest.raises(IllegalMove, match="已发布"):
        take_back_post(published, by=host)


@pytest.mark.parametrize(
    ("act", "more"),
    [
        (edit_post, {"title": "新名字"}),
        (submit_post, {"now": timezone.now()}),
        (take_back_post, {}),
    ],
)
def test_nobody_else_writes_a_units_post(draft, act, more):
    for stranger in (host_of(HostUnitFactory()), county_staff(), city_staff()):
        with pytest.raises(PermissionDenied):
            act(draft, by=stranger, **more)

    assert not Event.objects.exists()


def test_publishing_is_told_to_the_unit(submitted, host):
    publish_post(submitted, by=county_staff(), now=now())

    submitted.refresh_from_db()
    assert submitted.state == PostState.PUBLISHED
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (host, "post.published")


def test_the_unit_is_approved_before_its_posts_are_published(submitted, unit):
    unit.state = UnitState.SUBMITTED
    unit.save()

    with pytest.raises(RuleViolation, match="先审核单位"):
        publish_post(submitted, by=county_staff(), now=now())

    submitted.refresh_from_db()
    assert submitted.state == PostState.SUBMITTED


def test_posts_are_published_all_or_none(submitted, draft):
    with pytest.raises(IllegalMove):
        publish_posts([draft, submitted], by=county_staff(), now=now())

    assert not Post.objects.published().exists()
    assert not Event.objects.exists()


def test_a_return_says_why(submitted, host):
    return_post(submitted, by=county_staff(), reasons=["NO_REAL_TASK"], note="写成果。")

    submitted.refresh_from_db()
    assert (submitted.state, submitted.return_reasons) == (
        PostState.RETURNED,
        ["NO_REAL_TASK"],
    )
    assert "没有实际任务。写成果。" in Notice.objects.get().text


def test_a_return_without_a_reason_is_refused(submitted):
    with pytest.raises(RuleViolation, match="至少一个原因"):
        return_post(submitted, by=county_staff(), reasons=[])


def test_posts_are_returned_all_or_none(submitted, published):
    with pytest.raises(IllegalMove):
        return_posts([submitted, published], by=county_staff(), reasons=["DATES"])

    submitted.refresh_from_db()
    assert submitted.state == PostState.SUBMITTED


@pytest.mark.parametrize(
    ("act", "more"),
    [
        (publish_post, {"now": timezone.now()}),
        (return_post, {"reasons": ["DATES"]}),
    ],
)
def test_only_its_own_territorys_staff_judge_a_post(submitted, host, act, more):
    for other in (county_staff("团盂县委"), reader(), host):
        with pytest.raises(PermissionDenied):
            act(submitted, by=other, **more)

    assert not Event.objects.exists()


def cancel(post, by, reason="业务调整"):
    return cancel_post(post, by=by, reason=reason, now=now())


def test_a_cancelled_post_voids_its_wishes_and_closes_the_gap(published, host, season):
    application = ApplicationFactory(season=season, submitted=True)
    wished = PreferenceFactory(application=application, post=published, rank=1)
    other = PreferenceFactory(application=application, rank=2)

    cancel(published, host)

    wished.refresh_from_db()
    other.refresh_from_db()
    application.refresh_from_db()
    assert (wished.rank, wished.void_reason, other.rank) == (None, "岗位取消", 1)
    left = application.may_replace_until - now()
    assert timedelta(hours=47) < left <= timedelta(hours=48)


def test_the_students_of_a_cancelled_post_are_told_by_text_message(
    published, host, season
):
    application = ApplicationFactory(season=season, submitted=True)
    PreferenceFactory(application=application, post=published)
    ApplicationFactory(season=season, submitted=True)

    cancel(published, host)

    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (application.student, "post.cancelled")
    assert Delivery.objects.get().address == application.student.phone
    names = Event.objects.order_by("id").values_list("name", flat=True)
    assert list(names) == ["post.cancel", "post.void_wishes"]


def test_who_has_left_is_not_told(published, host, season):
    gone = ApplicationFactory(season=season, state="WITHDRAWN")
    PreferenceFactory(application=gone, post=published)

    cancel(published, host)

    assert not Notice.objects.exists()
    assert not Preference.objects.standing().exists()


def test_the_offers_of_a_cancelled_post_fall(published, host, season):
    offer = PlacementFactory(
        application=ApplicationFactory(season=season, qualified=True), post=published
    )

    cancel(published, host)

    offer.refresh_from_db()
    assert offer.state == PlacementState.CANCELLED
    assert [notice.kind for notice in Notice.objects.order_by("id")] == [
        "placement.cancelled"
    ]


def test_a_post_cancelled_by_staff_is_told_to_the_unit(published, host):
    cancel(published, county_staff(), reason="重复")

    notice = Notice.objects.get()
    assert (notice.recipient, "重复" in notice.text) == (host, True)


def test_a_cancellation_needs_its_reason(published, host):
    with pytest.raises(RuleViolation, match="写明原因"):
        cancel(published, host, reason=" ")


def test_a_post_is_cancelled_once(published, host):
    cancel(published, host)

    with pytest.raises(IllegalMove):
        cancel(published, host)


def test_nobody_else_cancels_a_post(published):
    strangers = (host_of(HostUnitFactory()), county_staff("团盂县委"), student())
    for stranger in strangers:
        with pytest.raises(PermissionDenied):
            cancel(published, stranger)

    assert not Event.objects.exists()


def meanwhile(act) -> tuple[threading.Thread, list[RuleViolation]]:
    """Another person's connection doing ``act``; what it is refused with."""
    refusals: list[RuleViolation] = []

    def run():
        try:
            act()
        except RuleViolation as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    return threading.Thread(target=run), refusals


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_student_waits_and_finds_the_post_just_cancelled(published, host, season):
    application = ApplicationFactory(season=season)
    wisher, refusals = meanwhile(
        lambda: add_wish(
            application, published, by=application.student, now=timezone.now()
        )
    )

    with transaction.atomic():
        cancel(published, host)
        wisher.start()
        wisher.join(timeout=0.5)  # it must still be waiting for the post's row
        assert wisher.is_alive()
    wisher.join()

    assert not Preference.objects.exists()
    assert "现在不能填报" in str(refusals[0])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_cancellation_waits_for_the_wish_and_voids_it(published, host, season):
    application = ApplicationFactory(season=season)
    canceller, refusals = meanwhile(lambda: cancel(published, host))

    with transaction.atomic():
        add_wish(application, published, by=application.student, now=timezone.now())
        canceller.start()
        canceller.join(timeout=0.5)
        assert canceller.is_alive()
    canceller.join()

    wish = Preference.objects.get()
    assert (wish.rank, wish.void_reason, refusals) == (None, "岗位取消", [])
    assert Notice.objects.get().recipient == application.student


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("act", [edit_post, take_back_post])
def test_the_host_waits_and_finds_the_post_just_published(submitted, host, act):
    more = {"title": "新名字"} if act is edit_post else {}
    writer, refusals = meanwhile(lambda: act(submitted, by=host, **more))

    with transaction.atomic():
        publish_post(submitted, by=county_staff(), now=timezone.now())
        writer.start()
        writer.join(timeout=0.5)
        assert writer.is_alive()
    writer.join()

    after = Post.objects.get()
    assert (after.state, after.title) == (PostState.PUBLISHED, submitted.title)
    assert "“已发布”" in str(refusals[0])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_contacts_of_a_unit_may_not_draft_the_same_title(unit, host, season):
    second, refusals = meanwhile(
        lambda: draft_post(unit, season, by=host, now=timezone.now(), **TYPED)
    )

    with transaction.atomic():
        draft_post(unit, season, by=host, now=timezone.now(), **TYPED)
        second.start()
        second.join(timeout=0.5)
        assert second.is_alive()
    second.join()

    assert Post.objects.count() == 1
    assert "已经有一个" in str(refusals[0])


def test_a_placement_that_ended_is_left_alone(published, host, season):
    ended = PlacementFactory(
        application=ApplicationFactory(season=season, qualified=True),
        post=published,
        state=PlacementState.WITHDRAWN,
    )

    cancel(published, host)

    assert Placement.objects.get(pk=ended.pk).state == PlacementState.WITHDRAWN
