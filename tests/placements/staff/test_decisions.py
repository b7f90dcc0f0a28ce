"""Pages about one row: what stands there, unmasking, and what asks before it acts."""

import pytest
from django.urls import reverse

from audit.models import Event
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PostFactory,
    PreferenceFactory,
    county_staff,
)


def address(noun, what, pk):
    return reverse(f"placements:staff-{noun}-{what}", args=[pk])


@pytest.fixture
def application(season):
    application = ApplicationFactory(season=season, submitted=True)
    PreferenceFactory(application=application, post=PostFactory(season=season))
    return application


def number_of(application) -> str:
    return application.student.student_profile.id_number


def test_the_id_number_is_masked(as_county, application):
    page = as_county.get(address("application", "detail", application.pk))

    assert number_of(application) not in page.content.decode()
    assert page.context["masked"].startswith(number_of(application)[:4] + "****")


def test_a_reason_unmasks_it_once_and_into_no_cache(as_county, county, application):
    url = address("application", "unmask", application.pk)

    response = as_county.post(url, {"reason": "核对学籍"})

    assert number_of(application) in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    event = Event.objects.get()
    assert (event.name, event.actor, event.data) == (
        "application.unmask_id_number",
        county,
        {"reason": "核对学籍"},
    )
    again = as_county.get(address("application", "detail", application.pk))
    assert number_of(application) not in again.content.decode()


@pytest.mark.parametrize("reason", ["", "看看"])
def test_without_a_reason_it_stays_masked(as_county, application, reason):
    url = address("application", "unmask", application.pk)

    response = as_county.post(url, {"reason": reason})

    assert response.status_code == 422
    assert number_of(application) not in response.content.decode()
    assert not Event.objects.exists()


def test_unmasking_is_no_get_and_not_for_readers_or_others(
    client, auditor, county, application
):
    url = address("application", "unmask", application.pk)
    client.force_login(county)
    assert client.get(url).status_code == 405
    client.force_login(auditor)
    assert client.post(url, {"reason": "核对学籍"}).status_code == 403
    client.force_login(county_staff("团盂县委"))
    assert client.post(url, {"reason": "核对学籍"}).status_code == 404
    assert not Event.objects.exists()


def test_readers_see_no_whole_phone_number(as_auditor, application):
    page = as_auditor.get(address("application", "detail", application.pk))

    assert application.student.phone not in page.content.decode()
    assert application.student.phone[-4:] in page.content.decode()


ASKED = {
    "reject": ("application", {"reasons": ["MISMATCH"], "note": "不是在校生"}),
    "cancel": ("post", {"reason": "单位搬家"}),
    "suspend": ("unit", {"note": "没有导师"}),
}
every_question = pytest.mark.parametrize("what", ASKED)


@pytest.fixture
def rows(application):
    return {
        "application": application,
        "post": application.preferences.get().post,
        "unit": HostUnitFactory(),
    }


@every_question
def test_it_asks_before_it_acts(as_county, rows, what):
    noun, _answer = ASKED[what]
    row = rows[noun]
    before = row.state

    response = as_county.get(address(noun, what, row.pk))

    assert response.status_code == 200
    assert response.context["effects"]
    row.refresh_from_db()
    assert row.state == before


@every_question
def test_it_acts_when_answered(as_county, rows, what):
    noun, answer = ASKED[what]

    response = as_county.post(address(noun, what, rows[noun].pk), answer)

    assert response.status_code == 302
    assert Event.objects.filter(name=f"{noun}.{what}").count() == 1


@every_question
def test_it_asks_again_without_an_answer(as_county, rows, what):
    noun, _answer = ASKED[what]

    response = as_county.post(address(noun, what, rows[noun].pk), {"note": " "})

    assert response.status_code == 422
    assert not Event.objects.exists()


@every_question
def test_it_refuses_what_was_already_decided(as_county, rows, what):
    noun, answer = ASKED[what]
    as_county.post(address(noun, what, rows[noun].pk), answer)

    response = as_county.post(address(noun, what, rows[noun].pk), answer)

    assert response.status_code == 409


@every_question
def test_readers_and_other_counties_do_not_come_so_far(client, auditor, rows, what):
    noun, answer = ASKED[what]
    url = address(noun, what, rows[noun].pk)
    client.force_login(auditor)
    assert client.get(url).status_code == 403
    assert client.post(url, answer).status_code == 403
    client.force_login(county_staff("团盂县委"))
    assert client.get(url).status_code == 404
    assert client.post(url, answer).status_code == 404
    assert not Event.objects.exists()


def test_a_suspended_unit_is_resumed(as_county, season):
    unit = HostUnitFactory(state="SUSPENDED")
    url = address("unit", "resume", unit.pk)

    assert as_county.post(url).status_code == 302
    unit.refresh_from_db()
    assert unit.state == "APPROVED"
    assert as_county.post(url).status_code == 409


def test_the_timeline_tells_who_did_what_and_why(as_county, county, season):
    post = PostFactory(season=season, submitted=True)
    data = {"row": post.pk, "reasons": ["DATES"], "note": "改到八月"}
    as_county.post(reverse("placements:staff-post-return"), data)

    page = as_county.get(address("post", "detail", post.pk))

    (happening,) = page.context["timeline"]
    assert (happening.label, happening.who, happening.note) == (
        "岗位：退回修改",
        county.name,
        "时间不合适；改到八月",
    )
