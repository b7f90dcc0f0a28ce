from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from placements.actions.selection import (
    lock_round,
    open_round,
    release_round,
    run_selection,
    send_for_review,
)
from placements.models import Application, Commitment, Placement, SelectionRound
from placements.states import PlacementState
from tests.factories import (
    ApplicationFactory,
    PlacementFactory,
    PostFactory,
    PreferenceFactory,
    UserFactory,
    city_staff,
)

pytestmark = pytest.mark.django_db
URL = "/me/result/"


def graded(application, post, rank, grade) -> None:
    PreferenceFactory(
        application=application,
        post=post,
        rank=rank,
        grade=grade,
        graded_at=timezone.now(),
    )


@pytest.fixture
def application(season, me) -> Application:
    """Ranks 采编 first, whose one place goes to a better grade, then 运维."""
    mine = ApplicationFactory(season=season, student=me, qualified=True)
    first, second = (
        PostFactory(season=season, title=title) for title in ("采编", "运维")
    )
    graded(mine, first, 1, "B")
    graded(mine, second, 2, "A")
    other = ApplicationFactory(season=season, qualified=True, student__name="别的同学")
    graded(other, first, 1, "A")
    return mine


def propose(season) -> SelectionRound:
    staff, now = city_staff(), timezone.now()
    round_ = open_round(season, by=staff)
    lock_round(round_, by=staff, now=now)
    run_selection(round_, by=staff)
    return send_for_review(round_, by=staff, now=now)


def release(season) -> SelectionRound:
    round_ = propose(season)
    release_round(round_, by=city_staff(), now=timezone.now())
    round_.refresh_from_db()
    return round_


# --- before ---------------------------------------------------------------------------


@pytest.mark.parametrize("url", [URL, "/me/"])
def test_nothing_of_an_unreleased_run_leaks(client, season, application, url):
    round_ = propose(season)
    before = application.results.get()
    assert before.reasons
    assert before.post is not None

    response = client.get(url)

    assertNotContains(response, "录用。")
    assertNotContains(response, "抽签号")
    for secret in (round_.seed, round_.seed_digest, round_.market_digest):
        assertNotContains(response, secret)
    for reason in before.reasons:
        assertNotContains(response, reason["text"])


def test_before_the_release_the_page_says_when(client, season, application):
    assertContains(client.get(URL), "结果还没有公布")


def test_an_earlier_run_of_a_released_round_stays_hidden(client, season, application):
    staff, now = city_staff(), timezone.now()
    round_ = open_round(season, by=staff)
    lock_round(round_, by=staff, now=now)
    first = run_selection(round_, by=staff)
    first.results.update(lottery_number=999)
    run_selection(round_, by=staff)
    send_for_review(round_, by=staff, now=now)
    release_round(round_, by=city_staff(), now=now)

    assertNotContains(client.get(URL), "999")


# --- after ----------------------------------------------------------------------------


def test_the_offer_comes_first_with_its_sentence_for_every_wish(
    client, season, application
):
    round_ = release(season)

    response = client.get(URL)

    assertContains(response, "你被第 2 志愿录用")
    assertContains(response, "第 1 志愿为什么没录上")
    assertContains(response, "单位给你的评价是 B。名额已由评价为 A 的同学录满。")
    assertContains(response, "1 个名额")
    assertContains(response, round_.seed_digest)
    assertContains(response, round_.market_digest)
    assertContains(response, "round-1")
    assertNotContains(response, "别的同学")
    assertNotContains(response, round_.seed)


def test_two_of_one_grade_see_where_the_lottery_ended(client, season):
    post = PostFactory(season=season)
    for number in range(2):
        each = ApplicationFactory(season=season, qualified=True, number=f"N-{number}")
        graded(each, post, 1, "A")
    release(season)
    unlucky = Application.objects.get(placements=None)
    client.force_login(unlucky.student)

    response = client.get(URL)

    assertContains(response, "这一轮没有录上")
    assertContains(response, "录用到抽签号 1 为止，你是 2。")
    assertContains(response, 'aria-label="抽签号 1 到 2：录用线 1，你的号 2"')
    assertContains(response, "现在能做什么")


def test_nobody_sees_the_result_of_others(client, season, application):
    release(season)
    client.force_login(UserFactory())

    assertContains(client.get(URL), "结果还没有公布")


# --- answering ------------------------------------------------------------------------


@pytest.fixture
def offer(season, me) -> Placement:
    mine = ApplicationFactory(season=season, student=me, qualified=True)
    return PlacementFactory(application=mine, post__title="采编")


def answer_url(offer) -> str:
    return f"/me/offers/{offer.pk}/answer/"


def test_accepting_is_one_press(client, offer):
    assertContains(client.get(URL), "接受录用")

    response = client.post(answer_url(offer), {"answer": "accept"})

    assertRedirects(response, "/me/")
    offer.refresh_from_db()
    assert offer.state == PlacementState.ACCEPTED
    assert Commitment.objects.get().placement == offer


def test_giving_up_asks_first_and_takes_a_reason(client, offer):
    assertContains(client.get(answer_url(offer)), "不去“采编”了？")
    offer.refresh_from_db()
    assert offer.state == PlacementState.OFFERED

    client.post(answer_url(offer), {"answer": "decline", "reason": "要考试"})

    offer.refresh_from_db()
    assert (offer.state, offer.decline_reason) == (PlacementState.DECLINED, "要考试")
    assertContains(client.get(URL), "你放弃了")


def test_an_answer_is_yes_or_no(client, offer):
    response = client.post(answer_url(offer), {"answer": "maybe"})

    assert response.status_code == 422
    offer.refresh_from_db()
    assert offer.state == PlacementState.OFFERED


def test_a_late_answer_is_refused_with_the_way_out(client, offer):
    Placement.objects.update(answer_due_at=timezone.now() - timedelta(minutes=1))

    response = client.post(answer_url(offer), {"answer": "accept"})

    assertContains(response, "答复时间已过", status_code=409)
    page = client.get(URL)
    assertNotContains(page, "接受录用")
    assertContains(page, "到时没答复")


def test_nobody_finds_the_offer_of_others(client, offer):
    client.force_login(UserFactory())

    assert client.get(answer_url(offer)).status_code == 404
    assert client.post(answer_url(offer), {"answer": "accept"}).status_code == 404


@pytest.mark.parametrize("wishes", [1, 5])
def test_a_result_costs_the_same_however_long_the_list(
    client, season, me, wishes, django_assert_num_queries
):
    mine = ApplicationFactory(season=season, student=me, qualified=True)
    for rank in range(1, wishes + 1):
        graded(mine, PostFactory(season=season), rank, "A" if rank == wishes else "")
    release(season)

    # session, user, season, application, placement, result, posts, fills
    with django_assert_num_queries(8):
        response = client.get(URL)

    assert len(response.context["reasons"]) == wishes
