"""What the querysets of posts promise, and the tallies that a trigger keeps."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.models import Count, Sum
from django.utils import timezone

from accounts.models import Degree
from directory.models import Division
from placements.actions.posts import cancel_post, publish_post
from placements.models import Education, Post, PostCategory, PostTally
from placements.states import ApplicationState, PlacementState, PostState
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PlacementFactory,
    PostFactory,
    PreferenceFactory,
    SeasonFactory,
    committee,
    county_staff,
)

pytestmark = pytest.mark.django_db
FIELDS = ("season", "managing_committee", "township", "category")


def tallied():
    rows = PostTally.objects.filter(posts__gt=0).order_by(*FIELDS)
    return list(rows.values_list(*FIELDS, "posts", "places"))


def counted():
    posts = Post.objects.filter(state=PostState.PUBLISHED)
    sums = {"n": Count("pk"), "places": Sum("headcount")}
    return list(posts.values_list(*FIELDS).annotate(**sums).order_by(*FIELDS))


def test_tallies_equal_counts_whatever_happens_to_posts():
    season = SeasonFactory()
    waiting = PostFactory(season=season, submitted=True, headcount=3)
    PostFactory(season=season, draft=True)
    public = PostFactory.create_batch(3, season=season, unit=waiting.unit)
    staff, now = county_staff(), timezone.now()
    assert tallied() == counted()

    publish_post(waiting, by=staff, now=now)
    assert tallied() == counted()

    cancel_post(public[0], by=staff, reason="单位搬迁", now=now)
    assert tallied() == counted()

    away = Division.objects.get(code="140302001")
    Post.objects.filter(pk=public[1].pk).update(
        headcount=5, category=PostCategory.RURAL, township=away
    )
    assert tallied() == counted()

    Post.objects.filter(pk=public[2].pk).delete()
    assert tallied() == counted()
    assert sum(row[-1] for row in tallied()) == 3 + 5


def test_a_tally_follows_a_post_to_another_season_and_committee():
    post = PostFactory()

    Post.objects.filter(pk=post.pk).update(
        season=SeasonFactory(), managing_committee=committee("团盂县委")
    )

    assert tallied() == counted()


def test_demand_counts_students_in_play_only():
    season = SeasonFactory()
    post = PostFactory(season=season)
    for trait in ("submitted", "qualified"):
        application = ApplicationFactory(season=season, **{trait: True})
        PreferenceFactory(application=application, post=post)
    PreferenceFactory(application=ApplicationFactory(season=season), post=post)
    void = ApplicationFactory(season=season, submitted=True)
    PreferenceFactory(application=void, post=post, rank=None)
    gone = ApplicationFactory(
        season=season, in_play=True, state=ApplicationState.WITHDRAWN
    )
    PreferenceFactory(application=gone, post=post)

    assert Post.objects.with_demand().get(pk=post.pk).demand == 2
    assert not Post.objects.undemanded().filter(pk=post.pk).exists()


def test_a_post_nobody_lists_is_undemanded():
    post = PostFactory()

    assert list(Post.objects.undemanded()) == [post]
    assert Post.objects.with_demand().get().demand == 0


def test_live_placements_take_places_and_ended_ones_give_them_back():
    post = PostFactory(headcount=3)
    PlacementFactory(post=post, season=post.season)
    PlacementFactory(
        post=post,
        season=post.season,
        state=PlacementState.DECLINED,
        answered_at=timezone.now(),
    )

    assert Post.objects.with_places_left().get(pk=post.pk).places_left == 2


@pytest.mark.parametrize("degree", Degree.values)
def test_the_condition_on_degrees_agrees_with_the_method(degree):
    posts = [PostFactory(education=level) for level in Education.values]

    found = Post.objects.taking_degree(degree)

    assert set(found) == {post for post in posts if post.takes_degree(degree)}


@pytest.mark.parametrize("major", ["软件工程", "法学", "计算机科学与技术", "电"])
def test_the_condition_on_majors_agrees_with_the_method(major):
    wanted = ([], ["计算机", "软件"], ["法学"], ["电子"], ["软件工程师"], [major])
    posts = [PostFactory(majors=majors) for majors in wanted]

    found = Post.objects.taking_major(major)

    assert set(found) == {post for post in posts if post.takes_major(major)}


def test_a_typed_word_may_be_a_part_of_the_wanted_major():
    anybody = PostFactory(majors=[])
    family = PostFactory(majors=["计算机类"])
    PostFactory(majors=["法学"])

    assert set(Post.objects.naming_major("计算机")) == {anybody, family}


def test_every_word_must_be_in_the_title_or_in_the_units_name():
    unit = HostUnitFactory(name="平定县融媒体中心")
    both = PostFactory(unit=unit, title="短视频采编助理")
    PostFactory(unit=unit, title="前台")
    PostFactory(title="短视频剪辑")

    assert list(Post.objects.matching("融媒体 短视频")) == [both]


def test_a_percent_sign_is_a_letter_like_any_other():
    PostFactory(title="前台")

    assert not Post.objects.matching("%").exists()


def test_newest_first_ends_in_the_key():
    same = timezone.now()
    posts = PostFactory.create_batch(3, published_at=same)
    older = PostFactory(published_at=same - timedelta(days=1))

    assert list(Post.objects.newest_first()) == [*reversed(posts), older]


def test_the_database_refuses_a_negative_tally():
    PostFactory()

    with pytest.raises(IntegrityError, match="tally_is_not_negative"):
        PostTally.objects.update(posts=-1)
