"""Invitations, finding, and the log."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event, record
from placements.models import UnitInvitation
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PostFactory,
    committee,
    county_staff,
    student,
)

FIND, LOG = "/staff/find/", "/staff/events/"
NEW = "/staff/invitations/new/"


def test_a_link_is_shown_once_and_opens_the_door(as_county, season):
    data = {"unit_name": "平定县博物馆", "phone": "", "committee": committee().pk}

    response = as_county.post(NEW, data)

    message = response.context["message"]
    link = message.splitlines()[-1]
    assert link.startswith("http://testserver/host/invitation/")
    assert "平定县博物馆" in message
    assert "no-store" in response["Cache-Control"]
    token = link.rstrip("/").rpartition("/")[2]
    listed = as_county.get(reverse("placements:staff-invitation-list"))
    assert token not in listed.content.decode()
    assert [row[0].unit_name for row in listed.context["rows"]] == ["平定县博物馆"]


@pytest.mark.parametrize(
    "wrong", [{"unit_name": ""}, {"phone": "12"}, {"committee": "0"}]
)
def test_an_invitation_is_asked_again(as_county, season, wrong):
    data = {"unit_name": "平定县博物馆", "committee": committee().pk, **wrong}

    assert as_county.post(NEW, data).status_code == 422
    assert not UnitInvitation.objects.exists()


def test_a_county_cannot_invite_for_another(as_county, season):
    data = {"unit_name": "盂县博物馆", "committee": committee("团盂县委").pk}

    assert as_county.post(NEW, data).status_code == 422
    assert not UnitInvitation.objects.exists()


def test_invitations_say_how_they_stand(as_county, county, season):
    now = timezone.now()
    for days, used in ((3, None), (-3, None), (3, now)):
        UnitInvitation.objects.create(
            token_hash=f"{days}{used}",
            committee=committee(),
            created_by=county,
            expires_at=now + timedelta(days=days),
            used_at=used,
            used_by=county if used else None,
        )
    UnitInvitation.objects.create(
        token_hash="elsewhere",
        committee=committee("团盂县委"),
        created_by=county,
        expires_at=now,
    )

    rows = as_county.get(reverse("placements:staff-invitation-list")).context["rows"]

    states = [state for *_, state in rows]
    assert states[:2] == ["用了", "过期了"]
    assert states[2].endswith("前有效")
    assert len(states) == 3


@pytest.fixture
def haystack(season):
    application = ApplicationFactory(
        season=season,
        submitted=True,
        student=student(user__name="李晓晨", user__phone="13812345521"),
    )
    post = PostFactory(season=season, title="晓晨助理")
    unit = HostUnitFactory(name="平定县晓晨小学")
    return application, post, unit


@pytest.mark.parametrize("q", ["晓晨", "5521"])
def test_people_are_found_by_name_and_by_the_tail_of_their_phone(
    as_county, haystack, q
):
    context = as_county.get(FIND, {"q": q}).context

    assert [each.pk for each, _phone in context["people"]] == [haystack[0].pk]


def test_people_are_found_by_the_number_of_their_application(as_county, haystack):
    context = as_county.get(FIND, {"q": haystack[0].number}).context

    assert [each.pk for each, _phone in context["people"]] == [haystack[0].pk]


def test_posts_and_units_are_found_by_name(as_county, haystack):
    context = as_county.get(FIND, {"q": "晓晨"}).context

    assert list(context["posts"]) == [haystack[1]]
    assert list(context["units"]) == [haystack[2]]


@pytest.mark.parametrize("q", ["521", "王二麻子", " "])
def test_too_little_or_a_stranger_finds_nobody(as_county, haystack, q):
    assert not as_county.get(FIND, {"q": q}).context["people"]


def test_who_has_handed_nothing_in_is_not_looked_at(as_city, season):
    draft = ApplicationFactory(season=season, student=student(user__name="李晓晨"))
    address = reverse("placements:staff-application-detail", args=[draft.pk])

    assert not as_city.get(FIND, {"q": "晓晨"}).context["people"]
    assert as_city.get(address).status_code == 404


def test_another_county_finds_nothing(client, haystack):
    client.force_login(county_staff("团盂县委"))

    context = client.get(FIND, {"q": "晓晨"}).context

    assert [list(context[kind]) for kind in ("people", "posts", "units")] == [[]] * 3


@pytest.mark.parametrize("count", [3, 30])
def test_finding_costs_the_same_and_lists_twenty(
    as_county, season, count, django_assert_num_queries
):
    unit = HostUnitFactory()
    for n in range(count):
        PostFactory(season=season, unit=unit, title=f"晓晨{n}")

    # session, user, grants, season, people, posts, units, numbers
    with django_assert_num_queries(8):
        context = as_county.get(FIND, {"q": "晓晨"}).context

    assert len(context["posts"]) == min(count, 20)


def make_events(unit, user, count):
    for _ in range(count):
        record("unit.edit", subject=unit, by=user)


def test_the_log_is_newest_first_and_in_words(as_county, county, season):
    unit = HostUnitFactory()
    record("unit.edit", subject=unit, by=county)
    record("unit.approve", subject=unit, by=None)

    happenings = as_county.get(LOG).context["happenings"]

    assert [(h.label, h.who) for h in happenings] == [
        ("单位：通过", "系统"),
        ("单位：改资料", county.name),
    ]


def test_the_log_of_another_territory_and_of_the_city_is_not_shown(
    client, season, county
):
    make_events(HostUnitFactory(), county, 1)
    record("season.change_rules", subject=season, by=county)
    client.force_login(county_staff("团盂县委"))

    assert client.get(LOG).context["happenings"] == []


def test_the_city_reads_everything_and_filters_by_kind(as_city, city, season):
    make_events(HostUnitFactory(), city, 1)
    record("season.change_rules", subject=season, by=city)

    assert len(as_city.get(LOG).context["happenings"]) == 2
    only = as_city.get(LOG, {"kind": "season"}).context["happenings"]
    assert [h.label for h in only] == ["季设置：改规则"]
    assert len(as_city.get(LOG, {"kind": "nonsense"}).context["happenings"]) == 2


def test_one_pages_back_through_the_log(as_county, county, season):
    make_events(HostUnitFactory(), county, 60)

    first = as_county.get(LOG)
    rest = as_county.get(LOG, {"before": first.context["older"]})

    assert (len(first.context["happenings"]), len(rest.context["happenings"])) == (
        50,
        10,
    )
    assert rest.context["older"] is None
    assert Event.objects.count() == 60


@pytest.mark.parametrize("count", [3, 30])
def test_the_log_costs_the_same(
    as_county, county, season, count, django_assert_num_queries
):
    make_events(HostUnitFactory(), county, count)

    with django_assert_num_queries(6):  # session, user, grants, events, season, numbers
        as_county.get(LOG)
