from datetime import timedelta

import pytest
from django.db import OperationalError, connections
from django.urls import reverse
from django.utils import timezone

from placements.models import PostTally, SeasonWindow
from placements.registration import what_goes_on
from placements.states import PlacementState
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PlacementFactory,
    PostFactory,
    SeasonFactory,
    UserFactory,
    city_staff,
    county_staff,
    host_of,
    open_window,
    past_window,
    reader,
    student,
)
from tests.front.markup import faults

pytestmark = pytest.mark.django_db
LANDING = reverse("placements:landing")


def text(client) -> str:
    return client.get(LANDING).content.decode()


def test_the_front_page_counts_the_season(client, season):
    unit = HostUnitFactory()
    PostFactory.create_batch(2, season=season, unit=unit, headcount=3)
    taken = PostFactory(season=season)
    application = ApplicationFactory(season=season, qualified=True)
    PlacementFactory(application=application, post=taken, state=PlacementState.ON_POST)
    PostFactory(season=season, draft=True)

    page = text(client)

    for said in (
        "<b>2</b> <span>家单位</span>",
        "<b>3</b> <span>个岗位</span>",
        "<b>1</b> <span>所高校</span>",
        "<b>1</b> <span>名同学上岗</span>",
        "看 6 个空余岗位",
        "这个寒假，",
        "2026 寒假报名进行中",
    ):
        assert said in page
    assert faults(page) == []


def test_numbers_of_nothing_are_left_out(client, season):
    PostFactory(season=season)

    page = text(client)

    assert "<b>0</b>" not in page
    assert "名同学上岗" not in page


def test_without_a_season_there_is_still_a_front_page(client):
    page = text(client)

    assert "回阳泉上岗" in page
    assert "本季到今天" not in page
    assert faults(page) == []


def test_every_link_of_the_front_page_leads_somewhere(client, season):
    page = text(client)

    for route in ("public-post-list", "student-home", "host-home", "staff-home"):
        assert f'href="{reverse(f"placements:{route}")}"' in page
    assert f'href="{reverse("placements:public-verify")}"' in page
    assert 'href="#"' not in page


def test_the_front_page_counts_again_only_after_a_minute(
    client, season, django_assert_num_queries
):
    PostFactory.create_batch(3, season=season)
    client.get(LANDING)

    with django_assert_num_queries(3):
        client.get(LANDING)


@pytest.mark.parametrize(
    ("kind", "round_no", "words"),
    [
        ("REGISTRATION", 1, "2026 寒假报名进行中"),
        ("REGISTRATION", 2, "2026 寒假补录进行中"),
        ("GRADING", 1, "2026 寒假单位评价中"),
    ],
)
def test_the_line_on_top_names_what_goes_on(season, kind, round_no, words):
    SeasonWindow.objects.all().delete()
    open_window(season, kind, round_no=round_no)

    assert what_goes_on(season, timezone.now()) == words


def test_the_line_on_top_looks_ahead_and_is_silent_about_nothing():
    season = SeasonFactory()
    past_window(season, "GRADING")
    assert what_goes_on(season, timezone.now()) == ""

    open_window(season, "REGISTRATION")
    before = timezone.now() - timedelta(days=5)
    assert what_goes_on(season, before).startswith("2026 寒假报名 ")
    assert what_goes_on(season, before).endswith(" 开始")


@pytest.mark.parametrize(
    ("person", "route"),
    [
        (city_staff, "staff-home"),
        (county_staff, "staff-home"),
        (reader, "staff-home"),
        (lambda: host_of(HostUnitFactory()), "host-home"),
        (student, "student-home"),
        (UserFactory, "student-home"),
    ],
)
def test_everybody_goes_home(client, person, route):
    client.force_login(person())

    answer = client.get(reverse("placements:go-home"))

    assert (answer.status_code, answer.url) == (302, reverse(f"placements:{route}"))


def test_a_visitor_signs_in_before_going_home(client):
    assert client.get("/home/").url == "/accounts/login/?next=/home/"


def test_the_monitor_hears_ok_without_a_session(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer.cookies == {}


def test_the_monitor_hears_of_a_lost_database(client, monkeypatch):
    def lost(*args, **kwargs):
        raise OperationalError("the server has gone away")

    monkeypatch.setattr(connections["default"], "cursor", lost)

    assert client.get("/healthz").status_code == 503


def test_the_theme_has_an_address(client):
    answer = client.post(reverse("placements:theme-choose"), {"theme": "dark"})

    assert answer.cookies["theme"].value == "dark"


def test_looking_at_public_pages_writes_nothing(client, season):
    PostFactory(season=season)
    before = list(PostTally.objects.order_by("id").values())

    for name in ("landing", "public-post-list", "public-verify"):
        client.get(reverse(f"placements:{name}"))

    assert list(PostTally.objects.order_by("id").values()) == before
    assert client.cookies.get("sessionid") is None
