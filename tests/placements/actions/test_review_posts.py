"""Reviewing posts: publish and return, for one and for many."""

import threading
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from audit.models import Event
from notices.models import Notice
from placements.actions.posts import (
    publish_post,
    publish_posts,
    return_post,
    return_posts,
)
from placements.exceptions import IllegalMove, RuleViolation, WindowClosed
from placements.models import Post, PostTally, SelectionRound
from tests.factories import (
    GrantFactory,
    HostUnitFactory,
    PostFactory,
    SeasonFactory,
    city_staff,
    county_staff,
    host_of,
    reader,
    student,
)

pytestmark = pytest.mark.django_db
State = Post.State
send_back = partial(return_post, reasons=["NO_REAL_TASK"], note="写清任务")


@pytest.fixture
def post():
    return PostFactory(submitted=True, return_note="旧的")


@pytest.fixture
def county():
    return county_staff()


def publish(post, *, by):
    return publish_post(post, by=by, now=timezone.now())


def test_publishing_tells_the_unit_and_is_tallied(post, county):
    contact = host_of(post.unit)

    published = publish(post, by=county)

    assert (published.state, published.return_note) == (State.PUBLISHED, "")
    assert Event.objects.get().name == "post.publish"
    assert list(Notice.objects.values_list("recipient", "kind")) == [
        (contact.pk, "post.published")
    ]
    assert PostTally.objects.get().posts == 1


def test_returning_tells_the_unit_why(post, county):
    host_of(post.unit)

    returned = send_back(post, by=county)

    assert (returned.state, returned.return_reasons) == (
        State.RETURNED,
        ["NO_REAL_TASK"],
    )
    assert Event.objects.get().data["reasons"] == ["NO_REAL_TASK"]
    assert "没有实际任务。写清任务" in Notice.objects.get().text


@pytest.mark.parametrize("decide", [publish, send_back])
@pytest.mark.parametrize("state", ["PUBLISHED", "DRAFT", "CANCELLED"])
def test_only_what_waits_is_decided(county, decide, state):
    post = PostFactory(state=state)

    with pytest.raises(IllegalMove):
        decide(post, by=county)

    assert not Event.objects.exists()


@pytest.mark.parametrize("decide", [publish, send_back])
@pytest.mark.parametrize("who", [lambda: county_staff("团盂县委"), reader, student])
def test_strangers_to_the_territory_decide_nothing(post, decide, who):
    with pytest.raises(PermissionDenied):
        decide(post, by=who())

    post.refresh_from_db()
    assert post.state == State.SUBMITTED


@pytest.mark.parametrize("decide", [publish, send_back])
def test_who_speaks_for_the_unit_does_not_review_its_posts(post, decide):
    both = GrantFactory(user=host_of(post.unit)).user

    with pytest.raises(PermissionDenied):
        decide(post, by=both)


def test_a_post_waits_for_its_unit(county):
    unit = HostUnitFactory(state="SUBMITTED", name="平定县图书馆")
    post = PostFactory(unit=unit, submitted=True)

    with pytest.raises(RuleViolation, match="先审核单位“平定县图书馆”"):
        publish(post, by=county)

    post.refresh_from_db()
    assert post.state == State.SUBMITTED
    assert not PostTally.objects.exists()


def test_no_post_joins_a_list_that_is_locked(post, county):
    SelectionRound.objects.create(
        season=post.season,
        state="LOCKED",
        locked_at=timezone.now(),
        locked_by=county,
        seed="5",
        seed_digest="d",
        market_digest="d",
    )

    with pytest.raises(WindowClosed, match="名单已经锁定"):
        publish(post, by=county)


def test_many_are_published_together():
    season = SeasonFactory()
    posts = PostFactory.create_batch(3, season=season, submitted=True)

    publish_posts(posts, by=city_staff(), now=timezone.now())

    assert set(Post.objects.values_list("state", flat=True)) == {State.PUBLISHED}


@pytest.mark.parametrize("many", ["publish", "return"])
def test_one_that_cannot_be_decided_stops_all_and_is_named(post, county, many):
    stale = PostFactory(season=post.season, title="档案助理")
    decide = {
        "publish": partial(publish_posts, now=timezone.now()),
        "return": partial(return_posts, reasons=["DATES"], note="改日期"),
    }[many]

    with pytest.raises(IllegalMove, match="“档案助理”没办成，其他的也都没有动"):
        decide([post, stale], by=county)

    post.refresh_from_db()
    assert post.state == State.SUBMITTED
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_reviewers_do_not_decide_twice():
    post, first, second = PostFactory(submitted=True), county_staff(), county_staff()
    refusals = []

    def return_too():
        try:
            send_back(post, by=second)
        except IllegalMove as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    colleague = threading.Thread(target=return_too)
    with transaction.atomic():
        publish(post, by=first)
        colleague.start()
        colleague.join(timeout=0.5)  # it must still be waiting for the row
    colleague.join()

    post.refresh_from_db()
    assert post.state == State.PUBLISHED
    assert len(refusals) == 1
