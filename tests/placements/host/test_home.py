"""The unit's home page."""

import pytest
from django.urls import reverse
from django.utils import timezone

from placements.models import SeasonWindow, UnitMember
from placements.states import PlacementState, PostState, UnitState
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PlacementFactory,
    PostFactory,
    SeasonFactory,
    UserFactory,
    past_window,
)
from tests.placements.host.conftest import applicant, text_of

pytestmark = pytest.mark.django_db

HOME = "/host/"


def step(client):
    return client.get(HOME).context["next"]


def test_a_visitor_signs_in_first(client, season):
    response = client.get(HOME)

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_who_speaks_for_no_unit_is_asked_to_register_one(client, season):
    client.force_login(UserFactory())

    response = client.get(HOME)

    assert response.context["next"].title == "登记单位"
    assert reverse("placements:host-unit-register") in text_of(response)


@pytest.mark.parametrize(
    "name", ["unit", "unit-edit", "post-list", "post-new", "student-list"]
)
def test_every_other_page_leads_a_stranger_home(client, season, name):
    client.force_login(UserFactory())

    response = client.get(reverse(f"placements:host-{name}"))

    assert (response.status_code, response.url) == (302, HOME)


@pytest.mark.parametrize(
    ("state", "title"),
    [
        (UnitState.DRAFT, "提交单位登记"),
        (UnitState.RETURNED, "单位登记要改一处再交"),
        (UnitState.SUSPENDED, "单位暂停参加"),
        (UnitState.APPROVED, "报岗位"),
    ],
)
def test_the_unit_itself_comes_first(mine, unit, state, title):
    unit.state, unit.return_reasons = state, ["INCOMPLETE"]
    unit.save()

    assert step(mine).title == title


def test_grading_comes_before_posts_and_says_until_when(mine, unit, season):
    post = PostFactory(unit=unit, season=season)
    applicant(post)
    applicant(post, grade="A", graded_at=timezone.now())
    PostFactory(unit=unit, season=season, draft=True)

    card = step(mine)

    assert (card.title, card.url) == ("给 1 名学生评价", "/host/students/")
    assert card.due_at == season.window(SeasonWindow.Kind.GRADING).closes_at
    assert card.due.endswith("锁定")


@pytest.mark.parametrize(
    ("state", "title", "opens"),
    [
        (PostState.RETURNED, "改 1 个退回的岗位", "?state=RETURNED"),
        (PostState.DRAFT, "提交 1 个岗位", "?state=DRAFT"),
        (PostState.SUBMITTED, "等团平定县委审核 1 个岗位", ""),
        (PostState.PUBLISHED, "现在不用做什么", ""),
    ],
)
def test_the_state_of_its_posts_says_what_is_next(
    mine, unit, season, state, title, opens
):
    PostFactory(unit=unit, season=season, state=state)

    card = step(mine)

    assert card.title == title
    assert card.url.endswith(opens)


def test_a_unit_that_waits_for_approval_may_report_meanwhile(mine, unit, season):
    unit.state = UnitState.SUBMITTED
    unit.save()

    assert step(mine).title == "报岗位"

    PostFactory(unit=unit, season=season, submitted=True)
    assert step(mine).title == "等团平定县委审核单位"


def test_an_offer_waits_for_the_student(mine, unit, season):
    post = PostFactory(unit=unit, season=season)
    PlacementFactory(
        application=ApplicationFactory(season=season, qualified=True), post=post
    )

    assert step(mine).title == "等 1 名学生答复录用"


def test_nothing_is_asked_after_the_window(client, unit, host, season):
    season.windows.all().delete()
    past_window(season, SeasonWindow.Kind.POST_COLLECTION)
    past_window(season, SeasonWindow.Kind.GRADING)
    applicant(PostFactory(unit=unit, season=season))
    client.force_login(host)

    assert step(client).title == "现在不用做什么"


def test_each_count_opens_exactly_its_rows(mine, unit, season):
    for state, number in (
        (PostState.DRAFT, 1),
        (PostState.SUBMITTED, 2),
        (PostState.PUBLISHED, 3),
    ):
        PostFactory.create_batch(number, unit=unit, season=season, state=state)
    PostFactory(season=season)  # of another unit
    PostFactory(unit=unit, season=SeasonFactory(year=2020))
    busy = PostFactory(unit=unit, season=season)
    applicant(busy)
    applicant(busy)
    for state in (PlacementState.OFFERED, PlacementState.ON_POST):
        PlacementFactory(
            application=ApplicationFactory(season=season, qualified=True),
            post=PostFactory(unit=unit, season=season),
            state=state,
        )

    todos = mine.get(HOME).context["todos"]

    assert [(todo["count"], todo["label"]) for todo in todos] == [
        (1, "个岗位有学生没评"),
        (1, "个岗位还没提交"),
        (2, "个岗位待审"),
        (6, "个岗位已发布"),
        (1, "名学生在等答复录用"),
        (1, "名学生在岗"),
    ]
    for todo in todos:
        assert mine.get(todo["url"]).context["page"].paginator.count == todo["count"]


def test_a_member_of_two_units_chooses_one(mine, host, unit):
    other = HostUnitFactory(name="冠山社区")
    UnitMember.objects.create(unit=other, user=host, is_administrator=True)
    assert mine.get(HOME).context["unit"] == unit

    response = mine.post(reverse("placements:host-unit-choose"), {"unit": other.pk})

    assert response.status_code == 302
    assert mine.get(HOME).context["unit"] == other


@pytest.mark.parametrize("typed", ["", "x", "999999"])
def test_nobody_chooses_a_unit_they_do_not_speak_for(mine, unit, typed):
    stranger = HostUnitFactory()
    for pk in (typed, stranger.pk):
        response = mine.post(reverse("placements:host-unit-choose"), {"unit": pk})
        assert response.status_code == 404

    assert mine.get(HOME).context["unit"] == unit


@pytest.mark.parametrize("count", [3, 30])
def test_the_home_page_costs_the_same_however_much_there_is(
    mine, unit, season, count, django_assert_num_queries
):
    for _ in range(count):
        applicant(PostFactory(unit=unit, season=season))

    # session, user, season, unit, posts, placements, wishes
    with django_assert_num_queries(7):
        mine.get(HOME)
