"""Season, windows and rules in the browser: shown to all staff, changed by the city."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from audit.models import Event
from placements.models import SeasonWindow
from tests.factories import ApplicationFactory, SeasonFactory

LIST = "/staff/windows/"
EDIT = f"{LIST}REGISTRATION/1/"
DATES = {"opens_at": "2026-07-01T09:00", "closes_at": "2026-07-06T18:00"}
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def registration(season):
    return SeasonWindow.objects.create(
        season=season,
        kind="REGISTRATION",
        opens_at=datetime(2026, 7, 1, 9, tzinfo=SHANGHAI),
        closes_at=datetime(2026, 7, 8, 18, tzinfo=SHANGHAI),
    )


def test_the_city_may_change_what_a_county_may_only_see(
    client, city, county, registration
):
    client.force_login(county)
    assert EDIT not in client.get(LIST).content.decode()
    client.force_login(city)
    assert EDIT in client.get(LIST).content.decode()


def test_every_stage_is_listed_with_its_state(as_county, registration):
    rows = {row.label: row.state for row in as_county.get(LIST).context["rows"]}

    assert len(rows) == 10
    assert rows["岗位征集"] == "进行中"
    assert rows["签约"] == "没安排"


@pytest.mark.parametrize("who", ["as_county", "as_auditor", "as_student"])
def test_only_the_city_changes_dates_and_rules(request, registration, who):
    client = request.getfixturevalue(who)
    rules = {"max_preferences": 3, "answer_hours": 24}

    assert client.get(EDIT).status_code == 403
    assert client.post(EDIT, {**DATES, "confirmed": 1}).status_code == 403
    assert (
        client.post(reverse("placements:staff-season-rules"), rules).status_code == 403
    )
    assert not Event.objects.exists()


def test_the_form_holds_local_dates(as_city, registration):
    page = as_city.get(EDIT).content.decode()

    assert 'value="2026-07-08T18:00"' in page
    assert 'type="datetime-local"' in page


def test_a_change_is_shown_before_it_is_saved(as_city, season, registration):
    ApplicationFactory.create_batch(2, season=season)

    response = as_city.post(EDIT, DATES)

    assert response.status_code == 200
    assert response.context["change"] == (
        "学生报名从 7月8日 18:00 提前到 7月6日 18:00 截止。"
    )
    assert response.context["effects"] == ["2 份草稿还没交，截止后不能再交。"]
    assert "没有保存" in response.content.decode()
    before = registration.closes_at
    registration.refresh_from_db()
    assert registration.closes_at == before
    assert not Event.objects.exists()


def test_what_was_confirmed_is_saved_in_local_time(as_city, registration):
    response = as_city.post(EDIT, {**DATES, "confirmed": 1})

    assert response.status_code == 302
    registration.refresh_from_db()
    assert registration.closes_at == datetime(2026, 7, 6, 18, tzinfo=SHANGHAI)
    assert Event.objects.get().name == "season.plan_window"


def test_one_can_go_back_from_the_preview_with_what_was_typed(as_city, registration):
    response = as_city.post(EDIT, {**DATES, "back": 1})

    assert response.status_code == 200
    assert 'value="2026-07-06T18:00"' in response.content.decode()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"opens_at": "", "closes_at": "2026-07-06T18:00"}, "填日期和时间"),
        ({"opens_at": "soon", "closes_at": "2026-07-06T18:00"}, "写成 2026-07-06"),
        (
            {"opens_at": "2026-07-06T18:00", "closes_at": "2026-07-06T18:00"},
            "结束要晚于开始",
        ),
    ],
)
def test_dates_that_make_no_sense_are_asked_again(
    as_city, registration, typed, sentence
):
    response = as_city.post(EDIT, {**typed, "confirmed": 1})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Event.objects.exists()


@pytest.mark.parametrize("opens_at", ["0001-01-01T00:00", "1026-07-01T09:00"])
def test_a_year_that_cannot_be_read_back_is_asked_again(
    as_city, registration, opens_at
):
    typed = {**DATES, "opens_at": opens_at, "confirmed": 1}

    assert as_city.post(EDIT, typed).status_code == 422
    assert as_city.get("/posts/").status_code == 200


def test_a_supplementary_round_gets_its_own_window(as_city, season, registration):
    assert f"{LIST}REGISTRATION/2/" in as_city.get(LIST).content.decode()

    as_city.post(f"{LIST}REGISTRATION/2/", {**DATES, "confirmed": 1})

    rounds = season.windows.filter(kind="REGISTRATION").values_list(
        "round_no", flat=True
    )
    assert sorted(rounds) == [1, 2]


@pytest.mark.parametrize("path", ["NOWHERE/1/", "REGISTRATION/0/", "REGISTRATION/9/"])
def test_a_window_that_cannot_be_is_not_found(as_city, season, path):
    assert as_city.get(LIST + path).status_code == 404


def test_rules_are_changed(as_city, season):
    url = reverse("placements:staff-season-rules")

    response = as_city.post(url, {"max_preferences": 3, "answer_hours": 24})

    assert response.status_code == 302
    season.refresh_from_db()
    assert (season.max_preferences, season.answer_hours) == (3, 24)


def test_rules_out_of_bounds_are_asked_again(as_city, season):
    url = reverse("placements:staff-season-rules")

    response = as_city.post(url, {"max_preferences": 11, "answer_hours": 24})

    assert response.status_code == 422
    season.refresh_from_db()
    assert season.max_preferences == 5


def test_another_season_is_looked_at_until_another_is_chosen(as_county, season):
    old = SeasonFactory(code="2021-summer", name="2021 暑期", year=2021, state="CLOSED")
    url = reverse("placements:staff-season")

    assert as_county.get("/staff/").context["season"] == season
    assert as_county.post(url, {"season": "2021-summer"}).status_code == 302
    assert as_county.get("/staff/").context["season"] == old
    assert as_county.post(url, {"season": "1999"}).status_code == 404
    assert as_county.get("/staff/").context["season"] == old


def test_a_chosen_season_that_is_gone_gives_way_to_the_current(as_county, season):
    session = as_county.session
    session["season"] = "gone"
    session.save()

    assert as_county.get("/staff/").context["season"] == season
