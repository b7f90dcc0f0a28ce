"""What every request of somebody signed in costs, and whom it lets in."""

from datetime import timedelta

import pytest
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import RoleGrant
from accounts.roles import territory_of
from tests.factories import city_staff, county_staff, student

pytestmark = pytest.mark.django_db


def known(client, rf):
    """Who the next request finds."""
    request = rf.get("/")
    request.session = client.session
    AuthenticationMiddleware(lambda _: None).process_request(request)
    return request.user


def test_a_student_costs_two_statements_staff_or_not_included(
    client, rf, django_assert_num_queries
):
    client.force_login(student())

    with django_assert_num_queries(2):  # session, user
        me = known(client, rf)
        assert not territory_of(me).exists


@pytest.mark.parametrize("appoint", [city_staff, county_staff])
def test_staff_are_known_with_their_territory(client, rf, appoint):
    staff = appoint()
    client.force_login(staff)

    me = known(client, rf)

    assert me == staff
    assert territory_of(me) == territory_of(staff)
    assert territory_of(me).exists


def test_a_grant_that_ended_is_none(client, rf):
    staff = city_staff()
    client.force_login(staff)
    RoleGrant.objects.update(
        valid_from=timezone.now() - timedelta(days=2),
        valid_until=timezone.now() - timedelta(days=1),
    )

    assert not territory_of(known(client, rf)).exists


def test_an_expired_session_lets_nobody_in(client, rf):
    client.force_login(student())
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert not known(client, rf).is_authenticated


def test_a_session_that_was_deleted_lets_nobody_in(client, rf):
    client.force_login(student())
    before = client.session
    Session.objects.all().delete()

    after = type(before)(before.session_key)

    assert not list(after.keys())
    assert after.session_key is None


@pytest.mark.parametrize("change", ["inactive", "deleted"])
def test_an_account_that_is_closed_or_gone_is_not_signed_in(client, rf, change):
    me = student()
    client.force_login(me)
    if change == "inactive":
        type(me).objects.filter(pk=me.pk).update(is_active=False)
    else:
        me.delete()

    assert not known(client, rf).is_authenticated
