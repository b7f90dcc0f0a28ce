import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from notices.outbox import tell
from placements.actions.offers import accept_offer
from placements.models import Application, ReturnReason
from placements.states import ApplicationState
from tests.factories import (
    ApplicationFactory,
    PlacementFactory,
    PostFactory,
    PreferenceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
URL = "/me/"


def test_a_newcomer_is_told_to_begin(client, season):
    client.force_login(UserFactory())

    response = client.get(URL)

    assertContains(response, "开始报名")
    assertContains(response, "还没有消息")


def test_a_visitor_is_asked_to_sign_in(client, season):
    response = client.get(URL)

    assert response.status_code == 302
    assert response.url == f"{reverse('account_login')}?next=/me/"


def test_without_a_season_there_is_no_home(client, me):
    assert client.get(URL).status_code == 404


def test_what_staff_wrote_is_read_at_once(client, season, me):
    ApplicationFactory(
        season=season,
        student=me,
        state=ApplicationState.RETURNED,
        return_reasons=[ReturnReason.MISMATCH, ReturnReason.UNCLEAR],
        return_note="学校写全称。",
    )

    response = client.get(URL)

    assertContains(response, "与核对的信息不一致、写得不清楚：学校写全称。")
    assertContains(response, "去修改")


def test_an_offer_comes_before_everything(client, season, me):
    application = ApplicationFactory(season=season, student=me, qualified=True)
    placement = PlacementFactory(
        application=application,
        post__title="档案整理",
        post__mentor_phone="13900001111",
    )

    response = client.get(URL)

    assertContains(response, "你被“档案整理”录用")
    assertContains(response, "前答复")
    assertNotContains(response, placement.post.mentor_phone)


def test_after_the_yes_come_the_letter_and_the_mentor(client, season, me):
    application = ApplicationFactory(season=season, student=me, qualified=True)
    placement = PlacementFactory(
        application=application, post__mentor_phone="13900001111"
    )
    accept_offer(placement, by=me, now=timezone.now())

    response = client.get(URL)

    assertContains(response, "轮到你：读一遍再签")
    assertContains(response, 'href="tel:13900001111"')


def test_a_withdrawn_application_leaves_no_trace_on_the_page(client, season, me):
    ApplicationFactory(season=season, student=me, state=ApplicationState.WITHDRAWN)

    response = client.get(URL)

    assertContains(response, "开始报名")
    assert response.context["wishes"] == []


def test_only_my_own_messages_are_shown(client, season, me):
    tell(me, "a", "给我的消息")
    tell(UserFactory(), "a", "别人的消息")

    response = client.get(URL)

    assertContains(response, "给我的消息")
    assertNotContains(response, "别人的消息")


@pytest.mark.parametrize("count", [1, 5])
def test_a_home_with_wishes_costs_the_same_however_many(
    client, season, me, count, django_assert_num_queries
):
    application = ApplicationFactory(season=season, student=me, submitted=True)
    for rank in range(1, count + 1):
        PreferenceFactory(
            application=application, rank=rank, post=PostFactory(season=season)
        )
        tell(me, "a", "消息")

    # session, user, season, application, placement, wishes, result, notices
    with django_assert_num_queries(8):
        response = client.get(URL)

    assert len(response.context["wishes"]) == count


def test_a_home_with_an_offer_costs_no_more(
    client, season, me, django_assert_num_queries
):
    application = ApplicationFactory(season=season, student=me, qualified=True)
    PreferenceFactory(application=application, post=PostFactory(season=season))
    accept_offer(PlacementFactory(application=application), by=me, now=timezone.now())

    # session, user, season, application, placement, letter, wishes, notices
    with django_assert_num_queries(8):
        client.get(URL)

    assert Application.objects.get().state == ApplicationState.QUALIFIED
