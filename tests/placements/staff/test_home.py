"""The first page: every number opens exactly the rows it counted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from placements.models import Post, SeasonWindow
from placements.states import PostState
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PostFactory,
    PreferenceFactory,
    committee,
    county_staff,
    open_window,
)

HOME = "/staff/"
Kind = SeasonWindow.Kind


@pytest.fixture
def busy(season):
    """Something of everything, in two counties."""
    open_window(season, Kind.GRADING)
    there = HostUnitFactory(managing_committee=committee("团盂县委"))
    PostFactory.create_batch(3, season=season, submitted=True)
    PostFactory(season=season, unit=there, submitted=True)
    HostUnitFactory.create_batch(2, state="SUBMITTED")
    ApplicationFactory(season=season, submitted=True)
    for rank in (1, 2):
        application = ApplicationFactory(season=season, qualified=True)
        PreferenceFactory(application=application, rank=1)
        PreferenceFactory(
            application=application,
            post=PostFactory(season=season, unit=there, headcount=rank),
            rank=2,
        )
    PostFactory(season=season)
    return season


def numbers(response) -> dict:
    return {todo.label: todo.count for todo in response.context["todos"]}


def test_the_city_is_told_everything_that_waits(as_city, busy):
    assert numbers(as_city.get(HOME)) == {
        "个岗位待审": "4",
        "家单位没评完": "3",
        "家单位待审": "2",
        "份报名待审": "1",
        "个岗位没人填报": "1",
    }


def test_a_county_is_told_what_waits_for_it(client, busy):
    client.force_login(county_staff("团盂县委"))

    assert numbers(client.get(HOME)) == {"个岗位待审": "1", "家单位没评完": "1"}


@pytest.mark.parametrize("who", ["as_city", "as_county", "as_auditor"])
def test_every_number_opens_exactly_its_rows(request, busy, who):
    client = request.getfixturevalue(who)
    home = client.get(HOME).context
    counted = [(todo.count, todo.url) for todo in home["todos"]]
    counted += [(stat["number"], stat["url"]) for stat in home["stats"] if stat["url"]]

    assert len(counted) >= 7
    for count, url in counted:
        opened = client.get(url).context
        assert str(len(opened["rows"])) == count, url


def test_the_numbers_of_the_season_are_right(as_city, busy):
    stats = as_city.get(HOME).context["stats"]

    assert [(s["number"], s["label"], s["small"]) for s in stats] == [
        ("7", "家单位", "待审 2"),
        ("5", "个岗位", "没人填报 1"),
        ("3", "有效报名", "来自 1 所高校"),
        ("1.3", "人均志愿", "只填 1 个的 0 人"),
        ("0%", "已评价", "0 / 4 人次"),
    ]


def test_the_next_step_is_the_most_urgent(as_city, busy):
    SeasonWindow.objects.filter(kind=Kind.GRADING).update(
        closes_at=timezone.now() + timedelta(hours=5)
    )

    context = as_city.get(HOME).context

    assert context["step"].title == "催 3 家单位完成评价"
    assert (
        context["step_url"] == f"{reverse('placements:staff-unit-list')}?state=behind"
    )


def test_readers_are_sent_nowhere(as_auditor, busy):
    response = as_auditor.get(HOME)

    assert response.context["step_url"] == ""
    assert "btn-primary" not in response.content.decode()


def test_places_and_first_wishes_are_compared_by_district(as_city, busy):
    chart = as_city.get(HOME).context["chart"]

    assert [(bar.label, bar.a, bar.b) for bar in chart.bars] == [
        ("平定县", 3, 2),
        ("盂县", 3, 0),
    ]
    assert "看表格" in as_city.get(HOME).content.decode()


def test_one_bar_is_not_drawn(as_county, busy):
    assert as_county.get(HOME).context["chart"] is None


def test_an_empty_season_says_what_will_come(as_city, season):
    response = as_city.get(HOME)

    assert response.context["todos"] == []
    assert "都办完了" in response.content.decode()
    assert response.context["step"].title == "现在没有要你办的事"


@pytest.mark.parametrize("count", [3, 30])
def test_it_costs_the_same_however_much_waits(
    as_city, season, count, django_assert_num_queries
):
    open_window(season, Kind.GRADING)
    PostFactory.create_batch(count, season=season, submitted=True)
    for _ in range(count):
        PreferenceFactory(application=ApplicationFactory(season=season, qualified=True))

    as_city.get(HOME)  # counts what is then remembered for a minute

    # session, user, grants, season, numbers, who is behind, what the wishes add up to
    with django_assert_num_queries(7):
        as_city.get(HOME)


def test_what_is_remembered_stays_in_its_territory(client, as_city, busy):
    client.force_login(county_staff("团盂县委"))
    there = client.get(HOME).context["stats"]
    client.force_login(county_staff("团平定县委"))
    here = client.get(HOME).context["stats"]

    assert [stats[-1]["small"] for stats in (there, here)] == ["0 / 2 人次"] * 2
    assert there[2]["small"] == "来自 0 所高校"
    assert here[2]["small"] == "来自 1 所高校"


def test_a_review_is_counted_at_once(as_city, busy):
    assert numbers(as_city.get(HOME))["个岗位待审"] == "4"

    Post.objects.filter(state=PostState.SUBMITTED).order_by("id")[:1].get().delete()

    assert numbers(as_city.get(HOME))["个岗位待审"] == "3"
