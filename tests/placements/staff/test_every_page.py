"""What holds for all of the staff's pages."""

import pytest
from django.urls import reverse

from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PostFactory,
    PreferenceFactory,
)

PLAIN = [
    "staff-home",
    "staff-season",
    "staff-window-list",
    "staff-event-list",
    "staff-find",
    "staff-unit-list",
    "staff-invitation-list",
    "staff-post-list",
    "staff-application-list",
]
ACTING = ["staff-invitation-new"]
CITY = ["staff-season-rules"]


@pytest.mark.parametrize("name", PLAIN + ACTING + CITY)
def test_it_opens_for_the_city(as_city, season, name):
    response = as_city.get(reverse(f"placements:{name}"))

    assert response.status_code == 200
    assert response.context["season"] == season
    assert len(response.context["stages"]) == 9


@pytest.mark.parametrize("name", PLAIN)
def test_it_opens_for_readers(as_auditor, season, name):
    assert as_auditor.get(reverse(f"placements:{name}")).status_code == 200


@pytest.mark.parametrize("name", ACTING + CITY)
def test_readers_are_sent_away_from_what_changes_something(as_auditor, season, name):
    assert as_auditor.get(reverse(f"placements:{name}")).status_code == 403


@pytest.mark.parametrize("name", PLAIN + ACTING + CITY)
def test_it_is_closed_to_students(as_student, season, name):
    assert as_student.get(reverse(f"placements:{name}")).status_code == 403


@pytest.mark.parametrize("name", PLAIN)
def test_it_asks_visitors_to_sign_in(client, season, name):
    response = client.get(reverse(f"placements:{name}"))

    assert response.status_code == 302
    assert reverse("account_login") in response.url


def detail_urls(season):
    unit = HostUnitFactory(state="SUBMITTED")
    post = PostFactory(season=season, unit=unit, submitted=True)
    application = ApplicationFactory(season=season, submitted=True)
    PreferenceFactory(application=application, post=post)
    return {
        "unit": reverse("placements:staff-unit-detail", args=[unit.pk]),
        "post": reverse("placements:staff-post-detail", args=[post.pk]),
        "application": reverse(
            "placements:staff-application-detail", args=[application.pk]
        ),
    }


@pytest.mark.parametrize("noun", ["unit", "post", "application"])
def test_a_row_of_another_county_is_not_found(client, season, noun):
    from tests.factories import county_staff

    url = detail_urls(season)[noun]
    client.force_login(county_staff("团盂县委"))

    assert client.get(url).status_code == 404


@pytest.mark.parametrize("noun", ["unit", "post", "application"])
def test_a_row_of_the_own_county_opens(as_county, season, noun):
    response = as_county.get(detail_urls(season)[noun])

    assert response.status_code == 200
    assert "btn-primary" in response.content.decode()


@pytest.mark.parametrize("noun", ["unit", "post", "application"])
def test_readers_see_a_row_without_buttons(as_auditor, season, noun):
    response = as_auditor.get(detail_urls(season)[noun])

    assert response.status_code == 200
    assert response.context["moves"] == []
    assert "btn-primary" not in response.content.decode()
