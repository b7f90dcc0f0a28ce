"""The stages on the left: states, numbers, and that no link leads nowhere."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from placements.models import SeasonWindow
from placements.stages import stage_context, stage_state
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PostFactory,
    PreferenceFactory,
    SeasonFactory,
    city_staff,
    committee,
    county_staff,
    open_window,
    past_window,
)

Kind = SeasonWindow.Kind
NOW = datetime(2026, 7, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def window(opens: int, closes: int) -> SeasonWindow:
    return SeasonWindow(opens_at=NOW + opens * DAY, closes_at=NOW + closes * DAY)


@pytest.mark.parametrize(
    ("windows", "state"),
    [
        ([], ""),
        ([window(1, 2)], ""),
        ([window(-1, 1)], "now"),
        ([window(-2, -1)], "done"),
        ([window(-2, -1), window(-1, 1)], "now"),
        ([window(-2, -1), window(1, 2)], "done"),
        ([window(-2, 0)], "done"),
    ],
)
def test_a_stage_stands_where_its_windows_say(windows, state):
    assert stage_state(windows, NOW) == state


def stages_for(user):
    request = RequestFactory().get("/staff/")
    request.user, request.session = user, {}
    return {stop.label: stop for stop in stage_context(request, "")["stages"]}


@pytest.fixture
def season(db):
    season = SeasonFactory()
    open_window(season, Kind.POST_COLLECTION)
    open_window(season, Kind.GRADING)
    past_window(season, Kind.REGISTRATION)
    there = HostUnitFactory(managing_committee=committee("团盂县委"))
    PostFactory(season=season, submitted=True)
    PostFactory(season=season, submitted=True, unit=there)
    PreferenceFactory(
        application=ApplicationFactory(season=season, qualified=True),
        post=PostFactory(season=season),
    )
    ApplicationFactory(season=season, submitted=True)
    PostFactory(season=SeasonFactory(state="CLOSED"), submitted=True)
    return season


def test_the_city_counts_everything_of_its_season(season):
    stages = stages_for(city_staff())

    assert {label: stop.count for label, stop in stages.items() if stop.count} == {
        "岗位征集": 2,
        "报名与审核": 1,
        "单位评价": 1,
    }
    assert {label: stop.state for label, stop in stages.items() if stop.state} == {
        "岗位征集": "now",
        "报名与审核": "done",
        "单位评价": "now",
    }


def test_a_county_counts_its_own(season):
    stages = stages_for(county_staff("团盂县委"))

    assert {label: stop.count for label, stop in stages.items() if stop.count} == {
        "岗位征集": 1
    }


def test_all_of_it_is_one_statement(season, django_assert_num_queries):
    user = city_staff()
    stages_for(user)  # the units behind are counted once a minute

    with django_assert_num_queries(3):  # season and windows, that count, the numbers
        stages_for(user)


@pytest.mark.parametrize(
    ("clerk", "beyond"), [(city_staff, {"选岗"}), (county_staff, set())]
)
def test_every_link_opens_and_the_rest_are_no_links(
    season, client, settings, clerk, beyond
):
    settings.STAFF_NEED_SECOND_FACTOR = False
    user = clerk()
    client.force_login(user)
    linked = {label: stop.url for label, stop in stages_for(user).items() if stop.url}

    everybody = {"岗位征集", "报名与审核", "单位评价", "签约"}
    assert linked.keys() == everybody | beyond
    for url in linked.values():
        assert client.get(url).status_code == 200
